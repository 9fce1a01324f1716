"""One JSON document with all data of a run's findings, for programs."""

from __future__ import annotations

from typing import BinaryIO

import msgspec

from archive_lint.report import escape
from archive_lint.report.report import Report
from archive_lint.report.schema import findings_json, report_json
from archive_lint.report.stream import write_json_array


def write(report: Report, stream: BinaryIO) -> None:
    """Write the report in the shape of `ReportJson`, one line per finding."""
    before = escape.json(msgspec.json.encode(report_json(report))).removesuffix(b"[]}")
    write_json_array(stream, findings_json(report, report.findings), before, b"}")
