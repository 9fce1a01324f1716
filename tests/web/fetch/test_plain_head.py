"""Ordinary answers are read without h11, and come to the same as if it had read them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import h11
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive_lint.model.observation import Cause, Failure
from archive_lint.web.fetch.connection import Connection
from archive_lint.web.fetch.errors import FetchError
from archive_lint.web.fetch.exchange import Request
from archive_lint.web.fetch.plain_head import MOST_HEADERS, PlainHead, read_plain_head
from archive_lint.web.fetch.target import _AS_SENT, read_target
from archive_lint.web.fetch.trace import Trace

GET = Request(b"GET", b"/", ((b"host", b"a.example"),))
HEAD = Request(b"HEAD", b"/", ((b"host", b"a.example"),))
OK = b"HTTP/1.1 200 OK\r\n"


class FakeTransport(asyncio.Transport):
    """Takes what is written, and remembers whether it was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: Any) -> None:
        self.written += data

    def abort(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


def exchange(request: Request, parts: Sequence[bytes], *, ends: bool = False) -> tuple[object, ...]:
    """One request and its answer: status, headers, body, what went wrong, and whether another may follow."""

    async def run() -> tuple[object, ...]:
        connection = Connection(1_000_000)
        connection.connection_made(FakeTransport())

        async def deliver() -> None:
            for part in parts:
                connection.data_received(part)
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            if ends:
                connection.eof_received()

        delivery = asyncio.create_task(deliver())
        status, headers, body = 0, None, b""
        error: tuple[object, ...] = ()
        try:
            # An answer that is never complete is waited for as long as one that comes: until all has been delivered.
            head = await asyncio.wait_for(connection.ask(request, Trace()), 0.05 if not ends else 5)
            status, headers = head.status, head.headers
            while part := await asyncio.wait_for(connection.read(), 0.05 if not ends else 5):
                body += part
        except TimeoutError:
            error = ("waits",)
        except FetchError as failed:
            error = (failed.failure, failed.phase, failed.detail, failed.cause)
        await delivery
        return status, headers, body, error, connection.release()

    return asyncio.run(run())


ANSWERS = {
    "a body of told length": OK + b"Content-Length: 5\r\nContent-Type: text/html\r\n\r\nstory",
    "an empty body": OK + b"Content-Length: 0\r\n\r\n",
    "no reason": b"HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n",
    "an empty reason": b"HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n",
    "blanks around values": OK + b"Content-Length: \t 2 \t\r\nServer:\t a b \t\r\nX:\r\n\r\nab",
    "bytes beyond ASCII": OK + b"Content-Length: 0\r\nServer: caf\xe9\r\n\r\n",
    "names in any case": OK + b"CONTENT-LENGTH: 2\r\nsErVeR: A\r\n\r\nab",
    "the same field twice": OK + b"Content-Length: 0\r\nLink: a\r\nLink: b\r\n\r\n",
    "a redirect": b"HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
    "the server closes": OK + b"Connection: close\r\nContent-Length: 2\r\n\r\nab",
    "the server stays": OK + b"Connection: Keep-Alive\r\nContent-Length: 2\r\n\r\nab",
    "another connection option": OK + b"Connection: keep-alive, x\r\nContent-Length: 2\r\n\r\nab",
    "chunks": OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nsto\r\n2\r\nry\r\n0\r\n\r\n",
    "chunks that break off": OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nst",
    "until the end": OK + b"\r\nstory",
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nab",
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "not modified": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
    "early hints": b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nab",
    "a status beyond 599": b"HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n",
    "too little": OK + b"Content-Length: 9\r\n\r\nstory",
    "too much": OK + b"Content-Length: 5\r\n\r\nstorybook",
    "an empty line too much": OK + b"Content-Length: 5\r\n\r\nstory\r\n",
    "two lengths": OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nstory!",
    "one length twice": OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nstory",
    "a list of lengths": OK + b"Content-Length: 5, 5\r\n\r\nstory",
    "a negative length": OK + b"Content-Length: -5\r\n\r\nstory",
    "no length": OK + b"Content-Length: \r\n\r\nstory",
    "a huge length": OK + b"Content-Length: 99999999999999999999999\r\n\r\nstory",
    "length and chunks": OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "another coding": OK + b"Transfer-Encoding: gzip\r\n\r\nstory",
    "lines that end in LF": OK.replace(b"\r", b"") + b"Content-Length: 5\n\nstory",
    "one line that ends in LF": OK + b"Server: a\nContent-Length: 5\r\n\r\nstory",
    "a bare CR": OK + b"Server: a\rb\r\nContent-Length: 5\r\n\r\nstory",
    "a folded line": OK + b"Server: a\r\n b\r\nContent-Length: 5\r\n\r\nstory",
    "a blank before the colon": OK + b"Content-Length : 5\r\n\r\nstory",
    "no colon": OK + b"Content-Length 5\r\n\r\nstory",
    "NUL in a value": OK + b"Server: a\0b\r\nContent-Length: 5\r\n\r\nstory",
    "many headers": OK + b"A: b\r\n" * MOST_HEADERS + b"Content-Length: 0\r\n\r\n",
    "no HTTP": b"SSH-2.0-OpenSSH\r\n",
    "nearly HTTP": b"HTTP/11 200 OK\r\n\r\n",
    "nothing": b"",
}


@pytest.mark.parametrize("request_", [GET, HEAD], ids=["GET", "HEAD"])
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_the_same_in_one_part_and_in_many(name: str, request_: Request) -> None:
    data = ANSWERS[name]
    whole = exchange(request_, [data] if data else [], ends=True)
    step = 1 + len(data) // 200
    bytewise = exchange(request_, [data[at : at + step] for at in range(0, len(data), step)], ends=True)
    status, headers, body, error, _ = whole
    beyond = any(part is Cause.LENGTH for part in error) if isinstance(error, tuple) else False
    # Of what comes beyond the end, only that which has come is noticed; the connection is not used again either way.
    assert (status, headers, body) == bytewise[:3]
    assert beyond or error == bytewise[3]
    assert whole[4] is bytewise[4] is False


@pytest.mark.parametrize(
    ("request_", "name", "again"),
    [
        (GET, "a body of told length", True),
        (HEAD, "an empty body", True),
        (GET, "chunks", True),
        (HEAD, "chunks", False),
        (GET, "the server stays", True),
        (GET, "the server closes", False),
        (GET, "HTTP/1.0", False),
        (GET, "an empty line too much", False),
        (GET, "too much", False),
        (HEAD, "a body of told length", False),
        (GET, "no content", True),
    ],
)
def test_a_connection_is_kept_only_after_a_whole_answer_and_nothing_else(
    request_: Request, name: str, again: bool
) -> None:
    assert exchange(request_, [ANSWERS[name]])[4] is again


def test_a_body_that_breaks_off_is_told_with_its_length() -> None:
    error = exchange(GET, [ANSWERS["too little"]], ends=True)[3]
    assert isinstance(error, tuple)
    assert error[0] is Failure.PROTOCOL
    assert "received 5 bytes, expected 9" in str(error[2])


PIECES = st.sampled_from(
    [
        *(b"Content-Length: 5\r\n", b"content-length:0\r\n", b"Content-Length: 5, 5\r\n", b"Content-Length: +5\r\n"),
        *(b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n", b"Connection: keep-alive\r\n"),
        *(b"Server: a\r\n", b"X-\xff: a\r\n", b" folded\r\n", b"A:\r\n", b"B : c\r\n", b"Set-Cookie: a=\x01\r\n"),
        *(b"C: \x00\r\n", b"D: \xe9\t e \r\n", b"E: f\n", b": g\r\n", b"\r", b"H: \x0b\r\n", b"!#$%&'*+-.^_`|~: i\r\n"),
    ]
)
STATUS_LINES = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 404\r\n", b"HTTP/1.1 200 \xff\t\r\n", b"HTTP/1.0 200 OK\r\n"),
        *(b"HTTP/1.1 204 No\r\n", b"HTTP/1.1 103 Hints\r\n", b"HTTP/1.1  200 OK\r\n", b"HTTP/1.1 20 OK\r\n"),
        *(b"HTTP/1.1 200OK\r\n", b"http/1.1 200 OK\r\n", b"HTTP/1.1 599 \x01\r\n", b"HTTP/1.1 304 Not\n"),
    ]
)


