"""How far a check of many URLs has come."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

_SHOW_EVERY = 0.2
"""Seconds between two calls of the callback."""


class SourceProgress(Struct, frozen=True):
    """One moment of a check."""

    done: int
    """URLs judged, those included that an earlier run has judged."""
    known: int
    """URLs seen so far, each once."""
    complete: bool
    """No more URLs will come: `known` is all."""
    rate: float
    """URLs judged per second, since the beginning."""
    hosts_waiting: int
    """Hosts with URLs left that may not be asked now: they want time between requests, or are limiting us."""

    @property
    def seconds_left(self) -> float | None:
        """At this rate; `None` while it cannot be estimated."""
        return (self.known - self.done) / self.rate if self.complete and self.rate > 0 else None


ProgressCallback = Callable[[SourceProgress], None]


class ProgressMeter:
    """Tells a callback how far one check is, a few times a second; `began` is when, on the caller's monotonic clock."""

    def __init__(self, callback: ProgressCallback | None, began: float) -> None:
        self._callback = callback
        self._began = began
        self._shown_at = float("-inf")

    def show(
        self, now: float, *, done: int, known: int, complete: bool, hosts_waiting: int, last: bool = False
    ) -> None:
        """Call the callback, unless it was called a moment ago; the `last` call is always made."""
        if self._callback is None or (now - self._shown_at < _SHOW_EVERY and not last):
            return
        self._shown_at = now
        elapsed = now - self._began
        rate = done / elapsed if elapsed > 0 else 0.0
        self._callback(
            SourceProgress(done=done, known=known, complete=complete, rate=rate, hosts_waiting=hosts_waiting)
        )
