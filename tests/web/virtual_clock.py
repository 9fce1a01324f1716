"""An event loop in which waiting takes no time: with nothing to do, its clock jumps to the next timer."""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

EPOCH = 1_700_000_000.0
"""Wall clock at the beginning, seconds since 1970."""


class _Jumping(selectors.DefaultSelector):
    """Asks for what is there, and lets the time pass that it was to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        events = super().select(0)
        if not events:
            self.passed += timeout
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time is what its timers say."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed


class VirtualClock:
    """The clock of the virtual loop, and a calendar that tests turn the leaves of."""

    def __init__(self) -> None:
        self.days = 0.0

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    def now(self) -> float:
        return EPOCH + self.days * 86_400 + self.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class HurriedClock:
    """For checks over real sockets: a second of waiting takes a hundredth. Its calendar stands still."""

    def monotonic(self) -> float:
        return time.monotonic() * 100

    def now(self) -> float:
        return EPOCH

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / 100)


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """Runs to the end, in no time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
