"""How far a check of many URLs has come."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from archive_lint.web.pace import Pace

_SHOW_EVERY = 0.2
"""Seconds between two calls of the callback."""
_ESTIMATE_EVERY = 1.0
"""Seconds between two estimates: they look at each host, and words that change all the time cannot be read."""


class SourceProgress(Struct, frozen=True, kw_only=True):
    """One moment of a check."""

    done: int
    """URLs judged, those included that an earlier run has judged. What this run gives up is not done."""
    known: int
    """URLs seen so far, each once."""
    complete: bool
    """No more URLs will come: `known` is all."""
    rate: float
    """URLs that this run judged or gave up per second, of the last ten."""
    hosts_waiting: int
    """Hosts with URLs left that may not be asked now: they want time between requests, or are limiting us."""
    seconds_left: float | None
    """`None` while it cannot be told. The check does not end earlier unless it gets faster."""
    is_cut_off: bool
    """Whether that is because the time given for the check is over then, with URLs left."""
    is_ending: bool
    """Whether the check ends before all URLs are judged: only what is under way is waited for."""


class Moment(Struct, frozen=True, kw_only=True):
    """The books of a check at one moment: what a meter is told."""

    done: int
    known: int
    pending: int
    """URLs that this run has still to ask for."""
    ended: int
    """URLs that this run had to ask for, and that have come to an end."""
    complete: bool
    hosts_waiting: int
    is_ending: bool
    until: float
    """When the run ends at the latest, on the meter's clock; infinity without a limit."""


ProgressCallback = Callable[[SourceProgress], None]


class ProgressMeter:
    """Tells a callback how far one check is, a few times a second; `began` is when, on the caller's monotonic clock."""

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

        `slowest_host` returns how many seconds from a time on the host takes that will be done last.
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
        """Return when the check will have ended, if that can be told."""
        if not books.complete or books.is_ending:
            return None
        left = self._pace.seconds_left(now, books.pending, slowest_host(now))
        return None if left is None else min(now + left, books.until)
