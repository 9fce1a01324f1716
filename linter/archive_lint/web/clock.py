"""Time, as something that is handed in: days pass in a moment where somebody else's clock is."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What tells the time, and waits."""

    def monotonic(self) -> float:
        """Seconds that never run backwards, since whenever."""
        ...

    def now(self) -> float:
        """Seconds since the epoch, by a clock that people may set."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        ...


class SystemClock:
    """The time of the machine."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