@given(STATUS_LINES, st.lists(PIECES, max_size=4), st.sampled_from([b"", b"story", b"\r\n"]), st.booleans())
def test_what_is_read_without_h11_h11_reads_alike(line: bytes, fields: list[bytes], body: bytes, is_head: bool) -> None:
    data = line + b"".join(fields) + b"\r\n" + body
    plain = read_plain_head(data, has_body=not is_head)
    if plain is not None:
        check_like_h11(plain, HEAD if is_head else GET, data)


def check_like_h11(plain: PlainHead, request: Request, data: bytes) -> None:
    http = h11.Connection(h11.CLIENT)
    for part in request.events():
        http.send(part)
    http.receive_data(data[: plain.end] + b"x" * plain.length)
    response = http.next_event()
    assert isinstance(response, h11.Response)
    assert plain.head == (response.status_code, tuple(response.headers))
    body = b""
    while isinstance(event := http.next_event(), h11.Data):
        body += bytes(event.data)
    assert isinstance(event, h11.EndOfMessage)
    assert len(body) == plain.length
    assert plain.stays is (http.their_state is h11.DONE)
    assert http.trailing_data == (b"", False)


@pytest.mark.parametrize("name", ["a body of told length", "a redirect", "the server closes", "blanks around values"])
def test_ordinary_answers_are_read_without_h11(name: str) -> None:
    assert read_plain_head(ANSWERS[name], has_body=True) is not None


