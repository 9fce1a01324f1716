from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from archive_lint.model.address import IPAddress
from archive_lint.model.observation import Cause, Failure, Observation, Phase
from archive_lint.web.fetch.connection import Connection
from archive_lint.web.fetch.errors import from_os_error
from archive_lint.web.fetch.fetcher import Fetcher, FetchSettings
from archive_lint.web.fetch.pool import MOST_IDLE
from tests.web.behaviour import STORY, STORY_TLS, by_path, same
from tests.web.hostile_server import PUBLIC, Script, SeenRequest, Site, Web, Wire, answer, page, pages, redirect


def _play(
    sites: Mapping[str, Site],
    story: Callable[[Web, Fetcher], Awaitable[None]],
    certificates: Mapping[str, ssl.SSLContext] | None = None,
    trusting: ssl.SSLContext | None = None,
    **settings: float,
) -> None:
    async def run() -> None:
        async with Web(sites, certificates) as web, web.fetcher(trusting=trusting, **settings) as fetcher:
            await story(web, fetcher)

    asyncio.run(run())


def _site(script: Script) -> dict[str, Site]:
    return {"news.example": Site(script)}


def _alive(seen: Observation) -> bool:
    return (seen.status, seen.failure) == (200, None)


# ----------------------------------------------------------------------------------------------------- what is sent


def test_a_request_names_itself_and_nothing_else() -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        await fetcher.fetch(STORY, "GET")
        assert web.log[0].headers == {
            "host": "news.example",
            "user-agent": "archive-lint",
            "accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "accept-language": "en,*;q=0.5",
            "accept-encoding": "gzip",
            "connection": "keep-alive",
        }

    _play(_site(same(page())), story)


def test_over_tls_host_and_name_indication_are_the_name_though_the_address_is_a_literal(
    certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        assert _alive(await fetcher.fetch(STORY_TLS, "GET"))
        assert web.log[0].host == "news.example"
        assert web.contacted == [(PUBLIC, 443)]

    sites = {"news.example": Site(same(page()), certificate="name-indication-required")}
    _play(sites, story, certificates, trusting)


@pytest.mark.parametrize(
    ("urls", "read"),
    [((), 0), ((STORY, STORY), 0), ((STORY_TLS,), 1), ((STORY, STORY_TLS, STORY_TLS), 1)],
)
def test_the_systems_issuers_are_read_once_and_only_where_something_is_asked_for_over_tls(
    certificates: Mapping[str, ssl.SSLContext],
    trusting: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
    urls: tuple[str, ...],
    read: int,
) -> None:
    reads: list[ssl.SSLContext] = []

    def roots() -> ssl.SSLContext:
        reads.append(trusting)
        return trusting

    async def story(_: Web, fetcher: Fetcher) -> None:
        for url in urls:
            assert _alive(await fetcher.fetch(url, "GET"))

    monkeypatch.setattr("archive_lint.web.fetch.fetcher.default_roots", roots)
    _play(_site(same(page())), story, certificates, idle_time=0)
    assert len(reads) == read


def test_an_issuer_that_the_system_does_not_know_is_not_trusted(certificates: Mapping[str, ssl.SSLContext]) -> None:
    async def story(_: Web, fetcher: Fetcher) -> None:
        seen = await fetcher.fetch(STORY_TLS, "GET")
        assert (seen.failure, seen.cause) == (Failure.TLS, Cause.UNKNOWN_ISSUER)

    _play(_site(same(page())), story, certificates)


def test_the_environment_is_not_asked_for_proxies_or_passwords(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://user:password@127.0.0.1:9")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine news.example login user password password\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))

    async def story(web: Web, fetcher: Fetcher) -> None:
        assert _alive(await fetcher.fetch(STORY, "GET"))
        assert web.contacted == [(PUBLIC, 80)]
        assert "authorization" not in web.log[0].headers

    _play(_site(same(page())), story)


def test_cookies_go_back_only_to_the_site_that_set_them_and_end_with_the_chain() -> None:
    def ours(asked: SeenRequest) -> bytes:
        if asked.headers.get("cookie") == "a=1":
            return page()
        return redirect("http://other.example/", 302, Set_Cookie="a=1; Domain=example; Path=/")

    async def story(web: Web, fetcher: Fetcher) -> None:
        for _ in range(2):
            assert _alive(await fetcher.fetch(STORY, "GET"))
        assert [asked.headers.get("cookie") for asked in web.log if asked.host == "news.example"] == [None, "a=1"] * 2
        assert {asked.headers.get("cookie") for asked in web.log if asked.host == "other.example"} == {None}

    sites = {
        "news.example": Site(pages(ours)),
        "other.example": Site(same(redirect(STORY, 302, Set_Cookie="b=2")), ("93.184.216.35",)),
    }
    _play(sites, story)


def test_a_cookie_of_https_is_not_sent_over_http(
    certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        seen = await fetcher.fetch(STORY_TLS, "GET")
        assert seen.failure is Failure.TOO_MANY_REDIRECTS
        assert [asked.headers.get("cookie") for asked in web.log] == [None, None, "a=1", None]

    def turn(asked: SeenRequest) -> bytes:
        to_plain = asked.path.endswith("a-story.html")
        return redirect("http://news.example/b" if to_plain else STORY_TLS, 302, Set_Cookie="a=1")

    def once_each(asked: SeenRequest) -> bytes:
        return turn(asked) if asked.path.endswith("a-story.html") else redirect(STORY_TLS, 302)

    _play(_site(pages(once_each)), story, certificates, trusting)


# ------------------------------------------------------------------------------------------------------ connections


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), Failure.CONNECTION_REFUSED),
        (ConnectionResetError(errno.ECONNRESET, "x"), Failure.CONNECTION_RESET),
        (BrokenPipeError(errno.EPIPE, "x"), Failure.CONNECTION_RESET),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), Failure.CONNECTION_RESET),
        (ssl.SSLZeroReturnError(6, "TLS connection has been closed"), Failure.CONNECTION_RESET),
        (ssl.SSLError(1, "[SSL: BAD_RECORD_TYPE] bad record type"), Failure.TLS),
        (TimeoutError(errno.ETIMEDOUT, "x"), Failure.TIMEOUT),
        (OSError(errno.EHOSTUNREACH, "x"), Failure.NO_ROUTE),
        (OSError(errno.ENETUNREACH, "x"), Failure.NO_ROUTE),
        (OSError(errno.EMFILE, "x"), Failure.LOCAL),
        (OSError(errno.ENOMEM, "x"), Failure.LOCAL),
    ],
)
def test_errors_of_the_system_are_told_apart(error: OSError, failure: Failure) -> None:
    assert from_os_error(error, Phase.CONNECT).failure is failure


