"""Finds the file that a link names to a site's generator: by stem, path, or the end of its path.

`storm` and `/news/storm.md` may be `content/en/news/storm.md`, or `content/en/news/storm/index.md`.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from posixpath import normpath
from urllib.parse import unquote

from archive_lint.model.listing import Listing

_MORE_ENDINGS = (".html",)
"""Other endings of pages that links may leave out."""
_BUNDLE_NAMES = ("index", "_index")
"""Stems of the file that stands for its folder."""
_LONGEST_NAME = 3 * 4096
"""Maximum length of a name in characters: three per byte of Linux's `PATH_MAX`, as percent-encoding has it."""
_MOST_LOOKED_AT = 100
"""The most files of one name, to either side of the page, that are compared by their folders."""


class FilesByName:
    """The files of an archive by the names that links use. The index is made on first use."""

    def __init__(self, listing: Listing) -> None:
        """Take the files of a listing; names may lack its endings."""
        self._listing = listing
        self._endings = (*listing.endings, *_MORE_ENDINGS)

    def find(self, page: str, name: str) -> str | None:
        """Return the path of the file that `name` means on the page at path `page`; `None` if there is none.

        A path from the page's folder counts first, then one from the archive's root, then the file nearest the page
        whose path ends in `name`. A name with a leading `/` is not relative to the page's folder.
        """
        if len(name) > _LONGEST_NAME or "\0" in name:
            return None
        for spelling in dict.fromkeys((name, unquote(name))):
            if (found := self._find(page, spelling)) is not None:
                return found
        return None

    def _find(self, page: str, name: str) -> str | None:
        if not name.startswith("/"):
            folder = page.rpartition("/")[0]
            found = self._exact(_normal(f"{folder}/{name}"))
            if found is not None:
                return found
        path = _normal(name)
        if not path or path == ".." or path.startswith("../"):
            return None
        return self._exact(path) or self._nearest(page, path)

    def _exact(self, path: str) -> str | None:
        """Return the file at a path, with or without its ending, or the file that stands for the folder there."""
        files = self._listing.files
        if path in files:
            return path
        below = [f"{path}/{name}" for name in _BUNDLE_NAMES] if path else list(_BUNDLE_NAMES)
        for stem in (path, *below) if path else below:
            for ending in self._endings:
                if stem + ending in files:
                    return stem + ending
        return None

    def _nearest(self, page: str, path: str) -> str | None:
        """Return the file nearest the page whose path ends in `path`: the one that shares the most folders with it."""
        stem = self._without_ending(path)
        hashed = _hashed(stem)
        numbers = self._numbers
        first = bisect_left(numbers, hashed << 32)
        end = bisect_left(numbers, (hashed + 1) << 32)
        # Files are numbered by path, so that those with the most common folders stand next to the page.
        middle = bisect_left(numbers, page, first, end, key=self._path)
        before = self._first_that_ends(path, range(middle - 1, max(first, middle - _MOST_LOOKED_AT) - 1, -1))
        after = self._first_that_ends(path, range(middle, min(end, middle + _MOST_LOOKED_AT)))
        found = [path for path in (before, after) if path is not None]
        return min(found, key=lambda other: (-_shared_folders(page, other), other.count("/"), other), default=None)

    def _first_that_ends(self, path: str, places: Sequence[int]) -> str | None:
        wanted = f"/{path}"
        for place in places:
            found = self._path(self._numbers[place])
            if found in self._listing.files and any(f"/{known}".endswith(wanted) for known in self._names(found)):
                return found
        return None

    def _path(self, number: int) -> str:
        return self._listing.paths[number & 0xFFFFFFFF]

    @cached_property
    def _numbers(self) -> array[int]:
        """Numbers with the hash of the end of a file's path in the upper half, and the file's number in the lower.

        Sorted.

        Kept as numbers: another copy of a million names would take a third of a gigabyte.
        """
        return array(
            "Q",
            sorted(
                {
                    hashed << 32 | number
                    for number, path in enumerate(self._listing.paths)
                    for stem in self._stems(path)
                    for hashed in (_hashed(stem), _hashed(stem.rpartition("/")[2]))
                }
            ),
        )

    def _names(self, path: str) -> Iterator[str]:
        """Yield all names of a file, with any number of leading folders left out."""
        yield path
        yield from self._stems(path)

    def _stems(self, path: str) -> Iterator[str]:
        """Yield a file's path without its ending, and its folder if the file stands for that."""
        stem = self._without_ending(path)
        yield stem
        folder, _, name = stem.rpartition("/")
        if folder and name in _BUNDLE_NAMES and stem != path:
            yield folder

    def _without_ending(self, path: str) -> str:
        return next((path.removesuffix(ending) for ending in self._endings if path.endswith(ending)), path)


def _normal(path: str) -> str:
    normal = normpath(path.lstrip("/") or ".")
    return "" if normal == "." else normal


def _hashed(stem: str) -> int:
    """Return a hash of the last two names of a path, or of its only name."""
    return hash("/".join(stem.rsplit("/", 2)[-2:])) & 0xFFFFFFFF


def _shared_folders(page: str, other: str) -> int:
    shared = 0
    for mine, its in zip(page.split("/")[:-1], other.split("/")[:-1], strict=False):
        if mine != its:
            break
        shared += 1
    return shared
