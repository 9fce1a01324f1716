"""Rows about broken connections and answers that are not HTTP."""

from __future__ import annotations

import asyncio
import errno

from archive_lint.model.observation import Cause, Failure, Phase
from tests.web.behaviour import STORY, Behaviour, row, same
from tests.web.hostile_server import PUBLIC, Script, Site, Wire, drip, once, page, silent

_ENOUGH = b"<title>A story</title>" + b"What happened. " * 100
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


async def _reset_at_once(wire: Wire) -> None:
    await wire.reset()


async def _goes_without_a_byte(wire: Wire) -> None:
    await wire.request()


def _then_silent(data: bytes) -> Script:
    async def script(wire: Wire) -> None:
        if await wire.request():
            await wire.send(data)
            await wire.silence()

    return script


async def _banner(wire: Wire) -> None:
    await wire.send(b"SSH-2.0-OpenSSH_9.2\r\n")
    await wire.silence()


def _closes_when_idle(*, times: int) -> Script:
    """Answers `times` requests a connection, then closes it without having said so."""

    async def script(wire: Wire) -> None:
        for _ in range(times):
            if not await wire.request():
                return
            await wire.send(page())

    return script


async def _answers_unasked(wire: Wire) -> None:
    while await wire.request():
        await wire.send(page())
        await asyncio.sleep(0.01)
        await wire.send(page("An answer to a question of somebody else"))


def _malformed(name: str, data: bytes, *, number: int = 31, cause: Cause | None = None) -> Behaviour:
    return row(
        number,
        name,
        once(data),
        "protocol-error",
        failure=Failure.PROTOCOL,
        phase=Phase.HEADERS,
        cause=cause,
        requests=1,
    )


def _broken_off(name: str, script: Script, failure: Failure, phase: Phase, *statuses: int, verdict: str) -> Behaviour:
    return row(28, name, script, verdict, *statuses, failure=failure, phase=phase, requests=1)


def _late(name: str, script: Script, phase: Phase, *statuses: int, url: str = STORY) -> Behaviour:
    site = Site(script, certificate="none")
    return row(
        29,
        name,
        site,
        "timeout",
        *statuses,
        failure=Failure.TIMEOUT,
        phase=phase,
        requests=0 if phase is Phase.TLS else 1,
        timeout=0.2,
        truncated=bool(statuses),
        url=url,
    )


