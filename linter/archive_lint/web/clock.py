"""Time, as something that is handed in: with the clock of a test, days pass in a moment."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """A clock that can be waited by."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment, which never run backwards."""
        ...

    def now(self) -> float:
        """Seconds since the epoch, by a clock that people may set."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The time of the machine."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
