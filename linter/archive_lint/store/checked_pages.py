"""The pages that a run has checked, and the number of different URLs that they cite, of which only digests are kept."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping

from archive_lint.store.offsets import OffsetTable

CITED_SIZE = 8
"""Size of a URL's BLAKE2b digest in bytes: two of a million URLs collide in one of a million archives."""
MOST_AT_ONCE = 1 << 18
"""Digests that are compared at once: a set of so many takes twenty megabytes."""


class CheckedPages:
    """Pages with the digests of their URLs. `numbers` are the numbers of the paths."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._offsets = OffsetTable(numbers)
        self._digests = bytearray()

    def __contains__(self, path: str) -> bool:
        return path in self._offsets

    def __iter__(self) -> Iterator[str]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)

    def add(self, path: str, cited: bytes) -> None:
        """Add a page, with the concatenated digests of the URLs that it cites."""
        self._offsets.put(path, len(self._digests), len(cited))
        self._digests += cited

    def cited_by(self, path: str) -> bytes:
        """Return the concatenated digests of the URLs that a page cites."""
        offset, length = self._offsets.get(path) or (0, 0)
        return bytes(self._digests[offset : offset + length])

    def only(self, is_wanted: Callable[[str], bool]) -> CheckedPages:
        """Return the wanted pages."""
        pages = CheckedPages(self._offsets.numbers)
        pages._offsets, pages._digests = self._offsets.only(is_wanted), self._digests[:]
        return pages

    def count_urls(self, most_at_once: int = MOST_AT_ONCE) -> int:
        """Return the number of different URLs that the pages cite; at most about so many are in memory as a set."""
        is_all = self._offsets.size == len(self._digests)
        digests = memoryview(self._digests if is_all else b"".join(map(self.cited_by, self))).cast("Q")
        if len(digests) <= most_at_once:
            return len(set(digests))
        parts = [array("Q") for _ in range(1 + len(digests) // most_at_once)]
        for digest in digests:
            parts[digest % len(parts)].append(digest)
        return sum(len(set(part)) for part in parts)
