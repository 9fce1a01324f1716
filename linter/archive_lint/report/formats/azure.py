"""Logging commands of Azure Pipelines: issues of the build, one per line."""

from __future__ import annotations

from typing import BinaryIO

from archive_lint.model.finding import Finding, Severity
from archive_lint.report.escape import azure_data, azure_property
from archive_lint.report.report import Report, by_severity, is_whole_page
from archive_lint.report.stream import write_lines
from archive_lint.text import shortened

_TYPES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "warning"}
"""The only two types."""
_MOST_OF_A_MESSAGE = 1000
"""The most code points of a message. An issue is a line of a build's summary."""


def write(report: Report, stream: BinaryIO) -> None:
    """Write one issue per finding. The worst come first: a build's summary shows the first few."""
    write_lines(stream, map(_issue, by_severity(report.everything())))
    if not report.complete:
        write_lines(stream, ["##vso[task.logissue type=warning]The run was interrupted: there may be more to find."])


def _issue(finding: Finding) -> str:
    properties = {"type": _TYPES[finding.severity]}
    if finding.path:
        properties["sourcepath"] = finding.path
        if not is_whole_page(finding):
            properties |= {"linenumber": str(finding.start.line), "columnnumber": str(finding.start.column)}
    properties["code"] = finding.code
    written = ";".join(f"{name}={azure_property(value)}" for name, value in properties.items())
    return f"##vso[task.logissue {written}]{azure_data(shortened(finding.message, _MOST_OF_A_MESSAGE))}"