def test_a_connection_is_used_again() -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        for method in ("GET", "HEAD", "GET"):
            assert _alive(await fetcher.fetch(STORY, method))
        assert len(web.contacted) == 1

    _play(_site(same(page())), story)


def test_a_connection_is_not_shared_between_sites_at_one_address() -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        for host in ("news.example", "other.example", "news.example"):
            assert (await fetcher.fetch(f"http://{host}/", "GET")).status == 200
        assert [asked.host for asked in web.log] == ["news.example", "other.example", "news.example"]
        assert len(web.contacted) == 2

    _play({"news.example": Site(same(page())), "other.example": Site(same(page()))}, story)


def _serves(times: int, then: Callable[[Wire], Awaitable[None]]) -> Script:
    """A site that serves so many requests a connection, then does something else with the next one."""

    async def script(wire: Wire) -> None:
        for _ in range(times):
            if not await wire.request():
                return
            await wire.send(page())
        if await wire.request():
            await then(wire)

    return script


async def _closes(_: Wire) -> None:
    return


async def _resets(wire: Wire) -> None:
    await wire.reset()


@pytest.mark.parametrize("then", [_closes, _resets])
def test_a_connection_that_ends_in_the_moment_of_reuse_is_replaced_once(
    then: Callable[[Wire], Awaitable[None]],
) -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        first, second = await fetcher.fetch(STORY, "GET"), await fetcher.fetch(STORY, "GET")
        assert (_alive(first), _alive(second)) == (True, True)
        assert (first.requests, second.requests, len(web.contacted)) == (1, 2, 2)

    _play(_site(_serves(1, then)), story)


