"""Repetition of requests: when it is worth it, how often, and after how long."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt, wait_exponential, wait_random
from tenacity.wait import wait_base

from archive_lint.model.observation import Failure, Observation
from archive_lint.web.walls import challenged

LONGEST_WAIT = 60.0
"""The longest wait in seconds.

A longer one that a server asks for is cut to this: the circuit breaker gives up hosts that want to be left alone for
hours.
"""

SECOND_LOOK = 2.0
"""Seconds before a URL that seems to be lost is requested again."""

_SECONDS = re.compile(r"[0-9]{1,6}\Z", re.ASCII)
_LONGEST_DATE = 40
_PASSING_STATUSES = frozenset({408, 421, 425, 429, *range(500, 600)})
_PASSING_FAILURES = frozenset(
    {
        Failure.TIMEOUT,
        Failure.CONNECTION_RESET,
        Failure.CONNECTION_REFUSED,
        Failure.NO_ROUTE,
        Failure.DNS_FAILURE,
        Failure.PROTOCOL,
        Failure.LOCAL,
    }
)


def may_pass(seen: Observation) -> bool:
    """Return whether the same request may well be answered differently in a moment."""
    if seen.failure is not None:
        return seen.failure in _PASSING_FAILURES
    return seen.status in _PASSING_STATUSES and challenged(seen) is None


def asks_for_patience(seen: Observation) -> bool:
    """Return whether the host, not the page, answers that it gets too many requests."""
    if seen.failure is not None or challenged(seen) is not None:
        return False
    return seen.status == 429 or (seen.status == 503 and "retry-after" in seen.headers)


def retry_after(value: str, now: float) -> float | None:
    """Return the seconds in a `Retry-After`, between 0 and `LONGEST_WAIT`; `None` for one that cannot be parsed.

    Accepts both forms of RFC 9110, 10.2.3; `now` is the time of day in seconds since the epoch. Not `float`, which also
    accepts `inf`, `1e309` and the digits of every script.
    """
    value = value.strip()
    if _SECONDS.match(value):
        return min(float(value), LONGEST_WAIT)
    if not value.isascii() or len(value) > _LONGEST_DATE or not value[:3].isalpha():
        return None
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=dt.UTC)
    return min(max(date.timestamp() - now, 0.0), LONGEST_WAIT)


class wait_as_asked(wait_base):  # noqa: N801 -- named as tenacity names its strategies
    """Waits for as long as the server asks, else as long as another strategy says."""

    def __init__(self, otherwise: wait_base) -> None:
        self._otherwise = otherwise

    def __call__(self, retry_state: RetryCallState) -> float:
        backoff = self._otherwise(retry_state)
        seen: Observation | None = retry_state.outcome.result() if retry_state.outcome else None
        if seen is None or not asks_for_patience(seen):
            return backoff
        asked = retry_after(seen.headers.get("retry-after", ""), seen.at)
        return backoff if asked is None else max(asked, backoff)


class RetryPolicy:
    """Decides after each attempt whether another follows, and when. It keeps no state: one serves all URLs."""

    def __init__(self, retries: int) -> None:
        self._rules = Retrying(
            stop=stop_after_attempt(retries + 1),
            retry=retry_if_result(may_pass),
            wait=wait_as_asked(wait_exponential(multiplier=0.5, max=LONGEST_WAIT / 2) + wait_random(0.0, 0.5)),
        )

    def wait(self, attempt: int, seen: Observation) -> float | None:
        """Return the seconds from this attempt, the first being 1, to the next; `None` if there is to be none."""
        state = RetryCallState(self._rules, None, (), {})
        state.attempt_number = attempt
        state.set_result(seen)
        if not self._rules.retry(state) or self._rules.stop(state):
            return None
        return self._rules.wait(state)