@pytest.mark.parametrize(
    "request_", [GET, HEAD, GET._replace(headers=((b"host", b"b"), (b"x", b""), (b"y", b"a \t b")))]
)
def test_a_request_is_written_as_h11_writes_it(request_: Request) -> None:
    http = h11.Connection(h11.CLIENT)
    assert request_.text == b"".join(http.send(event) or b"" for event in request_.events())


@pytest.mark.parametrize(
    "request_",
    [
        GET._replace(method=b"GET /a"),
        GET._replace(target=b"/ HTTP/1.1\r\nX: y"),
        GET._replace(target=b"/a b"),
        GET._replace(target=b""),
        GET._replace(target=b"/\xff"),
        GET._replace(headers=((b"host", b"a\r\nx: y"),)),
        GET._replace(headers=((b"host", b"a\nx: y"),)),
        GET._replace(headers=((b"host", b"a\0"),)),
        GET._replace(headers=((b"host", b" a"),)),
        GET._replace(headers=((b"ho st", b"a"),)),
        GET._replace(headers=()),
    ],
)
def test_a_request_that_would_be_another_one_is_not_sent(request_: Request) -> None:
    with pytest.raises(ValueError, match="not a request"):
        _ = request_.text


@example("/a/../b")
@example("/a/./b?c")
@example("/..")
@example("/a/..?b")
@example("/.well-known/a..b/...")
@given(st.text(alphabet="/.?%aé \"'<>`{}|\\^[]@:;=&#!$()*+,~-_\t", max_size=12))
def test_a_path_is_sent_as_the_client_would_send_it(rest: str) -> None:
    import httpx

    if not _AS_SENT.match(rest):
        return
    url = httpx.URL(f"http://a.example:8080{rest}")
    target = read_target(f"http://a.example:8080{rest}")
    assert (target.path, target.text, target.site.netloc) == (url.raw_path, str(url), url.netloc)
