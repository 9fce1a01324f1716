"""Politeness to one host: parallel requests, their interval, pauses, and when to give it up."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from archive_lint.model.observation import Failure, Observation, Phase
from archive_lint.model.url import DEFAULT_PORTS
from archive_lint.web.domains import bare
from archive_lint.web.retry import asks_for_patience

LONGEST_INTERVAL = 10.0
"""Seconds between two requests to a host that continues to complain."""

_FIRST_INTERVAL = 0.1
"""Seconds between two requests from the first complaint of a host on."""

_SILENT = 3
"""Attempts in a row that never got to HTTP, before a server is given up."""

_AILING = 5
"""URLs in a row for which a server failed, after all attempts, before it is given up: a single page may be broken."""

_STALLED = 4
"""GETs in a row that ran out of time, before a server is given up: each costs a whole deadline.

HEAD does not count: it may hang where GET works.
"""

_SERVER = re.compile(r"https?://[^/?#]*")
"""Scheme and authority, as `read_url` writes them."""

_NO_TLS = frozenset({Failure.TLS, Failure.CLIENT_CERTIFICATE_WANTED})


def host_key(url: str) -> str:
    """Return the key of the host that a request burdens, by which URLs are queued. Schemes and `www.` do not matter."""
    return _host_of(server_key(url))


def server_key(url: str) -> str:
    """Return the key of the server that answers.

    A name may be gone while `www.` lives, TLS be broken while HTTP works.
    """
    # Parsed without `urlsplit`, because it is called several times per request.
    found = _SERVER.match(url)
    return found[0] if found else ""


@lru_cache(maxsize=4096)
def _host_of(server: str) -> str:
    split = urlsplit(server)
    host = bare(split.hostname or "")
    port = split.port
    return host if port is None or port in DEFAULT_PORTS.values() else f"{host}:{port}"


class Manners:
    """The needs of one host, as far as known. Times are seconds on a monotonic clock."""

    def __init__(self, *, at_once: int, interval: float) -> None:
        self.at_once = at_once
        self.interval = interval
        self.in_flight = 0
        self.requests = 0
        self._answered = 0
        self._waited = 0.0
        self._next = 0.0
        self._paused_until = 0.0
        self._slowed_at = float("-inf")
        self._stalls = False

    @property
    def has_room(self) -> bool:
        """Whether fewer requests are running than the host may get at once."""
        return self.in_flight < (1 if self._stalls else self.at_once)

    @property
    def ready_at(self) -> float:
        """When the next request may begin."""
        return max(self._next, self._paused_until)

    @property
    def has_answered(self) -> bool:
        """Whether a request to it has ended, in whatever way."""
        return self._answered > 0

    @property
    def seconds_per_request(self) -> float:
        """The seconds that the host takes per request, if it were alone; 0 before its first answer."""
        answer = self._waited / self._answered if self._answered else 0.0
        return max(self.interval, answer / self.at_once)

    def began(self, now: float) -> None:
        """Note that a request begins."""
        self.in_flight += 1
        self.requests += 1
        self._next = max(now, self._next) + self.interval

    def ended(self, seen: Observation, began: float, now: float, wait: float | None) -> None:
        """Note that a request begun at `began` has ended; `wait` is the time until its repetition.

        A host that complains gets half as many requests from now on, and none for a while. Requests that were running
        when it was slowed down show nothing new: their complaints only prolong the pause.
        """
        self.in_flight -= 1
        self._answered += 1
        self._waited += now - began
        if seen.failure is not Failure.TIMEOUT or seen.hops:
            self._stalls = False
        elif seen.method == "GET":
            # Until it answers again: more requests would only wait for what the running ones are about to show.
            self._stalls = True
        if not asks_for_patience(seen):
            return
        self._paused_until = max(self._paused_until, now + (1.0 if wait is None else wait))
        if began >= self._slowed_at:
            self._slowed_at = now
            self.at_once = max(1, self.at_once // 2)
            self.interval = min(max(self.interval * 2, _FIRST_INTERVAL), LONGEST_INTERVAL)


class Breaker:
    """A circuit breaker: it notices that a server is down, so that its other URLs need not be requested one by one."""

    def __init__(self) -> None:
        self._silent = 0
        self._ailing = 0
        self._stalled = 0
        self.cause: str = ""
        """The URL whose failure opened it; empty while it is closed."""

    def close(self) -> None:
        """Start again: the URL that opened it was answered after all."""
        self._silent = self._ailing = self._stalled = 0
        self.cause = ""

    def learn(self, url: str, seen: Observation, *, judged: bool) -> None:
        """Note an observation of `url`, of this server, by which `url` is perhaps `judged`.

        While open it does not change.
        """
        if seen.failure is Failure.LOCAL or self.cause:
            return
        never_spoke = seen.failure is not None and not seen.hops and seen.phase in (Phase.DNS, Phase.CONNECT, Phase.TLS)
        if never_spoke or (seen.failure is not None and not seen.hops) or _is_ill(seen):
            self._ailing += judged
        else:
            self._ailing = 0
        self._silent = self._silent + 1 if never_spoke else 0
        if seen.failure is not Failure.TIMEOUT or seen.hops:
            self._stalled = 0
        elif seen.method == "GET":
            self._stalled += 1
        # A name that does not exist, or a bad certificate, does not change with another page.
        certain = seen.failure is Failure.NXDOMAIN or seen.failure in _NO_TLS
        if self._silent >= (2 if certain else _SILENT) or self._ailing >= _AILING or self._stalled >= _STALLED:
            self.cause = url


def _is_ill(seen: Observation) -> bool:
    return (
        seen.failure is None
        and seen.status is not None
        and (seen.status == 429 or seen.status >= 500)
        and (seen.status != 999)
    )
