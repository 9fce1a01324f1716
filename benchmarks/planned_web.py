"""A web whose every page was planned, for any number of URLs: what a check of sources must come to is known before.

Its names lead to the addresses of a web that `loopback_web` serves; nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from ipaddress import IPv4Address, ip_network

from msgspec import Struct

from archive_lint.model.address import IPAddress
from archive_lint.model.observation import Failure, Phase
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.background import Network
from archive_lint.web.clock import Clock
from archive_lint.web.fetch.errors import FetchError
from benchmarks.loopback_web import Manner, WebHost

_PAGES_A_HOST = 50
_FEWEST_HOSTS = 12


class Fate(StrEnum):
    """The fate of a cited page; if its host works, the first part of its path."""

    THERE = "news"
    GONE = "gone"
    MOVED = "moved"
    WALLED = "walled"
    FAILING = "failing"
    LIMITED = "limited"
    NAMELESS = "nameless"
    """Its host has no name any more."""
    REFUSED = "refused"
    """Nobody listens on its host."""
    SILENT = "silent"
    """Its host takes connections and never says a word."""

    @property
    def verdict(self) -> VerdictKind:
        """The verdict that a check must find."""
        return _FOUND[self][0]

    @property
    def code(self) -> str:
        """The rule that must report it; empty where there is nothing to report."""
        return _FOUND[self][1]

    @property
    def manner(self) -> Manner | None:
        """The behaviour of its host; `None` if there is no host."""
        return {Fate.NAMELESS: None, Fate.REFUSED: Manner.REFUSES, Fate.SILENT: Manner.SILENT}.get(self, Manner.ANSWERS)

    @property
    def is_told_once(self) -> bool:
        """Whether the finding on one of its host's pages may speak for the others."""
        return self in (Fate.REFUSED, Fate.SILENT)


_FOUND = {
    Fate.THERE: (VerdictKind.ALIVE, ""),
    Fate.GONE: (VerdictKind.DEAD, "U001"),
    Fate.MOVED: (VerdictKind.MOVED_PERMANENTLY, "U003"),
    Fate.WALLED: (VerdictKind.BLOCKED, "U004"),
    Fate.FAILING: (VerdictKind.SERVER_ERROR, "U004"),
    Fate.LIMITED: (VerdictKind.RATE_LIMITED, "U004"),
    Fate.NAMELESS: (VerdictKind.GONE_DOMAIN, "U001"),
    Fate.REFUSED: (VerdictKind.UNREACHABLE, "U004"),
    Fate.SILENT: (VerdictKind.TIMEOUT, "U004"),
}

_OF_PAGES = (
    *(Fate.THERE, Fate.GONE, Fate.THERE, Fate.MOVED, Fate.THERE),
    *(Fate.WALLED, Fate.THERE, Fate.FAILING, Fate.THERE, Fate.LIMITED),
)
"""The fates on each working host, in turns: a good page follows each bad one, so that no host looks broken."""
_OF_HOSTS = {7: Fate.NAMELESS, 8: Fate.REFUSED}
"""The fates of hosts, by the last digit of their number; all others work."""
_SILENT_HOST = 9


class PlannedPage(Struct, frozen=True):
    """A page of the web."""

    host: str
    url: str
    fate: Fate


class PlannedWeb:
    """So many pages on hosts that work and hosts that do not; with `silent`, one host says nothing at all."""

    def __init__(self, pages: int, *, silent: bool = False) -> None:
        self._hosts = max(_FEWEST_HOSTS, pages // _PAGES_A_HOST)
        self._silent = silent
        self.pages = [self._page(number) for number in range(pages)]

    @cached_property
    def hosts(self) -> Sequence[WebHost]:
        """The hosts to serve."""
        fates = {page.host: page.fate for page in self.pages}
        manners = {host: fate.manner for host, fate in fates.items()}
        return [WebHost(str(_address(host)), manner) for host, manner in manners.items() if manner is not None]

    def network(self, port: int, clock: Clock) -> PlannedNetwork:
        """Return the network in which the names of the web lead to where it is served."""
        return PlannedNetwork({page.host for page in self.pages if page.fate is not Fate.NAMELESS}, port, clock)

    def _page(self, number: int) -> PlannedPage:
        turn, host = divmod(number, self._hosts)
        fate = _OF_HOSTS.get(host % 10) or _OF_PAGES[(turn + host) % len(_OF_PAGES)]
        if self._silent and host == _SILENT_HOST:
            fate = Fate.SILENT
        name = f"paper-{host}.example"
        return PlannedPage(name, f"http://{name}/{fate}/{turn}/harbour-{number}", fate)


class PlannedNetwork:
    """Leads every name of a web to its address of loopback, and every port to the one that it is served on."""

    def __init__(self, names: set[str], port: int, clock: Clock) -> None:
        self.asked: list[str] = []
        """Names, in the order of questions for them."""
        self._names = names
        self._port = port
        self.network = Network(
            resolver=self, connector=self._connect, allow_networks=(ip_network("127.1.0.0/16"),), clock=clock
        )

    async def resolve(self, host: str) -> Sequence[IPAddress]:
        """Return the address of a name of the web. Raises `FetchError` for all other names."""
        self.asked.append(host)
        if host not in self._names:
            raise FetchError(Failure.NXDOMAIN, Phase.DNS, "no such name")
        return [_address(host)]

    async def _connect(self, address: IPAddress, port: int) -> socket.socket:  # noqa: ARG002
        to_server = socket.socket()
        to_server.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(to_server, (str(address), self._port))
        except BaseException:
            to_server.close()
            raise
        return to_server


def _address(host: str) -> IPv4Address:
    number = int(host.removeprefix("paper-").removesuffix(".example"))
    return IPv4Address("127.1.0.1") + number // 200 * 256 + number % 200
