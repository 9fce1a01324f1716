"""Records what the check of a page read, so that a later run checks only the pages that a change can affect.

Pages are kept as their numbers in the listing, four bytes each: a million pages make ten million of them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate

from msgspec import Struct, field

_NUMBER = "I" if array("I").itemsize == 4 else "L"
_SIZE = 4
"""Size of a number in bytes."""
_FEW = 16
"""Numbers that are looked for one by one: more are looked for at once."""
_SHARED = 1 << 31
"""The flag of a number that stands for a shared result. No archive has as many paths."""


class Reads(Struct):
    """The data of an archive that was read during some work."""

    pages: set[str] = field(default_factory=set)
    """Paths of pages whose facts were read."""
    shared: dict[Hashable, Reads] = field(default_factory=dict)
    """The cached results used, which serve many pages, by key: with what was read to make them."""
    history: bool = False
    """Whether git's knowledge of moved pages was used."""

    def all_pages(self) -> AbstractSet[str]:
        """Return the paths of all pages that were read, also for cached results.

        They are put together only here: most runs never ask.
        """
        shared = [reads.all_pages() for reads in self.shared.values()]
        return self.pages.union(*shared) if shared else self.pages

    @property
    def needs_history(self) -> bool:
        """Whether git's knowledge of moved pages was used, if only for a cached result."""
        return self.history or any(reads.needs_history for reads in self.shared.values())


class ReadLog:
    """The log of what is read of an archive."""

    def __init__(self) -> None:
        self.reads = Reads()


class Recording:
    """A `with` block that records what is read in it, and only there: an outer block does not see it."""

    # A generator would take four times as long, once per page.
    __slots__ = ("_log", "_outer")

    def __init__(self, log: ReadLog) -> None:
        self._log = log

    def __enter__(self) -> Reads:
        self._outer = self._log.reads
        reads = self._log.reads = Reads()
        return reads

    def __exit__(self, *_: object) -> None:
        self._log.reads = self._outer


