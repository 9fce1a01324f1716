"""Places in a page as editors count them: lines, and units of UTF-8, UTF-16 or UTF-32 within them.

Inside, places are bytes. What an editor names that is not there, such as a column after a line's end or the second half
of a character, is the nearest place before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from lsprotocol import types

from archive_lint.model.span import Span

_LINE_END = re.compile(rb"\r\n|\n|\r")
_UTF8, _UTF32 = types.PositionEncodingKind.Utf8.value, types.PositionEncodingKind.Utf32.value


class Positions:
    """The lines of one text, whose first `skipped` bytes the editor does not know: a byte order mark."""

    def __init__(self, source: bytes, encoding: str, *, skipped: int = 0) -> None:
        self._source = source
        self._encoding = encoding
        self._starts = [skipped, *(match.end() for match in _LINE_END.finditer(source))]

    def offset(self, position: types.Position) -> int:
        """Return the byte at a position."""
        if position.line >= len(self._starts):
            return len(self._source)
        start, end = self._line(position.line)
        line = self._source[start:end]
        units = position.character
        if line.isascii():
            return start + min(units, len(line))
        if self._encoding == _UTF8:
            return start + len(line[:units].decode(errors="ignore").encode()) if units < len(line) else end
        # A byte that is not UTF-8 is shown as one character.
        text = line.decode(errors="surrogateescape")
        if self._encoding == _UTF32:
            before = text[:units]
        else:
            encoded = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
            before = encoded.decode("utf-16-le", "surrogatepass" if _is_whole(encoded) else "ignore")
        return start + len(before.encode(errors="surrogateescape"))

    def position(self, offset: int) -> types.Position:
        """Return the position of a byte."""
        number = max(0, bisect_right(self._starts, offset) - 1)
        before = self._source[self._starts[number] : offset]
        if before.isascii() or self._encoding == _UTF8:
            return types.Position(number, len(before))
        text = before.decode(errors="surrogateescape")
        units = len(text) if self._encoding == _UTF32 else len(text.encode("utf-16-le", "surrogatepass")) // 2
        return types.Position(number, units)

    def range(self, span: Span) -> types.Range:
        """Return the range of a span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def span(self, range: types.Range) -> Span:
        """Return the bytes of a range; its ends may be given in either order."""
        one, other = self.offset(range.start), self.offset(range.end)
        return Span(min(one, other), max(one, other))

    def line(self, number: int) -> Span:
        """Return the bytes of a line, counted from 0, without its ending; an empty span for one that is not there."""
        if number >= len(self._starts):
            return Span(len(self._source), len(self._source))
        return Span(*self._line(number))

    def _line(self, number: int) -> tuple[int, int]:
        start = self._starts[number]
        following = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._source)
        end = following
        while end > start and self._source[end - 1] in b"\r\n" and number + 1 < len(self._starts):
            end -= 1
        return start, end


def _is_whole(encoded: bytes) -> bool:
    """Return whether UTF-16 does not end within a pair."""
    return len(encoded) < 2 or not 0xD8 <= encoded[-1] <= 0xDB
