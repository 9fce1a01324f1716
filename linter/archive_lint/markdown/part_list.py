"""Lists of the parts of a large page, limited to what memory allows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from archive_lint.model.unreadable import UnreadablePageError

MOST_PARTS = 150_000
"""The most headings, list items and links of a page that is checked.

Each takes up to 1.7 KB, with the findings on it. The largest of 15,812 measured pages has some hundreds.
"""
MOST_SPANS = 4 * MOST_PARTS
"""The most quotations and pieces of code or HTML, each of which takes a fourth of the memory."""
LARGE = 1 << 19
"""Pages of more bytes are read in pieces, and their parts are counted."""

Part = TypeVar("Part")


class PartList(list[Part]):
    """A list of limited length. Adding more raises `UnreadablePageError`."""

    __slots__ = ("_most",)

    def __init__(self, most: int = MOST_PARTS) -> None:
        super().__init__()
        self._most = most

    def append(self, part: Part, /) -> None:
        super().append(part)
        check_parts(len(self), self._most)

    def extend(self, parts: Iterable[Part], /) -> None:
        super().extend(parts)
        check_parts(len(self), self._most)


def check_parts(count: int, most: int = MOST_PARTS) -> None:
    """Raise `UnreadablePageError` for more parts than a page may have."""
    if count > most:
        parts = (
            "headings, list items, links and definitions"
            if most == MOST_PARTS
            else "quotations and pieces of code and HTML"
        )
        raise UnreadablePageError(
            f"has more than {most:,} {parts}: such a page is not checked; split it, or exclude it in [archive] exclude"
        )
