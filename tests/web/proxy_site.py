"""A proxy for the web of `hostile_server`: a site that relays to the other sites, and can do so badly."""

from __future__ import annotations

import asyncio
import re
import ssl
from base64 import b64encode
from contextlib import suppress
from typing import Any

from archive_lint.model.address import literal
from archive_lint.model.proxy import read_proxy
from archive_lint.web.fetch.errors import FetchError
from archive_lint.web.fetch.fetcher import Fetcher, FetchSettings
from tests.web.hostile_server import Site, Web, Wire

ADDRESS = "10.0.0.8"
"""Private, as proxies of companies are."""
NAME = "proxy"
"""A single label, which no page may cite."""
URL = f"http://{NAME}:3128"


class RelayingProxy:
    """A proxy, and what it did. It answers `refusal` in place of relaying, for all hosts or the `refused` ones."""

    def __init__(self, *, refusal: bytes = b"", refused: tuple[str, ...] = (), password: str = "") -> None:
        self.refusal = refusal
        self.refused = refused
        self.expected = f"Basic {b64encode(password.encode()).decode()}" if password else ""
        self.asked: list[tuple[str, str]] = []
        """Methods and targets, as they came."""
        self.heads: list[str] = []
        self.web: Web | None = None

    def site(self) -> Site:
        return Site(self.serve, addresses=(ADDRESS,))

    def web_with(self, sites: dict[str, Site], certificates: Any = None) -> Web:
        """A web in which this proxy is."""
        self.web = Web({**sites, NAME: self.site()}, certificates)
        return self.web

    def fetcher(self, url: str = URL, *, trusting: ssl.SSLContext | None = None, **settings: Any) -> Fetcher:
        """A fetcher that asks through this proxy. It resolves nothing but the proxy's name."""
        assert self.web is not None
        return Fetcher(
            FetchSettings(**{"timeout": 1.0, **settings}),
            resolver=self.web,
            connector=self.web.connect,
            ssl_context=trusting,
            proxy=read_proxy(url),
        )

    async def serve(self, wire: Wire) -> None:
        """One connection of a client: one tunnel, or requests for one server."""
        server: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        back: asyncio.Task[None] | None = None
        try:
            while head := await _head(wire.reader):
                method, target, _ = head.split("\r\n")[0].split(" ")
                self.asked.append((method, target))
                self.heads.append(head)
                host, port = _server(method, target)
                if answer := self._answer(head, host):
                    await wire.send(answer)
                    return
                if server is None:
                    try:
                        server = await self._dial(host, port)
                    except (OSError, FetchError):
                        await wire.send(_STATUS % (502, b"Bad Gateway"))
                        return
                    if method == "CONNECT":
                        await wire.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    back = asyncio.create_task(_copy(server[0], wire.writer))
                if method == "CONNECT":
                    await _copy(wire.reader, server[1])
                    return
                path = target.split("/", 3)[3]
                lines = [line for line in head.split("\r\n")[1:] if not line.startswith("Proxy-")]
                server[1].write("\r\n".join([f"{method} /{path} HTTP/1.1", *lines]).encode("latin-1"))
        finally:
            if server is not None:
                server[1].close()
            if back is not None:
                with suppress(OSError):
                    await back

    def _answer(self, head: str, host: str) -> bytes:
        """What the proxy says itself."""
        if self.expected and f"Proxy-Authorization: {self.expected}" not in head:
            return _STATUS % (407, b"Proxy Authentication Required")
        return self.refusal if not self.refused or host in self.refused else b""

    async def _dial(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        assert self.web is not None
        address = literal(host) or (await self.web.resolve(host))[0]
        opened = await self.web.connect(address, port)
        return await asyncio.open_connection(sock=opened)


_STATUS = b"HTTP/1.1 %d %s\r\nContent-Length: 0\r\n\r\n"


async def _head(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return ""


def _server(method: str, target: str) -> tuple[str, int]:
    authority = target if method == "CONNECT" else target.split("/")[2]
    named = re.fullmatch(r"(\[[^]]*\]|[^:]*)(?::([0-9]+))?", authority)
    assert named is not None
    return named[1].strip("[]"), int(named[2] or 80)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
