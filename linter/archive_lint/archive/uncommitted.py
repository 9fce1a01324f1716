"""The pages that the change at hand adds and deletes: only a committed deletion is a reason to remove text."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Protocol

from msgspec import Struct


class Uncommitted(Protocol):
    """The change at hand. Computed only when a rule asks: git may be needed."""

    @property
    def added(self) -> AbstractSet[str]:
        """Paths of files that did not exist before."""

    @property
    def deleted(self) -> AbstractSet[str]:
        """Paths of files that no longer exist."""

    @property
    def moved_whole(self) -> AbstractSet[str]:
        """Earlier paths of files that were moved without a change, by this change or an earlier one."""


class NoChange(Struct, frozen=True):
    """The change of an archive for which none is known."""

    added: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()
    moved_whole: frozenset[str] = frozenset()


class SinceRevision(Struct, frozen=True):
    """The change since an earlier commit. Only deletions that no commit confirms count as open."""

    added: frozenset[str]
    head: Uncommitted

    @property
    def deleted(self) -> AbstractSet[str]:
        """Paths of files that no longer exist and that no commit deleted."""
        return self.head.deleted

    @property
    def moved_whole(self) -> AbstractSet[str]:
        """Earlier paths of files that were moved without a change, by this change or an earlier one."""
        return self.head.moved_whole
