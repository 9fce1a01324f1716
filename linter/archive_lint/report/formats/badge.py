"""A badge for the archive's front page, as an endpoint of shields.io: https://shields.io/badges/endpoint-badge."""

from __future__ import annotations

from typing import BinaryIO

import msgspec

from archive_lint.model.finding import Severity
from archive_lint.report.report import Report
from archive_lint.text import counted

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


def write(report: Report, stream: BinaryIO) -> None:
    """Write one JSON object: the text of the badge, its colour, and whether it is an error."""
    message, color, is_error = _told(report)
    badge = {"schemaVersion": 1, "label": "archive-lint", "message": message, "color": color, "isError": is_error}
    stream.write(msgspec.json.encode(badge) + b"\n")


def _told(report: Report) -> tuple[str, str, bool]:
    """Return the message, the colour, and whether it is an error: of the worst severity that was found."""
    problems = sum(each.severity is Severity.ERROR for each in report.everything()) - report.summary.errors
    if problems or not report.complete:
        return "incomplete", "lightgrey", True
    summary = report.summary
    for severity, count in zip(Severity, (summary.errors, summary.warnings, summary.infos), strict=True):
        if count:
            return counted(count, severity.value), _COLORS[severity], severity is Severity.ERROR
    return "no findings", "brightgreen", False
