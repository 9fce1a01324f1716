"""What the checks of an archive's pages read, part by part: each part is looked through after each edit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from archive_lint.archive.dependencies import Dependencies, merged_dependencies

_MOST_PARTS = 64
_MOST_LARGE = 8
_LARGE = 4
"""A part is large if it has at least this fraction, as one in so many, of what the largest has."""


class LiveReads:
    """What checks read, in at most some parts. Of several checks of a page each may count until parts are joined."""

    def __init__(self, parts: Sequence[Dependencies] = ()) -> None:
        """Take what earlier checks read."""
        self._parts = list(parts)
        self._of_page: dict[str, Dependencies] = {}
        """Reads of the checks of single pages, by page."""

    def __len__(self) -> int:
        return len(self._parts) + len(self._of_page)

    def add(self, paths: Sequence[str], reads: Dependencies) -> None:
        """Add what the checks of some pages read."""
        if len(paths) > 1:
            self._parts.append(reads)
        else:
            self._of_page.update(dict.fromkeys(paths, reads))
        if len(self._of_page) > _MOST_PARTS:
            # Each has what they share to itself.
            self._parts.append(merged_dependencies([*self._of_page.values()]))
            self._of_page.clear()
        if len(self._parts) > _MOST_PARTS:
            self._join()

    def affected_by(self, numbers: AbstractSet[int]) -> Iterable[int]:
        """Return the pages whose check may change if these pages have changed."""
        return (page for each in (*self._parts, *self._of_page.values()) for page in each.affected_by(numbers))

    def _join(self) -> None:
        """Join the parts: one is looked through in a fraction of the time that many take.

        Large ones, as those of the whole archive, are left alone as long as they are few: joining them takes long.
        """
        largest = max(len(part.reads) for part in self._parts)
        large = [part for part in self._parts if _LARGE * len(part.reads) >= largest]
        if len(large) > _MOST_LARGE:
            large.clear()
        small = [part for part in self._parts if not any(part is each for each in large)]
        self._parts = [*large, merged_dependencies([*small, *self._of_page.values()])]
        self._of_page.clear()
