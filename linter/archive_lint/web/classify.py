"""Draws a judgement from one observation: tables, read from top to bottom.

Judgements from several observations are made elsewhere: `url_check` requests twice, `soft404` compares, `confirmation`
counts days. Pages that keep readers out are recognised in `walls`.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from msgspec import Struct

from archive_lint.model.observation import Failure, Observation, Phase
from archive_lint.model.url import plain
from archive_lint.model.verdict import VerdictKind as Kind
from archive_lint.web.domains import same_site
from archive_lint.web.page_name import page_is_named
from archive_lint.web.walls import challenged, on_the_page, on_the_way

PERMANENT = frozenset({301, 308})

NAME_LOOKUP_OR_CONNECT = frozenset({Phase.DNS, Phase.CONNECT})
"""Before these phases end no server has answered: the failure may be our own network's."""


class Judgement(Struct, frozen=True):
    """The judgement on a URL from one run, not yet over time."""

    kind: Kind
    reason: str = ""
    evidence: str = ""
    target: str = ""


_FAILURES: dict[Failure, tuple[Kind, str]] = {
    Failure.REFUSED_BY_POLICY: (Kind.REFUSED, ""),
    Failure.INVALID_URL: (Kind.INVALID, ""),
    Failure.NXDOMAIN: (Kind.GONE_DOMAIN, ""),
    Failure.NO_DATA: (Kind.UNREACHABLE, "dns"),
    Failure.DNS_FAILURE: (Kind.UNREACHABLE, "dns"),
    Failure.CONNECTION_REFUSED: (Kind.UNREACHABLE, "connection-refused"),
    Failure.CONNECTION_RESET: (Kind.UNREACHABLE, "connection-reset"),
    Failure.NO_ROUTE: (Kind.UNREACHABLE, "no-route"),
    Failure.TIMEOUT: (Kind.TIMEOUT, ""),
    Failure.TLS: (Kind.INSECURE_TLS, ""),
    Failure.CLIENT_CERTIFICATE_WANTED: (Kind.BLOCKED, "login"),
    Failure.PROTOCOL: (Kind.PROTOCOL_ERROR, ""),
    Failure.TOO_MANY_REDIRECTS: (Kind.REDIRECT_LOOP, ""),
    Failure.PROXY_REFUSED: (Kind.BLOCKED, "proxy"),
    Failure.LOCAL: (Kind.UNCHECKED, "local"),
}

_STATUSES: dict[int, tuple[Kind, str]] = {
    300: (Kind.ALIVE, ""),
    401: (Kind.BLOCKED, "login"),
    402: (Kind.BLOCKED, "paywall"),
    403: (Kind.BLOCKED, "forbidden"),
    404: (Kind.DEAD, ""),
    407: (Kind.BLOCKED, "login"),
    408: (Kind.TIMEOUT, ""),
    410: (Kind.DEAD, ""),
    418: (Kind.SERVER_ERROR, ""),
    421: (Kind.SERVER_ERROR, ""),
    425: (Kind.SERVER_ERROR, ""),
    429: (Kind.RATE_LIMITED, ""),
    451: (Kind.BLOCKED, "legal"),
    999: (Kind.BLOCKED, "bot"),
}
"""Statuses that differ from their class. No other 4xx says that the page does not exist: see `_by_class`."""

_WALL_HEADERS = ("x-datadome", "x-iinfo", "x-sucuri-id")
"""Headers of services that stand before a site and turn robots away.

They come with pages, too, so that they count only for other answers.
"""


