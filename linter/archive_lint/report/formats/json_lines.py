"""One JSON object a line and finding: for programs that read while they are written to, and for grep."""

from __future__ import annotations

from typing import BinaryIO

from archive_lint.report.report import Report
from archive_lint.report.schema import findings_json
from archive_lint.report.stream import write_json_lines


def write(report: Report, stream: BinaryIO) -> None:
    """Write what kept the run from looking at something, in the shape of findings, then these; nothing for neither."""
    write_json_lines(stream, findings_json(report, report.everything()))
