"""A small web on loopback: any number of sites with public-looking addresses, all served by one raw server.

Nothing leaves this machine: a fake resolver answers for the names, and a connector stands in for the network. Whatever
address the guard lets pass, the connector connects to the loopback server instead and notes which one was meant. So the
guard works with its real table, and an address that it should have refused shows up in `Web.contacted`.

A site is what a **script** does with each connection: it gets a `Wire` and may send any bytes at any time. `pages`
makes one from a function that answers requests one by one, as ordinary servers do.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import urllib.parse
import weakref
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Self

from archive_lint.model.address import IPAddress, why_not_public
from archive_lint.model.observation import Failure, Phase
from archive_lint.web.fetch.errors import FetchError
from archive_lint.web.fetch.fetcher import Fetcher, FetchSettings

PUBLIC = "93.184.216.34"
PUBLIC_6 = "2606:2800:220:1:248:1893:25c8:1946"


@dataclass(frozen=True)
class SeenRequest:
    """One request that a site has got."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    nth: int
    """How often this site has been asked for this path, this time included."""


class Wire:
    """The server's end of one connection."""

    def __init__(self, web: Web, site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._web = web
        self._site = site
        self.certificates = web.certificates
        self.reader = reader
        self.writer = writer

    async def request(self) -> SeenRequest | None:
        """The next request, `None` when the client has gone."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        line, *rest = head.decode("latin-1").split("\r\n")
        method, path, _ = line.split(" ")
        headers = {name.lower(): value for name, _, value in (header.partition(": ") for header in rest if header)}
        return self._web.note(self._site, method, headers["host"], path, headers)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def reset(self) -> None:
        """Ends the connection with RST instead of FIN."""
        opened = self.writer.get_extra_info("socket")
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def silence(self) -> None:
        """Keeps the connection open without a byte until the client has gone."""
        while await self.reader.read(65_536):
            pass


Script = Callable[[Wire], Awaitable[None]]
Addresses = Sequence[str] | FetchError


@dataclass(frozen=True, eq=False)
class Site:
    """What answers at one name."""

    script: Script
    addresses: Addresses = (PUBLIC,)
    """What the resolver says of the name; an error it raises instead."""
    then: Addresses | None = None
    """What it says from the second time on."""
    bad_addresses: Mapping[str, BaseException | None] = field(default_factory=dict)
    """Addresses of the site where connecting fails with an error, or for ever (`None`)."""
    certificate: str = "good"
    """Which of `Web.certificates` it shows on port 443; `none` leaves TLS to the script."""


def pages(answer: Callable[[SeenRequest], bytes]) -> Script:
    """A site that answers each request with these bytes, or only their head to HEAD, and keeps the connection."""

    async def script(wire: Wire) -> None:
        while asked := await wire.request():
            data = answer(asked)
            if asked.method == "HEAD":
                data = data[: data.index(b"\r\n\r\n") + 4]
            await wire.send(data)

    return script


def once(data: bytes, *, reset: bool = False) -> Script:
    """A site that answers one request with these bytes, then closes the connection."""

    async def script(wire: Wire) -> None:
        if await wire.request():
            await wire.send(data)
            if reset:
                await wire.reset()

    return script


def drip(head: bytes, piece: bytes, *, pause: float = 0.005) -> Script:
    """A site that sends `head`, then `piece` for ever."""

    async def script(wire: Wire) -> None:
        if await wire.request():
            await wire.send(head)
            while True:
                await wire.send(piece)
                await asyncio.sleep(pause)

    return script


async def silent(wire: Wire) -> None:
    """A site that takes connections and says nothing."""
    await wire.silence()


class Web:
    """Sites by name, and what happened to them. An asynchronous context manager."""

    def __init__(self, sites: Mapping[str, Site], certificates: Mapping[str, ssl.SSLContext] | None = None) -> None:
        self.sites = sites
        self.certificates = certificates or {}
        self.log: list[SeenRequest] = []
        self.contacted: list[tuple[str, int]] = []
        """Addresses and ports that connections were opened to, or tried."""
        self.open = Counter[str]()
        self.most_open = Counter[str]()
        """Connections at once, by site."""
        self._resolved = Counter[str]()
        self._meant: dict[int, tuple[Site, str, int]] = {}
        self._counts = Counter[tuple[int, str]]()
        self._tasks: set[asyncio.Task[None]] = set()
        self._transports = weakref.WeakSet[asyncio.BaseTransport]()
        self._server: asyncio.Server | None = None
        self.crashes: list[BaseException] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1_024)
        self._port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for transport in self._transports:
            assert isinstance(transport, asyncio.WriteTransport)
            transport.abort()
        await self._server.wait_closed()
        await asyncio.sleep(0)
        assert not self.crashes, self.crashes

    @property
    def tasks(self) -> int:
        """Tasks of this server that are still under way."""
        return len(self._tasks)

    @property
    def private_contacts(self) -> list[tuple[str, int]]:
        """Contacts with addresses that are not public, or ports that are not the web's. There must be none."""
        return [
            (address, port)
            for address, port in self.contacted
            if why_not_public(ip_address(address)) or port not in (80, 443)
        ]

    def fetcher(self, *, trusting: ssl.SSLContext | None = None, **settings: Any) -> Fetcher:
        """A fetcher that lives in this web."""
        return Fetcher(
            FetchSettings(**{"timeout": 1.0, **settings}),
            resolver=self,
            connector=self.connect,
            ssl_context=trusting,
        )

    async def until_open(self, most: int, address: str = PUBLIC) -> None:
        """Waits until at most so many connections to an address are left."""
        async with asyncio.timeout(5):
            while self.open[address] > most:  # noqa: ASYNC110 -- sockets close in their own time
                await asyncio.sleep(0.001)

    # ------------------------------------------------------------------------------------- the resolver and the network

    async def resolve(self, host: str) -> Sequence[IPAddress]:
        """The resolver: of names that no site has, it says NXDOMAIN."""
        site = self.sites.get(host)
        if site is None:
            raise FetchError(Failure.NXDOMAIN, Phase.DNS, "the name does not exist")
        self._resolved[host] += 1
        answer = site.addresses if site.then is None or self._resolved[host] == 1 else site.then
        if isinstance(answer, FetchError):
            raise FetchError(answer.failure, answer.phase, answer.detail)
        return [ip_address(address) for address in answer]

    async def connect(self, address: IPAddress, port: int) -> socket.socket:
        """The network: every address is this server."""
        self.contacted.append((str(address), port))
        site = next((site for site in self.sites.values() if str(address) in _all_addresses(site)), _NOBODY)
        if str(address) in site.bad_addresses:
            error = site.bad_addresses[str(address)]
            if error is None:
                await asyncio.Event().wait()
            else:
                raise error
        opened = socket.socket()
        try:
            opened.setblocking(False)
            opened.bind(("127.0.0.1", 0))
            self._meant[opened.getsockname()[1]] = (site, str(address), port)
            await asyncio.get_running_loop().sock_connect(opened, ("127.0.0.1", self._port))
        except BaseException:
            opened.close()
            raise
        return opened

    # ------------------------------------------------------------------------------------------------------ the server

    def note(self, site: Site, method: str, host: str, path: str, headers: Mapping[str, str]) -> SeenRequest:
        key = (id(site), path)
        self._counts[key] += 1
        asked = SeenRequest(method, host, path, headers, self._counts[key])
        self.log.append(asked)
        return asked

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        site, address, port = self._meant.pop(writer.get_extra_info("peername")[1])
        self.open[address] += 1
        self.most_open[address] = max(self.open[address], self.most_open[address])
        try:
            if port == 443 and site.certificate != "none":
                await writer.start_tls(self.certificates[site.certificate])
            await site.script(Wire(self, site, reader, writer))
        except (OSError, asyncio.CancelledError):
            pass
        except Exception as error:  # noqa: BLE001 -- told at the end of the test
            self.crashes.append(error)
        finally:
            self.open[address] -= 1
            self._tasks.discard(task)
            # A closed transport still sends what is due; after a failed handshake only `abort` ends it.
            writer.close()
            self._transports.add(writer.transport)


_NOBODY = Site(silent)


def _all_addresses(site: Site) -> Iterable[str]:
    for answer in (site.addresses, site.then):
        if answer is not None and not isinstance(answer, FetchError):
            yield from answer


# ------------------------------------------------------------------------------------------------------- raw bytes


def answer(status: int = 200, body: bytes | str = b"", **headers: str) -> bytes:
    """An answer's bytes, with `Content-Length`; underscores in header names stand for hyphens."""
    content = body.encode() if isinstance(body, str) else body
    bodiless = status < 200 or status in (204, 304)
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if not bodiless and "Content_Length" not in headers:
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (b"" if bodiless else content)


def page(title: str = "A story", text: str = "", status: int = 200, **headers: str) -> bytes:
    """An HTML page's bytes, head included."""
    body = f"<!doctype html><html><head><title>{title}</title></head><body><p>{text or title}</p></body></html>"
    return answer(status, body, **{"Content_Type": "text/html; charset=utf-8", **headers})


def redirect(location: str, status: int = 301, **headers: str) -> bytes:
    return answer(status, Location=location, **headers)


def quoted(asked: SeenRequest) -> str:
    """The path asked for, as a page may show it."""
    return urllib.parse.unquote(asked.path)
