"""Where something of each page lies: sixteen bytes a page, where a dictionary takes ten times as many."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping


class OffsetTable:
    """OffsetTable and lengths by path. `numbers` are those of nearly all paths; others may be given one too."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self.numbers = numbers
        self._places = array("Q", bytes(8 * len(numbers)))
        self._lengths = array("Q", bytes(8 * len(numbers)))
        """One more than the length; 0 for a path that has no place."""
        self._others: dict[str, tuple[int, int]] = {}

    def __contains__(self, path: str) -> bool:
        number = self.numbers.get(path)
        return path in self._others if number is None else self._lengths[number] > 0

    def __iter__(self) -> Iterator[str]:
        """The paths that have a place: in the order of their numbers, the others last."""
        lengths = self._lengths
        yield from (path for path, number in self.numbers.items() if lengths[number])
        yield from self._others

    def __len__(self) -> int:
        return len(self._lengths) - self._lengths.count(0) + len(self._others)

    def get(self, path: str) -> tuple[int, int] | None:
        """Place and length of a path."""
        number = self.numbers.get(path)
        if number is None:
            return self._others.get(path)
        length = self._lengths[number]
        return (self._places[number], length - 1) if length else None

    def put(self, path: str, place: int, length: int) -> None:
        """Give a path a place, whether it had one or not."""
        number = self.numbers.get(path)
        if number is None:
            self._others[path] = (place, length)
        else:
            self._places[number] = place
            self._lengths[number] = length + 1

    def discard(self, path: str) -> None:
        """Take a path's place away, if it has one."""
        number = self.numbers.get(path)
        if number is None:
            self._others.pop(path, None)
        else:
            self._lengths[number] = 0

    def only(self, is_wanted: Callable[[str], bool]) -> OffsetTable:
        """The places of the wanted of the paths."""
        places = OffsetTable(self.numbers)
        places._places, places._lengths, places._others = self._places[:], self._lengths[:], dict(self._others)
        for path in list(self):
            if not is_wanted(path):
                places.discard(path)
        return places
