"""What is claimed of a URL, and how well founded the claim is.

Three words, from narrow to wide: a `VerdictKind` is one of the claims that can be made, a `Judgement`
(`web/classify.py`) is the claim that one run draws from what it saw, and a `Verdict` is that claim in the light of all
earlier runs. A `VerdictGroup` is what counts are made of: the kinds that come to the same for who reads the pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct


class VerdictKind(StrEnum):
    """The claims that can be made."""

    __hash__ = str.__hash__
    """That of the text, which it equals. The one that enumerations have is a call of Python, a third of counting."""

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
    def group(self) -> VerdictGroup:
        """Where counts have it: each kind belongs to one group."""
        return TRAITS[self].group

    @property
    def is_alive(self) -> bool:
        """A reader who follows the URL finds the page."""
        return TRAITS[self].is_alive

    @property
    def is_lost(self) -> bool:
        """A reader who follows the URL does not find the page, and no waiting helps."""
        return TRAITS[self].is_lost

    @property
    def may_be_host_wide(self) -> bool:
        """Found of one URL, it may be true of all URLs of its server."""
        return TRAITS[self].may_be_host_wide or TRAITS[self].is_host_wide

    @property
    def is_host_wide(self) -> bool:
        """Found of one URL, it is true of all URLs of its server: no page can be the cause."""
        return TRAITS[self].is_host_wide


class VerdictGroup(StrEnum):
    """What many URLs are counted by, in the order of tables and pictures: the worst first."""

    DEAD = "dead"
    """A reader who follows the URL does not find the page, and no waiting helps."""
    MOVED = "moved"
    """The page is there, and says that its URL is another one for good."""
    BLOCKED = "blocked"
    """Something stands between us and the page."""
    UNVERIFIED = "unverified"
    """It could not be judged, or may not be asked for."""
    ALIVE = "alive"
    UNCHECKED = "unchecked"
    """Nothing is claimed."""


class Traits(Struct, frozen=True, kw_only=True):
    """What follows from a kind of verdict, whatever the URL."""

    group: VerdictGroup
    is_alive: bool = False
    """The page is there: see `VerdictKind.is_alive`. Its verdict holds for `recheck-days.alive`."""
    is_lost: bool = False
    """The page is not there: see `VerdictKind.is_lost`. Its verdict holds for `recheck-days.dead`."""
    may_be_host_wide: bool = False
    """One URL may speak for its server: see `VerdictKind.may_be_host_wide`."""
    is_host_wide: bool = False
    """One URL does speak for its server: see `VerdictKind.is_host_wide`."""
    fails: bool = False
    """The rule that reports it is an error, and so fails a run unless configured otherwise."""
    silent_because: str = ""
    """Why no rule reports the verdict; empty where one rule does: the one that has the kind among its `claims`."""


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
