"""The thread that works on archives: what is waited for goes first, and nothing ends it but being told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from archive_lint.server.work import Work
from tests.server.editor import PATIENCE


def test_a_job_is_done_in_the_thread_and_its_result_comes_back() -> None:
    async def play() -> None:
        work = Work()
        assert await work.do(lambda: threading.current_thread().name) == "archives"
        with pytest.raises(ZeroDivisionError):
            await work.do(lambda: 1 // 0)
        assert await work.do(lambda: 2) == 2
        work.stop()

    asyncio.run(play())


def endless(done: list[int]) -> Iterator[None]:
    """Steps without end, each of which is counted."""
    while True:
        done.append(1)
        yield


def test_a_job_waits_for_one_step_and_not_for_all() -> None:
    async def play() -> None:
        work, done = Work(), list[int]()

        await work.do(lambda: work.go_on("x", lambda: endless(done)))
        # Between jobs that follow at once no step is taken.
        before = await work.do(lambda: len(done))
        assert await work.do(lambda: len(done)) == before
        while not done:  # noqa: ASYNC110  # nothing tells of a step
            await asyncio.sleep(0)
        await work.do(lambda: work.give_up("x"))
        at_end = await work.do(lambda: len(done))
        assert await work.do(lambda: len(done)) <= at_end + 1
        work.stop()

    asyncio.run(play())


def test_steps_are_taken_although_jobs_never_cease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive_lint.server.work.LONGEST_PAUSE", 0.01)

    async def play() -> None:
        work, done = Work(), list[int]()

        await work.do(lambda: work.go_on("x", lambda: endless(done)))
        while len(done) < 3:
            await work.do(lambda: None)
        work.stop()

    asyncio.run(play())


def test_what_is_cancelled_before_its_turn_is_not_done() -> None:
    async def play() -> None:
        work, done = Work(), list[str]()
        begun, may_go_on = threading.Event(), threading.Event()

        def first() -> None:
            begun.set()
            may_go_on.wait()

        one = asyncio.ensure_future(work.do(first))
        await asyncio.to_thread(begun.wait)
        other = asyncio.ensure_future(work.do(lambda: done.append("cancelled")))
        await asyncio.sleep(0)
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)
        may_go_on.set()
        await one
        await work.do(lambda: done.append("last"))
        assert done == ["last"]
        work.stop()

    asyncio.run(play())


def test_steps_that_fail_do_not_end_the_thread(caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        work = Work()

        def steps() -> Iterator[None]:
            yield
            raise ZeroDivisionError

        await work.do(lambda: work.go_on("x", steps))
        for _ in range(3):
            await work.do(lambda: None)
        work.stop()

    asyncio.run(play())


def test_steps_that_are_asked_for_meanwhile_are_taken_afterwards_once() -> None:
    async def play() -> None:
        work, done, is_done = Work(), list[int](), threading.Event()

        def steps(number: int) -> Iterator[None]:
            done.append(number)
            if number == 1:
                for again in (2, 3):
                    work.go_on("x", lambda again=again: steps(again))  # type: ignore[misc]
            else:
                is_done.set()
            yield

        await work.do(lambda: work.go_on("x", lambda: steps(1)))
        assert await asyncio.to_thread(is_done.wait, PATIENCE)
        await work.do(lambda: None)
        assert done == [1, 3]
        work.stop()

    asyncio.run(play())
