"""Results that are computed once for many pages and cached, with what they rest on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar

from archive_lint.archive.dependencies import ReadLog, Reads, Recording

T = TypeVar("T")

_MOST = 4096
"""The most cached results that are kept: the few that rules need per day, for some years of days."""

_MOST_PAGES = 4 * _MOST
"""Pages by which results are found."""
_FEW_PAGES = 64
"""Pages that a result may rest on to be found by each of them."""


class MadeOnce:
    """Cached results by key, until a page that they rest on changes."""

    def __init__(self, log: ReadLog) -> None:
        self._log = log
        self._made: OrderedDict[Hashable, tuple[Any, Reads]] = OrderedDict()
        self._resting_on: dict[str, set[Hashable]] | None = None
        """Keys of results by the pages that they rest on; `None` until pages change, which they do not in most runs."""
        self._wide: dict[Hashable, AbstractSet[str]] = {}
        """Keys of results that rest on many pages, with these pages: they are looked through."""

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the result of `make`, computed now or earlier, and record what it rests on."""
        kept = self._made.pop(key, None)
        if kept is None:
            with Recording(self._log) as reads:
                value = make()
            kept = value, reads
            if len(self._made) >= _MOST:
                self._made.popitem(last=False)
            if self._resting_on is not None:
                self._note(self._resting_on, key, kept[1])
        # Moved to the end: the result that was not used for longest is dropped first.
        self._made[key] = kept
        made: T = kept[0]
        self._log.reads.shared[key] = kept[1]
        return made

    def forget(self, pages: AbstractSet[str], *, but: Hashable = None) -> AbstractSet[Hashable]:
        """Drop the results that rest on one of some pages, `but` one; return the keys of those dropped."""
        made = self._made
        if self._resting_on is None or len(self._resting_on) > _MOST_PAGES:
            # Also from time to time: keys stand there of results that were dropped long ago.
            self._resting_on = {}
            for key, (_, reads) in made.items():
                self._note(self._resting_on, key, reads)
        self._wide = {key: wide for key, wide in self._wide.items() if key in made}
        gone = {key for key, wide in self._wide.items() if not wide.isdisjoint(pages)}
        for page in pages:
            # What was dropped meanwhile, and made again of other pages, is dropped once too often.
            gone |= self._resting_on.pop(page, set())
        gone &= made.keys()
        if but in gone:
            gone.discard(but)
            self._note(self._resting_on, but, made[but][1])
        for key in gone:
            del made[key]
        return gone

    def _note(self, resting_on: dict[str, set[Hashable]], key: Hashable, reads: Reads) -> None:
        pages = reads.all_pages()
        if len(pages) > _FEW_PAGES:
            self._wide[key] = pages
            return
        for page in pages:
            resting_on.setdefault(page, set()).add(key)
