"""One fetch: the request, and its redirects, each of them a new request that passes the guard."""

from __future__ import annotations

import asyncio

import httpx

from archive_lint.model.observation import Cause, Failure, Hop, Method, Phase
from archive_lint.model.url import redact
from archive_lint.web.fetch.body import ENOUGH, Body
from archive_lint.web.fetch.client import Client
from archive_lint.web.fetch.cookies import RedirectCookies
from archive_lint.web.fetch.errors import FetchError
from archive_lint.web.fetch.exchange import RawHeaders
from archive_lint.web.fetch.html import has_title
from archive_lint.web.fetch.target import Target, join
from archive_lint.web.fetch.trace import Trace
from archive_lint.web.fetch.transport import BODY, HEADERS, RawBody

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses of redirects that browsers follow (Fetch Standard, 2.2.3)."""

_BODY_SHARE = 0.25
"""Share of the deadline that a page which has shown itself may still take up to the limit: servers may be slow."""


class RedirectChain:
    """Follows one URL to its end, and holds the results up to any moment at which it stops."""

    def __init__(self, client: Client, method: Method, *, max_redirects: int, max_bytes: int) -> None:
        self._client = client
        self._method = method
        self._max_redirects = max_redirects
        self._max_bytes = max_bytes
        self._cookies = RedirectCookies()
        self.trace = Trace()
        self.hops: list[Hop] = []
        self.headers: RawHeaders = ()
        self.body: Body | None = None
        self.body_ended = False
        self.last: Target | None = None

    @property
    def status(self) -> int | None:
        """The status of the last answer."""
        return self.hops[-1].status if self.hops else None

    @property
    def shows_a_page(self) -> bool:
        """Whether so much of a body has come that its end does not matter."""
        content = b"" if self.body is None else bytes(self.body.content[:ENOUGH])
        return len(content) >= ENOUGH or has_title(content)

    def values(self, wanted: bytes) -> list[bytes]:
        """Return the values of this header of the last answer."""
        return [value for name, value in self.headers if name == wanted]

    async def follow(self, start: Target, deadline: asyncio.Timeout) -> None:
        """Follow redirects. Raises `FetchError`; the results so far are in the attributes."""
        try:
            await self._walk(start, deadline, with_cookies=False)
        except FetchError as error:
            if error.failure is not Failure.TOO_MANY_REDIRECTS or not self._cookies:
                raise
            # Some sites redirect clients without cookies in a circle. It is followed once more, with their cookies.
            self.hops.clear()
            await self._walk(start, deadline, with_cookies=True)

    async def _walk(self, start: Target, deadline: asyncio.Timeout, *, with_cookies: bool) -> None:
        target = start
        seen: set[tuple[str, bytes]] = set()
        while True:
            cookie = self._cookies.header(target) if with_cookies else b""
            if (target.text, cookie) in seen:
                raise _endless("the redirects form a loop", Cause.LOOP)
            seen.add((target.text, cookie))
            if len(self.hops) > self._max_redirects:
                raise _endless(f"more than {self._max_redirects} redirects", None)
            following = await self._hop(target, cookie, deadline)
            if following is None:
                return
            target = following

    async def _hop(self, target: Target, cookie: bytes, deadline: asyncio.Timeout) -> Target | None:
        """Request one target; return its redirect's target, or `None` at the end of the redirects."""
        response = await self._client.ask(self._method, target, cookie, self.trace)
        try:
            self.headers = response.extensions[HEADERS]
            self.last = target
            if response.status_code in _REDIRECTS:
                return self._redirect(target, response.status_code)
            self.hops.append(Hop(target.text, response.status_code))
            if response.status_code == 304:
                raise FetchError(Failure.PROTOCOL, Phase.HEADERS, "304 in answer to an unconditional request")
            await self._read(response, deadline)
            return None
        finally:
            await response.aclose()

    def _redirect(self, target: Target, status: int) -> Target:
        self.trace.phase = Phase.REDIRECT
        self._cookies.collect(target, self.values(b"set-cookie"))
        locations = set(self.values(b"location"))
        shown = None
        try:
            if len(locations) != 1:
                problem = "redirect without Location" if not locations else "several different Locations"
                raise FetchError(Failure.PROTOCOL, Phase.REDIRECT, problem, Cause.LOCATION)
            location = locations.pop()
            shown = redact(location.decode("utf-8", "replace"))
            following = join(target, location)
            shown = following.text
            return following
        finally:
            self.hops.append(Hop(target.text, status, shown))

    async def _read(self, response: httpx.Response, deadline: asyncio.Timeout) -> None:
        """Read the body up to the limit.

        Breaking off after enough of it is not a failure; continuing beyond its end is.
        """
        raw: RawBody = response.extensions[BODY]
        coding = b"" if self._method == "HEAD" else b",".join(self.values(b"content-encoding"))
        self.body = body = Body(self._max_bytes, coding)
        hurried = False
        try:
            while not body.overflowed:
                part = await raw.read()
                if not part:
                    self.body_ended = not body.cut_short
                    return
                body.feed(part)
                if not hurried and self.shows_a_page:
                    hurried = True
                    _hurry(deadline)
        except FetchError as error:
            if error.cause is Cause.LENGTH or not self.shows_a_page:
                raise


def _hurry(deadline: asyncio.Timeout) -> None:
    end = deadline.when()
    if end is not None:
        now = asyncio.get_running_loop().time()
        deadline.reschedule(now + (end - now) * _BODY_SHARE)


def _endless(detail: str, cause: Cause | None) -> FetchError:
    return FetchError(Failure.TOO_MANY_REDIRECTS, Phase.REDIRECT, detail, cause)
