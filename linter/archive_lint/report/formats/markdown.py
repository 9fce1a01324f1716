"""A summary in Markdown, for the summary page of a CI job or an issue: counts by rule, then each rule's findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from archive_lint.model.finding import Finding
from archive_lint.report.about import About
from archive_lint.report.escape import markdown
from archive_lint.report.report import Report, RuleInfo, by_severity, is_whole_page
from archive_lint.report.wording import by_rule, closing_lines, summary_line
from archive_lint.text import counted, shortened

_MOST_BYTES = 1_000_000
"""Maximum size in bytes.

GitHub takes 1 MiB per step, of everything that the step appends, and nothing of a larger summary.
"""
_CLOSING_BYTES = 1_000
_MOST_OF_A_CELL = 300
"""The most code points of a cell. A message names a title or a URL, and both can have any length."""
_MOST_SHOWN_OPEN = 50
"""The most findings of a section that is shown open."""


class _Section:
    """A table of findings that is filled as far as there is room."""

    def __init__(self, head: Iterable[str], rows: Iterable[Sequence[str]], number: int, foot: Iterable[str]) -> None:
        self._head = _lines(head)
        self._foot = _lines(foot)
        self._rows = (f"| {' | '.join(cells)} |\n".encode() for cells in rows)
        self._next = next(self._rows, b"")
        self._written: list[bytes] = []
        self._number = number
        self.size = len(self._head) + len(self._more(number)) + len(self._foot)
        """Size in bytes of the whole section without rows."""

    @property
    def left_out(self) -> int:
        """The number of findings without room."""
        return self._number - len(self._written)

    def fill(self, room: int) -> int:
        """Add rows as long as they fit into `room` bytes, and return the number of bytes they take."""
        used = 0
        while self._next and used + len(self._next) <= room:
            used += len(self._next)
            self._written.append(self._next)
            self._next = next(self._rows, b"")
        return used

    def write(self, stream: BinaryIO) -> None:
        """Write the section with the rows added so far."""
        stream.writelines([self._head, *self._written, self._more(self.left_out), self._foot])

    def _more(self, number: int) -> bytes:
        return _lines(["", f"{number:,} more did not fit here."]) if number else b""


def write(report: Report, stream: BinaryIO) -> None:
    """Write the summary, with whole rows up to the limit, to be appended to the job's earlier summaries."""
    opening = _lines(_opening(report))
    stream.write(opening)
    sections = list(_sections(report))
    room = _MOST_BYTES - _CLOSING_BYTES - len(opening) - sum(section.size for section in sections)
    # Each rule has its share; the rest goes to the worst first.
    share = room // max(1, len(sections))
    room -= sum(section.fill(share) for section in sections)
    for section in sections:
        room -= section.fill(room)
        section.write(stream)
    left_out = sum(section.left_out for section in sections)
    if left_out:
        where = f" All are in {_cell(report.elsewhere)}." if report.elsewhere else ""
        stream.write(_lines([f"**{counted(left_out, 'more finding')} did not fit here.**{where}", ""]))


def _opening(report: Report) -> Iterator[str]:
    yield "## archive-lint"
    yield ""
    yield f"**{markdown(summary_line(report))}**"
    yield ""
    about = " · ".join(_about(report.about))
    if about:
        yield about
        yield ""
    notes = [f"- {_cell(words)}" for words in closing_lines(report)]
    if notes:
        yield from notes
        yield ""
    if report.findings:
        yield "| Findings | Severity | Rule | |"
        yield "|---:|---|---|---|"
        for rule, number in by_rule(report):
            named = _link(markdown(f"{rule.code} {rule.name}"), rule.url)
            yield f"| {number:,} | {rule.severity.value} | {named} | {_cell(rule.summary)} |"
        yield ""


def _about(about: About) -> Iterator[str]:
    archive = " at ".join(_cell(part) for part in (about.archive, about.short_commit) if part)
    date = f"{about.date:%Y-%m-%d %H:%M} UTC" if about.date else ""
    version = f"archive-lint {about.version}" if about.version else ""
    yield from filter(None, (archive, _cell(about.command), markdown(version), markdown(date)))


def _sections(report: Report) -> Iterator[_Section]:
    problems = report.everything()[: len(report.problems)]
    if problems:
        head = ["### Not checked", "", "| Severity | Where | Why |", "|---|---|---|"]
        yield _Section(head, (_cells(each, report) for each in by_severity(problems)), len(problems), [""])
    found: dict[str, list[Finding]] = {}
    for finding in by_severity(report.findings):
        found.setdefault(finding.code, []).append(finding)
    is_open = len(report.findings) <= _MOST_SHOWN_OPEN
    for rule, number in by_rule(report):
        rows = ((*_cells(each, report), _fix_cell(each)) for each in found[rule.code])
        yield _Section(_head(rule, number, is_open=is_open), rows, number, ["", "</details>", ""])


def _head(rule: RuleInfo, number: int, *, is_open: bool) -> Iterator[str]:
    yield "<details open>" if is_open else "<details>"
    yield f"<summary>{markdown(f'{rule.code} {rule.name}')}: {counted(number, 'finding')}</summary>"
    yield ""
    yield "| Severity | Where | Finding | Fix |"
    yield "|---|---|---|---|"


def _cells(finding: Finding, report: Report) -> tuple[str, str, str]:
    place = finding.path if is_whole_page(finding) else f"{finding.path}:{finding.start.line}:{finding.start.column}"
    where = _link(_cell(place), report.links.page(finding.path, finding.start.line))
    return finding.severity.value, where, _cell(finding.message)


def _fix_cell(finding: Finding) -> str:
    fix = finding.fix
    return "" if fix is None else _cell(fix.message) + ("" if fix.safe else " (unsafe)")


def _link(shown: str, url: str) -> str:
    """Return a Markdown link of escaped text to a URL without angle brackets; the text alone if there is no URL."""
    return f"[{shown}](<{url}>)" if url else shown


def _cell(text: str) -> str:
    return markdown(shortened(text, _MOST_OF_A_CELL))


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
