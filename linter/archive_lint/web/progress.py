"""How far a check of many URLs has come."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class SourceProgress(Struct, frozen=True):
    """One moment of a check."""

    done: int
    """URLs judged, those included that an earlier run has judged."""
    known: int
    """URLs seen so far, each once."""
    complete: bool
    """No more URLs will come: `known` is all."""
    rate: float
    """URLs judged a second, since the beginning."""
    hosts_waiting: int
    """Hosts with URLs left that may not be asked at this moment: they want time between requests, or are limiting us."""

    @property
    def seconds_left(self) -> float | None:
        """At this rate; `None` while there is no telling."""
        return (self.known - self.done) / self.rate if self.complete and self.rate > 0 else None


ProgressCallback = Callable[[SourceProgress], None]
