"""The route through a proxy: a tunnel for https, whole URLs for http (RFC 9110, 9.3.6; RFC 9112, 3.2.2).

The proxy resolves names, so it is unknown here which address is contacted. Only the URL can be checked: see
`Guard.check_unresolved`. Everything else is as without a proxy: one deadline, limits on bytes, redirects hop by hop,
and TLS that is verified against the name of the server, from end to end.
"""

from __future__ import annotations

import asyncio
import socket

import h11
import httpx

from archive_lint.model.observation import Cause, Failure, Phase
from archive_lint.model.proxy import Proxy, authority
from archive_lint.model.url import plain
from archive_lint.web.fetch.connection import LONGEST_HEAD, MOST_INFORMATIONAL
from archive_lint.web.fetch.errors import FetchError, from_os_error
from archive_lint.web.fetch.exchange import PATH, AnswerHead, Request
from archive_lint.web.fetch.guard import Guard
from archive_lint.web.fetch.pool import Origin
from archive_lint.web.fetch.trace import Trace

_READ = 4_096


class ProxyRoute:
    """The route through one proxy, which is contacted at any address, because the user named it."""

    def __init__(self, proxy: Proxy, guard: Guard, user_agent: str) -> None:
        self._proxy = proxy
        self._guard = guard
        self._user_agent = user_agent
        self._login = [("Proxy-Authorization", f"Basic {proxy.credentials}")] if proxy.credentials else []

    async def open(self, origin: Origin, trace: Trace) -> socket.socket:
        """Return a socket to the proxy or, for https, through it to the server. Raises `FetchError`."""
        scheme, host, port = origin
        self._guard.check_unresolved(host, port, trace)
        opened = await self._reach(trace)
        if scheme == "https":
            try:
                await self._open_tunnel(opened, authority(host, port))
            except BaseException:
                opened.close()
                raise
        return opened

    def request(self, request: httpx.Request, origin: Origin) -> Request:
        """Return a request for a whole URL, with the credentials for the proxy; through a tunnel neither is needed."""
        scheme, host, port = origin
        method, path, headers = request.method.encode("ascii"), request.extensions[PATH], request.headers.raw
        if scheme == "https":
            return Request(method, path, tuple(headers))
        # The host that was checked: the URL's own text may spell it in another way.
        target = f"http://{authority(host, port).removesuffix(':80')}".encode("ascii") + path
        login = [(name.encode("ascii"), value.encode("ascii")) for name, value in self._login]
        return Request(method, target, (*headers, *login))

    def refusal(self, answer: AnswerHead, origin: Origin) -> FetchError | None:
        """Return the error for an answer of the proxy itself, recognised by its marks; `None` for the server's."""
        if origin[0] == "https":
            return None
        if answer.status == 407 or (answer.status >= 400 and _is_marked(answer)):
            return self._refused(answer.status)
        return None

    async def _reach(self, trace: Trace) -> socket.socket:
        trace.phase, trace.cause = Phase.CONNECT, Cause.PROXY
        try:
            opened = await self._guard.connect_as_named(self._proxy.host, self._proxy.port)
        except FetchError as error:
            if error.failure is Failure.LOCAL:
                raise
            raise self._useless(f"cannot be reached: {error.detail}") from error
        trace.cause = None
        return opened

    async def _open_tunnel(self, opened: socket.socket, server: str) -> None:
        http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)
        headers = [("Host", server), ("User-Agent", self._user_agent), *self._login]
        request = http.send(h11.Request(method="CONNECT", target=server, headers=headers)) or b""
        try:
            await asyncio.get_running_loop().sock_sendall(opened, request + (http.send(h11.EndOfMessage()) or b""))
            answer = await _answer(http, opened)
        except OSError as error:
            shown = from_os_error(error, Phase.CONNECT)
            raise FetchError(shown.failure, shown.phase, f"the proxy broke off: {shown.detail}") from error
        except h11.RemoteProtocolError as error:
            raise FetchError(Failure.PROTOCOL, Phase.CONNECT, f"the proxy: {plain(str(error))}") from None
        if not 200 <= answer.status_code < 300:
            raise self._refused(answer.status_code)
        if http.trailing_data[0]:
            raise FetchError(Failure.PROTOCOL, Phase.CONNECT, "the proxy sent bytes that were not asked for")

    def _refused(self, status: int) -> FetchError:
        """Return the error for a status of the proxy itself."""
        if status == 407:
            wanted = "does not accept the user name and password" if self._login else "wants a user name and password"
            return self._useless(f"{wanted} (status 407)")
        if status == 504:
            return FetchError(Failure.TIMEOUT, Phase.CONNECT, "the server did not answer the proxy (status 504)")
        if status >= 500:
            return FetchError(Failure.NO_ROUTE, Phase.CONNECT, f"the proxy cannot reach the server (status {status})")
        # Not in `Phase.CONNECT`: if this network keeps a host from its users, the host may still be up.
        return FetchError(Failure.PROXY_REFUSED, Phase.ADDRESS, f"the proxy refuses this host (status {status})")

    def _useless(self, why: str) -> FetchError:
        """Return the error for a proxy that serves no request at all: this network's fault, never the source's."""
        return FetchError(Failure.NO_ROUTE, Phase.CONNECT, f"the proxy {self._proxy} {why}", Cause.PROXY)


async def _answer(http: h11.Connection, opened: socket.socket) -> h11.Response:
    """Return the final answer to `CONNECT`. Raises `OSError`, `h11.RemoteProtocolError` or `FetchError`."""
    informational = 0
    while True:
        event = http.next_event()
        if event is h11.NEED_DATA:
            data = await asyncio.get_running_loop().sock_recv(opened, _READ)
            if not data:
                raise FetchError(Failure.CONNECTION_RESET, Phase.CONNECT, "the proxy closed the connection")
            http.receive_data(data)
        elif isinstance(event, h11.Response):
            return event
        else:
            informational += 1
            if informational > MOST_INFORMATIONAL:
                raise FetchError(Failure.PROTOCOL, Phase.CONNECT, "the proxy: too many informational answers")


def _is_marked(answer: AnswerHead) -> bool:
    """Return whether a proxy marks the answer as its own.

    The marks are Squid's own header, and an error in RFC 9209's `Proxy-Status`.
    """
    return any(
        name == b"x-squid-error" or (name == b"proxy-status" and b"error=" in value) for name, value in answer.headers
    )
