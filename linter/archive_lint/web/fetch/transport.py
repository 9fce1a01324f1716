"""Our transport, through which httpx reaches the network.

Requests go through httpx's client and its `AsyncBaseTransport` interface, which httpx2 shares; the rest of httpx's
network code is not used. httpcore resolves names itself, has no limit on time or bytes, and served 370 loopback pages
per second, while this serves 1,800, or 3,700 answers to HEAD (measured in one run on one core). aiohttp would be as
fast, but skips its resolver for literal addresses, decompresses without a limit and would be a second HTTP client; h11
is installed already as httpx's own parser.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable

import httpx

from archive_lint.model.observation import Failure, Phase
from archive_lint.web.fetch.connection import LONGEST_HEAD, Connection, open_connection
from archive_lint.web.fetch.errors import FetchError
from archive_lint.web.fetch.exchange import SERVER, Request
from archive_lint.web.fetch.pool import IDLE_TIME, Origin, Pool
from archive_lint.web.fetch.route import Route
from archive_lint.web.fetch.trace import TRACE, Trace

BODY = "archive_lint.body"
"""The key of an answer's `extensions` for its `RawBody`.

That is read part by part without httpx's nested generators, which the loop would have to finalise whenever reading
stops at the limit.
"""

HEADERS = "archive_lint.headers"
"""The key of an answer's `extensions` for all its headers, as `RawHeaders`."""


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends every request by its route, which passes the address guard; https over verified TLS.

    It reads nothing from the environment: neither proxies (which would resolve names unguarded) nor `netrc`. A
    request's `extensions` must hold its `Trace` and `SERVER`. Raises `FetchError`, which is not an
    `httpx.TransportError`: httpx's classes cannot tell the phase and cause that the caller wants.
    """

    def __init__(
        self, route: Route, tls: Callable[[], ssl.SSLContext], *, most_bytes: int, idle_time: float = IDLE_TIME
    ) -> None:
        self._route = route
        self._tls = tls
        self._most_bytes = LONGEST_HEAD + 2 * most_bytes
        self._pool = Pool(idle_time=idle_time)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, again over a fresh connection if a kept one turns out closed (RFC 9112, 9.3.1)."""
        trace: Trace = request.extensions[TRACE]
        host, port = request.extensions[SERVER]
        origin = (request.url.scheme, host, port)
        asked = self._route.request(request, origin)
        while (connection := self._pool.take(origin)) is not None:
            try:
                return await self._ask(connection, origin, asked, trace)
            except FetchError as error:
                if not connection.silent or error.failure not in (Failure.CONNECTION_RESET, Failure.PROTOCOL):
                    raise
        return await self._ask(await self._open(origin, trace), origin, asked, trace)

    async def aclose(self) -> None:
        """Close the kept connections; those of answers being read are closed by their readers."""
        if self._pool.clear():
            # Transports close their sockets in the loop's next round.
            await asyncio.sleep(0)

    async def _ask(self, connection: Connection, origin: Origin, asked: Request, trace: Trace) -> httpx.Response:
        trace.requests += 1
        trace.peer = connection.peer
        try:
            head = await connection.ask(asked, trace)
        except BaseException:
            connection.close()
            raise
        if refusal := self._route.refusal(head, origin):
            connection.close()
            raise refusal
        trace.phase = Phase.BODY
        body = RawBody(connection, origin, self._pool)
        # No headers for httpx, which raises for some servers' values of `Location`.
        return httpx.Response(head.status, stream=body, extensions={BODY: body, HEADERS: head.headers})

    async def _open(self, origin: Origin, trace: Trace) -> Connection:
        scheme, host, _ = origin
        try:
            opened = await self._route.open(origin, trace)
        except FetchError as error:
            if error.failure is not Failure.LOCAL or not self._pool.clear():
                raise
            await asyncio.sleep(0)
            opened = await self._route.open(origin, trace)
        tls = self._tls() if scheme == "https" else None
        return await open_connection(opened, most_bytes=self._most_bytes, tls=tls, host=host, trace=trace)


class RawBody(httpx.AsyncByteStream):
    """An answer's body as it came over the wire: without its transfer coding, with its content coding."""

    def __init__(self, connection: Connection, origin: Origin, pool: Pool) -> None:
        self._connection = connection
        self._origin = origin
        self._pool = pool

    async def read(self) -> bytes:
        """Return the next part, empty at the end. Raises `FetchError`."""
        return await self._connection.read()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while part := await self.read():
            yield part

    async def aclose(self) -> None:
        if self._connection.release():
            self._pool.keep(self._connection, self._origin)
