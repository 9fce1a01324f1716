"""Runs the page stage over many pages at once: in processes of this machine, or in any executor that is given."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager

import msgspec

from archive_lint.stage import BatchResult, StagePlan, Task, decode_batch, run_batch

BATCH = 128
"""Pages a task: enough that handing over costs nothing, few enough that workers finish together."""
FEW_PAGES = 400
"""Below this a second process costs more than it saves: measured, starting one takes as long as 300 pages."""


def default_jobs() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_batches(
    plan: StagePlan, tasks: Sequence[Task], *, jobs: int, executor: Executor | None
) -> Iterator[tuple[int, BatchResult]]:
    """Check pages in batches; yields how many a batch had with its result, in the order of the tasks."""
    encoded = msgspec.msgpack.encode(plan)
    batches = [tasks[at : at + BATCH] for at in range(0, len(tasks), BATCH)]
    waiting: deque[tuple[Sequence[Task], Future[bytes] | None]] = deque()
    with _executor(jobs, executor) as chosen:
        try:
            for batch in batches:
                waiting.append((batch, _submit(chosen, encoded, batch)))
            while waiting:
                batch, future = waiting.popleft()
                yield len(batch), decode_batch(_finish(future, encoded, batch))
        except (KeyboardInterrupt, GeneratorExit):
            for _, future in waiting:
                if future is not None:
                    future.cancel()
            raise


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """A run builds millions of small objects without cycles: looking for cycles among them costs a third of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _executor(jobs: int, given: Executor | None) -> Iterator[Executor]:
    if given is not None:
        yield given
        return
    # Here and not above: a run of one named page needs no processes and should not pay for their modules.
    import multiprocessing
    import sys
    from concurrent.futures import ProcessPoolExecutor

    # Forked workers have all modules already. Elsewhere, and where threads may run, a fork is not safe.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(max_workers=jobs, mp_context=context, initializer=_start_worker) as executor:
        try:
            yield executor
        except KeyboardInterrupt:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _start_worker() -> None:
    """A worker leaves Ctrl-C to the process that reports."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def _submit(executor: Executor, plan: bytes, batch: Sequence[Task]) -> Future[bytes] | None:
    try:
        return executor.submit(run_batch, plan, batch)
    except (BrokenExecutor, RuntimeError):
        return None


def _finish(future: Future[bytes] | None, plan: bytes, batch: Sequence[Task]) -> bytes:
    """A batch's result. Where its worker died, this process does its work: a report is complete or says that it is not."""
    if future is not None:
        try:
            return future.result()
        except BrokenExecutor:
            pass
    return run_batch(plan, batch)
