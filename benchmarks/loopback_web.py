"""A web on loopback, in a process of its own: a host is an address of 127.1.0.0/16, all of them listen on one port.

Written on bare asyncio protocols, so that the client is the slower side. `ServedWeb.used` is what it took of its core.
"""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from functools import cache
from multiprocessing.connection import Connection
from zlib import crc32

from msgspec import Struct

_BACKLOG = 1_024
_ALLOWED = 2.0
"""Requests a second that a host with a limit answers."""
_TRIES = 20
_STORIES = 97
_WORDS = ["harbour", "council", "bridge", "winter", "ferry", "budget", "court", "school", "railway", "island"]


class Manner(StrEnum):
    """The behaviour of a host to its clients."""

    ANSWERS = "answers"
    LIMITS = "limits"
    """429 with `Retry-After` beyond two requests a second."""
    SILENT = "silent"
    """Takes connections and never says a word."""
    REFUSES = "refuses"
    """Nobody listens."""


class WebHost(Struct, frozen=True):
    """One host of the web."""

    address: str
    manner: Manner = Manner.ANSWERS
    fastest: float = 0.0
    slowest: float = 0.0
    """Seconds before an answer: each page has its own between these two, by their logarithms evenly."""

    def latency(self, path: bytes) -> float:
        """Seconds before the answer for a path."""
        if self.fastest == self.slowest:
            return self.fastest
        share = crc32(path) / 0xFFFF_FFFF
        return self.fastest * math.exp(share * math.log(self.slowest / self.fastest))


class Usage(Struct, frozen=True):
    """The requests that the web got, and their cost, since the last reset."""

    requests: int
    limited: int
    """Number of requests answered with 429."""
    cpu: float
    """Seconds of processor time."""


class ServedWeb:
    """A web that is being served."""

    def __init__(self, port: int, connection: Connection) -> None:
        self.port = port
        self._connection = connection

    def used(self) -> Usage:
        """Return the usage since the last call."""
        self._connection.send(None)
        usage: Usage = self._connection.recv()
        return usage


@contextmanager
def served(hosts: Sequence[WebHost]) -> Iterator[ServedWeb]:
    """Serves the hosts until left. Raises `OSError` where loopback has no addresses beside 127.0.0.1."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    with ExitStack() as stack:
        sockets = _listeners([host.address for host in hosts if host.manner is not Manner.REFUSES], stack)
        port = sockets[0].getsockname()[1]
        process = context.Process(target=_serve, args=(hosts, sockets, theirs), daemon=True)
        process.start()
        stack.callback(process.join)
        stack.callback(process.terminate)
        theirs.close()
        ours.recv()
        yield ServedWeb(port, ours)


def _listeners(addresses: Sequence[str], stack: ExitStack) -> list[socket.socket]:
    """Return a socket an address, all on one port that was free on each."""
    for _ in range(_TRIES):
        opened: list[socket.socket] = []
        port = 0
        try:
            for address in addresses:
                listener = stack.enter_context(socket.socket())
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((address, port))
                port = listener.getsockname()[1]
                opened.append(listener)
        except OSError:
            if port == 0:
                raise
            continue
        return opened
    raise OSError("no port is free on all addresses")


def _serve(hosts: Sequence[WebHost], sockets: Sequence[socket.socket], connection: Connection) -> None:
    asyncio.run(_serving({host.address: host for host in hosts}, sockets, connection))


async def _serving(hosts: dict[str, WebHost], sockets: Sequence[socket.socket], connection: Connection) -> None:
    loop = asyncio.get_running_loop()
    counts = _Counts()
    limits = {address: _Limit() for address in hosts}
    told_at = time.process_time()

    def tell() -> None:
        nonlocal told_at
        connection.recv()
        now = time.process_time()
        connection.send(Usage(counts.requests, counts.limited, now - told_at))
        counts.requests = counts.limited = 0
        told_at = now

    for listener in sockets:
        host = hosts[listener.getsockname()[0]]
        limit = limits[host.address] if host.manner is Manner.LIMITS else None
        await loop.create_server(_maker(host, limit, counts), sock=listener, backlog=_BACKLOG)
    loop.add_reader(connection.fileno(), tell)
    connection.send(None)
    await asyncio.Event().wait()


class _Counts:
    def __init__(self) -> None:
        self.requests = 0
        self.limited = 0


class _Limit:
    """A bucket that fills by so many a second, and holds as many."""

    def __init__(self) -> None:
        self._left = _ALLOWED
        self._at = time.monotonic()

    def allows(self) -> bool:
        now = time.monotonic()
        self._left = min(_ALLOWED, self._left + (now - self._at) * _ALLOWED)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def _maker(host: WebHost, limit: _Limit | None, counts: _Counts) -> type[asyncio.Protocol]:
    class Answering(asyncio.Protocol):
        """One connection: requests without bodies, in turn."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self._transport = transport
            self._unread = b""

        def data_received(self, data: bytes) -> None:
            self._unread += data
            while (end := self._unread.find(b"\r\n\r\n")) >= 0:
                request, self._unread = self._unread[:end], self._unread[end + 4 :]
                self._answer(request)

        def _answer(self, request: bytes) -> None:
            counts.requests += 1
            if host.manner is Manner.SILENT:
                return
            method, path, _ = request.split(b" ", 2)
            if limit is not None and not limit.allows():
                counts.limited += 1
                answer = _LIMITED
            else:
                answer = _page(path)
            if method == b"HEAD":
                answer = answer[: answer.index(b"\r\n\r\n") + 4]
            if latency := host.latency(path):
                asyncio.get_running_loop().call_later(latency, self._write, answer)
            else:
                self._transport.write(answer)

        def _write(self, answer: bytes) -> None:
            if not self._transport.is_closing():
                self._transport.write(answer)

    return Answering


def _page(path: bytes) -> bytes:
    """Return the answer named by the first part of a path; a story if it names none."""
    part, _, rest = path[1:].partition(b"/")
    if part == b"moved":
        return _raw("301 Moved Permanently", "", f"Location: /news/{rest.decode('ascii')}")
    return _OTHERWISE.get(part) or _story(sum(path) % _STORIES)


@cache
def _story(number: int) -> bytes:
    """Some two thousand bytes."""
    words = " ".join(_WORDS[(number * (place + 3) + place * place // 7) % len(_WORDS)] for place in range(300))
    return _raw("200 OK", f"<!doctype html><title>Story {number}: {words[:40]}</title><p>{words}")


def _raw(status: str, body: str, *headers: str) -> bytes:
    lines = (f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}", *headers)
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode("ascii")


_LIMITED = _raw("429 Too Many Requests", "<title>Slow down</title>", "Retry-After: 1")

_OTHERWISE = {
    b"gone": _raw("404 Not Found", "<title>Not found</title>There is no such page."),
    b"walled": _raw("403 Forbidden", "<title>Forbidden</title>Not for you."),
    b"failing": _raw("500 Internal Server Error", "<title>Error</title>Try again."),
    b"limited": _LIMITED,
}
"""Answers to paths by their first part."""
