"""Each finding with its line and a mark under its place, for people."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import BinaryIO

from rich.cells import cell_len, get_character_cell_size

from archive_lint.model.finding import Finding
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.report.ansi import SEVERITY_COLOR, Paint
from archive_lint.report.escape import terminal, terminal_excerpt, unicode_text
from archive_lint.report.formats.concise import closing, headline
from archive_lint.report.grouping import finding_lines
from archive_lint.report.report import Report, is_whole_page
from archive_lint.report.source import Sources, SourceText
from archive_lint.report.stream import write_lines
from archive_lint.report.view import View
from archive_lint.text import shortened

_JOINERS = lazy_pattern("[\u200d\ufe0f]")
"""Characters that change how wide their neighbours are."""
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
    cells = _cells(text)
    first, last, stop = _shown(cells, start, end, width)
    head = "…" if first else ""
    tail = "…" if stop < len(text) else ""
    before = len(head) + cells[start] - cells[first]
    return f"{head}{text[first:stop]}{tail}", before, max(1, cells[last] - cells[start])


def _window(line: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """Return the line without the parts that are certainly too far from the place: lines of a megabyte exist."""
    first = max(0, start - width)
    return line[first : start + 2 * width], start - first, min(end, start + 2 * width) - first


def _cells(text: str) -> Sequence[int]:
    """Return the cells of a terminal that a text takes up to each offset."""
    if text.isascii():
        return range(len(text) + 1)
    if _JOINERS.search(text) is None:
        return list(accumulate(map(get_character_cell_size, text), initial=0))
    return [cell_len(text[:at]) for at in range(len(text) + 1)]


def _shown(cells: Sequence[int], start: int, end: int, width: int) -> tuple[int, int, int]:
    """Return the offsets at which what is shown begins, the place ends, and what is shown ends.

    It is the text from its beginning if the place is near, else what fits around the place.
    """
    length = len(cells) - 1
    if cells[length] <= width:
        return 0, end, length
    if cells[start] <= width // 3:
        stop = _fitting(cells, 0, length, width - 1)
        return 0, min(end, stop), stop
    room = width - 2
    last = _fitting(cells, start, end, room)
    left = max(0, room - (cells[last] - cells[start]))
    stop = _fitting(cells, last, length, left // 2)
    left -= cells[stop] - cells[last]
    first = bisect_left(cells, cells[start] - left, 0, start + 1)
    stop = _fitting(cells, last, length, left - (cells[start] - cells[first]) + (cells[stop] - cells[last]))
    return first, last, stop


def _fitting(cells: Sequence[int], start: int, end: int, room: int) -> int:
    """Return the last offset up to which the text from `start` has at most `room` cells."""
    return bisect_right(cells, cells[start] + room, start, end + 1) - 1
