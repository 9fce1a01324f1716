"""Rows about certificates, names and addresses."""

from __future__ import annotations

import errno
import ssl

from archive_lint.model.observation import Cause, Failure, Phase
from archive_lint.web.fetch.errors import FetchError
from tests.web.behaviour import STORY_TLS, Behaviour, row, same
from tests.web.hostile_server import PUBLIC, PUBLIC_6, Script, Site, Wire, page, silent

_OTHER = "93.184.216.99"
_REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")

_PROTOCOL_VERSION_ALERT = b"\x15\x03\x01\x00\x02\x02\x46"
"""What a server that speaks only TLS 1.0 answers: a fatal alert of the kind `protocol_version` (RFC 8446, 6.2)."""


async def _legacy(wire: Wire) -> None:
    await wire.reader.read(4_096)
    await wire.send(_PROTOCOL_VERSION_ALERT)


async def _closes_in_handshake(wire: Wire) -> None:
    await wire.reader.read(4_096)


async def _plain_http(wire: Wire) -> None:
    await wire.reader.read(4_096)
    await wire.send(page("Bad request", status=400))


async def _demands_certificate(wire: Wire) -> None:
    """By hand, because asyncio's servers close a connection without the alert that says why."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = wire.certificates["client-certificate-required"].wrap_bio(incoming, outgoing, server_side=True)
    refused = False
    while not refused:
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            refused = True
        await wire.send(outgoing.read())
        incoming.write(await wire.reader.read(65_536))


def _cut(data: bytes) -> Script:
    """Ends TLS by ending TCP."""

    async def script(wire: Wire) -> None:
        if await wire.request():
            await wire.send(data)
            wire.writer.transport.abort()

    return script


def _bad_tls(name: str, site: Site, cause: Cause | None) -> Behaviour:
    return row(
        35,
        f"tls-{name}",
        site,
        "insecure-tls",
        url=STORY_TLS,
        failure=Failure.TLS,
        phase=Phase.TLS,
        cause=cause,
    )


def _good_tls(name: str, site: Site, *, truncated: bool = False) -> Behaviour:
    return row(35, f"tls-{name}", site, "alive", 200, url=STORY_TLS, title="A story", truncated=truncated)


def _dns(name: str, failure: Failure, verdict: str) -> Behaviour:
    error = FetchError(failure, Phase.DNS, "the resolver says no")
    return row(36, f"dns-{name}", Site(silent, error), verdict, failure=failure, phase=Phase.DNS)


_UNTIL_END = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>A story</title>" + b"What happened. " * 100

NAMES: tuple[Behaviour, ...] = (
    _good_tls("good", Site(same(page()))),
    _bad_tls("expired", Site(silent, certificate="expired"), Cause.EXPIRED),
    _bad_tls("not-yet-valid", Site(silent, certificate="not-yet-valid"), Cause.NOT_YET_VALID),
    _bad_tls("self-signed", Site(silent, certificate="self-signed"), Cause.SELF_SIGNED),
    _bad_tls("wrong-host", Site(silent, certificate="wrong-host"), Cause.WRONG_HOST),
    _bad_tls("unknown-issuer", Site(silent, certificate="unknown-issuer"), Cause.UNKNOWN_ISSUER),
    _bad_tls("legacy", Site(_legacy, certificate="none"), Cause.LEGACY_PROTOCOL),
    _bad_tls("none", Site(_plain_http, certificate="none"), Cause.NO_TLS),
    row(
        35,
        "tls-closed-in-handshake",
        Site(_closes_in_handshake, certificate="none"),
        "unreachable",
        url=STORY_TLS,
        failure=Failure.CONNECTION_RESET,
        phase=Phase.TLS,
    ),
    _good_tls("complete-without-close-notify", Site(_cut(page()))),
    _good_tls("until-end-without-close-notify", Site(_cut(_UNTIL_END))),
    _good_tls("name-indication-required", Site(same(page()), certificate="name-indication-required")),
    *(
        row(35, f"tls-address-{version}", Site(same(page()), (address,), certificate="address"), "alive", 200, url=url)
        for version, address, url in ((4, PUBLIC, f"https://{PUBLIC}/"), (6, PUBLIC_6, f"https://[{PUBLIC_6}]/"))
    ),
    _good_tls("client-certificate-wished", Site(same(page()), certificate="client-certificate-wished")),
    row(
        35,
        "tls-client-certificate-required",
        Site(_demands_certificate, certificate="none"),
        "blocked",
        url=STORY_TLS,
        failure=Failure.CLIENT_CERTIFICATE_WANTED,
        phase=Phase.TLS,
        requests=1,
    ),
    row(36, "dns-no-such-name", {}, "gone-domain", failure=Failure.NXDOMAIN, phase=Phase.DNS),
    _dns("no-data", Failure.NO_DATA, "unreachable"),
    _dns("failure", Failure.DNS_FAILURE, "unreachable"),
    _dns("timeout", Failure.TIMEOUT, "timeout"),
    row(
        36,
        "dns-1000-addresses",
        Site(same(page()), [f"93.184.{number // 250}.{1 + number % 250}" for number in range(1_000)]),
        "alive",
        200,
    ),
    row(36, "dns-unicode", {"xn--nicode-2ya.example": Site(same(page()))}, "alive", 200, url="http://ünicode.example/"),
    row(
        36,
        "dns-punycode",
        {"xn--nicode-2ya.example": Site(same(page()))},
        "alive",
        200,
        url="http://XN--nicode-2ya.example/",
    ),
    row(36, "dns-final-dot", Site(same(page())), "alive", 200, url="http://news.example./"),
    row(
        36,
        "dns-64-characters",
        {},
        "invalid",
        url=f"http://{'a' * 64}.example/",
        failure=Failure.INVALID_URL,
        phase=Phase.URL,
    ),
    row(
        37,
        "black-hole-6-good-4",
        Site(same(page()), (PUBLIC_6, PUBLIC), bad_addresses={PUBLIC_6: None}),
        "alive",
        200,
    ),
    row(37, "only-6", Site(same(page()), (PUBLIC_6,)), "alive", 200),
    row(
        37,
        "refused-then-good",
        Site(same(page()), (_OTHER, PUBLIC), bad_addresses={_OTHER: _REFUSED}),
        "alive",
        200,
    ),
    row(
        37,
        "all-refused",
        Site(silent, (_OTHER, PUBLIC), bad_addresses={_OTHER: _REFUSED, PUBLIC: _REFUSED}),
        "unreachable",
        failure=Failure.CONNECTION_REFUSED,
        phase=Phase.CONNECT,
    ),
)
