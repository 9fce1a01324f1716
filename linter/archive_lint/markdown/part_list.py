"""Parts of a large page, no more of them than memory is good for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from archive_lint.model.unreadable import UnreadablePageError

MOST_PARTS = 150_000
"""A page with more headings, list items and links is not checked: each takes up to 1.7 KB, with what is
found on it. The most of 15,812 measured pages is some hundreds."""
MOST_SPANS = 4 * MOST_PARTS
"""Of quotations, and pieces of code or HTML, each of which takes a fourth of the memory."""
LARGE = 1 << 19
"""Pages of more bytes are read in pieces, and their parts counted."""

Part = TypeVar("Part")


class PartList(list[Part]):
    """A list of a limited length. Adding more raises `UnreadablePageError`."""

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
