"""Each finding with its line and a mark under its place, for people."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import BinaryIO

from rich.cells import cell_len

from archive_lint.model.finding import Finding
from archive_lint.report.ansi import SEVERITY_COLOR, Paint
from archive_lint.report.escape import terminal, terminal_excerpt, unicode_text
from archive_lint.report.formats.concise import closing, headline
from archive_lint.report.grouping import finding_lines
from archive_lint.report.report import Report, is_whole_page
from archive_lint.report.source import Sources, SourceText
from archive_lint.report.stream import write_lines
from archive_lint.report.view import View
from archive_lint.text import shortened

_WIDTH = 120
"""Width in cells if unknown: a log has no width, and longer lines are hard to read anywhere."""
_NARROWEST = 40
_MOST_OF_A_HELP = 500
"""The most code points of a help text."""


def write(report: Report, stream: BinaryIO, view: View) -> None:
    """Write the findings with their excerpts, then the counts."""
    paint = Paint(color=view.color)
    sources = Sources(report.read)
    cells = max(_NARROWEST, view.width or _WIDTH)
    write_lines(stream, finding_lines(report, view, lambda finding: _block(finding, sources, paint, cells)))
    write_lines(stream, closing(report, view))


def _block(finding: Finding, sources: Sources, paint: Paint, width: int) -> Iterator[str]:
    yield headline(finding, paint)
    number = str(finding.start.line)
    bar = paint("|", "blue")
    indent = " " * (len(number) + 1)
    source = None if is_whole_page(finding) else sources.get(finding.path)
    if source is not None:
        text, before, marked = _excerpt(source, finding, width - len(number) - 4)
        yield f" {indent}{bar}"
        yield f" {paint(number, 'blue')} {bar} {text}".rstrip()
        yield f" {indent}{bar} {' ' * before}{paint('^' * marked, SEVERITY_COLOR[finding.severity])}"
    if finding.help:
        yield f" {indent}{paint('=', 'blue')} help: {_line(finding.help)}"
    if finding.fix is not None:
        unsafe = "" if finding.fix.safe else " (unsafe)"
        yield f" {indent}{paint('=', 'blue')} fix: {_line(finding.fix.message)}{unsafe}"
    yield ""


def _line(text: str) -> str:
    return terminal(shortened(text, _MOST_OF_A_HELP))


def _excerpt(source: SourceText, finding: Finding, width: int) -> tuple[str, int, int]:
    """Return the line, cut around the place; the cells before the place, and those of the place on this line."""
    line = source.excerpt(finding.start.line)
    start = min(finding.start.column - 1, len(line))
    end = finding.end.column - 1 if finding.end.line == finding.start.line else len(line)
    end = max(start, min(end, len(line)))
    line, start, end = _window(line, start, end, width)
    text, (start, end) = terminal_excerpt(unicode_text(line).replace("\t", " "), (start, end))
    text, start, end = _cut(text, start, end, width)
    return text, cell_len(text[:start]), max(1, cell_len(text[start:end]))


def _window(line: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """Return the line without the parts that are certainly too far from the place: lines of a megabyte exist."""
    first = max(0, start - width)
    return line[first : start + 2 * width], start - first, min(end, start + 2 * width) - first


def _cut(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """Return the part of the line that fits: from the beginning if the place is near, else around the place."""
    if cell_len(text) <= width:
        return text, start, end
    if cell_len(text[:start]) <= width // 3:
        stop = _fitting(text, 0, len(text), width - 1)
        return f"{text[:stop]}…", start, min(end, stop)
    room = width - 2
    last = _fitting(text, start, end, room)
    left = max(0, room - cell_len(text[start:last]))
    stop = _fitting(text, last, len(text), left // 2)
    left -= cell_len(text[last:stop])
    first = _fitting_before(text, start, left)
    stop = _fitting(text, last, len(text), left - cell_len(text[first:start]) + cell_len(text[last:stop]))
    head = "…" if first else ""
    tail = "…" if stop < len(text) else ""
    moved = first - len(head)
    return f"{head}{text[first:stop]}{tail}", start - moved, last - moved


def _fitting(text: str, start: int, end: int, cells: int) -> int:
    """Return the last offset up to which the text from `start` has at most `cells` cells."""
    places = range(start, end + 1)
    return places[bisect_right(places, cells, key=lambda place: cell_len(text[start:place])) - 1]


def _fitting_before(text: str, end: int, cells: int) -> int:
    """Return the first offset from which the text up to `end` has at most `cells` cells."""
    places = range(end + 1)
    return places[bisect_left(places, -cells, key=lambda place: -cell_len(text[place:end]))]
