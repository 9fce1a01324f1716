"""Which pages the check of a page asked about: so that a later run checks again only what a change can matter to.

All pages are meant by their numbers in the listing, four bytes each: for a million pages there are ten million of them.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct, field

_NUMBER = "I" if array("I").itemsize == 4 else "L"
_SHARED = 1 << 31
"""Marks a number that stands for something shared. No archive has as many paths."""


class Reads(Struct):
    """What was asked of an archive for a time."""

    pages: set[str] = field(default_factory=set)
    """Paths of pages that something was asked about."""
    shared: dict[Hashable, frozenset[str]] = field(default_factory=dict)
    """What was asked for that is worked out once, by its key: the paths that it rests on."""


class Dependencies(Struct, array_like=True):
    """What the checks of some pages asked about."""

    pages: bytes = b""
    """The pages that were checked."""
    counts: bytes = b""
    """How many numbers of the following are each page's."""
    asked: bytes = b""
    """What each asked about, one behind the other: pages, and what is shared."""
    shared: list[bytes] = []
    """What several checks asked for that was worked out once: the pages that it rests on."""

    def affected_by(self, changed: AbstractSet[int]) -> set[int]:
        """The pages whose check may come out otherwise when these pages say something else."""
        if not changed:
            return set()
        marks = {number | _SHARED for number, pages in enumerate(self.shared) if not changed.isdisjoint(_read(pages))}
        marks |= changed
        return {page for page, asked in self._each() if not marks.isdisjoint(asked)}

    def without(self, pages: Collection[int]) -> Dependencies:
        """What the checks of other pages asked about."""
        recorder = Recorder({})
        recorder.shared = self.shared
        for page, asked in self._each():
            if page not in pages:
                recorder.add_numbers(page, asked)
        return recorder.dependencies()

    def _each(self) -> Iterator[tuple[int, array[int]]]:
        asked, at = _read(self.asked), 0
        for page, count in zip(_read(self.pages), _read(self.counts), strict=True):
            yield page, asked[at : at + count]
            at += count


class Recorder:
    """Takes down what checks ask about, page by page. `numbers` are those of all paths."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self.shared: list[bytes] = []
        self._numbers = numbers
        self._pages = array(_NUMBER)
        self._counts = array(_NUMBER)
        self._asked = array(_NUMBER)
        self._known: dict[Hashable, int] = {}

    def add(self, path: str, asked: Reads) -> None:
        """Take down what the check of a page asked."""
        numbers = self._packed(asked.pages)
        for key, pages in asked.shared.items():
            number = self._known.get(key)
            if number is None:
                number = self._known[key] = len(self._known)
                self.shared.append(self._packed(pages).tobytes())
            numbers.append(number | _SHARED)
        self.add_numbers(self._numbers[path], numbers)

    def add_numbers(self, page: int, asked: array[int]) -> None:
        """The same in numbers."""
        self._pages.append(page)
        self._counts.append(len(asked))
        self._asked.extend(asked)

    def dependencies(self) -> Dependencies:
        """All that was taken down."""
        return Dependencies(self._pages.tobytes(), self._counts.tobytes(), self._asked.tobytes(), self.shared)

    def _packed(self, paths: AbstractSet[str]) -> array[int]:
        # A path without a number is no file: whether it becomes one is a matter of the listing.
        numbers = self._numbers
        return array(_NUMBER, [numbers[path] for path in paths if path in numbers])


def _read(numbers: bytes) -> array[int]:
    read = array(_NUMBER)
    read.frombytes(numbers)
    return read
