"""httpx's client, reduced to handing requests to our transport.

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
    """A jar that keeps no cookies: those of redirects are kept by `RedirectCookies`."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Ignore the cookies of the answer: reading them takes httpx a tenth of a check's time."""


class Client(httpx.AsyncClient):
    """Sends requests that differ only in method, target and cookie. It never follows a redirect."""

    cookies = _NoCookies()  # type: ignore[override]  # nobody sets another

    def __init__(self, transport: httpx.AsyncBaseTransport, user_agent: str) -> None:
        # No timeout: the whole fetch has a deadline, which httpx's own timeouts are not.
        super().__init__(transport=transport, trust_env=False, follow_redirects=False, timeout=None)
        self._always: RawHeaders = (
            (b"user-agent", user_agent.encode("ascii")),
            # Some servers answer 403 to clients that send neither of these two; every browser does.
            (b"accept", b"text/html,application/xhtml+xml,*/*;q=0.8"),
            (b"accept-language", b"en,*;q=0.5"),
            (b"accept-encoding", b"gzip"),
            (b"connection", b"keep-alive"),
        )

    async def ask(self, method: Method, target: Target, cookie: bytes, trace: Trace) -> httpx.Response:
        """Send one request, and return its answer, whose body is not read yet. Raises `FetchError`."""
        # httpx decodes a host's punycode by IDNA 2008, and fails for emoji, which browsers accept.
        headers = [(b"host", target.url.netloc), *self._always]
        if cookie:
            headers.append((b"cookie", cookie))
        extensions = {TRACE: trace, SERVER: (target.host, target.port)}
        request = httpx.Request(method, target.url, headers=headers, stream=_NOTHING, extensions=extensions)
        return await self.send(request, stream=True, auth=None)
