"""A summary in Markdown, for the summary page of a CI job: what was found by rule, then the worst of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from archive_lint.model.finding import Finding
from archive_lint.report.escape import markdown
from archive_lint.report.report import Report, by_severity, is_whole_page
from archive_lint.report.wording import by_rule, closing_lines, summary_line
from archive_lint.text import counted, shortened

_MOST_BYTES = 1_000_000
"""GitHub takes 1 MiB a step, of all that the step appends, and nothing of a summary that is larger."""
_CLOSING_BYTES = 1_000
_MOST_OF_A_CELL = 300
"""Code points. A message names a title or a URL, and both can be of any length."""


def write(report: Report, stream: BinaryIO) -> None:
    """Write the summary, whole rows of it up to the limit, to be appended to what a job has said before."""
    size = 0
    written = 0
    findings = by_severity(report.everything())
    opening = "".join(f"{line}\n" for line in _opening(report)).encode()
    stream.write(opening)
    size += len(opening)
    for finding in findings:
        row = f"{_row(finding)}\n".encode()
        if size + len(row) > _MOST_BYTES - _CLOSING_BYTES:
            break
        stream.write(row)
        size += len(row)
        written += 1
    left_out = len(findings) - written
    if left_out:
        where = f" All are in {markdown(shortened(report.elsewhere, _MOST_OF_A_CELL))}." if report.elsewhere else ""
        stream.write(f"\n{counted(left_out, 'more finding')}, the least severe, did not fit here.{where}\n".encode())
    stream.write(b"\n")


def _opening(report: Report) -> Iterator[str]:
    yield "## archive-lint"
    yield ""
    yield f"**{markdown(summary_line(report))}**"
    yield ""
    for words in closing_lines(report):
        yield f"- {markdown(shortened(words, _MOST_OF_A_CELL))}"
    yield ""
    if report.findings:
        yield "| Findings | Severity | Rule | |"
        yield "|---:|---|---|---|"
        for rule, number in by_rule(report):
            named = markdown(f"{rule.code} {rule.name}")
            yield f"| {number:,} | {rule.severity.value} | {named} | {_cell(rule.summary)} |"
        yield ""
    if report.findings or report.problems:
        yield "| Severity | Where | Rule | Finding |"
        yield "|---|---|---|---|"


def _row(finding: Finding) -> str:
    place = finding.path if is_whole_page(finding) else f"{finding.path}:{finding.start.line}:{finding.start.column}"
    return f"| {finding.severity.value} | {_cell(place)} | {markdown(finding.code)} | {_cell(finding.message)} |"


def _cell(text: str) -> str:
    return markdown(shortened(text, _MOST_OF_A_CELL))
