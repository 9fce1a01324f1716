"""One HTTP/1.1 connection to a checked address: bytes by asyncio, grammar by h11, limits by us.

h11 is the parser that httpx itself uses: strict, free of input and output, fuzzed for years. What it accepts and a
checker must not (bare LF, two framings at once, unrequested bytes) is refused here. It takes a third of a check's time:
ordinary heads of answers, with bodies of a told length, are read without it (`plain_head`).
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from contextlib import suppress

import h11

from archive_lint.model.observation import Cause, Failure, Phase
from archive_lint.model.url import plain
from archive_lint.web.fetch.errors import FetchError, from_os_error
from archive_lint.web.fetch.exchange import AnswerHead, Request
from archive_lint.web.fetch.plain_head import MOST_HEADERS, read_plain_head
from archive_lint.web.fetch.trace import Trace

LONGEST_HEAD = 65_536
"""Maximum size in bytes of status line and headers.

Servers stop at 8 to 16 KiB for a request; answers beyond 64 KiB are attacks.
"""

MOST_INFORMATIONAL = 16
"""The most answers of class 1xx before the real one: RFC 9110, 15.2 sets no limit, a client needs one."""

_READ_AHEAD = 65_536
"""Number of unread bytes above which the server is made to wait."""

_SLICE = 16_384


class Connection(asyncio.Protocol):
    """Sends one request at a time. Its owner must call `release` or `close` in the end."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._http: h11.Connection | None = None
        """The parser of the current answer, if that is not an ordinary one."""
        self._length = self._left = 0
        """Bytes of the ordinary body of the current answer, and how many of them have not been read."""
        self._rest = b""
        """What came with the last part, and was not read with it."""
        self._stays = True
        self._idle = True
        self._chunks: deque[bytes] = deque()
        self._unread = 0
        self._received = 0
        self._waiter: asyncio.Future[None] | None = None
        self._ended = False
        self._error: Exception | None = None
        self.peer = ""
        self.idle_since = 0.0

    # ---------------------------------------------------------------------------------------------- called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        # In slices, so that no limit is exceeded by more than one of them.
        self._chunks.extend(data[start : start + _SLICE] for start in range(0, len(data), _SLICE))
        self._unread += len(data)
        if self._unread > _READ_AHEAD:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._error = exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # --------------------------------------------------------------------------------------------- called by transport

    @property
    def silent(self) -> bool:
        """Whether the server has not sent a byte for the current request."""
        return self._received == 0

    @property
    def reusable(self) -> bool:
        """Whether it is idle, open, and without unrequested bytes."""
        return self._idle and not self._ended and not self._unread

    async def ask(self, request: Request, trace: Trace) -> AnswerHead:
        """Send a request without a body, and return the head of the answer. Raises `FetchError`."""
        self._received = 0
        self._idle = False
        trace.phase = Phase.SEND
        self._transport.write(request.text)
        trace.phase = Phase.HEADERS
        first = await self._take(Phase.HEADERS)
        plain = read_plain_head(first, has_body=request.method != b"HEAD")
        if plain is None:
            return await self._read_head(request, first)
        self._http = None
        self._length = self._left = plain.length
        self._rest = first[plain.end :]
        self._stays = plain.stays
        return plain.head

    async def read(self) -> bytes:
        """Return the next part of the answer's body as it came, still encoded; empty at its end.

        Raises `FetchError`.
        """
        if self._http is None:
            return await self._read_plain()
        while True:
            event = _next_event(self._http, Phase.BODY)
            if event is h11.NEED_DATA:
                self._http.receive_data(await self._take(Phase.BODY))
            elif isinstance(event, h11.Data):
                return bytes(event.data)
            else:
                self._check_surplus(self._http.trailing_data[0])
                return b""

    def release(self) -> bool:
        """Prepare for the next request if the answer has been received to its end; else close.

        Return whether it is ready.
        """
        if self._unread <= _READ_AHEAD and not self._ended:
            received = b"".join(self._chunks)
            self._chunks.clear()
            self._unread = 0
            if self._http is None:
                self._idle = self._stays and len(self._rest) + len(received) == self._left
            else:
                self._idle = _is_done(self._http, received)
        self._http = None
        self._rest = b""
        if not self.reusable:
            self.close()
        return self.reusable

    def close(self) -> None:
        """Close without waiting for the server to agree."""
        self._transport.abort()

    # -------------------------------------------------------------------------------------------------------- internal

    async def _read_head(self, request: Request, first: bytes) -> AnswerHead:
        """Return the head of an answer that began with `first`, by h11."""
        self._http = http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)
        for part in request.events():
            http.send(part)
        seen = bytearray()
        informational = 0
        data = first
        while True:
            seen += data
            if not b"HTTP/".startswith(bytes(seen[:5])):
                # h11 would wait for a line's end that an SSH server, for example, never sends.
                raise _malformed("the answer is not HTTP")
            http.receive_data(data)
            while (event := _next_event(http, Phase.HEADERS)) is not h11.NEED_DATA:
                if isinstance(event, h11.Response):
                    _check_head(event, bytes(seen))
                    return AnswerHead(event.status_code, tuple(event.headers))
                informational += 1
                if informational > MOST_INFORMATIONAL:
                    raise _malformed("too many informational answers")
                del seen[: seen.find(b"\r\n\r\n") + 4]
            data = await self._take(Phase.HEADERS)

    async def _read_plain(self) -> bytes:
        """Return the next part of a body of known length."""
        if not self._left:
            self._check_surplus(self._rest)
            return b""
        data = self._rest or await self._take(Phase.BODY)
        if not data:
            detail = f"(received {self._length - self._left} bytes, expected {self._length})"
            raise _malformed(f"peer closed connection without sending complete message body {detail}", Phase.BODY)
        part, self._rest = data[: self._left], data[self._left :]
        self._left -= len(part)
        return part

    def _check_surplus(self, surplus: bytes) -> None:
        if (surplus + b"".join(self._chunks)).strip(b"\r\n"):
            raise FetchError(Failure.PROTOCOL, Phase.BODY, "bytes beyond the end of the answer", Cause.LENGTH)

    async def _take(self, phase: Phase) -> bytes:
        """Return the next bytes, or none at the end of the stream."""
        while not self._chunks and not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if self._chunks:
            data = self._chunks.popleft()
            if self._unread > _READ_AHEAD >= self._unread - len(data):
                self._transport.resume_reading()
            self._unread -= len(data)
            self._received += len(data)
            if self._received > self._most_bytes:
                raise FetchError(Failure.PROTOCOL, phase, f"more than {self._most_bytes} bytes for one answer")
            return data
        if isinstance(self._error, OSError):
            raise from_os_error(self._error, phase)
        if self._received == 0:
            raise FetchError(Failure.PROTOCOL, phase, "the server closed the connection without an answer")
        return b""


