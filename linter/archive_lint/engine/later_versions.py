"""Earlier versions of pages, as far as git was asked for them: it searches many commits, and no key waits for that."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

_MOST_VERSIONS = 16
"""Pages of which earlier versions are remembered."""


class LaterVersions:
    """Earlier contents of pages: none of a page that git was not asked about, until what it answers is put here."""

    def __init__(self, versions: Callable[[str], Iterable[bytes]]) -> None:
        """Take what asks git."""
        self._versions = versions
        self._known: OrderedDict[str, Sequence[bytes]] = OrderedDict()
        self.wanted: dict[str, None] = {}
        """Pages whose versions were wanted and are not known, in the order in which they were."""

    def __call__(self, path: str) -> Sequence[bytes]:
        """Return the versions of a page that are known, newest first."""
        known = self._known.get(path)
        if known is None:
            self.wanted[path] = None
        return known or ()

    def ask(self, path: str) -> Sequence[bytes]:
        """Return what git answers, which takes long: any thread may ask."""
        return tuple(self._versions(path))

    def put(self, path: str, versions: Sequence[bytes]) -> None:
        """Take what git has answered."""
        self.wanted.pop(path, None)
        self._known[path] = versions
        if len(self._known) > _MOST_VERSIONS:
            self._known.popitem(last=False)
