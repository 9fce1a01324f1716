"""httpx's client, reduced to handing requests to our transport.

It would merge headers and look for cookies with every request, which is half as much work as the request itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import httpx

from archive_lint.model.observation import Method
from archive_lint.web.fetch.exchange import PATH, SERVER
from archive_lint.web.fetch.target import Target
from archive_lint.web.fetch.trace import TRACE, Trace

_NOTHING = httpx.ByteStream(b"")
_MOST_SITES = 1_024
"""The most hosts whose headers are kept."""


class Client(httpx.AsyncClient):
    """Sends requests that differ only in method, target and cookie. It never follows a redirect."""

    def __init__(self, transport: httpx.AsyncBaseTransport, user_agent: str) -> None:
        # No timeout: the whole fetch has a deadline, which httpx's own timeouts are not.
        super().__init__(transport=transport, trust_env=False, follow_redirects=False, timeout=None)
        self._guarded = transport
        always = (
            (b"user-agent", user_agent.encode("ascii")),
            # Some servers answer 403 to clients that send neither of these two; every browser does.
            (b"accept", b"text/html,application/xhtml+xml,*/*;q=0.8"),
            (b"accept-language", b"en,*;q=0.5"),
            (b"accept-encoding", b"gzip"),
            (b"connection", b"keep-alive"),
        )
        # httpx decodes a host's punycode by IDNA 2008, and fails for emoji, which browsers accept.
        self._headers_for = lru_cache(_MOST_SITES)(lambda netloc: httpx.Headers([(b"host", netloc), *always]))

    async def ask(self, method: Method, target: Target, cookie: bytes, trace: Trace) -> httpx.Response:
        """Send one request, and return its answer, whose body is not read yet. Raises `FetchError`."""
        headers = self._headers_for(target.site.netloc)
        if cookie:
            headers = httpx.Headers([*headers.raw, (b"cookie", cookie)])
        extensions = {TRACE: trace, SERVER: (target.host, target.port), PATH: target.path}
        request = httpx.Request(method, target.site, headers=headers, stream=_NOTHING, extensions=extensions)
        return await self.send(request)

    async def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        """Hand a request to the transport, and return its answer, whose body is not read yet. Raises `FetchError`.

        All that httpx would do around that is switched off, or done by us: authentication, redirects, cookies, hooks
        and a log. It would take a sixth of a check's time nevertheless.
        """
        return await self._guarded.handle_async_request(request)
