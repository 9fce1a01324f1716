"""A small web on the loopback interface: a page that is dead, one that moved, one that is blocked; others live."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, ip_network
from typing import Any

from archive_lint.model.address import IPAddress
from archive_lint.model.observation import Failure, Phase
from archive_lint.web.background import Network
from archive_lint.web.fetch.errors import FetchError
from tests.web.virtual_clock import HurriedClock

DEAD = "http://dead.example/a"
ALIVE = "http://alive.example/a"
MOVED = "http://moved.example/2014/bridge-reopens"
BLOCKED = "http://blocked.example/a"
FAST = ("--config", "web.interval=0", "--config", "web.retries=0", "--output-format", "concise")
ANSWERS: dict[str, tuple[int, dict[str, str]]] = {
    "dead.example/a": (404, {}),
    "moved.example/2014/bridge-reopens": (301, {"Location": "http://moved.example/archive/2014/bridge-reopens"}),
    "dead.example/b": (404, {}),
    "blocked.example/a": (403, {"cf-mitigated": "challenge"}),
}


class Web:
    """A server, and the network in which every name leads to it."""

    def __init__(self, server: ThreadingHTTPServer, asked: list[str]) -> None:
        self.asked = asked
        self._server = server
        self.is_down = False

    @property
    def network(self) -> Network:
        return Network(
            resolver=self,
            connector=self._connect,
            allow_networks=(ip_network("127.0.0.0/8"),),
            clock=HurriedClock(),
        )

    @property
    def port(self) -> int:
        """Where the server listens, on the loopback interface."""
        return self._server.server_address[1]

    async def resolve(self, host: str) -> Sequence[IPAddress]:
        if self.is_down:
            raise FetchError(Failure.DNS_FAILURE, Phase.DNS, "no answer from any name server")
        return [IPv4Address("127.0.0.1")]

    async def _connect(self, address: IPAddress, port: int) -> socket.socket:
        to_server = socket.socket()
        to_server.setblocking(False)
        await asyncio.get_running_loop().sock_connect(to_server, self._server.server_address[:2])
        return to_server


@contextmanager
def small_web() -> Iterator[Web]:
    """Serve it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = f"{self.headers.get('Host')}{self.path}"
            asked.append(url)
            status, headers = ANSWERS.get(url, (200, {}))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield Web(server, asked)
        server.shutdown()
        thread.join()
