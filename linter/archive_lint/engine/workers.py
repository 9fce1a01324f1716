"""Parallelism of a run: the number of processes, and when a second one pays."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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


def start_worker() -> None:
    """Prepare a worker process. It leaves Ctrl-C to the process that reports."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
