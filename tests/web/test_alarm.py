"""What wakes a run."""

from __future__ import annotations

import asyncio

import pytest

from archive_lint.web.alarm import Alarm
from tests.web.virtual_clock import VirtualClock, run


@pytest.mark.parametrize(
    ("moments", "rings_at"),
    [([5.0], 5.0), ([5.0, 3.0], 3.0), ([3.0, 5.0], 3.0), ([5.0, float("inf")], 5.0), ([-1.0], 0.0)],
)
def test_the_earliest_moment_counts_and_leaves_no_timer(moments: list[float], rings_at: float) -> None:
    async def woken() -> tuple[float, int]:
        alarm = Alarm(VirtualClock())
        for moment in moments:
            alarm.set(moment)
        await alarm.wait()
        return asyncio.get_running_loop().time(), len(asyncio.all_tasks())

    assert run(woken()) == (rings_at, 1)


def test_one_that_was_rung_before_anyone_waited_wakes_at_once_and_only_once() -> None:
    async def woken() -> list[float]:
        alarm = Alarm(VirtualClock())
        alarm.ring()
        moments = []
        for _ in range(2):
            await alarm.wait()
            moments.append(asyncio.get_running_loop().time())
            alarm.set(7.0)
        await asyncio.gather(*alarm.tasks)
        return moments

    assert run(woken()) == [0.0, 7.0]
