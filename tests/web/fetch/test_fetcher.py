from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_lint.model.observation import Failure, Method, Observation
from archive_lint.web.fetch.errors import FetchError
from archive_lint.web.fetch.fetcher import Fetcher, FetchSettings
from archive_lint.web.fetch.target import _read_by_client, read_target
from tests.soak import rounds
from tests.web.behaviour import STORY, same
from tests.web.behaviours import ALL, BY_NAME, Behaviour, Expected
from tests.web.hostile_server import Script, Site, Web, Wire, drip, once, page, redirect, silent

CAP = 65_536


def _summary(observation: Observation) -> Expected:
    """An observation in the words of the table."""
    return Expected(
        statuses=tuple(hop.status for hop in observation.hops),
        failure=observation.failure,
        phase=observation.phase,
        cause=observation.cause,
        requests=observation.requests,
        truncated=observation.truncated,
        title=observation.title,
        final_url=observation.final_url,
        refresh=observation.refresh,
    )


def _filled(expected: Expected, seen: Expected) -> Expected:
    """What the table leaves open, taken from what was seen."""
    return Expected(
        statuses=expected.statuses,
        failure=expected.failure,
        phase=expected.phase,
        cause=expected.cause,
        requests=len(expected.statuses) if expected.requests is None else expected.requests,
        truncated=expected.truncated,
        title=seen.title if expected.title is None else expected.title,
        final_url=seen.final_url if expected.final_url is None else expected.final_url,
        refresh=expected.refresh,
    )


@pytest.mark.parametrize("behaviour", ALL, ids=str)
def test_a_fetch_shows_what_the_behaviour_is(
    behaviour: Behaviour, certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    async def run() -> None:
        async with (
            Web(behaviour.sites, certificates) as web,
            web.fetcher(trusting=trusting, timeout=behaviour.timeout) as fetcher,
        ):
            seen = await fetcher.fetch(behaviour.url, "GET")
            assert _summary(seen) == _filled(behaviour.expected, _summary(seen)), seen
            assert len(web.log) in (seen.requests, 0)
            assert web.private_contacts == []
            assert seen.elapsed <= behaviour.timeout + 0.5
            assert seen.body_bytes <= CAP
            assert "secret" not in repr(seen)
            assert seen.detail.isprintable()
            assert all(value.isprintable() for value in seen.headers.values())
            if behaviour.head is not None:
                assert (await fetcher.fetch(behaviour.url, "HEAD")).status == behaviour.head
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


def _observe(script: Script, url: str = STORY, *, method: Method = "GET", timeout: float = 1.0) -> Observation:
    async def run() -> Observation:
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        async with (
            Web({"news.example": Site(script)}) as web,
            web.fetcher(trusting=trusting, timeout=timeout) as fetcher,
        ):
            return await fetcher.fetch(url, method)

    return asyncio.run(run())


def test_every_row_of_the_list_that_one_fetch_can_show_is_in_the_table() -> None:
    elsewhere = {5, 6, 38, 40, 41, 43, 45, 47}  # days, schedules, deadlines, HTTP/2, web archives, budgets
    assert {behaviour.number for behaviour in ALL} == set(range(1, 49)) - elsewhere
    assert len(BY_NAME) == len(ALL)


@pytest.mark.parametrize("shift", [-0.05, -0.01, -0.002, 0.0, 0.002, 0.01, 0.05])
def test_an_answer_at_the_deadline_is_an_answer_or_a_timeout_and_leaves_nothing_behind(shift: float) -> None:
    async def script(wire: Wire) -> None:
        if await wire.request():
            await asyncio.sleep(0.1 + shift)
            await wire.send(page())

    seen = _observe(script, timeout=0.1)
    assert (seen.status, seen.failure) == (200, None) or seen.failure is Failure.TIMEOUT


def test_the_deadline_covers_all_hops_together() -> None:
    async def script(wire: Wire) -> None:
        while asked := await wire.request():
            await asyncio.sleep(0.03)
            await wire.send(redirect(f"{asked.path}x", 302))

    seen = _observe(script, timeout=0.1)
    assert seen.failure is Failure.TIMEOUT
    assert seen.elapsed < 0.5


def test_a_dripping_page_that_has_shown_itself_gets_a_quarter_of_the_time_that_is_left() -> None:
    seen = _observe(drip(b"HTTP/1.1 200 OK\r\n\r\n<title>A story</title>", b"x", pause=0.01), timeout=1.2)
    assert (seen.failure, seen.truncated) == (None, True)
    assert 0.2 < seen.elapsed < 0.9


def test_a_url_that_the_client_reads_differently_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    other = httpx.URL("http://127.0.0.1/")
    monkeypatch.setattr("archive_lint.web.fetch.target.httpx.URL", lambda _: other)
    _read_by_client.cache_clear()
    with pytest.raises(FetchError, match="two parsers"):
        read_target(STORY)


def test_a_cancelled_fetch_leaves_nothing_behind() -> None:
    async def run() -> None:
        async with Web({"news.example": Site(silent)}) as web, web.fetcher() as fetcher:
            task = asyncio.create_task(fetcher.fetch(STORY, "GET"))
            await asyncio.sleep(0.02)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await web.until_open(0)

    asyncio.run(run())


def test_the_headers_that_verdicts_rest_on_are_kept_short_and_harmless() -> None:
    seen = _observe(
        same(
            page(status=429, Retry_After="120", Server="x" * 1_000, CF_Mitigated="challenge\x1b[31m", X_Other="secret")
        )
    )
    assert seen.headers["retry-after"] == "120"
    assert seen.headers["cf-mitigated"] == "challenge\ufffd[31m"
    assert len(seen.headers["server"]) == 256
    assert "x-other" not in seen.headers


def test_the_clock_of_an_observation_is_the_one_given() -> None:
    async def run() -> Observation:
        async with (
            Web({"news.example": Site(same(page()))}) as web,
            Fetcher(FetchSettings(), resolver=web, connector=web.connect, now=lambda: 86_400.0) as fetcher,
        ):
            return await fetcher.fetch(STORY, "GET")

    assert asyncio.run(run()).at == 86_400.0


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:secret@news.example/", "http://***@news.example/"),
        ("http://a:secret@b:secret@news.example/?@", "http://***@"),
        ("http://news.example/#secret", "http://news.example/"),
        ("//user:secret@news.example/", "//***@news.example/"),
        ("user:secret@news.example", "***@news.example"),
    ],
)
def test_secrets_of_a_url_are_not_shown(url: str, shown: str) -> None:
    seen = _observe(same(page()), url)
    assert seen.url == shown
    assert "secret" not in repr(seen)


