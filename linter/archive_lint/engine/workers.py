"""Parallelism of a run: the number of processes, when a second one pays, and how this one is forked."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from archive_lint.engine.wire import BatchResult, decode_batch, encode_batch

BATCH = 128
"""Pages per batch: enough to make the overhead small, few enough that workers finish together."""
FEW_PAGES = 400
"""The fewest pages for which a second process pays: starting one takes as long as checking 300 pages."""

PageProgress = Callable[[int, int], None]
"""A function that is called with the number of pages done and of all pages."""


def default_jobs() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Switch the garbage collector off in the block.

    A run's millions of objects have no cycles, and collecting takes a third of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def map_forked(check: Callable[[Sequence[str]], BatchResult], shares: Sequence[Sequence[str]]) -> Iterator[BatchResult]:
    """Check shares of paths at once, each in a fork of this process, with all of its data.

    The first share is checked here, as is any share that a fork does not finish. If processes cannot be forked, all
    are.
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
    """Fork a process that checks a share; return its process id and the descriptor that its result is read from."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    try:
        start_worker()
        # Else it would wait for itself to read, where its original is gone.
        os.close(reading)
        with open(writing, "wb") as results:
            results.write(encode_batch(check(share)))
        os._exit(0)
    finally:
        # Nothing that this process does at its end concerns the fork.
        os._exit(1)


def start_worker() -> None:
    """Prepare a worker process. It leaves Ctrl-C to the process that reports."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
