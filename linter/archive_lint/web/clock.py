"""Time as an argument: with the clock of a test, days pass in a moment."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """A clock that code can wait by."""

    def monotonic(self) -> float:
        """Return seconds since an arbitrary moment, which never run backwards."""
        ...

    def now(self) -> float:
        """Return seconds since the epoch, by a clock that people may set."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for this number of seconds."""
        ...


class SystemClock:
    """The clock of the machine."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
