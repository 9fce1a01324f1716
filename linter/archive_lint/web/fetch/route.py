"""The route of a request to its server: `DirectRoute` here, `ProxyRoute` if a proxy was named."""

from __future__ import annotations

import socket
from typing import Protocol

import httpx

from archive_lint.web.fetch.errors import FetchError
from archive_lint.web.fetch.exchange import PATH, AnswerHead, Request
from archive_lint.web.fetch.guard import Guard
from archive_lint.web.fetch.pool import Origin
from archive_lint.web.fetch.trace import Trace


class Route(Protocol):
    """A route: it opens sockets for the transport, and shapes the requests that go over them."""

    async def open(self, origin: Origin, trace: Trace) -> socket.socket:
        """Return a socket to the origin, with TLS not yet begun. Raises `FetchError`."""
        ...

    def request(self, request: httpx.Request, origin: Origin) -> Request:
        """Return the request as it is to be sent to `origin`."""
        ...

    def refusal(self, answer: AnswerHead, origin: Origin) -> FetchError | None:
        """Return the error for an answer that does not come from `origin`; `None` for one that does."""
        ...


class DirectRoute:
    """The direct route to an address that has passed the guard."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def open(self, origin: Origin, trace: Trace) -> socket.socket:
        _, host, port = origin
        return await self._guard.connect(host, port, trace)

    def request(self, request: httpx.Request, origin: Origin) -> Request:  # noqa: ARG002
        return Request(request.method.encode("ascii"), request.extensions[PATH], tuple(request.headers.raw))

    def refusal(self, answer: AnswerHead, origin: Origin) -> FetchError | None:  # noqa: ARG002
        return None
