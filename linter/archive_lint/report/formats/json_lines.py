"""One JSON object per finding and line: for programs that read while it is written, and for grep."""

from __future__ import annotations

from typing import BinaryIO

from archive_lint.report.report import Report
from archive_lint.report.schema import findings_json
from archive_lint.report.stream import write_json_lines


def write(report: Report, stream: BinaryIO) -> None:
    """Write the problems in the shape of findings, then the findings; nothing if there are none."""
    write_json_lines(stream, findings_json(report, report.everything()))
