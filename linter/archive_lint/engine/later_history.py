"""What git knows of moves and of the change at hand, as far as it was asked: no key waits for its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from archive_lint.archive.uncommitted import NoChange, Uncommitted


class LaterHistory(Mapping[str, str]):
    """Moves of pages, and the change at hand: nothing, until what git answers is taken."""

    def __init__(self, renames: Mapping[str, str], uncommitted: Uncommitted | None) -> None:
        """Take what asks git when it is looked at."""
        self._git = renames, NoChange() if uncommitted is None else uncommitted
        self._renames: Mapping[str, str] = {}
        self._uncommitted: Uncommitted = NoChange()
        self.is_taken = False
        """Whether git's answer counts."""

    def ask(self) -> None:
        """Have git answer, which takes long: any thread may ask."""
        renames, uncommitted = self._git
        len(renames)
        _ = uncommitted.added, uncommitted.deleted, uncommitted.moved_whole

    def take(self) -> None:
        """Have git's answer count from now on."""
        self._renames, self._uncommitted = self._git
        self.is_taken = True

    def __getitem__(self, path: str) -> str:
        return self._renames[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._renames)

    def __len__(self) -> int:
        return len(self._renames)

    @property
    def added(self) -> AbstractSet[str]:
        """Paths of files that did not exist before."""
        return self._uncommitted.added

    @property
    def deleted(self) -> AbstractSet[str]:
        """Paths of files that no longer exist."""
        return self._uncommitted.deleted

    @property
    def moved_whole(self) -> AbstractSet[str]:
        """Earlier paths of files that were moved without a change."""
        return self._uncommitted.moved_whole
