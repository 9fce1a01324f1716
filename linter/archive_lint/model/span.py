"""Places in a page: byte ranges inside, line and column outside."""

from __future__ import annotations

from msgspec import Struct


class Span(Struct, frozen=True, order=True, array_like=True, gc=False):
    """A half-open range of bytes of a page as it lies on disk."""

    start: int
    end: int


class Position(Struct, frozen=True, order=True, gc=False):
    """A place as people and editors count it: both from 1, columns in code points."""

    line: int
    column: int


START_OF_PAGE = Span(0, 0)


def locate(source: bytes, span: Span) -> tuple[Position, Position]:
    """Line and column of a span's start and of the place behind its last character.

    Lines end in LF, CR or CRLF, as CommonMark has it. A byte that is no UTF-8 counts as one column.
    """
    return _position(source, span.start), _position(source, span.end)


def _position(source: bytes, offset: int) -> Position:
    before = source[:offset]
    line = before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
    line_start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    if line == 1 and before.startswith(b"\xef\xbb\xbf"):
        line_start = 3
    return Position(line, len(before[line_start:].decode(errors="surrogateescape")) + 1)