BROKEN: tuple[Behaviour, ...] = (
    row(
        28,
        "connection-refused",
        Site(silent, bad_addresses={PUBLIC: ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")}),
        "unreachable",
        failure=Failure.CONNECTION_REFUSED,
        phase=Phase.CONNECT,
    ),
    row(
        28,
        "no-route",
        Site(silent, bad_addresses={PUBLIC: OSError(errno.EHOSTUNREACH, "No route to host")}),
        "unreachable",
        failure=Failure.NO_ROUTE,
        phase=Phase.CONNECT,
    ),
    row(
        28,
        "given-up-by-the-system",
        Site(silent, bad_addresses={PUBLIC: TimeoutError(errno.ETIMEDOUT, "Connection timed out")}),
        "timeout",
        failure=Failure.TIMEOUT,
        phase=Phase.CONNECT,
    ),
    _broken_off("reset-at-once", _reset_at_once, Failure.CONNECTION_RESET, Phase.HEADERS, verdict="unreachable"),
    _broken_off(
        "reset-in-head",
        once(b"HTTP/1.1 200 OK\r\nServ", reset=True),
        Failure.CONNECTION_RESET,
        Phase.HEADERS,
        verdict="unreachable",
    ),
    _broken_off(
        "closed-in-head", once(b"HTTP/1.1 200 OK\r\nServ"), Failure.PROTOCOL, Phase.HEADERS, verdict="protocol-error"
    ),
    _broken_off(
        "closed-without-a-byte", _goes_without_a_byte, Failure.PROTOCOL, Phase.HEADERS, verdict="protocol-error"
    ),
    row(
        28,
        "reset-in-body",
        once(_HEAD + b"Content-Length: 99999\r\n\r\n" + _ENOUGH, reset=True),
        "alive",
        200,
        truncated=True,
        title="A story",
    ),
    row(
        28,
        "closed-early-in-body",
        once(_HEAD + b"Content-Length: 99999\r\n\r\n<ht"),
        "protocol-error",
        200,
        failure=Failure.PROTOCOL,
        phase=Phase.BODY,
        truncated=True,
    ),
    row(
        29,
        "black-hole",
        Site(silent, bad_addresses={PUBLIC: None}),
        "timeout",
        failure=Failure.TIMEOUT,
        phase=Phase.CONNECT,
        timeout=0.2,
    ),
    _late("tls-stall", silent, Phase.TLS, url="https://news.example/"),
    _late("silence", silent, Phase.HEADERS),
    _late("endless-head", drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", pause=0.02), Phase.HEADERS),
    _late("slow-informational", drip(b"", b"HTTP/1.1 102 Processing\r\n\r\n", pause=0.02), Phase.HEADERS),
    _late("body-without-end-or-substance", drip(_HEAD + b"\r\n", b"x", pause=0.02), Phase.BODY, 200),
    row(
        29,
        "fast-informational",
        drip(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 10, pause=0.0),
        "protocol-error",
        failure=Failure.PROTOCOL,
        phase=Phase.HEADERS,
        requests=1,
        note="the list says timeout: who sends 1xx without pause is cut off at once, long before a deadline",
    ),
    row(
        29,
        "slow-body-with-title",
        drip(_HEAD + b"\r\n<title>A story</title>", b"x", pause=0.02),
        "alive",
        200,
        truncated=True,
        title="A story",
        timeout=0.4,
    ),
    row(
        29,
        "endless-chunks",
        drip(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1_024 + b"\r\n", pause=0.0),
        "alive",
        200,
        truncated=True,
    ),
    row(
        31,
        "length-too-big",
        once(_HEAD + b"Content-Length: 99999\r\n\r\n" + _ENOUGH),
        "alive",
        200,
        truncated=True,
        title="A story",
    ),
    row(
        31,
        "length-too-small",
        once(_HEAD + b"Content-Length: 30\r\n\r\n" + _ENOUGH),
        "protocol-error",
        200,
        failure=Failure.PROTOCOL,
        phase=Phase.BODY,
        cause=Cause.LENGTH,
        truncated=True,
    ),
    _malformed("length-negative", _HEAD + b"Content-Length: -1\r\n\r\n" + _ENOUGH),
    _malformed("two-lengths", _HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n123456"),
    _malformed("length-and-chunks", _HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    _malformed("length-no-number", _HEAD + b"Content-Length: many\r\n\r\n"),
    row(
        31,
        "bad-chunk-size",
        once(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
        "protocol-error",
        200,
        failure=Failure.PROTOCOL,
        phase=Phase.BODY,
        truncated=True,
    ),
    _malformed("bare-line-feeds", b"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi"),
    _malformed("mixed-line-ends", b"HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nhi"),
    _malformed("last-line-without-return", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n"),
    row(
        31,
        "not-modified-unasked",
        once(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        "protocol-error",
        304,
        failure=Failure.PROTOCOL,
        phase=Phase.HEADERS,
    ),
    _malformed("http-0.9", b"<html><title>A story</title></html>"),
    _malformed("status-1000", b"HTTP/1.1 1000 Much\r\nContent-Length: 0\r\n\r\n"),
    _malformed("http-2", b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"),
    _malformed("switching-protocols", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
    _malformed("folded-status", b"HTTP/1.1\r\n 200 OK\r\n\r\n"),
    row(31, "ssh-banner", _banner, "protocol-error", failure=Failure.PROTOCOL, phase=Phase.HEADERS, requests=1),
    _malformed("2-MB-head", b"HTTP/1.1 200 OK\r\nX: " + b"a" * 2**21 + b"\r\n\r\n", number=32),
    _malformed("10000-headers", b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 10_000 + b"\r\n", number=32),
    _malformed("header-with-nul", b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n", number=32),
    row(
        32,
        "header-with-escape",
        once(b"HTTP/1.1 200 OK\r\nServer: \x1b]0;x\x07\r\nContent-Length: 2\r\n\r\nhi"),
        "alive",
        200,
        note="the list says protocol-error: the parser lets it pass, as browsers do, and it is made harmless",
    ),
    row(32, "no-reason", once(b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi"), "alive", 200),
    row(
        32,
        "reason-with-escape",
        once(b"HTTP/1.1 404 \x1b[31m::error::x\r\nContent-Length: 2\r\n\r\nhi"),
        "dead",
        404,
    ),
    row(42, "closed-when-idle", _closes_when_idle(times=1), "alive", 200, title="A story"),
    row(
        42,
        "surplus-after-answer",
        same(page() + b"HTTP/1.1 200 OK\r\n\r\n"),
        "protocol-error",
        200,
        failure=Failure.PROTOCOL,
        phase=Phase.BODY,
        cause=Cause.LENGTH,
        truncated=True,
    ),
    row(
        42,
        "answer-to-another",
        _answers_unasked,
        "alive",
        200,
        title="A story",
        note="the list says protocol-error: such a connection is not used again, so its answer is never read",
    ),
)
