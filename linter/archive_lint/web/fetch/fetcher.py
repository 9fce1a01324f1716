"""Fetches a URL, and returns an observation."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import time
from collections.abc import Callable, Sequence
from functools import cache
from types import TracebackType
from typing import Self

from msgspec import Struct

from archive_lint.model.address import Allowed
from archive_lint.model.observation import Cause, Failure, Method, Observation, Phase
from archive_lint.model.proxy import Proxy
from archive_lint.model.url import plain, redact
from archive_lint.web.fetch.client import Client
from archive_lint.web.fetch.errors import FetchError
from archive_lint.web.fetch.exchange import RawHeaders
from archive_lint.web.fetch.guard import Connector, Guard
from archive_lint.web.fetch.html import PageText, read_page_text
from archive_lint.web.fetch.pool import IDLE_TIME
from archive_lint.web.fetch.proxy_route import ProxyRoute
from archive_lint.web.fetch.redirects import RedirectChain
from archive_lint.web.fetch.resolver import Resolver, SystemResolver
from archive_lint.web.fetch.roots import default_roots
from archive_lint.web.fetch.route import DirectRoute
from archive_lint.web.fetch.target import Target, join, read_target
from archive_lint.web.fetch.trace import Trace
from archive_lint.web.fetch.transport import GuardedTransport

_KEPT_HEADERS = {
    name.encode("ascii"): name
    for name in (
        "cf-mitigated",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "last-modified",
        "link",
        "memento-datetime",
        "retry-after",
        "server",
        "via",
        "www-authenticate",
        "x-amzn-waf-action",
        "x-datadome",
        "x-iinfo",
        "x-robots-tag",
        "x-sucuri-block",
        "x-sucuri-id",
        "x-vercel-mitigated",
    )
}
"""Headers that some verdict depends on, or an archive look-up."""

_LONGEST_HEADER = 256

_IN_WORDS = {
    Phase.ADDRESS: "resolving",
    Phase.DNS: "resolving",
    Phase.CONNECT: "connecting",
    Phase.TLS: "negotiating TLS",
    Phase.SEND: "sending",
    Phase.HEADERS: "waiting for the head of the answer",
    Phase.BODY: "reading the body",
}


class FetchSettings(Struct, frozen=True, kw_only=True):
    """The limits of a fetch. Which addresses may be contacted is not a setting: see `Fetcher`."""

    timeout: float = 20.0
    """Time limit in seconds for a whole fetch, including look-ups, redirects and slow bodies."""
    max_redirects: int = 10
    max_bytes: int = 65_536
    """The most decoded bytes of a body that are read."""
    user_agent: str = "archive-lint"
    idle_time: float = IDLE_TIME
    """Seconds that a connection is kept for a next request to its server."""


class Fetcher:
    """Fetches URLs, any number at once; an asynchronous context manager.

    Certificates are always verified, against the system's roots; `ssl_context` replaces them. `allow_networks` may be
    reached besides the public Internet, on any port, and all goes through `proxy` if there is one: arguments, and never
    settings, because settings come with the pages.

    The environment is not asked for proxies: through one, only the proxy knows which address is contacted.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        allow_networks: Sequence[Allowed] = (),
        proxy: Proxy | None = None,
        resolver: Resolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
        connector: Connector | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        if not settings.user_agent.isascii() or not settings.user_agent.isprintable():
            raise ValueError("user agent must be printable ASCII")
        self._settings = settings
        self._now = now
        guard = Guard(resolver or SystemResolver(), allow_networks=allow_networks, connector=connector)
        transport = GuardedTransport(
            DirectRoute(guard) if proxy is None else ProxyRoute(proxy, guard, settings.user_agent),
            # Reading the system's takes as long as a hundred requests: not before the first one over TLS.
            cache(default_roots) if ssl_context is None else lambda: ssl_context,
            most_bytes=settings.max_bytes,
            idle_time=settings.idle_time,
        )
        self._client = Client(transport, settings.user_agent)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def fetch(self, url: str, method: Method) -> Observation:
        """Return one observation of `url`. Never raises for anything that a URL, a resolver or a server does."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        redirects = RedirectChain(
            self._client,
            method,
            max_redirects=self._settings.max_redirects,
            max_bytes=self._settings.max_bytes,
        )
        error: FetchError | None = None
        start: Target | None = None
        try:
            start = read_target(url)
            async with asyncio.timeout(self._settings.timeout) as deadline:
                await redirects.follow(start, deadline)
        except FetchError as failed:
            error = failed
        except TimeoutError:
            if redirects.trace.phase is not Phase.BODY or not redirects.shows_a_page:
                error = _timed_out(redirects.trace, self._settings.timeout)
        except Exception as bug:  # noqa: BLE001 -- one URL must not end a sweep, and this proves nothing of the URL
            error = FetchError(Failure.LOCAL, redirects.trace.phase, f"internal error: {type(bug).__name__}")
        content = b"" if redirects.body is None else bytes(redirects.body.content)
        page = _page(redirects, content)
        return Observation(
            url=redact(url) if start is None else url.partition("#")[0],
            at=self._now(),
            method=method,
            hops=tuple(redirects.hops),
            status=redirects.status,
            failure=error.failure if error else None,
            phase=error.phase if error else None,
            cause=error.cause if error else None,
            detail=plain(error.detail) if error else "",
            headers=_kept(redirects.headers),
            title=page.title,
            refresh=_refresh(redirects, page),
            body_digest=hashlib.sha256(content).hexdigest() if content else "",
            body_bytes=len(content),
            truncated=redirects.body is not None and not redirects.body_ended,
            sample=page.sample,
            marks=page.marks,
            requests=redirects.trace.requests,
            peer=redirects.trace.peer,
            elapsed=clock() - begun,
        )


def _timed_out(trace: Trace, timeout: float) -> FetchError:
    doing = _IN_WORDS.get(trace.phase, "following redirects")
    whom = " to the proxy" if trace.cause is Cause.PROXY else ""
    detail = f"no answer within {timeout:g} s, while {doing}{whom}"
    return FetchError(Failure.TIMEOUT, trace.phase, detail, trace.cause)


def _kept(headers: RawHeaders) -> dict[str, str]:
    return {
        kept: plain(value.decode("latin-1"), _LONGEST_HEADER)
        for name, value in headers
        if (kept := _KEPT_HEADERS.get(name)) is not None
    }


def _page(redirects: RedirectChain, content: bytes) -> PageText:
    if not content:
        return PageText()
    return read_page_text(content, b",".join(redirects.values(b"content-type")).decode("latin-1"))


def _refresh(redirects: RedirectChain, page: PageText) -> str | None:
    """Return the target of the page's immediate refresh, if that is a URL that may be requested."""
    if page.refresh is None or redirects.last is None:
        return None
    try:
        return join(redirects.last, page.refresh.encode()).text
    except FetchError:
        return None
