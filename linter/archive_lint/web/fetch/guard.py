"""The address guard, the only way from a host name to a socket.

A name is resolved once, *every* answer is checked, and the socket goes to a checked literal: nothing resolves it a
second time, so there is no moment for an answer to change. Each hop of a redirect is checked in the same way.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, ip_address
from itertools import zip_longest

from archive_lint.model.address import (
    PUBLIC_PORTS,
    Allowed,
    IPAddress,
    canonical,
    is_allowed,
    is_internal_name,
    is_named,
    literal,
    why_not_public,
)
from archive_lint.model.observation import Cause, Failure, Phase
from archive_lint.web.fetch.errors import FetchError, from_os_error
from archive_lint.web.fetch.resolver import Resolver
from archive_lint.web.fetch.trace import Trace

Connector = Callable[[IPAddress, int], Awaitable[socket.socket]]
"""A function that opens a non-blocking TCP socket to an address. It raises `OSError`. Tests pass their own."""

_ATTEMPT_DELAY = 0.25
"""Seconds before the next address is tried beside one that does not answer: RFC 8305, 5."""

_ATTEMPTS = 6
"""The most addresses that are tried; a name may have a thousand."""


class Guard:
    """Decides which hosts may be contacted, and contacts them.

    `allow_networks` may be reached besides the public Internet, on any port: networks, and names that have a meaning
    only inside a network. It comes from the command line or a caller, never from a file that a pull request could
    change.
    """

    def __init__(
        self,
        resolver: Resolver,
        *,
        allow_networks: Sequence[Allowed] = (),
        connector: Connector | None = None,
        attempt_delay: float = _ATTEMPT_DELAY,
    ) -> None:
        self._resolver = resolver
        self._allowed = tuple(allow_networks)
        self._connector = connector or open_socket
        self._attempt_delay = attempt_delay

    async def connect(self, host: str, port: int, trace: Trace) -> socket.socket:
        """Return a socket to one of the host's addresses, every one of them allowed.

        Raises `FetchError`: `REFUSED_BY_POLICY` before any packet is sent to the host, the failures of resolving, or
        those of connecting.
        """
        addresses = await self._admitted(host, port, trace)
        trace.phase = Phase.CONNECT
        return await self._reach(addresses, port)

    def check_unresolved(self, host: str, port: int, trace: Trace) -> None:
        """Check a host that a proxy will resolve: its name, or the address that it spells.

        Raises `FetchError` with `REFUSED_BY_POLICY`. A public name of a private address passes: only the proxy can
        refuse it.
        """
        trace.phase = Phase.ADDRESS
        spelled = literal(host)
        if spelled is not None and is_allowed(host, spelled, self._allowed):
            return
        if spelled is not None and (why := why_not_public(spelled)):
            raise _refused(f"{spelled}: {why}", Cause.ADDRESS)
        if spelled is None and is_named(host, self._allowed):
            return
        if spelled is None and is_internal_name(host):
            raise _refused(f"{host} is a name of private networks", Cause.NAME)
        _check_port(port)

    async def connect_as_named(self, host: str, port: int) -> socket.socket:
        """Return a socket to a host named on the command line, at any address.

        Raises `FetchError` with the failures of resolving, or those of connecting.
        """
        spelled = literal(host)
        return await self._reach([spelled] if spelled is not None else await self._resolver.resolve(host), port)

    async def _reach(self, addresses: Sequence[IPAddress], port: int) -> socket.socket:
        try:
            if len(addresses) == 1:
                return await self._connector(addresses[0], port)
            return await self._connect_first(_interleaved(addresses)[:_ATTEMPTS], port)
        except OSError as error:
            raise from_os_error(error, Phase.CONNECT) from error

    async def _admitted(self, host: str, port: int, trace: Trace) -> Sequence[IPAddress]:
        trace.phase = Phase.ADDRESS
        spelled = literal(host)
        if spelled is None and is_internal_name(host) and not is_named(host, self._allowed):
            raise _refused(f"{host} is a name of private networks", Cause.NAME)
        if not self._allowed:
            _check_port(port)
        if spelled is not None:
            addresses: Sequence[IPAddress] = (spelled,)
        else:
            trace.phase = Phase.DNS
            addresses = await self._resolver.resolve(host)
            if not addresses:
                raise FetchError(Failure.NO_DATA, Phase.DNS, "the name has no address")
            trace.phase = Phase.ADDRESS
        foreign = [address for address in addresses if not is_allowed(host, address, self._allowed)]
        for address in foreign:
            if why := why_not_public(address):
                raise _refused(f"{host} is {address}: {why}" if spelled is None else f"{address}: {why}", Cause.ADDRESS)
        if foreign and not is_named(host, self._allowed):
            _check_port(port)
        return addresses

    async def _connect_first(self, addresses: Sequence[IPAddress], port: int) -> socket.socket:
        """Return the first connection by Happy Eyeballs (RFC 8305): each address gets a head start over the next."""
        waiting = list(reversed(addresses))
        attempts: set[asyncio.Task[socket.socket]] = set()
        failure: BaseException | None = None
        try:
            while waiting or attempts:
                if waiting:
                    attempts.add(asyncio.create_task(_coroutine(self._connector(waiting.pop(), port))))
                done, _ = await asyncio.wait(
                    attempts,
                    timeout=self._attempt_delay if waiting else None,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                for attempt in done:
                    attempts.remove(attempt)
                    error = attempt.exception()
                    if error is None:
                        return attempt.result()
                    failure = failure or error
        finally:
            for attempt in attempts:
                attempt.add_done_callback(_close_result)
                attempt.cancel()
        raise failure or OSError("no address to connect to")


async def open_socket(address: IPAddress, port: int) -> socket.socket:
    """Return a socket connected to an address: the real connector. Raises `OSError`."""
    family = socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(connection, (str(address), port))
        _check_peer(connection, address)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_peer(connection: socket.socket, address: IPAddress) -> None:
    """Check that nothing between `connect` and the wire has sent the connection elsewhere."""
    peer = ip_address(connection.getpeername()[0])
    if canonical(peer) != canonical(address):
        raise FetchError(
            Failure.REFUSED_BY_POLICY, Phase.ADDRESS, f"connected to {peer}, not to {address}", Cause.ADDRESS
        )


def _check_port(port: int) -> None:
    if port not in PUBLIC_PORTS:
        raise _refused(f"port {port} is not 80 or 443", Cause.PORT)


def _refused(detail: str, cause: Cause) -> FetchError:
    return FetchError(Failure.REFUSED_BY_POLICY, Phase.ADDRESS, detail, cause)


def _interleaved(addresses: Sequence[IPAddress]) -> list[IPAddress]:
    """Return the resolver's order with alternating families (RFC 8305, 4), the resolver's first one first."""
    first = [address for address in addresses if address.version == addresses[0].version]
    second = [address for address in addresses if address.version != addresses[0].version]
    return [address for pair in zip_longest(first, second) for address in pair if address is not None]


async def _coroutine(opening: Awaitable[socket.socket]) -> socket.socket:
    return await opening


def _close_result(attempt: asyncio.Task[socket.socket]) -> None:
    """Close the socket of an attempt that connected as it was cancelled, or together with the winner."""
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result().close()