class Dependencies(Struct, array_like=True):
    """The dependencies of the checks of some pages."""

    pages: bytes = b""
    """Numbers of the pages that were checked."""
    counts: bytes = b""
    """For each page, how many of the following numbers belong to it."""
    reads: bytes = b""
    """Numbers of what each page's check read, concatenated: pages, and shared results."""
    shared: list[bytes] = []
    """Shared results: for each the numbers of the pages that it rests on."""
    history: bytes = b""
    """Numbers of the pages whose checks used git's knowledge of moved pages."""

    @property
    def checked(self) -> Iterable[int]:
        """Numbers of the pages that were checked."""
        return _unpacked(self.pages)

    def affected_by(self, changed: AbstractSet[int], *, history: bool = False) -> set[int]:
        """Return the pages whose check may change if these pages, or the `history`, have changed."""
        affected = set(_unpacked(self.history)) if history else set[int]()
        if changed:
            shared: Iterable[tuple[int, bytes]] = enumerate(self.shared)
            if len(changed) == 1:
                # Who types changes one page per key. What does not have its bytes need not be unpacked.
                wanted = array(_NUMBER, changed).tobytes()
                shared = [(number, pages) for number, pages in shared if wanted in pages]
                if not shared and wanted not in self.reads:
                    return affected
            marks = {number | _SHARED for number, pages in shared if not changed.isdisjoint(_unpacked(pages))}
            marks |= changed
            affected.update(self._readers_of(marks) if len(marks) <= _FEW else self._all_readers_of(marks))
        return affected

    def _all_readers_of(self, marks: AbstractSet[int]) -> Iterator[int]:
        return (page for page, reads in self.each() if not marks.isdisjoint(reads))

    def _readers_of(self, marks: AbstractSet[int]) -> Iterator[int]:
        """Return such pages for few numbers, which are looked for as bytes: in a tenth of the time."""
        pages, ends = _unpacked(self.pages), list(accumulate(_unpacked(self.counts)))
        for mark in marks:
            wanted, at = array(_NUMBER, [mark]).tobytes(), -1
            while (at := self.reads.find(wanted, at + 1)) >= 0:
                if at % _SIZE == 0:
                    yield pages[bisect_right(ends, at // _SIZE)]

    def without(self, pages: Collection[int]) -> Dependencies:
        """Return the dependencies of the checks of other pages."""
        recorder = Recorder({})
        recorder.shared = self.shared
        history = set(_unpacked(self.history))
        for page, reads in self.each():
            if page not in pages:
                recorder.add_numbers(page, reads, history=page in history)
        return recorder.dependencies()

    def fits(self, paths: int) -> bool:
        """Return whether this can be the output of a `Recorder` for an archive of `paths` paths."""
        numbers = (self.pages, self.counts, self.reads, self.history, *self.shared)
        if any(len(packed) % _SIZE for packed in numbers):
            return False
        if len(self.pages) != len(self.counts) or sum(_unpacked(self.counts)) * _SIZE != len(self.reads):
            return False
        return all(max(_unpacked(pages), default=-1) < paths for pages in (self.pages, self.history))

    def each(self) -> Iterator[tuple[int, array[int]]]:
        """Yield the number of each page that was checked with what its check read."""
        reads, at = _unpacked(self.reads), 0
        for page, count in zip(_unpacked(self.pages), _unpacked(self.counts), strict=True):
            yield page, reads[at : at + count]
            at += count


def merged_dependencies(parts: Sequence[Dependencies]) -> Dependencies:
    """Return what the checks of all pages read. Of several checks of a page the one in the last part counts."""
    recorder = Recorder({})
    shared: dict[bytes, int] = {}
    seen: set[int] = set()
    for part in reversed(parts):
        numbers = [shared.setdefault(pages, len(shared)) | _SHARED for pages in part.shared]
        history = set(_unpacked(part.history))
        for page, reads in part.each():
            if page not in seen:
                again = [numbers[read ^ _SHARED] if read & _SHARED else read for read in reads]
                recorder.add_numbers(page, array(_NUMBER, again), history=page in history)
        seen.update(_unpacked(part.pages))
    recorder.shared = list(shared)
    return recorder.dependencies()


class Recorder:
    """Collects what checks read, page by page. `numbers` are those of all paths."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self.shared: list[bytes] = []
        self._numbers = numbers
        self._pages = array(_NUMBER)
        self._counts = array(_NUMBER)
        self._reads = array(_NUMBER)
        self._history = array(_NUMBER)
        self._known: dict[Hashable, tuple[int, bool]] = {}
        """The flagged numbers of shared results, and whether these need git's history."""

    def add(self, path: str, reads: Reads) -> None:
        """Add what the check of the page at `path` read."""
        numbers, history = self._packed(reads.pages), reads.history
        for key, shared in reads.shared.items():
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = len(self.shared) | _SHARED, shared.needs_history
                self.shared.append(self._packed(shared.all_pages()).tobytes())
            numbers.append(known[0])
            history = history or known[1]
        self.add_numbers(self._numbers[path], numbers, history=history)

    def add_numbers(self, page: int, reads: array[int], *, history: bool) -> None:
        """Add what the check of a page read, as numbers."""
        self._pages.append(page)
        self._counts.append(len(reads))
        self._reads.extend(reads)
        if history:
            self._history.append(page)

    def dependencies(self) -> Dependencies:
        """Return everything that was added."""
        return Dependencies(
            self._pages.tobytes(),
            self._counts.tobytes(),
            self._reads.tobytes(),
            self.shared,
            self._history.tobytes(),
        )

    def _packed(self, paths: AbstractSet[str]) -> array[int]:
        # A path without a number is not a file: whether it becomes one depends on the listing.
        numbers = self._numbers
        return array(_NUMBER, [numbers[path] for path in paths if path in numbers])


def _unpacked(numbers: bytes) -> array[int]:
    unpacked = array(_NUMBER)
    unpacked.frombytes(numbers)
    return unpacked
