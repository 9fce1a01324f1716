"""Confirms verdicts over many runs: how often a URL was found lost, over how many days, without being alive between.

The rule is InternetArchiveBot's: three observations, three days apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from archive_lint.config.web import Confirmation
from archive_lint.model.verdict import VerdictKind

DAY = 86_400.0
"""A day in seconds."""

_TWICE = 2
"""The observations that confirm a move: it changes nothing for today's reader, and several redirects show it."""


class Seen(Struct, frozen=True):
    """The result of one run."""

    at: float
    """Seconds since the epoch, wall clock."""
    kind: VerdictKind
    final_url: str = ""


class Standing(Struct, frozen=True):
    """The support for the claim of the last observation."""

    confirmed: bool
    observations: int
    """Number of observations that count: each at least the configured days after the one before it."""
    since: float
    """When the first of them was made: seconds since the epoch."""


def standing(seen: Iterable[Seen], rule: Confirmation) -> Standing:
    """Return the support for the last of some observations, given in the order in which they were made; at least one.

    An observation without a verdict between two of a kind neither counts nor resets; one that is alive resets, and so
    does a move to another URL. The order is that of the runs, not of their clocks: a clock that was put back changes
    nothing.
    """
    *_, last = past = list(seen)
    count, first, latest = 0, last.at, float("-inf")
    for one in past:
        if one.kind is last.kind and one.final_url == (last.final_url if _is_move(one) else one.final_url):
            if count == 0:
                count, first, latest = 1, one.at, one.at
            elif one.at - latest >= rule.days * DAY:
                count, latest = count + 1, one.at
        elif one.kind.is_alive or (one.kind.is_lost and last.kind.is_alive):
            count = 0
    wanted = _TWICE if _is_move(last) else rule.observations
    return Standing(count >= wanted and (last.kind.is_lost or _is_move(last)), count, first)


def _is_move(one: Seen) -> bool:
    return one.kind is VerdictKind.MOVED_PERMANENTLY
