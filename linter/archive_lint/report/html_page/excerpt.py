"""The words around the place of a finding, cut to a width that a page with thousands of them can hold."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple
from unicodedata import east_asian_width

from archive_lint.model.finding import Finding
from archive_lint.report.escape import unicode_text
from archive_lint.report.source import SourceText

_MOST_MARKED = 64
"""The most cells of the place itself.

A wide character counts twice, as it takes twice the room on screen and in the file.
"""
_MOST_BEFORE = 24
_MOST_IN_ALL = 100
_WORTH_CUTTING = 24


class Excerpt(NamedTuple):
    """Part of a line in three pieces, none of them escaped. An ellipsis stands where the line goes on."""

    before: str
    marked: str
    """The text of the place; empty if it is a point between two characters."""
    after: str


def excerpt(source: SourceText, finding: Finding, told: str = "") -> Excerpt | None:
    """Return the text around a finding's place; `None` if the line shows nothing new.

    `told` is the text above it. A long text that is already in `told` becomes an ellipsis: no URL and no title is shown
    twice.
    """
    line = source.excerpt(finding.start.line)
    start = min(finding.start.column - 1, len(line))
    end = finding.end.column - 1 if finding.end.line == finding.start.line else len(line)
    end = max(start, min(end, len(line)))
    marked = _head(line[start : min(end, start + _MOST_IN_ALL)], _MOST_MARKED, is_whole=end - start <= _MOST_IN_ALL)
    before = _tail(line[:start], _MOST_BEFORE)
    room = _MOST_IN_ALL - _cells(marked) - _cells(before)
    after = line[end : end + _MOST_IN_ALL]
    after = "" if marked.endswith("…") else _head(after, room, is_whole=len(line) - end <= _MOST_IN_ALL)
    if _cells(marked) >= _WORTH_CUTTING and _letters(marked) in _letters(told):
        if not _letters(before + after):
            return None
        marked = "…"
    pieces = Excerpt(*(unicode_text(piece).replace("\t", " ") for piece in (before, marked, after.rstrip())))
    return pieces if any(piece.strip() for piece in pieces) else None


def _head(text: str, most: int, *, is_whole: bool) -> str:
    """Return as much of the beginning as fits into `most` cells; `is_whole` means that nothing follows the text."""
    if is_whole and _cells(text) <= most:
        return text
    return f"{text[: sum(width < most for width in accumulate(map(_width, text)))]}…"


def _tail(text: str, most: int) -> str:
    """Return as much of the end as fits into `most` cells."""
    last = text[-most:].lstrip()
    if len(text) <= most and _cells(last) <= most:
        return last
    count = sum(width < most for width in accumulate(map(_width, reversed(last))))
    return f"…{last[len(last) - count :]}"


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _cells(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    return 2 if east_asian_width(character) in "WF" else 1
