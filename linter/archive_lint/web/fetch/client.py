"""httpx's client, made to do nothing beside handing requests to our transport.

It would merge headers and look for cookies with every request, which is half as much work as the request itself.
"""

from __future__ import annotations

import httpx

from archive_lint.model.observation import Method
from archive_lint.web.fetch.target import Target
from archive_lint.web.fetch.trace import TRACE, Trace
from archive_lint.web.fetch.transport import SERVER, RawHeaders

_NOTHING = httpx.ByteStream(b"")


class _NoCookies(httpx.Cookies):
    """Keeps none: what a chain of redirects may hand on is `RedirectCookies`'s affair."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Leave the answer alone: reading it takes httpx a tenth of a check's time."""


class Client(httpx.AsyncClient):
    """Sends requests that differ in nothing but method, target and cookie. It never follows a redirect."""

    cookies = _NoCookies()  # type: ignore[override]  # nobody sets another

    def __init__(self, transport: httpx.AsyncBaseTransport, user_agent: str) -> None:
        # No timeout: the whole fetch has a deadline, which httpx's own are not.
        super().__init__(transport=transport, trust_env=False, follow_redirects=False, timeout=None)
        self._always: RawHeaders = (
            (b"user-agent", user_agent.encode("ascii")),
            # Some servers answer 403 to who sends neither of these two; every browser does.
            (b"accept", b"text/html,application/xhtml+xml,*/*;q=0.8"),
            (b"accept-language", b"en,*;q=0.5"),
            (b"accept-encoding", b"gzip"),
            (b"connection", b"keep-alive"),
        )

    async def ask(self, method: Method, target: Target, cookie: bytes, trace: Trace) -> httpx.Response:
        """Send one request; its answer's body is not read yet. Raises `FetchError`."""
        # httpx reads a host's punycode by IDNA 2008 before it names it, and fails for emoji, which browsers follow.
        headers = [(b"host", target.url.netloc), *self._always]
        if cookie:
            headers.append((b"cookie", cookie))
        extensions = {TRACE: trace, SERVER: (target.host, target.port)}
        request = httpx.Request(method, target.url, headers=headers, stream=_NOTHING, extensions=extensions)
        return await self.send(request, stream=True, auth=None)
