"""One line per finding, for people: `path:line:column: CODE message`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from archive_lint.model.finding import Finding
from archive_lint.report.ansi import SEVERITY_COLOR, Paint
from archive_lint.report.escape import terminal
from archive_lint.report.grouping import finding_lines, hidden_count
from archive_lint.report.report import Report
from archive_lint.report.stream import write_lines
from archive_lint.report.view import View
from archive_lint.report.wording import closing_lines, summary_line
from archive_lint.text import shortened

FIXABLE = "[*]"
"""The mark of a finding with a safe fix."""
_MOST_OF_A_MESSAGE = 500
"""The most code points of a message. It names a title or a URL, and both can have any length."""


def write(report: Report, stream: BinaryIO, view: View) -> None:
    """Write the findings, then the counts. Lines are not cut to the view's width: they are for grep."""
    paint = Paint(color=view.color)
    write_lines(stream, finding_lines(report, view, lambda finding: (headline(finding, paint),), between=("",)))
    write_lines(stream, closing(report, view))


def headline(finding: Finding, paint: Paint) -> str:
    """Return a finding as one line."""
    fixable = f" {FIXABLE}" if finding.fix is not None and finding.fix.safe else ""
    place = paint(terminal(finding.path or "archive-lint"), "bold")
    code = paint(terminal(finding.code), SEVERITY_COLOR[finding.severity])
    message = terminal(shortened(finding.message, _MOST_OF_A_MESSAGE))
    return f"{place}:{finding.start.line}:{finding.start.column}: {code}{fixable} {message}"


def closing(report: Report, view: View) -> Iterator[str]:
    """Yield the last lines of a report for people, if the view has any."""
    if not view.has_closing:
        return
    yield terminal(summary_line(report))
    if hidden := hidden_count(report, view):
        are = "is" if hidden == 1 else "are"
        yield f"{hidden:,} more {are} not shown: to see all, leave `--max-findings` out or add `--output full:FILE`."
    yield from map(terminal, closing_lines(report, mark=FIXABLE))