def classify_observation(seen: Observation, accept: Collection[int] = ()) -> Judgement:
    """Return the judgement from one observation. `accept` are statuses besides 2xx that count as alive."""
    if (seen.failure is None or seen.phase is Phase.BODY) and (wall := challenged(seen)):
        return Judgement(Kind.BLOCKED, wall.reason, wall.evidence)
    if seen.failure is not None:
        return _failed(seen, seen.failure)
    status = seen.status or 0
    if status in accept:
        return Judgement(Kind.ALIVE, "", f"status {status}, which counts as alive")
    kind, reason = _STATUSES.get(status) or _by_class(status)
    if wall := on_the_way(seen) or (on_the_page(seen) if kind is not Kind.BLOCKED or status == 403 else None):
        return Judgement(Kind.BLOCKED, wall.reason, wall.evidence)
    if status == 503 and "retry-after" in seen.headers:
        kind = Kind.RATE_LIMITED
    if kind is Kind.DEAD and any(name in seen.headers for name in _WALL_HEADERS):
        return Judgement(Kind.BLOCKED, "bot", f"status {status} from a service that turns robots away")
    if kind is Kind.ALIVE:
        return _found(seen)
    return Judgement(kind, reason, _answered(seen))


def _failed(seen: Observation, failure: Failure) -> Judgement:
    kind, reason = _FAILURES[failure]
    host = urlsplit(seen.url).hostname or ""
    evidence = seen.detail or failure.value.replace("-", " ")
    if wall := on_the_way(seen):
        return Judgement(Kind.BLOCKED, wall.reason, f"{wall.evidence}, where no page came: {evidence}")
    elsewhere = _led_elsewhere(seen, host)
    if kind is Kind.TIMEOUT and seen.phase is not None:
        reason = seen.phase.value
    elif seen.cause is not None:
        reason = seen.cause.value
    if failure is Failure.NXDOMAIN:
        evidence = f"the name {plain(elsewhere or host)} does not exist"
        if elsewhere:
            # The page's own host is alive, and may send its readers elsewhere tomorrow.
            return Judgement(Kind.UNREACHABLE, "dns", f"it redirects to another site, and {evidence}")
    if elsewhere and kind not in (Kind.REFUSED, Kind.PROTOCOL_ERROR, Kind.REDIRECT_LOOP):
        evidence = f"it redirects to {plain(elsewhere)}: {evidence}"
    return Judgement(kind, reason, evidence)


def _led_elsewhere(seen: Observation, host: str) -> str:
    """Return the host at which redirects failed, if that is another one; else an empty text."""
    location = seen.hops[-1].location if seen.hops else None
    last = urlsplit(location or "").hostname or ""
    return last if last != host else ""


def _by_class(status: int) -> tuple[Kind, str]:
    if 200 <= status < 300:
        return Kind.ALIVE, ""
    if 400 <= status < 500:
        return Kind.BLOCKED, "unspecified"
    if 500 <= status < 600:
        return Kind.SERVER_ERROR, ""
    return Kind.PROTOCOL_ERROR, "status"


def _answered(seen: Observation) -> str:
    moved = f" after a redirect to {plain(seen.final_url)}" if len(seen.hops) > 1 else ""
    return f"it answered {seen.status}{moved}"


def _found(seen: Observation) -> Judgement:
    """Return the judgement on a page that came: alive, moved or something else."""
    final = seen.final_url
    if len(seen.hops) < 2 and seen.refresh is None:
        return Judgement(Kind.ALIVE, "", f"it answered {seen.status}")
    if seen.refresh is not None:
        return Judgement(Kind.ALIVE_REDIRECTED, "", f"the page sends its readers on to {plain(seen.refresh)}")
    to = f"to {plain(final)}"
    if not page_is_named(seen.url, final):
        return Judgement(Kind.ALIVE_REDIRECTED, "unlike", f"it redirects {to}, which does not name the page")
    if any(hop.status not in PERMANENT for hop in seen.hops[:-1]):
        return Judgement(Kind.ALIVE_REDIRECTED, "", f"it redirects {to} for now")
    before, after = urlsplit(seen.url), urlsplit(final)
    if not same_site(before.hostname or "", after.hostname or ""):
        # Another site: a script that redirects anywhere would make us cite it.
        return Judgement(Kind.ALIVE_REDIRECTED, "other-site", f"it redirects for good to another site, {plain(final)}")
    if before.scheme == "https" and after.scheme == "http":
        return Judgement(Kind.ALIVE_REDIRECTED, "insecure", f"it redirects {to}, which is not encrypted")
    return Judgement(Kind.MOVED_PERMANENTLY, "", f"it redirects {to} for good", target=final)
