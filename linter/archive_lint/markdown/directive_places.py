"""The places at which a suppression comment covers a finding and changes nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from archive_lint.markdown.directives import ITEM, Block

_INDENTATION = re.compile(rb" {0,3}")


class CommentPlace(Struct, frozen=True, order=True):
    """The place of a new comment."""

    at: int
    """Offset in bytes."""
    is_line: bool
    """Whether it is a line of its own, above what it covers; else it follows the text of a line."""


def comment_place(source: bytes, place: int, blocks: Sequence[Block], *, first: int) -> CommentPlace | None:
    """Return where an `ignore` must stand to cover `place`; `None` if the place is in no block.

    `blocks` are those of the page, in order; `first` is the offset of its Markdown. A block at the start of a line gets
    a line of its own above it. In a list such a line would end the list: there the comment is put at the end of the
    line.
    """
    around = [block for block in blocks if block.start <= place < block.end]
    if not around:
        return None
    block = around[0]
    line = max(_line_start(source, block.start), first)
    is_indented = _INDENTATION.fullmatch(source, line, block.start) is not None
    if is_indented and not ITEM.match(source, line):
        return CommentPlace(line, is_line=True)
    end = _line_end(source, place)
    while end > place and source[end - 1 : end] in (b" ", b"\t"):
        end -= 1
    return CommentPlace(end, is_line=False)


def _line_start(source: bytes, place: int) -> int:
    return max(source.rfind(b"\n", 0, place), source.rfind(b"\r", 0, place)) + 1


def _line_end(source: bytes, place: int) -> int:
    ends = [end for mark in (b"\n", b"\r") if (end := source.find(mark, place)) >= 0]
    return min(ends, default=len(source))