async def _begins_to_answer(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nSer")


def test_a_request_that_got_the_beginning_of_an_answer_is_not_repeated() -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        await fetcher.fetch(STORY, "GET")
        seen = await fetcher.fetch(STORY, "GET")
        assert (seen.failure, seen.requests, len(web.contacted)) == (Failure.PROTOCOL, 1, 1)

    _play(_site(_serves(1, _begins_to_answer)), story)


@pytest.mark.parametrize(("idle_time", "connections"), [(0.0, 2), (60.0, 1)])
def test_a_connection_that_has_waited_long_is_not_used_again(idle_time: float, connections: int) -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        for _ in range(2):
            assert _alive(await fetcher.fetch(STORY, "GET"))
        assert len(web.contacted) == connections

    _play(_site(same(page())), story, idle_time=idle_time)


class Paused(asyncio.Transport):
    """A transport that notes whether reading is paused."""

    paused = False

    def pause_reading(self) -> None:
        self.paused = True


def test_a_server_that_sends_ahead_is_made_to_wait() -> None:
    connection, transport = Connection(100_000), Paused()
    connection.connection_made(transport)
    connection.data_received(b"x" * 60_000)
    assert not transport.paused
    connection.data_received(b"x" * 60_000)
    assert transport.paused


@pytest.mark.parametrize(("answers", "fine"), [(1, True), (16, True), (17, False)])
def test_answers_before_the_real_one_are_counted(answers: int, fine: bool) -> None:
    async def story(_: Web, fetcher: Fetcher) -> None:
        assert _alive(await fetcher.fetch(STORY, "GET")) is fine

    _play(_site(same(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * answers + page())), story)


def test_a_fresh_connection_that_ends_is_not_replaced() -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        seen = await fetcher.fetch(STORY, "GET")
        assert (seen.failure, len(web.contacted)) == (Failure.PROTOCOL, 1)

    _play(_site(_serves(0, _closes)), story)


def test_an_answer_that_nobody_asked_for_is_never_taken_for_the_next_one() -> None:
    read, poisoned = asyncio.Event(), asyncio.Event()

    async def script(wire: Wire) -> None:
        while asked := await wire.request():
            await wire.send(page(asked.path))
            await read.wait()
            await wire.send(page("poison"))
            poisoned.set()

    async def story(web: Web, fetcher: Fetcher) -> None:
        for number in range(3):
            seen = await fetcher.fetch(f"http://news.example/{number}", "GET")
            assert seen.title == f"/{number}"
            read.set()
            await poisoned.wait()
            await asyncio.sleep(0.02)
            read.clear()
            poisoned.clear()
        assert len(web.contacted) == 3

    _play(_site(script), story)


def test_a_head_answer_with_a_body_poisons_nothing() -> None:
    async def script(wire: Wire) -> None:
        while asked := await wire.request():
            await wire.send(page(asked.path))

    async def story(web: Web, fetcher: Fetcher) -> None:
        assert (await fetcher.fetch(STORY, "HEAD")).failure is Failure.PROTOCOL
        assert (await fetcher.fetch("http://news.example/2", "GET")).title == "/2"
        assert len(web.contacted) == 2

    _play(_site(script), story)


def test_an_answer_cut_at_the_cap_closes_its_connection() -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        for _ in range(2):
            seen = await fetcher.fetch(STORY, "GET")
            assert (seen.body_bytes, seen.truncated) == (65_536, True)
        assert len(web.contacted) == 2

    _play(_site(same(answer(200, b"x" * 1_000_000))), story)


def test_the_number_of_idle_connections_is_bounded() -> None:
    hosts = [f"site-{number}.example" for number in range(MOST_IDLE + 20)]

    async def story(web: Web, fetcher: Fetcher) -> None:
        for host in hosts:
            assert _alive(await fetcher.fetch(f"http://{host}/", "GET"))
        await web.until_open(MOST_IDLE)

    _play({host: Site(same(page())) for host in hosts}, story)


def test_idle_connections_give_way_when_file_descriptors_run_out() -> None:
    async def run() -> None:
        async with Web({"news.example": Site(same(page())), "other.example": Site(same(page()))}) as web:
            failures = [OSError(errno.EMFILE, "Too many open files")]

            async def connect(address: IPAddress, port: int) -> socket.socket:
                if web.log and failures:
                    raise failures.pop()
                return await web.connect(address, port)

            async with Fetcher(FetchSettings(), resolver=web, connector=connect) as fetcher:
                assert _alive(await fetcher.fetch(STORY, "GET"))
                assert _alive(await fetcher.fetch("http://other.example/", "GET"))
                assert failures == []
                failures.append(OSError(errno.EMFILE, "Too many open files"))
                failures.append(OSError(errno.EMFILE, "Too many open files"))
                assert (await fetcher.fetch("http://news.example/2", "GET")).failure is Failure.LOCAL

    asyncio.run(run())


def test_many_fetches_at_once_do_not_mix_their_answers() -> None:
    async def story(_: Web, fetcher: Fetcher) -> None:
        seen = await asyncio.gather(*(fetcher.fetch(f"http://news.example/{n}", "GET") for n in range(100)))
        assert [one.title for one in seen] == [f"/{n}" for n in range(100)]

    _play(_site(pages(lambda asked: page(asked.path))), story)


def test_a_redirect_keeps_the_connection_when_its_body_has_come() -> None:
    async def story(web: Web, fetcher: Fetcher) -> None:
        assert (await fetcher.fetch("http://news.example/a", "GET")).final_url == "http://news.example/b"
        assert len(web.contacted) == 1

    moved = answer(301, "<a href=/b>Moved</a>" * 10, Location="/b")
    _play(_site(by_path({"/a": moved, "/b": page()})), story)
