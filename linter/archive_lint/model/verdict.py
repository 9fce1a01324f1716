"""Verdicts on URLs, and how well founded they are.

Three words, from narrow to wide: a `VerdictKind` is one of the claims that can be made, a `Judgement`
(`web/classify.py`) is the claim that one run draws from what it saw, and a `Verdict` is that claim in the light of all
earlier runs. A `VerdictGroup` is the unit of counts: the kinds that mean the same to a reader of the pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct


class VerdictKind(StrEnum):
    """The claims that can be made of a URL."""

    __hash__ = str.__hash__
    """The hash of the text, which it equals. That of `Enum` is a Python call, a third of the time of counting."""

    ALIVE = "alive"
    ALIVE_REDIRECTED = "alive-redirected"
    MOVED_PERMANENTLY = "moved-permanently"
    """Every redirect is permanent, stays on the site, and keeps the part that names the page."""
    DEAD = "dead"
    """GET answered 404 or 410, twice."""
    GONE_DOMAIN = "gone-domain"
    """The domain does not exist, in two look-ups, while other names do resolve."""
    SOFT_404 = "soft-404"
    """The site answers as if the page existed, but gives the same answer for any URL."""
    PARKED = "parked"
    """The domain shows the same page for every URL, and that page offers the domain or advertisements."""
    BLOCKED = "blocked"
    """Something keeps the check from the page: a login, a paywall, a bot wall, a law."""
    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    INSECURE_TLS = "insecure-tls"
    PROTOCOL_ERROR = "protocol-error"
    REDIRECT_LOOP = "redirect-loop"
    REFUSED = "refused"
    """The URL, or a target of its redirects, must not be requested."""
    INVALID = "invalid"
    """Not a URL."""
    UNCHECKED = "unchecked"
    """Nothing is claimed: excluded, out of budget, or our own network is down."""

    @property
    def group(self) -> VerdictGroup:
        """The group in which the kind is counted."""
        return TRAITS[self].group

    @property
    def is_alive(self) -> bool:
        """Whether a reader who follows the URL finds the page."""
        return TRAITS[self].is_alive

    @property
    def is_lost(self) -> bool:
        """Whether a reader who follows the URL does not find the page, and waiting does not help."""
        return TRAITS[self].is_lost

    @property
    def may_be_host_wide(self) -> bool:
        """Whether a verdict on one URL may apply to all URLs of its server."""
        return TRAITS[self].may_be_host_wide or TRAITS[self].is_host_wide

    @property
    def is_host_wide(self) -> bool:
        """Whether a verdict on one URL applies to all URLs of its server: no page can be the cause."""
        return TRAITS[self].is_host_wide


class VerdictGroup(StrEnum):
    """The groups by which URLs are counted, in the order of tables and pictures: worst first."""

    DEAD = "dead"
    """A reader who follows the URL does not find the page, and waiting does not help."""
    MOVED = "moved"
    """The page exists, and says that its URL has changed for good."""
    BLOCKED = "blocked"
    """Something keeps the check from the page."""
    UNVERIFIED = "unverified"
    """It could not be judged, or must not be requested."""
    ALIVE = "alive"
    UNCHECKED = "unchecked"
    """Nothing is claimed."""


class Traits(Struct, frozen=True, kw_only=True):
    """The consequences of a kind of verdict, for any URL."""

    group: VerdictGroup
    is_alive: bool = False
    """Whether the page exists: see `VerdictKind.is_alive`. Its verdict holds for `recheck-days.alive`."""
    is_lost: bool = False
    """Whether the page is lost: see `VerdictKind.is_lost`. Its verdict holds for `recheck-days.dead`."""
    may_be_host_wide: bool = False
    """Whether one URL may speak for its server: see `VerdictKind.may_be_host_wide`."""
    is_host_wide: bool = False
    """Whether one URL speaks for its server: see `VerdictKind.is_host_wide`."""
    fails: bool = False
    """Whether the rule that reports it is an error, and so fails a run unless configured otherwise."""
    silent_because: str = ""
    """Why no rule reports the verdict; empty if one rule does: the one that has the kind among its `claims`."""


TRAITS: Mapping[VerdictKind, Traits] = {
    VerdictKind.ALIVE: Traits(group=VerdictGroup.ALIVE, is_alive=True, silent_because="the page is there"),
    VerdictKind.ALIVE_REDIRECTED: Traits(
        group=VerdictGroup.ALIVE, is_alive=True, silent_because="the page is there, at the end of redirects"
    ),
    VerdictKind.MOVED_PERMANENTLY: Traits(group=VerdictGroup.MOVED, is_alive=True),
    VerdictKind.DEAD: Traits(group=VerdictGroup.DEAD, is_lost=True, fails=True),
    VerdictKind.GONE_DOMAIN: Traits(group=VerdictGroup.DEAD, is_lost=True, is_host_wide=True, fails=True),
    VerdictKind.SOFT_404: Traits(group=VerdictGroup.DEAD, is_lost=True),
    VerdictKind.PARKED: Traits(group=VerdictGroup.DEAD, is_lost=True),
    VerdictKind.BLOCKED: Traits(group=VerdictGroup.BLOCKED),
    VerdictKind.RATE_LIMITED: Traits(group=VerdictGroup.UNVERIFIED, may_be_host_wide=True),
    VerdictKind.SERVER_ERROR: Traits(group=VerdictGroup.UNVERIFIED, may_be_host_wide=True),
    VerdictKind.TIMEOUT: Traits(group=VerdictGroup.UNVERIFIED, may_be_host_wide=True),
    VerdictKind.UNREACHABLE: Traits(group=VerdictGroup.UNVERIFIED, may_be_host_wide=True),
    VerdictKind.INSECURE_TLS: Traits(group=VerdictGroup.UNVERIFIED, is_host_wide=True),
    VerdictKind.PROTOCOL_ERROR: Traits(group=VerdictGroup.UNVERIFIED, may_be_host_wide=True),
    VerdictKind.REDIRECT_LOOP: Traits(group=VerdictGroup.UNVERIFIED),
    VerdictKind.REFUSED: Traits(group=VerdictGroup.UNVERIFIED, fails=True),
    VerdictKind.INVALID: Traits(
        group=VerdictGroup.UNVERIFIED, fails=True, silent_because="what is not a URL is reported from the page alone"
    ),
    VerdictKind.UNCHECKED: Traits(
        group=VerdictGroup.UNCHECKED, silent_because="nothing is claimed; the summary counts them"
    ),
}
"""The table of verdicts: a new kind needs a line here, a place in `web` that draws it, and a rule that claims it."""


class Verdict(Struct, frozen=True, kw_only=True):
    """A claim about a URL, and the evidence for it."""

    url: str
    """The URL as requested: without fragment, and with `***` for anything that could be a password."""
    kind: VerdictKind
    reason: str = ""
    """A lower-case word or two that narrow the kind: `bot`, `paywall`, `expired`, `budget`."""
    evidence: str = ""
    """One sentence for people, with hostile text made harmless; the same for the same observation."""
    confirmed: bool = False
    """Whether it was seen often enough, over enough days, to change a page for it; else one run observed it."""
    observations: int = 0
    """Number of runs that support this claim since the URL was last seen otherwise; two on one day count once."""
    since: float | None = None
    """When the first of these runs was: seconds since the epoch, wall clock."""
    at: float | None = None
    """When the URL was last judged: seconds since the epoch, wall clock."""
    status: int | None = None
    """Status of the last answer; `None` without one."""
    final_url: str = ""
    """The URL at which redirects ended; empty without redirects."""
    target: str = ""
    """The URL that may replace this one, because the page has moved there for good. Only for `moved-permanently`."""
    representative: str = ""
    """Another URL of the same host whose verdict also covers this one, which was not requested itself."""
    speaks_for: int = 0
    """The number of other URLs of the host that this verdict covers."""

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as JSON data, without times of day: the same for the same web on the same day."""
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
