"""Runs the archive stage in copies of this process, which have the facts of all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from archive_lint.engine.copies import Solution, map_copies
from archive_lint.engine.wire import BatchResult, decode_batch, encode_batch

_SHARES = 8
"""The most shares of pages per copy.

A copy that ends sooner takes another one, and pages of near days, which need the same results, stay together.
"""


def check_in_shares(
    check: Callable[[Sequence[str]], BatchResult], paths: Sequence[str], *, jobs: int
) -> Iterator[BatchResult]:
    """Check pages in shares of pages that follow each other; yield the results in the order of the shares."""
    size = max(1, -(-len(paths) // (jobs * _SHARES)))
    shares = [paths[at : at + size] for at in range(0, len(paths), size)]

    def solve(number: int) -> Solution:
        return encode_batch(check(shares[number])), b""

    for encoded, _ in map_copies(solve, len(shares), jobs):
        yield decode_batch(encoded)
