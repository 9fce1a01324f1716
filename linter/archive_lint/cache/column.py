"""Values of one size for all files of a listing, in the order of their paths, in a tenth of a dictionary's memory."""

from __future__ import annotations

from collections.abc import Sequence

from archive_lint.model.listing import Listing


class Column:
    """Bytes by path. A path without a value has zeros, and so has one that is not in the listing."""

    def __init__(self, listing: Listing, size: int, values: bytes = b"") -> None:
        self._listing = listing
        self._size = size
        self._nothing = bytes(size)
        self._values = bytearray(values) or bytearray(size * len(listing.paths))

    def __getitem__(self, path: str) -> bytes:
        number = self._listing.numbers.get(path)
        return self._nothing if number is None else self.at(number)

    def __setitem__(self, path: str, value: bytes) -> None:
        at = self._listing.numbers[path] * self._size
        self._values[at : at + self._size] = value

    def of(self, paths: Sequence[str]) -> bytes:
        """Return the values of some paths, concatenated."""
        numbers = [self._listing.numbers.get(path, -1) for path in paths]
        # Most often the paths are those of one stretch.
        if numbers and numbers[0] >= 0 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            return bytes(self._values[numbers[0] * self._size : (numbers[-1] + 1) * self._size])
        return b"".join([self[path] for path in paths])

    def at(self, number: int) -> bytes:
        """Return the value of the path with this number."""
        return bytes(self._values[number * self._size : (number + 1) * self._size])

    @property
    def values(self) -> bytes:
        """All values, concatenated."""
        return bytes(self._values)
