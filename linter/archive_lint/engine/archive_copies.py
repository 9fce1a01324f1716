"""Runs the archive stage in copies of this process, which have the facts of all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from archive_lint.engine.copies import Solution, map_copies
from archive_lint.engine.wire import BatchResult, decode_batch, encode_batch

_SHARES = 8
"""The shares per copy if all had the size of the first.

Pages of near days, which need the same results, stay together, and what is collected about a share takes memory.
"""
_FEWEST = 128
"""The fewest pages of a share but the last."""


def check_in_shares(
    check: Callable[[Sequence[str]], BatchResult], paths: Sequence[str], *, jobs: int
) -> Iterator[BatchResult]:
    """Check pages in shares of pages that follow each other; yield the results in the order of the shares."""
    shares = [paths[start:end] for start, end in pairwise(_bounds(len(paths), jobs))]

    def solve(number: int) -> Solution:
        return encode_batch(check(shares[number])), b""

    for encoded, _ in map_copies(solve, len(shares), jobs):
        yield decode_batch(encoded)


def _bounds(count: int, jobs: int) -> Iterator[int]:
    """Yield where shares of `count` pages begin, and the end of the last.

    The last shares are smaller and smaller, so that all copies end at nearly the same time.
    """
    largest = -(-count // (jobs * _SHARES))
    at = 0
    while at < count:
        yield at
        at += max(_FEWEST, min(largest, (count - at) // (2 * jobs)))
    yield count
