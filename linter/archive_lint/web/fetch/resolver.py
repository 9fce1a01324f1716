"""Resolves names to addresses, in a bounded number of threads.

`getaddrinfo` blocks and cannot be cancelled. Each look-up has a daemon thread of its own, so that one which hangs
delays neither the others nor the end of the program; a hanging one keeps its place until it returns, so their number
stays bounded.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import Any, Protocol

from archive_lint.model.address import IPAddress
from archive_lint.model.observation import Failure, Phase
from archive_lint.web.fetch.errors import FetchError

Answer = tuple[IPAddress, ...]

_KEEP = 300.0
"""Seconds that addresses are cached.

`getaddrinfo` tells no TTL; five minutes is what resolvers commonly set as a floor for sites with a load balancer, and
every connection checks its addresses again anyway.
"""

_REMEMBERED_HOSTS = 4_096


class Resolver(Protocol):
    """The resolver that the address guard calls."""

    async def resolve(self, host: str) -> Sequence[IPAddress]:
        """Return all IPv4 and IPv6 addresses of an ASCII name, best first, at least one.

        Raises `FetchError` with `NXDOMAIN`, `NO_DATA`, `DNS_FAILURE` or `TIMEOUT` in `Phase.DNS`.
        """
        ...


class SystemResolver:
    """The resolver of the operating system, called with absolute names.

    An absolute name is never completed from the machine's search list: `news.example` must not be answered by
    `news.example.corp.example`. A name without any dot is resolved as it is; the guard accepts those only for networks
    that were explicitly allowed.

    Addresses are cached for a while, failures never: a repeated call wants a second answer. Simultaneous calls for one
    name share an answer.

    How well failures can be distinguished depends on the platform. glibc, musl and Windows distinguish NXDOMAIN, an
    empty answer and a failing server; macOS calls them all "unknown name", so that no verdict may rest on NXDOMAIN
    without a look-up of names that must exist.
    """

    def __init__(
        self,
        *,
        lookups: int = 32,
        timeout: float = 10.0,
        getaddrinfo: Callable[..., Sequence[tuple[Any, ...]]] = socket.getaddrinfo,
    ) -> None:
        self._places = asyncio.Semaphore(lookups)
        self._timeout = timeout
        self._getaddrinfo = getaddrinfo
        self._known: dict[str, tuple[float, Answer]] = {}
        self._under_way: dict[str, asyncio.Task[Answer | FetchError]] = {}

    async def resolve(self, host: str) -> Answer:
        """Resolve a name, as `Resolver.resolve`."""
        now = asyncio.get_running_loop().time()
        until, known = self._known.get(host, (0.0, ()))
        if now < until:
            return known
        lookup = self._under_way.get(host)
        if lookup is None:
            lookup = self._under_way[host] = asyncio.create_task(self._look_up(host))
            lookup.add_done_callback(lambda _: self._under_way.pop(host, None))
        answer = await asyncio.shield(lookup)
        if isinstance(answer, FetchError):
            raise FetchError(answer.failure, answer.phase, answer.detail)
        if len(self._known) >= _REMEMBERED_HOSTS:
            del self._known[next(iter(self._known))]
        self._known[host] = (now + _KEEP, answer)
        return answer

    async def _look_up(self, host: str) -> Answer | FetchError:
        try:
            async with asyncio.timeout(self._timeout):
                await self._places.acquire()
                return await self._in_thread(host)
        except TimeoutError:
            return FetchError(Failure.TIMEOUT, Phase.DNS, f"no answer from the name server within {self._timeout:g} s")

    def _in_thread(self, host: str) -> asyncio.Future[Answer | FetchError]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer | FetchError] = loop.create_future()

        def finish(answer: Answer | FetchError) -> None:
            self._places.release()
            if not future.done():
                future.set_result(answer)

        def work() -> None:
            answer = self._ask(host)
            try:
                loop.call_soon_threadsafe(finish, answer)
            except RuntimeError:
                # The loop was closed while this thread hung: nothing waits for it any more.
                return

        try:
            threading.Thread(target=work, name=f"resolve {host}", daemon=True).start()
        except RuntimeError as error:
            finish(FetchError(Failure.LOCAL, Phase.DNS, f"no thread for the resolver: {error}"))
        return future

    def _ask(self, host: str) -> Answer | FetchError:
        name = f"{host}." if "." in host else host
        try:
            found = self._getaddrinfo(name, None, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            return _from_gaierror(error)
        except (OSError, UnicodeError) as error:
            return FetchError(Failure.DNS_FAILURE, Phase.DNS, f"the resolver failed: {type(error).__name__}")
        addresses = dict.fromkeys(
            ip_address(place[0]) for family, *_, place in found if family in (socket.AF_INET, socket.AF_INET6)
        )
        if not addresses:
            return FetchError(Failure.NO_DATA, Phase.DNS, "the name has no address")
        return tuple(addresses)


def _from_gaierror(error: socket.gaierror) -> FetchError:
    if error.errno == socket.EAI_NONAME:
        return FetchError(Failure.NXDOMAIN, Phase.DNS, "the name does not exist")
    if error.errno in (getattr(socket, "EAI_NODATA", None), getattr(socket, "EAI_ADDRFAMILY", None)):
        return FetchError(Failure.NO_DATA, Phase.DNS, "the name has no address")
    return FetchError(Failure.DNS_FAILURE, Phase.DNS, "the name servers do not answer for this name")
