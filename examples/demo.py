"""Lints the example archive with its sources checked, against a small web that is served on this machine alone.

    python examples/demo.py

The sources of the example archive are on hosts under `.example`, which do not exist. Here every one of those names
leads to a server on the loopback interface that plays a web as it is: most pages are there, one is gone, one has
moved, one stands behind a wall for robots, one server fails.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, ip_network

from archive_lint.cli.main import main
from archive_lint.model.address import IPAddress
from archive_lint.web.background import Network
from archive_lint.web.clock import Clock

HERE = os.path.dirname(os.path.relpath(__file__))
ARCHIVE = os.path.join(HERE, "archive")
LOOPBACK = IPv4Address("127.0.0.1")

ANSWERS = {
    "weather.example/warnings/2021-03-02": (404, {}),
    "islander.example/stories/4410": (301, {"Location": "http://www.islander.example/archive/stories/4410"}),
    "register.example/licences": (403, {"cf-mitigated": "challenge"}),
    "grid.example/saltholm": (500, {}),
}
"""Status and headers by host and path; every other page is there."""


class SmallWeb(BaseHTTPRequestHandler):
    """Answers for all hosts of the example archive."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the page, or with what is wrong with it."""
        status, headers = ANSWERS.get(self.headers.get("Host", "") + self.path.partition("?")[0], (200, {}))
        body = f"<title>{self.path}</title><p>An article.".encode() if status == 200 else b"<title>Sorry</title>"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def handle(self) -> None:
        """Serve a connection until the other side, which knows what it came for, ends it."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep quiet: what matters is what archive-lint says."""


class Everywhere:
    """A resolver to which every name is this machine."""

    async def resolve(self, host: str) -> Sequence[IPAddress]:
        """Return the loopback address."""
        return [LOOPBACK]


def demonstrate(arguments: Sequence[str], clock: Clock | None = None) -> int:
    """Run archive-lint with a small web around it, and return its exit code. `clock` replaces the machine's."""
    with ThreadingHTTPServer((str(LOOPBACK), 0), SmallWeb) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

        async def connect(address: IPAddress, port: int) -> socket.socket:
            to_server = socket.socket()
            to_server.setblocking(False)
            await asyncio.get_running_loop().sock_connect(to_server, server.server_address[:2])
            return to_server

        allowed = (ip_network("127.0.0.0/8"),)
        network = Network(resolver=Everywhere(), connector=connect, allow_networks=allowed, clock=clock)
        try:
            return main(arguments, network=network)
        finally:
            server.shutdown()


if __name__ == "__main__":
    # Results of an earlier demonstration would not be requested again.
    with tempfile.TemporaryDirectory() as state:
        sys.exit(demonstrate(["--online", "--state-dir", state, *sys.argv[1:], ARCHIVE]))
