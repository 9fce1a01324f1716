"""Runs the page stage over many pages at once: in processes of this machine, or in any executor that is given."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager

import msgspec

from archive_lint.stage import BatchResult, StagePlan, Task, decode_batch, encode_batch, run_batch

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
    from concurrent.futures import ProcessPoolExecutor

    # Forked workers have all modules already. Elsewhere, and where threads may run, a fork is not safe.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(max_workers=jobs, mp_context=context, initializer=_start_worker) as executor:
        try:
            yield executor
        except KeyboardInterrupt:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def map_forked(check: Callable[[Sequence[str]], BatchResult], shares: Sequence[Sequence[str]]) -> Iterator[BatchResult]:
    """Check shares of paths at once, each in a copy of this process that knows all that this one does.

    The first share is checked here, as is what a copy does not bring back. Where processes cannot be copied, all are.
    """
    if sys.platform != "linux":
        yield from map(check, shares)
        return
    copies = [(share, *_fork(check, share)) for share in shares[1:]]
    try:
        yield check(shares[0])
        while copies:
            share, process, end = copies[0]
            with open(end, "rb", closefd=False) as results:
                encoded = results.read()
            _, status = os.waitpid(process, 0)
            os.close(end)
            copies.pop(0)
            yield check(share) if status else decode_batch(encoded)
    finally:
        for _, process, end in copies:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(end)


def _fork(check: Callable[[Sequence[str]], BatchResult], share: Sequence[str]) -> tuple[int, int]:
    """Start a copy that checks a share; gives its process and where its result is to be read."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    try:
        _start_worker()
        with open(writing, "wb") as results:
            results.write(encode_batch(check(share)))
        os._exit(0)
    finally:
        # Nothing of what this process would do at its end is the copy's to do.
        os._exit(1)


def _start_worker() -> None:
    """A worker leaves Ctrl-C to the process that reports."""
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
