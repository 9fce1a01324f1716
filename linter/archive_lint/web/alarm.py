"""An alarm that wakes an idle run, by an event or at a time."""

from __future__ import annotations

import asyncio

from archive_lint.web.clock import Clock


class Alarm:
    """Wakes one waiting coroutine, at once by `ring`, or at a moment by `set`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()
        self._timer: asyncio.Task[None] | None = None
        self._at = float("inf")

    def ring(self) -> None:
        """Wake the coroutine that waits, or the next one that will."""
        self._rung.set()

    def set(self, at: float) -> None:
        """Ring at a moment of the monotonic clock (`at`, in seconds), unless an earlier one is set."""
        if at >= self._at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._at = at
        self._timer = asyncio.create_task(self._ring_at(at))

    async def wait(self) -> None:
        """Wait until it rings."""
        await self._rung.wait()
        self._rung.clear()

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """The running timer, which must be cancelled in the end: one or none."""
        return [] if self._timer is None else [self._timer]

    async def _ring_at(self, at: float) -> None:
        await self._clock.sleep(max(0.0, at - self._clock.monotonic()))
        self._at = float("inf")
        self._timer = None
        self.ring()
