"""Runs the page stage over many pages at once: in processes of this machine, or in a given executor."""

from __future__ import annotations

import multiprocessing
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice

import msgspec

from archive_lint.engine.page_stage import Task, run_batch
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.wire import BatchResult, decode_batch
from archive_lint.engine.workers import start_worker

MOST_AHEAD = 256
"""The most batches submitted before the first result is awaited.

Enough for a cluster, and few enough that early results do not take much memory.
"""


def map_batches(
    plan: StagePlan,
    batches: Iterable[Sequence[Task]],
    *,
    jobs: int,
    executor: Executor | None,
    most_ahead: int = MOST_AHEAD,
) -> Iterator[tuple[int, BatchResult]]:
    """Check pages in batches; yield the number of pages of each batch with its result, in the order of the batches.

    At most `most_ahead` batches are submitted before the first result is awaited.
    """
    encoded = msgspec.msgpack.encode(plan)
    rest = iter(batches)
    waiting: deque[tuple[Sequence[Task], Future[bytes] | None]] = deque()
    with _executor(jobs, executor) as chosen:
        try:
            while True:
                for batch in islice(rest, most_ahead - len(waiting)):
                    waiting.append((batch, _submit(chosen, encoded, batch)))
                if not waiting:
                    return
                batch, future = waiting.popleft()
                # The paths are this process's own objects: those that come back would be a second copy of each.
                yield len(batch), decode_batch(_finish(future, encoded, batch), [path for path, *_ in batch])
        except (KeyboardInterrupt, GeneratorExit):
            for _, future in waiting:
                if future is not None:
                    future.cancel()
            raise


@contextmanager
def _executor(jobs: int, given: Executor | None) -> Iterator[Executor]:
    if given is not None:
        yield given
        return
    # Forked workers already have all modules. Elsewhere, and if threads may run, a fork is not safe.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(max_workers=jobs, mp_context=context, initializer=start_worker) as executor:
        try:
            yield executor
        except KeyboardInterrupt:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _submit(executor: Executor, plan: bytes, batch: Sequence[Task]) -> Future[bytes] | None:
    try:
        return executor.submit(run_batch, plan, batch)
    except (BrokenExecutor, RuntimeError):
        return None


def _finish(future: Future[bytes] | None, plan: bytes, batch: Sequence[Task]) -> bytes:
    """Return a batch's result.

    If its worker died, this process does the work: a report is complete or says otherwise.
    """
    if future is not None:
        try:
            return future.result()
        except BrokenExecutor:
            pass
    return run_batch(plan, batch)
