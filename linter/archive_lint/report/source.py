"""The pages of a report, as text with lines: for excerpts, and for positions of bytes."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from archive_lint.model.secret import hide_secrets
from archive_lint.model.span import Position, text_start
from archive_lint.report.report import Reader

_LINE_END = re.compile(rb"\r\n?|\n")
_STRIDE = 1024
_MOST_KEPT = 64
"""The most pages kept in memory: findings come page by page, but the edits of their fixes may be in others."""


class SourceText:
    """A page's bytes, seen as lines. Lines end in LF, CR or CRLF; a byte that is not UTF-8 is one column."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._kept: tuple[int, _Line] | None = None

    @cached_property
    def _starts(self) -> list[int]:
        return [text_start(self._source), *(match.end() for match in _LINE_END.finditer(self._source))]

    def line(self, number: int) -> str:
        """Return a line without its end, counted from 1; empty if there is no such line.

        A byte that is not UTF-8 stands in it as a lone surrogate, which the sink must handle.
        """
        return self._line(number).text

    def excerpt(self, number: int) -> str:
        """Return a line, counted from 1, with asterisks for the characters of passwords in it."""
        return self._line(number).excerpt

    def position(self, offset: int) -> Position:
        """Return the line and column of a byte offset."""
        number = max(1, bisect_right(self._starts, offset))
        return Position(number, self._line(number).characters(offset - self._starts[number - 1]) + 1)

    def byte_column(self, place: Position) -> int:
        """Return the column in bytes, from 1.

        The byte order mark counts as three bytes of the first line.
        """
        mark = self._starts[0] if place.line == 1 else 0
        return mark + self._line(place.line).bytes(place.column - 1) + 1

    def _line(self, number: int) -> _Line:
        # The last one is kept: many findings may be about one line, and a line may be a megabyte.
        if self._kept is None or self._kept[0] != number:
            self._kept = (number, _Line(self._cut(number)))
        return self._kept[1]

    def _cut(self, number: int) -> bytes:
        starts = self._starts
        if not 1 <= number <= len(starts):
            return b""
        end = starts[number] if number < len(starts) else len(self._source)
        return self._source[starts[number - 1] : end].rstrip(b"\r\n")


class _Line:
    """A line in bytes and in characters, to convert counts of one into counts of the other."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self.text = source.decode(errors="surrogateescape")

    @cached_property
    def excerpt(self) -> str:
        return hide_secrets(self.text, same_length=True)

    def characters(self, count: int) -> int:
        """Return the number of characters in the first `count` bytes."""
        count = max(0, min(count, len(self._source)))
        if self.text.isascii():
            return count
        mark = bisect_right(self._marks, count) - 1
        return mark * _STRIDE + len(self._source[self._marks[mark] : count].decode(errors="surrogateescape"))

    def bytes(self, count: int) -> int:
        """Return the number of bytes in the first `count` characters."""
        count = min(count, len(self.text))
        if self.text.isascii():
            return count
        mark = min(count // _STRIDE, len(self._marks) - 1)
        return self._marks[mark] + len(self.text[mark * _STRIDE : count].encode(errors="surrogateescape"))

    @cached_property
    def _marks(self) -> list[int]:
        """The byte offset of every 1,024th character: a thousand findings may be about one line of a megabyte."""
        parts = (self.text[start : start + _STRIDE] for start in range(0, len(self.text), _STRIDE))
        sizes = (len(part.encode(errors="surrogateescape")) for part in parts)
        return list(accumulate(sizes, initial=0))[:-1]


class Sources:
    """The pages of a report, read on demand."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._kept: dict[str, SourceText | None] = {}

    def get(self, path: str) -> SourceText | None:
        """Return a page, or `None` if it cannot be read."""
        if path not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            source = self._read(path)
            self._kept[path] = None if source is None else SourceText(source)
        return self._kept[path]
