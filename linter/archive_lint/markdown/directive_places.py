"""The places at which a suppression comment covers a finding and changes nothing else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct

from archive_lint.markdown.directives import ITEM, Block

_INDENTATION = re.compile(rb" {0,3}")


class CommentPlace(Struct, frozen=True, order=True):
    """The place of a new comment."""

    at: int
    """Offset in bytes."""
    is_line: bool
    """Whether it is a line of its own, above what it covers; else it follows the text of a line."""


class CommentPlaces:
    """The places of one page: `blocks` are its blocks, in order, and `first` is the offset of its Markdown."""

    def __init__(self, source: bytes, blocks: Sequence[Block], *, first: int) -> None:
        self._source = source
        self._blocks = blocks
        self._ends = list(accumulate((block.end for block in blocks), max))
        self._first = first

    def covering(self, place: int) -> CommentPlace | None:
        """Return where an `ignore` must stand to cover `place`; `None` if the place is in no block.

        A block at the start of a line gets a line of its own above it. In a list such a line would end the list: there
        the comment is put at the end of the line.
        """
        block = self._outermost(place)
        if block is None:
            return None
        source = self._source
        line = max(_line_start(source, block.start), self._first)
        is_indented = _INDENTATION.fullmatch(source, line, block.start) is not None
        if is_indented and not ITEM.match(source, line):
            return CommentPlace(line, is_line=True)
        end = _line_end(source, place)
        while end > place and source[end - 1 : end] in (b" ", b"\t"):
            end -= 1
        return CommentPlace(end, is_line=False)

    def _outermost(self, place: int) -> Block | None:
        """Return the first block around a place, which is that where the ends so far go beyond it."""
        at = bisect_right(self._ends, place)
        return self._blocks[at] if at < len(self._blocks) and self._blocks[at].start <= place else None


def _line_start(source: bytes, place: int) -> int:
    return max(source.rfind(b"\n", 0, place), source.rfind(b"\r", 0, place)) + 1


def _line_end(source: bytes, place: int) -> int:
    ends = [end for mark in (b"\n", b"\r") if (end := source.find(mark, place)) >= 0]
    return min(ends, default=len(source))
