"""Results that are computed once for many pages and cached, with what they rest on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar

from archive_lint.archive.dependencies import Basis, ReadLog, Recording

T = TypeVar("T")

_MOST = 4096
"""The most cached results that are kept: the few that rules need per day, for some years of days."""


class MadeOnce:
    """Cached results by key, until a page that they rest on changes."""

    def __init__(self, log: ReadLog) -> None:
        self._log = log
        self._made: OrderedDict[Hashable, tuple[Any, Basis]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the result of `make`, computed now or earlier, and record what it rests on."""
        kept = self._made.pop(key, None)
        if kept is None:
            with Recording(self._log) as reads:
                value = make()
            kept = value, reads.basis()
            if len(self._made) >= _MOST:
                self._made.popitem(last=False)
        # Moved to the end: the result that was not used for longest is dropped first.
        self._made[key] = kept
        made: T = kept[0]
        self._log.reads.shared[key] = kept[1]
        return made

    def forget(self, pages: AbstractSet[str], *, but: Hashable = None) -> AbstractSet[Hashable]:
        """Drop the results that rest on one of some pages, `but` one; return the keys of those dropped."""
        made = self._made
        gone = {key for key, (_, basis) in made.items() if key != but and not basis.pages.isdisjoint(pages)}
        for key in gone:
            del made[key]
        return gone
