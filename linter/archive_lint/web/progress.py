"""The progress of a check of many URLs."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from archive_lint.web.pace import Pace

_SHOW_EVERY = 0.2
"""Seconds between two calls of the callback."""
_ESTIMATE_EVERY = 1.0
"""Seconds between two estimates: they read the data of each host, and words that change all the time cannot be read."""


class SourceProgress(Struct, frozen=True, kw_only=True):
    """One moment of a check."""

    done: int
    """Number of URLs judged, including those judged by an earlier run. URLs given up by this run do not count."""
    known: int
    """Number of URLs seen so far, each once."""
    complete: bool
    """Whether no more URLs will come: `known` is their number."""
    rate: float
    """URLs that this run judged or gave up per second, over the last ten seconds."""
    hosts_waiting: int
    """Number of hosts with URLs left that must not be requested now: they need pauses, or are limiting us."""
    seconds_left: float | None
    """Seconds to the end; `None` while unknown. The check does not end earlier unless it gets faster."""
    is_cut_off: bool
    """Whether it ends then because its time is over, with URLs left."""
    is_ending: bool
    """Whether the check ends before all URLs are judged: it only waits for running requests."""


class Moment(Struct, frozen=True, kw_only=True):
    """The figures of a check at one moment, for a meter."""

    done: int
    known: int
    pending: int
    """Number of URLs that this run still has to request."""
    ended: int
    """Number of URLs that this run had to request, and that are finished."""
    complete: bool
    hosts_waiting: int
    is_ending: bool
    until: float
    """The latest end of the run, on the meter's clock; infinity without a limit."""


ProgressCallback = Callable[[SourceProgress], None]


class ProgressMeter:
    """Reports the progress of one check to a callback, a few times per second.

    `began` is when the check began, on the caller's monotonic clock.
    """

    def __init__(self, callback: ProgressCallback | None, began: float) -> None:
        self._callback = callback
        self._pace = Pace(began)
        self._shown_at = float("-inf")
        self._estimated_at = float("-inf")
        self._ends_at: float | None = None

    def show(
        self,
        now: float,
        moment: Callable[[], Moment],
        slowest_host: Callable[[float], float],
        *,
        last: bool = False,
    ) -> None:
        """Call the callback, unless it was called a moment ago; the `last` call is always made.

        `slowest_host` returns the number of seconds, from a given time, of the host that will be done last.
        """
        if self._callback is None or (now - self._shown_at < _SHOW_EVERY and not last):
            return
        self._shown_at = now
        books = moment()
        self._pace.note(now, books.ended)
        if last or now - self._estimated_at >= _ESTIMATE_EVERY:
            self._estimated_at = now
            self._ends_at = self._estimate(now, books, slowest_host)
        self._callback(
            SourceProgress(
                done=books.done,
                known=books.known,
                complete=books.complete,
                rate=self._pace.rate(now),
                hosts_waiting=books.hosts_waiting,
                seconds_left=None if self._ends_at is None else max(0.0, self._ends_at - now),
                is_cut_off=self._ends_at is not None and self._ends_at >= books.until,
                is_ending=books.is_ending,
            )
        )

    def _estimate(self, now: float, books: Moment, slowest_host: Callable[[float], float]) -> float | None:
        """Return when the check will end, if that is known."""
        if not books.complete or books.is_ending:
            return None
        left = self._pace.seconds_left(now, books.pending, slowest_host(now))
        return None if left is None else min(now + left, books.until)
