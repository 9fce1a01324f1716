"""What lies on disk beside the files that git tracks, found by a walk when something is asked of it for the first time.

A change to an archive is judged by what git tracks: the other files matter only for a link that leads to none of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from archive_lint.model.listing import Listing


class Beside:
    """The files beside the tracked ones, and the links that a walk tells apart."""

    def __init__(self, tracked: frozenset[str], walk: Callable[[], Listing | None]) -> None:
        """Take the tracked files on disk, and the walk, which returns `None` if it fails: then there is nothing."""
        self.tracked = tracked
        self._walk = walk

    @cached_property
    def listing(self) -> Listing:
        """The listing of all files."""
        return self._walk() or Listing(pages=(), files=self.tracked)


class PathsBeside(AbstractSet[str]):
    """A set of such paths, none of which is tracked."""

    def __init__(self, beside: Beside, find: Callable[[Listing], AbstractSet[str]]) -> None:
        """Take what lies there, and which set of its listing is meant."""
        self._beside = beside
        self._find = find

    @classmethod
    def _from_iterable(cls, it: Iterator[str]) -> frozenset[str]:  # type: ignore[override]  # read, never asked again
        return frozenset(it)

    def __contains__(self, path: object) -> bool:
        return path not in self._beside.tracked and path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __reduce__(self) -> tuple[type[frozenset[str]], tuple[frozenset[str]]]:
        return frozenset, (frozenset(self._paths),)

    @property
    def _paths(self) -> AbstractSet[str]:
        return self._find(self._beside.listing)


class AliasesBeside(Mapping[str, str]):
    """The symbolic links that lead to a file of the archive, with that file."""

    def __init__(self, beside: Beside) -> None:
        """Take what lies there."""
        self._beside = beside

    def __contains__(self, path: object) -> bool:
        return path not in self._beside.tracked and path in self._aliases

    def __getitem__(self, path: str) -> str:
        return self._aliases[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._aliases)

    def __len__(self) -> int:
        return len(self._aliases)

    def __reduce__(self) -> tuple[type[dict[str, str]], tuple[dict[str, str]]]:
        return dict, (dict(self._aliases),)

    @property
    def _aliases(self) -> Mapping[str, str]:
        return self._beside.listing.aliases
