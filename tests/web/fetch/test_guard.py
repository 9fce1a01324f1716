from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address, ip_network

import pytest

from archive_lint.model.address import IPAddress, parse_allowed, why_not_public
from archive_lint.model.observation import Cause, Failure
from archive_lint.web.fetch.errors import FetchError
from archive_lint.web.fetch.fetcher import Fetcher, FetchSettings
from archive_lint.web.fetch.guard import Guard, open_socket
from archive_lint.web.fetch.trace import Trace
from tests.web.hostile_server import PUBLIC, PUBLIC_6


class Names:
    """A resolver that answers what it is given, and counts."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked: list[str] = []

    async def resolve(self, host: str) -> Sequence[IPAddress]:
        self.asked.append(host)
        return [ip_address(address) for address in self.addresses]


class Network:
    """A connector that opens nothing: some addresses fail, some never answer, the others give a socket."""

    def __init__(self, *, refusing: Sequence[str] = (), silent: Sequence[str] = ()) -> None:
        self.refusing = refusing
        self.silent = silent
        self.tried: list[str] = []
        self.opened: list[socket.socket] = []

    async def __call__(self, address: IPAddress, port: int) -> socket.socket:
        self.tried.append(str(address))
        if str(address) in self.refusing:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
        if str(address) in self.silent:
            await asyncio.Event().wait()
        self.opened.append(socket.socket())
        return self.opened[-1]


def _connect(
    host: str, *, names: Names, network: Network, port: int = 80, allow: Sequence[str] = (), delay: float = 0.001
) -> str:
    """Connects; the refusal's cause, the failure, or an empty string."""
    guard = Guard(
        names, allow_networks=[parse_allowed(entry) for entry in allow], connector=network, attempt_delay=delay
    )

    async def run() -> str:
        try:
            (await guard.connect(host, port, Trace())).close()
        except FetchError as error:
            return str(error.cause if error.failure is Failure.REFUSED_BY_POLICY else error.failure)
        return ""

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("addresses", "outcome"),
    [
        ((PUBLIC,), ""),
        ((PUBLIC_6,), ""),
        (("64:ff9b::5db8:d822",), ""),
        (("10.0.0.1",), "address"),
        ((PUBLIC, "10.0.0.1"), "address"),
        ((PUBLIC, PUBLIC_6, "::1"), "address"),
        ((PUBLIC, "::ffff:192.168.0.1"), "address"),
        (("169.254.169.254",), "address"),
        (("168.63.129.16",), "address"),
        (("100.100.100.200",), "address"),
        (("192.0.0.192",), "address"),
        (("fd00:ec2::254",), "address"),
        (("fe80::1%eth0",), "address"),
        (("64:ff9b::a9fe:a9fe",), "address"),
        (("64:ff9b:1::a00:1",), "address"),
        (("2002:a00:1::",), "address"),
        (("2001:0:4136:e378:8000:63bf:3fff:fdd2",), "address"),
        (("::127.0.0.1",), "address"),
        (("fec0::1",), "address"),
        (("ff02::1",), "address"),
        ((), "no-data"),
    ],
)
def test_a_name_is_contacted_only_when_all_its_addresses_are_public(addresses: Sequence[str], outcome: str) -> None:
    network = Network()
    assert _connect("news.example", names=Names(*addresses), network=network) == outcome
    assert len(network.tried) == (outcome == "")


@pytest.mark.parametrize(
    "host", ["localhost", "printer", "db.internal", "nas.local", "x.localhost", "router.home.arpa"]
)
def test_a_name_of_private_networks_is_not_even_looked_up(host: str) -> None:
    names, network = Names(PUBLIC), Network()
    assert _connect(host, names=names, network=network) == Cause.NAME
    assert (names.asked, network.tried) == ([], [])


@pytest.mark.parametrize(
    ("port", "outcome"), [(80, ""), (443, ""), (22, "port"), (25, "port"), (6379, "port"), (8080, "port")]
)
def test_only_the_ports_of_the_web_are_contacted(port: int, outcome: str) -> None:
    assert _connect("news.example", names=Names(PUBLIC), network=Network(), port=port) == outcome


