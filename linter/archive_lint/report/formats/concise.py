"""A line a finding, for people: `path:line:column: CODE message`."""

from __future__ import annotations

from typing import BinaryIO

from archive_lint.model.finding import Finding
from archive_lint.report.ansi import SEVERITY_COLOR, Paint
from archive_lint.report.escape import terminal
from archive_lint.report.report import Report
from archive_lint.report.stream import write_lines
from archive_lint.report.wording import closing_lines, summary_line
from archive_lint.text import shortened

_MOST_OF_A_MESSAGE = 500
"""Code points. A message names a title or a URL, and both can be of any length."""


def write(report: Report, stream: BinaryIO, *, color: bool, width: int | None) -> None:  # noqa: ARG001 - lines are not cut: they are for grep
    """Write the findings, then the counts."""
    paint = Paint(color=color)
    write_lines(stream, (headline(finding, paint) for finding in report.everything_untold()))
    write_lines(stream, closing(report))


def headline(finding: Finding, paint: Paint) -> str:
    """A finding in one line."""
    fixable = " [*]" if finding.fix is not None and finding.fix.safe else ""
    place = paint(terminal(finding.path or "archive-lint"), "bold")
    code = paint(terminal(finding.code), SEVERITY_COLOR[finding.severity])
    message = terminal(shortened(finding.message, _MOST_OF_A_MESSAGE))
    return f"{place}:{finding.start.line}:{finding.start.column}: {code}{fixable} {message}"


def closing(report: Report) -> list[str]:
    """The last lines of a report for people."""
    return [terminal(summary_line(report)), *(terminal(words) for words in closing_lines(report))]
