"""Places in a page: byte ranges internally, line and column in reports."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Span(Struct, frozen=True, order=True, array_like=True, gc=False):
    """A half-open range of bytes of a page's file."""

    start: int
    end: int


class Position(Struct, frozen=True, order=True, gc=False):
    """A place as people and editors count it: line and column from 1, columns in code points."""

    line: int
    column: int


START_OF_PAGE = Span(0, 0)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def text_start(source: bytes) -> int:
    """Return the offset of a page's first character: after a byte order mark, if it has one."""
    return len(BYTE_ORDER_MARK) if source.startswith(BYTE_ORDER_MARK) else 0


def locate(source: bytes, span: Span) -> tuple[Position, Position]:
    """Return the positions of a span's start and of its end, which is exclusive.

    Lines end in LF, CR or CRLF, as in CommonMark. A byte that is not UTF-8 counts as one column.
    """
    return _position(source, span.start), _position(source, span.end)


def locate_offsets(source: bytes, offsets: Iterable[int]) -> dict[int, Position]:
    """Return the positions of many offsets of a page, as `locate` counts them, in one pass."""
    positions: dict[int, Position] = {}
    at, line, column = text_start(source), 1, 1
    for offset in sorted(set(offsets)):
        if offset < at or _splits(source, offset):
            positions[offset] = _position(source, offset)
            continue
        between = source[at:offset]
        lines = between.count(b"\n") + between.count(b"\r") - between.count(b"\r\n")
        if lines:
            line += lines
            column = 1
            between = between[max(between.rfind(b"\n"), between.rfind(b"\r")) + 1 :]
        column += len(between.decode(errors="surrogateescape"))
        at = offset
        positions[offset] = Position(line, column)
    return positions


def _splits(source: bytes, offset: int) -> bool:
    """Return whether an offset lies within a character or between CR and LF: counting cannot continue from there."""
    following = source[offset : offset + 1]
    return b"\x80" <= following <= b"\xbf" or (following == b"\n" and source[offset - 1 : offset] == b"\r")


def _position(source: bytes, offset: int) -> Position:
    before = source[:offset]
    line = before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
    line_start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    if line == 1:
        line_start = text_start(before)
    return Position(line, len(before[line_start:].decode(errors="surrogateescape")) + 1)