@pytest.mark.parametrize(
    ("host", "addresses", "port", "outcome"),
    [
        ("wiki.example", ("10.1.2.3",), 8080, ""),
        ("wiki.example", ("::ffff:10.1.2.3",), 80, ""),
        ("10.1.2.3", (), 22, ""),
        ("wiki.example", ("10.1.2.3", "10.2.0.1"), 80, "address"),
        ("wiki.internal", ("10.1.2.3",), 80, "name"),
        ("wiki", ("10.1.2.3",), 80, "name"),
        ("news.example", ("10.1.2.3", PUBLIC), 80, ""),
        ("news.example", ("10.1.2.3", PUBLIC), 8080, "port"),
        ("127.0.0.1", (), 80, "address"),
        ("news.example", (PUBLIC,), 8080, "port"),
    ],
)
def test_an_allowed_network_is_open_on_any_port_and_opens_nothing_else(
    host: str, addresses: Sequence[str], port: int, outcome: str
) -> None:
    seen = _connect(host, names=Names(*addresses), network=Network(), port=port, allow=["10.1.0.0/16"])
    assert seen == outcome


@pytest.mark.parametrize("allow", [["10.1.0.0/16"], ["0.0.0.0/0", "::/0"], ["wiki.internal"], ["*.wiki.corp"]])
def test_no_network_makes_an_internal_name_looked_up_that_is_not_named_itself(allow: Sequence[str]) -> None:
    for host in ("localhost", "printer", "db.internal", "nas.local", "wiki.corp", "a.wiki.internal", "nas.home.arpa"):
        names, network = Names("10.1.2.3"), Network()
        assert _connect(host, names=names, network=network, allow=allow) == Cause.NAME
        assert (names.asked, network.tried) == ([], [])


@pytest.mark.parametrize(
    ("allow", "host", "addresses", "port", "outcome"),
    [
        ("wiki.internal", "wiki.internal", ("10.1.2.3",), 8080, ""),
        ("wiki.internal", "wiki.internal", ("fd12::3",), 80, ""),
        ("wiki", "wiki", ("192.168.0.3",), 80, ""),
        ("localhost", "localhost", ("127.0.0.1",), 8000, ""),
        ("*.corp", "a.wiki.corp", ("10.1.2.3", PUBLIC), 8080, ""),
        ("*.corp", "corp", ("10.1.2.3",), 80, "name"),
        ("*.corp", "notcorp.internal", ("10.1.2.3",), 80, "name"),
        ("wiki.example", "wiki.example", ("10.1.2.3",), 80, ""),
        ("wiki.example", "news.example", ("10.1.2.3",), 80, "address"),
        ("wiki.example", "news.example", (PUBLIC,), 8080, "port"),
        ("wiki.internal", "wiki.internal", ("169.254.169.254",), 80, "address"),
        ("wiki.internal", "wiki.internal", ("10.1.2.3", "168.63.129.16"), 80, "address"),
        ("wiki.internal", "wiki.internal", ("fd00:ec2::254",), 80, "address"),
        ("wiki.internal", "wiki.internal", ("100.100.100.200",), 80, "address"),
        ("wiki.internal", "wiki.internal", ("fe80::1",), 80, "address"),
    ],
)
def test_a_named_host_is_open_on_any_port_within_intranets(
    allow: str, host: str, addresses: Sequence[str], port: int, outcome: str
) -> None:
    assert _connect(host, names=Names(*addresses), network=Network(), port=port, allow=[allow]) == outcome


@pytest.mark.parametrize(
    ("addresses", "network", "outcome", "tried"),
    [
        ((PUBLIC_6, PUBLIC), Network(silent=[PUBLIC_6]), "", 2),
        ((PUBLIC_6, PUBLIC), Network(refusing=[PUBLIC_6]), "", 2),
        ((PUBLIC_6, PUBLIC), Network(), "", 1),
        ((PUBLIC_6, PUBLIC), Network(refusing=[PUBLIC, PUBLIC_6]), "connection-refused", 2),
        (
            [f"93.184.1.{last}" for last in range(1, 200)],
            Network(refusing=[f"93.184.1.{last}" for last in range(1, 200)]),
            "connection-refused",
            6,
        ),
    ],
)
def test_the_next_address_is_tried_when_one_does_not_answer(
    addresses: Sequence[str], network: Network, outcome: str, tried: int
) -> None:
    assert _connect("news.example", names=Names(*addresses), network=network) == outcome
    assert len(network.tried) == tried


def test_families_alternate() -> None:
    network = Network(silent=["93.184.1.1", "93.184.1.2", "2606::1"])
    _connect("news.example", names=Names("93.184.1.1", "93.184.1.2", "2606::1", "2606::2"), network=network)
    assert network.tried == ["93.184.1.1", "2606::1", "93.184.1.2", "2606::2"]


