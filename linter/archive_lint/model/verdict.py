"""What is claimed of a URL, and how well founded the claim is."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from msgspec import Struct


class VerdictKind(StrEnum):
    """The claims that can be made."""

    ALIVE = "alive"
    ALIVE_REDIRECTED = "alive-redirected"
    MOVED_PERMANENTLY = "moved-permanently"
    """Every redirect is a permanent one, stays on the site, and keeps what names the page."""
    DEAD = "dead"
    """GET answered 404 or 410, twice."""
    GONE_DOMAIN = "gone-domain"
    """The domain does not exist, asked twice, while other names do resolve."""
    SOFT_404 = "soft-404"
    """The site answers as if the page were there, but with what it answers to any address."""
    PARKED = "parked"
    """The domain shows the same page for every address, and that page offers the domain or advertisements."""
    BLOCKED = "blocked"
    """Something stands between us and the page: a login, a paywall, a bot wall, a law."""
    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    INSECURE_TLS = "insecure-tls"
    PROTOCOL_ERROR = "protocol-error"
    REDIRECT_LOOP = "redirect-loop"
    REFUSED = "refused"
    """The URL, or where it leads, is not allowed to be asked for."""
    INVALID = "invalid"
    """Not a URL."""
    UNCHECKED = "unchecked"
    """Nothing is claimed: excluded, out of budget, or our own network is down."""

    @property
    def is_alive(self) -> bool:
        """A reader who follows the URL finds the page."""
        return self in _ALIVE

    @property
    def is_lost(self) -> bool:
        """A reader who follows the URL does not find the page, and no waiting helps."""
        return self in _LOST


_ALIVE = frozenset({VerdictKind.ALIVE, VerdictKind.ALIVE_REDIRECTED, VerdictKind.MOVED_PERMANENTLY})
_LOST = frozenset({VerdictKind.DEAD, VerdictKind.GONE_DOMAIN, VerdictKind.SOFT_404, VerdictKind.PARKED})


class Verdict(Struct, frozen=True, kw_only=True):
    """A claim about a URL, and the evidence for it."""

    url: str
    """As asked for: without fragment, and with `***` for what could be a password."""
    kind: VerdictKind
    reason: str = ""
    """What narrows the kind, as one lower-case word or two: `bot`, `paywall`, `expired`, `budget`."""
    evidence: str = ""
    """One sentence for people, hostile text made harmless; the same whenever the same was seen."""
    confirmed: bool = False
    """Seen often enough, over enough days, to change a page for it; else it is what one run observed."""
    observations: int = 0
    """Runs that count for this claim since the URL was last seen otherwise; two on one day count once."""
    since: float | None = None
    """When the first of these was: seconds since the epoch, wall clock."""
    at: float | None = None
    """When the URL was last judged: seconds since the epoch, wall clock."""
    status: int | None = None
    """Of the last answer; `None` when none came."""
    final_url: str = ""
    """Where redirects ended; empty when there were none."""
    target: str = ""
    """What the URL may be replaced by: where its page has moved for good. Only of `moved-permanently`."""
    representative: str = ""
    """Another URL of the same host whose verdict speaks for this one too: this one was not asked for by itself."""
    speaks_for: int = 0
    """How many other URLs of its host this verdict speaks for."""

    def as_json(self) -> dict[str, Any]:
        """The claim for machines: no times of day, so that it is the same for the same web on the same day."""
        shown: dict[str, Any] = {"kind": self.kind.value, "confirmed": self.confirmed, "evidence": self.evidence}
        optional = {
            "reason": self.reason,
            "status": self.status,
            "final_url": self.final_url,
            "target": self.target,
            "representative": self.representative,
            "speaks_for": self.speaks_for,
        }
        shown.update((key, value) for key, value in optional.items() if value)
        if self.since is not None and self.observations > 1:
            shown["observations"] = self.observations
            shown["since"] = dt.datetime.fromtimestamp(self.since, dt.UTC).date().isoformat()
        return shown
