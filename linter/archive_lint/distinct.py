"""Counts how many different things there are among very many, in little memory."""

from __future__ import annotations

from collections.abc import Iterable


def count_distinct(digests: Iterable[bytes], size: int) -> int:
    """How many of the digests, each of `size` bytes and one behind the other, are different.

    They are divided by their first byte: one part at a time is looked at.
    """
    parts = [bytearray() for _ in range(256)]
    for several in digests:
        for at in range(0, len(several), size):
            parts[several[at]] += several[at : at + size]
    return sum(len({bytes(part[at : at + size]) for at in range(0, len(part), size)}) for part in parts)