def test_of_two_connections_at_the_same_moment_one_is_closed() -> None:
    network = Network()

    async def run() -> None:
        both = asyncio.Barrier(2)

        async def together(address: IPAddress, port: int) -> socket.socket:
            await both.wait()
            return await network(address, port)

        guard = Guard(Names(PUBLIC, PUBLIC_6), connector=together, attempt_delay=0.0)
        (await guard.connect("news.example", 80, Trace())).close()
        await asyncio.sleep(0.01)

    asyncio.run(run())
    assert [opened.fileno() for opened in network.opened] == [-1, -1]


# ---------------------------------------------------------------------------------------- real sockets, and a victim


@contextmanager
def _listening(address: str, port: int = 0) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError:
            pytest.skip(f"{address} is no address of this machine")
        listener.listen()
        listener.setblocking(False)
        yield listener


def _was_contacted(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


class Rebinding(Names):
    """The site's address at first, then the victim's."""

    async def resolve(self, host: str) -> Sequence[IPAddress]:
        self.asked.append(host)
        return [ip_address("127.0.0.2" if len(self.asked) == 1 else "127.0.0.1")]


VICTIM_SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "localhost",
    "victim.example",
    "0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
]


@pytest.mark.parametrize("way", ["asked for", "redirected to"])
@pytest.mark.parametrize("spelling", VICTIM_SPELLINGS)
def test_a_victim_outside_the_allowed_network_sees_no_connection(spelling: str, way: str) -> None:
    with _listening("127.0.0.1") as victim:
        port = victim.getsockname()[1]
        target = f"http://{spelling}:{port}/"

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target.encode() + b"\r\n\r\n")
            await writer.drain()
            writer.close()

        async def run() -> None:
            async with (
                await asyncio.start_server(serve, "127.0.0.2", port),
                Fetcher(
                    FetchSettings(timeout=1.0), resolver=Names("127.0.0.1"), allow_networks=[ip_network("127.0.0.2/32")]
                ) as fetcher,
            ):
                seen = await fetcher.fetch(target if way == "asked for" else f"http://127.0.0.2:{port}/", "GET")
                assert seen.failure is Failure.REFUSED_BY_POLICY, seen
                assert seen.requests == (way == "redirected to")

        asyncio.run(run())
        assert not _was_contacted(victim)


def test_a_name_that_changes_its_address_between_hops_is_refused() -> None:
    with _listening("127.0.0.1") as victim:
        port = victim.getsockname()[1]

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: /again\r\n\r\n")
            await writer.drain()
            writer.close()

        async def run() -> None:
            names = Rebinding()
            async with (
                await asyncio.start_server(serve, "127.0.0.2", port),
                Fetcher(FetchSettings(), resolver=names, allow_networks=[ip_network("127.0.0.2/32")]) as fetcher,
            ):
                seen = await fetcher.fetch(f"http://news.example:{port}/", "GET")
                assert (seen.failure, len(names.asked)) == (Failure.REFUSED_BY_POLICY, 2)

        asyncio.run(run())
        assert not _was_contacted(victim)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_the_connector_reaches_the_literal_it_is_given(address: str) -> None:
    async def run(port: int) -> tuple[str, int]:
        with await open_socket(ip_address(address), port) as opened:
            found: tuple[str, int] = opened.getpeername()[:2]
            return found

    with _listening(address) as listener:
        port = listener.getsockname()[1]
        assert asyncio.run(run(port)) == (address, port)
        assert _was_contacted(listener)


def test_the_connector_closes_what_it_could_not_connect() -> None:
    with _listening("127.0.0.1") as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(open_socket(ip_address("127.0.0.1"), port))


def test_a_connection_that_the_system_sends_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with _listening("127.0.0.1") as listener:
        loop = asyncio.new_event_loop()
        connect, elsewhere = loop.sock_connect, listener.getsockname()
        monkeypatch.setattr(loop, "sock_connect", lambda opened, _: connect(opened, elsewhere))
        try:
            with pytest.raises(FetchError, match=r"connected to 127\.0\.0\.1, not to 93\."):
                loop.run_until_complete(open_socket(ip_address(PUBLIC), 80))
        finally:
            loop.close()


def test_the_public_addresses_of_these_tests_are_public() -> None:
    assert (why_not_public(ip_address(PUBLIC)), why_not_public(ip_address(PUBLIC_6))) == (None, None)
