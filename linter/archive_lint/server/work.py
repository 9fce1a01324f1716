"""One thread that does all work on archives: first what somebody waits for, and small steps of the rest between.

So nothing that two threads could change at once is shared, and the thread that listens to the editor is never kept.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")

PAUSE = 0.04
"""Seconds without a job before the next step is taken: who types fast is not kept waiting by steps between two keys."""
LONGEST_PAUSE = 0.25
"""Seconds after which a step is taken although there are jobs: some editors never stop asking."""

_log = logging.getLogger(__name__)


class Work:
    """The thread. What it is given is done in order; what is cancelled before its turn is not done."""

    def __init__(self) -> None:
        self._wanted: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._steps: dict[Hashable, Iterator[object]] = {}
        self._next_steps: dict[Hashable, Callable[[], Iterator[object]]] = {}
        """What makes the steps after those that are under way."""
        self._turns: deque[Hashable] = deque()
        self._idle_since = 0.0
        self._stepped = 0.0
        """When the last step was taken, or there was one to take."""
        # The process may end whatever it is doing.
        self._thread = Thread(target=self._run, name="archives", daemon=True)
        self._thread.start()

    async def do(self, job: Callable[[], T]) -> T:
        """Return what a job returns, and raise what it raises. To be awaited in the thread that listens."""
        return await asyncio.wrap_future(self._submit(job))

    def go_on(self, key: Hashable, make: Callable[[], Iterator[object]]) -> None:
        """Go through steps whenever nothing is waited for; where steps of this key are under way, after these.

        To be called by a job, or in a step.
        """
        if key in self._steps:
            # They may be past what there is to do now.
            self._next_steps[key] = make
            return
        self._steps[key] = make()
        if not self._turns:
            self._stepped = time.monotonic()
        self._turns.append(key)

    def give_up(self, key: Hashable) -> None:
        """Take no more steps of a key. To be called by a job, or in a step."""
        self._steps.pop(key, None)
        self._next_steps.pop(key, None)

    def stop(self) -> None:
        """End the thread after what it is doing."""
        self._wanted.put(None)

    def _submit(self, job: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()
        self._wanted.put((future, job))
        return future

    def _run(self) -> None:
        while True:
            try:
                wanted = self._next()
            except Empty:
                self._step()
                continue
            if wanted is None:
                return
            _settle(*wanted)
            self._idle_since = time.monotonic()

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        """Return the next job. Raises `Empty` when it is time for a step."""
        now = time.monotonic()
        if not self._turns:
            return self._wanted.get()
        if self._stepped + LONGEST_PAUSE < now:
            raise Empty
        left = self._idle_since + PAUSE - now
        return self._wanted.get(timeout=left) if left > 0 else self._wanted.get_nowait()

    def _step(self) -> None:
        self._stepped = time.monotonic()
        key = self._turns.popleft()
        steps = self._steps.get(key)
        if steps is None:
            return
        try:
            next(steps)
            self._turns.append(key)
        except StopIteration:
            self._end_steps(key)
        except Exception:  # noqa: BLE001
            # What nobody waits for must not end the thread.
            _log.exception("work on an archive failed")
            self._end_steps(key)

    def _end_steps(self, key: Hashable) -> None:
        self._steps.pop(key, None)
        make = self._next_steps.pop(key, None)
        if make is not None:
            self.go_on(key, make)


async def aside(job: Callable[[], T]) -> T:
    """Return what a job returns that has nothing to do with archives in memory and may take long."""
    return await asyncio.wrap_future(begun(job))


def begun(job: Callable[[], T]) -> Future[T]:
    """Have a thread of its own do a job; the process may end whatever it is doing."""
    future: Future[T] = Future()
    Thread(target=_settle, args=(future, job), name="aside", daemon=True).start()
    return future


def _settle(future: Future[T], job: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(job())
    except BaseException as error:  # noqa: BLE001  # it is raised where the job is waited for
        future.set_exception(error)
