"""The pages that a run has checked, and the number of different URLs that they cite, of which only digests are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from archive_lint.store.offsets import OffsetTable

CITED_SIZE = 8
"""Size of a URL's BLAKE2b digest in bytes: two of a million URLs collide in one of a million archives."""


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

    def count_urls(self) -> int:
        """Return the number of different URLs that the pages cite."""
        # Divided by their first byte, so that only one part is in memory at a time.
        parts = [bytearray() for _ in range(256)]
        for path in self:
            cited = self.cited_by(path)
            for at in range(0, len(cited), CITED_SIZE):
                parts[cited[at]] += cited[at : at + CITED_SIZE]
        return sum(len({bytes(part[at : at + CITED_SIZE]) for at in range(0, len(part), CITED_SIZE)}) for part in parts)
