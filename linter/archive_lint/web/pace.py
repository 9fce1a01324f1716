"""The recent speed of a check, and the least time that it still takes: a promise that is kept.

All times are seconds on a monotonic clock that the caller reads.
"""

from __future__ import annotations

from collections import deque

_WINDOW = 10.0
"""Seconds over which a rate is measured."""
_STEADY = 3.0
"""The most that a pace may vary within the window, fastest by slowest: no estimate is made for a less steady one."""
_STEP = 0.5
"""Seconds between two entries of the window, so that it stays short however often it is called."""


class Pace:
    """Counts the finished URLs, over the last ten seconds and since the beginning."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._ended = 0
        self._past: deque[tuple[float, int]] = deque([(began, 0)])
        self._rates: deque[tuple[float, float]] = deque()
        """The rates of the last ten seconds, each over the ten seconds before it."""

    def note(self, now: float, ended: int) -> None:
        """Note the number of URLs finished since the beginning."""
        self._ended = ended
        past = self._past
        # The first entry of the window is older than the window, or else the first of all.
        while len(past) > 1 and past[1][0] <= now - _WINDOW:
            past.popleft()
        if now - past[-1][0] >= _STEP:
            past.append((now, ended))
            while self._rates and self._rates[0][0] <= now - _WINDOW:
                self._rates.popleft()
            if now - self._began >= _WINDOW:
                self._rates.append((now, self.rate(now)))

    def rate(self, now: float) -> float:
        """Return the URLs per second of the last ten seconds, or of the whole time while it is shorter."""
        since, before = self._past[0]
        return (self._ended - before) / (now - since) if now > since else 0.0

    def seconds_left(self, now: float, pending: int, slowest_host: float) -> float | None:
        """Return the seconds that `pending` URLs take, `None` if unknown.

        `slowest_host` is the time of the slowest host in seconds. The slowest rate counts, of the whole and of those
        that were shown in the last ten seconds: answers come in bursts. While these differ much the time is unknown.
        The end does not come before that of the slowest host: fast hosts are soon done, and slow ones are left for the
        end.
        """
        if not pending:
            return 0.0
        rates = [self.rate(now), *(rate for _, rate in self._rates)]
        slowest = min(rates)
        if not self._rates or not slowest or max(rates) > _STEADY * slowest:
            return None
        return max(pending / min(slowest, self._ended / (now - self._began)), slowest_host)
