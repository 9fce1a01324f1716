"""Runs the page stage in copies of this process: the fastest way on the one machine where a process can be copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from archive_lint.engine.copies import Solution, map_copies
from archive_lint.engine.page_stage import PageChecker, Task, check_batch
from archive_lint.engine.wire import BatchResult, decode_batch, encode_batch
from archive_lint.engine.workers import BATCH


def check_in_copies(
    checker: PageChecker,
    paths: Sequence[str],
    task_of: Callable[[str], Task],
    *,
    jobs: int,
    meanwhile: Sequence[Callable[[], object]] = (),
) -> Iterator[tuple[int, BatchResult]]:
    """Check pages in batches; yield the number of pages of each batch with its result, in the order of the batches.

    `meanwhile` is done in this process while the copies are at work.
    """

    def batch(number: int) -> Sequence[str]:
        return paths[number * BATCH : (number + 1) * BATCH]

    def solve(number: int) -> Solution:
        result = BatchResult()
        check_batch(checker, [task_of(path) for path in batch(number)], result)
        # They are most of it, and need no encoding.
        records, result.records = result.records, b""
        return encode_batch(result, batch(number)), records

    for number, (encoded, records) in enumerate(map_copies(solve, -(-len(paths) // BATCH), jobs, meanwhile)):
        result = decode_batch(encoded, batch(number))
        result.records = records
        yield len(batch(number)), result
