"""What the change at hand adds and deletes: text is taken away on no ground but what a commit confirms."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Protocol

from msgspec import Struct


class Uncommitted(Protocol):
    """What a change does. Looked up only when a rule asks: git may have to be."""

    @property
    def added(self) -> AbstractSet[str]:
        """Paths of files that were not there before."""

    @property
    def deleted(self) -> AbstractSet[str]:
        """Paths of files that are not there any more."""

    @property
    def moved_whole(self) -> AbstractSet[str]:
        """Earlier paths of files that were moved as they were, by this change or an earlier one."""


class NoChange(Struct, frozen=True):
    """Where nobody knows of a change."""

    added: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()
    moved_whole: frozenset[str] = frozenset()


class SinceRevision(Struct, frozen=True):
    """The change since an earlier commit. Of deletions still only those count as open that no commit confirms."""

    added: frozenset[str]
    head: Uncommitted

    @property
    def deleted(self) -> AbstractSet[str]:
        """Paths of files that are not there any more and that no commit deleted."""
        return self.head.deleted

    @property
    def moved_whole(self) -> AbstractSet[str]:
        """Earlier paths of files that were moved as they were, by this change or an earlier one."""
        return self.head.moved_whole