async def open_connection(
    opened: socket.socket, *, most_bytes: int, tls: ssl.SSLContext | None, host: str, trace: Trace
) -> Connection:
    """Return a connection over a connected socket, which it owns from now on.

    `tls` verifies `host`. Raises `FetchError`.
    """
    trace.phase = Phase.CONNECT if tls is None else Phase.TLS
    try:
        peer = opened.getpeername()[0]
    except OSError as error:
        opened.close()
        raise from_os_error(error, Phase.CONNECT) from error
    try:
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(most_bytes), sock=opened, ssl=tls, server_hostname=None if tls is None else host
        )
    except OSError as error:
        raise from_os_error(error, trace.phase) from error
    connection.peer = peer
    return connection


def _check_head(response: h11.Response, seen: bytes) -> None:
    end = seen.find(b"\r\n\r\n")
    head = seen[:end]
    if end < 0 or head.count(b"\n") != head.count(b"\r\n"):
        raise _malformed("lines of the head do not end in CR LF")
    if end > LONGEST_HEAD or len(response.headers) > MOST_HEADERS:
        raise _malformed("head too long")
    names = [name for name, _ in response.headers]
    if b"content-length" in names and b"transfer-encoding" in names:
        # RFC 9112, 6.3: an attempt at request smuggling, "ought to be handled as an error".
        raise _malformed("both Content-Length and Transfer-Encoding")


def _next_event(http: h11.Connection, phase: Phase) -> type[h11.NEED_DATA | h11.PAUSED] | h11.Event:
    try:
        return http.next_event()
    except h11.RemoteProtocolError as error:
        raise _malformed(plain(str(error)), phase) from None


def _is_done(http: h11.Connection, received: bytes) -> bool:
    """Return whether the rest of an answer that was received is all of it, and the server takes another request."""
    if received:
        http.receive_data(received)
    if http.their_state is not h11.DONE:
        with suppress(h11.RemoteProtocolError):
            while isinstance(http.next_event(), h11.Data):
                pass
    return http.their_state is h11.DONE and http.our_state is h11.DONE and not http.trailing_data[0]


def _malformed(detail: str, phase: Phase = Phase.HEADERS) -> FetchError:
    return FetchError(Failure.PROTOCOL, phase, f"malformed answer: {detail}")