def test_an_error_of_our_own_ends_one_fetch_and_says_nothing_of_the_url() -> None:
    async def broken(*_: object) -> socket.socket:
        raise KeyError("a bug")

    async def run() -> Observation:
        async with (
            Web({"news.example": Site(same(page()))}) as web,
            Fetcher(FetchSettings(), resolver=web, connector=broken) as fetcher,
        ):
            return await fetcher.fetch(STORY, "GET")

    assert asyncio.run(run()).failure is Failure.LOCAL


def test_a_user_agent_that_would_forge_headers_is_not_taken() -> None:
    with pytest.raises(ValueError, match="user agent"):
        Fetcher(FetchSettings(user_agent="x\r\nHost: evil"))


_GRAMMAR = st.lists(
    st.sampled_from(
        (
            b"HTTP/1.1 |200|302|101| |OK|\r\n|\n|\r\n\r\n|Location: |http://[|/x|Content-Length: |5|-1|"
            b"Transfer-Encoding: chunked|5\r\nhello\r\n|0\r\n\r\n|\0|\xff|Content-Encoding: gzip|\x1f\x8b\x08|"
            b"<title>|</title>|Set-Cookie: a=b; expires=|%|@"
        ).split(b"|")
    )
    | st.binary(max_size=20),
    max_size=30,
)


def test_no_bytes_of_a_server_make_a_fetch_raise() -> None:
    @given(st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 OK\r\nLocation: "]), _GRAMMAR, st.booleans())
    @settings(max_examples=rounds(80))
    def check(beginning: bytes, rest: list[bytes], reset: bool) -> None:
        seen = _observe(once(beginning + b"".join(rest), reset=reset))
        assert seen.failure not in (Failure.LOCAL, Failure.TIMEOUT), seen
        assert seen.elapsed < 1.0

    check()


@given(st.text(max_size=40) | st.text(alphabet="htps:/\\@[]%#?.0x1\t\n é。", max_size=40))
@settings(max_examples=rounds(50))
def test_no_text_in_place_of_a_url_makes_a_fetch_raise(text: str) -> None:
    for url in (text, f"http://{text}", f"http://news.example{text}"):
        assert _observe(same(page()), url).failure is not Failure.LOCAL
