"""What a fetch through a proxy sends, sees and refuses."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_network

import pytest

from archive_lint.model.observation import Cause, Failure, Observation, Phase
from archive_lint.model.proxy import read_proxy
from archive_lint.web.fetch.fetcher import Fetcher, FetchSettings
from tests.web.behaviour import STORY, STORY_TLS, same
from tests.web.behaviours import ALL, Behaviour
from tests.web.hostile_server import PUBLIC, Site, Web, Wire, answer, page, redirect, silent
from tests.web.proxy_site import ADDRESS, NAME, URL, RelayingProxy

from .test_fetcher import CAP, _filled, _summary

Story = Callable[[Web, Fetcher], Awaitable[None]]
PROXY = (ADDRESS, 3128)


def _play(
    proxy: RelayingProxy,
    sites: dict[str, Site],
    story: Story,
    *,
    url: str = URL,
    certificates: Mapping[str, ssl.SSLContext] | None = None,
    trusting: ssl.SSLContext | None = None,
    **settings: float,
) -> None:
    async def run() -> None:
        async with (
            proxy.web_with(sites, certificates) as web,
            proxy.fetcher(url, trusting=trusting, **settings) as fetcher,
        ):
            await story(web, fetcher)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


def _observe(proxy: RelayingProxy, sites: dict[str, Site], url: str = STORY, **more: object) -> Observation:
    seen: list[Observation] = []

    async def story(_: Web, fetcher: Fetcher) -> None:
        seen.append(await fetcher.fetch(url, "GET"))

    _play(proxy, sites, story, **more)  # type: ignore[arg-type]
    return seen[0]


def _ending(seen: Observation) -> tuple[int | None, Failure | None, Phase | None, Cause | None]:
    return (seen.status, seen.failure, seen.phase, seen.cause)


GOOD = {"news.example": Site(same(page()))}


# ----------------------------------------------------------------------------------------------------- what is sent


def test_http_is_asked_for_by_whole_urls_and_the_proxy_alone_is_contacted() -> None:
    proxy = RelayingProxy()

    async def story(web: Web, fetcher: Fetcher) -> None:
        for method in ("HEAD", "GET"):
            assert (await fetcher.fetch(f"{STORY}?q=1#part", method)).status == 200
        assert proxy.asked == [("HEAD", f"{STORY}?q=1"), ("GET", f"{STORY}?q=1")]
        assert [asked.path for asked in web.log] == ["/2014/05/a-story.html?q=1"] * 2
        assert web.contacted == [PROXY, (PUBLIC, 80)]

    _play(proxy, GOOD, story)


def test_https_goes_through_a_tunnel_that_is_kept_and_verified_against_the_server(
    certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    proxy = RelayingProxy()

    async def story(web: Web, fetcher: Fetcher) -> None:
        for _ in range(2):
            assert (await fetcher.fetch(STORY_TLS, "GET")).status == 200
        assert proxy.asked == [("CONNECT", "news.example:443")]
        assert [asked.path for asked in web.log] == ["/2014/05/a-story.html"] * 2

    sites = {"news.example": Site(same(page()), certificate="name-indication-required")}
    _play(proxy, sites, story, certificates=certificates, trusting=trusting)


@pytest.mark.parametrize("certificate", ["wrong-host", "unknown-issuer", "expired", "self-signed"])
def test_a_proxy_does_not_make_a_bad_certificate_good(
    certificate: str, certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    sites = {"news.example": Site(same(page()), certificate=certificate)}
    seen = _observe(RelayingProxy(), sites, STORY_TLS, certificates=certificates, trusting=trusting)
    assert (seen.failure, seen.cause) == (Failure.TLS, Cause(certificate))


def test_ipv6_addresses_stand_in_brackets(certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext) -> None:
    proxy = RelayingProxy()
    for url in ("http://[2606:2800:220:1::5]/a", "https://[2606:2800:220:1::5]/a"):
        _observe(proxy, GOOD, url, certificates=certificates, trusting=trusting)
    assert proxy.asked == [("GET", "http://[2606:2800:220:1::5]/a"), ("CONNECT", "[2606:2800:220:1::5]:443")]


@pytest.mark.parametrize("url", [STORY, STORY_TLS])
def test_credentials_go_to_the_proxy_and_nowhere_else(
    url: str, certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    proxy = RelayingProxy(password="me:s@cret/ü")

    async def story(web: Web, fetcher: Fetcher) -> None:
        seen = await fetcher.fetch(url, "GET")
        assert seen.status == 200
        assert [name for asked in web.log for name in asked.headers if "authorization" in name] == []
        assert not any(secret in repr(seen) for secret in ("cret", proxy.expected))

    named = f"http://me:s%40cret%2F%C3%BC@{NAME}:3128/"
    _play(proxy, GOOD, story, url=named, certificates=certificates, trusting=trusting)


def test_redirects_are_followed_hop_by_hop_each_through_the_proxy(
    certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    proxy = RelayingProxy()
    sites = {"old.example": Site(same(redirect(STORY_TLS)), addresses=("93.184.216.35",)), **GOOD}
    seen = _observe(proxy, sites, "http://old.example/a", certificates=certificates, trusting=trusting)
    assert [hop.status for hop in seen.hops] == [301, 200]
    assert proxy.asked == [("GET", "http://old.example/a"), ("CONNECT", "news.example:443")]


# -------------------------------------------------------------------------------------------------- what is refused

PRIVATE = [
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://169.254.169.254/latest/meta-data/",
    "https://10.0.0.8/",
    "http://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://168.63.129.16/",
    "http://localhost/",
    "http://localhost./",
    f"http://{NAME}/",
    "https://vault.internal/",
    "http://printer.local/",
    "http://news.example:3128/",
    "https://news.example:22/",
]


@pytest.mark.parametrize("way", ["cited", "redirected to"])
@pytest.mark.parametrize("url", PRIVATE)
def test_what_a_url_shows_to_be_private_is_not_asked_of_the_proxy(url: str, way: str) -> None:
    proxy = RelayingProxy()
    sites = {"old.example": Site(same(redirect(url))), **GOOD}
    seen = _observe(proxy, sites, url if way == "cited" else "http://old.example/")
    assert (seen.failure, seen.phase) == (Failure.REFUSED_BY_POLICY, Phase.ADDRESS)
    assert [target for _, target in proxy.asked] == ([] if way == "cited" else ["http://old.example/"])


def test_an_address_of_an_allowed_network_is_asked_of_the_proxy_on_any_port() -> None:
    proxy = RelayingProxy()

    async def run() -> None:
        async with (
            proxy.web_with(GOOD) as web,
            Fetcher(
                FetchSettings(timeout=1.0),
                allow_networks=[ip_network("10.1.0.0/16")],
                resolver=web,
                connector=web.connect,
                proxy=read_proxy(URL),
            ) as fetcher,
        ):
            await fetcher.fetch("http://10.1.2.3:8080/", "GET")
            seen = await fetcher.fetch("http://10.2.2.3:8080/", "GET")
            assert seen.failure is Failure.REFUSED_BY_POLICY

    asyncio.run(run())
    assert proxy.asked == [("GET", "http://10.1.2.3:8080/")]


# ------------------------------------------------------------------------------------------- what the proxy answers

USELESS = (Failure.NO_ROUTE, Phase.CONNECT, Cause.PROXY)
NO_WAY = (Failure.NO_ROUTE, Phase.CONNECT, None)
REFUSED = (Failure.PROXY_REFUSED, Phase.ADDRESS, None)
LATE = (Failure.TIMEOUT, Phase.CONNECT, None)
SQUID = {"X_Squid_Error": "ERR_WHATEVER 0"}
STATUS = {"Proxy_Status": "cache.example; error=destination_unavailable"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (answer(407), USELESS),
        (answer(403), REFUSED),
        (answer(404), REFUSED),
        (answer(405), REFUSED),
        (answer(429), REFUSED),
        (redirect("http://login.corp.example/"), REFUSED),
        (answer(500), NO_WAY),
        (answer(502), NO_WAY),
        (answer(503), NO_WAY),
        (answer(504), LATE),
        (b"", (Failure.CONNECTION_RESET, Phase.CONNECT, None)),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", (Failure.PROTOCOL, Phase.CONNECT, None)),
        (b"HTTP/1.1 200 OK\r\n\r\nAnd now a word", (Failure.PROTOCOL, Phase.CONNECT, None)),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 40, (Failure.PROTOCOL, Phase.CONNECT, None)),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", (Failure.PROTOCOL, Phase.CONNECT, None)),
    ],
    ids=lambda value: value[:24] if isinstance(value, bytes) else None,
)
def test_what_the_proxy_answers_to_connect_is_never_taken_for_the_servers_word(
    said: bytes, meant: tuple[Failure, Phase, Cause | None]
) -> None:
    async def script(wire: Wire) -> None:
        await wire.request()
        await wire.send(said)

    proxy = RelayingProxy()
    proxy.serve = script  # type: ignore[method-assign]
    seen = _observe(proxy, GOOD, STORY_TLS)
    assert _ending(seen) == (None, *meant)
    assert (seen.hops, seen.requests) == ((), 0)
    assert seen.detail.isprintable()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (answer(407), (None, *USELESS)),
        (answer(403, **SQUID), (None, *REFUSED)),
        (answer(404, **SQUID), (None, *REFUSED)),
        (answer(503, **SQUID), (None, *NO_WAY)),
        (answer(504, **SQUID), (None, *LATE)),
        (answer(502, **STATUS), (None, *NO_WAY)),
        (answer(404, Proxy_Status="cache.example; fwd=miss"), (404, None, None, None)),
        (answer(200, **SQUID), (200, None, None, None)),
        (answer(404), (404, None, None, None)),
        (answer(502), (502, None, None, None)),
    ],
)
def test_of_answers_to_http_those_that_the_proxy_marks_are_its_own(said: bytes, meant: tuple[object, ...]) -> None:
    assert _ending(_observe(RelayingProxy(refusal=said), GOOD)) == meant


def test_a_407_of_a_server_is_the_servers(certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext) -> None:
    sites = {"news.example": Site(same(answer(407)))}
    seen = _observe(RelayingProxy(), sites, STORY_TLS, certificates=certificates, trusting=trusting)
    assert _ending(seen) == (407, None, None, None)


@pytest.mark.parametrize("url", [STORY, STORY_TLS])
@pytest.mark.parametrize(
    ("proxy_url", "said"),
    [
        ("http://nowhere.example:3128", "the name does not exist"),
        (f"http://{NAME}:3128", "connection refused"),
    ],
)
def test_a_proxy_that_cannot_be_reached_is_to_blame_itself(url: str, proxy_url: str, said: str) -> None:
    proxy = RelayingProxy()
    proxy.site = lambda: Site(silent, addresses=(ADDRESS,), bad_addresses={ADDRESS: ConnectionRefusedError()})  # type: ignore[method-assign]
    seen = _through(proxy, url, proxy_url)
    assert _ending(seen) == (None, *USELESS)
    assert seen.detail == f"the proxy {proxy_url} cannot be reached: {said}"


def _through(proxy: RelayingProxy, url: str, proxy_url: str, *, timeout: float = 1.0) -> Observation:
    seen: list[Observation] = []

    async def story(_: Web, fetcher: Fetcher) -> None:
        seen.append(await fetcher.fetch(url, "GET"))

    _play(proxy, GOOD, story, url=proxy_url, timeout=timeout)
    return seen[0]


def test_a_proxy_that_swallows_connections_is_to_blame_itself() -> None:
    proxy = RelayingProxy()
    proxy.site = lambda: Site(silent, addresses=(ADDRESS,), bad_addresses={ADDRESS: None})  # type: ignore[method-assign]
    seen = _through(proxy, STORY, URL, timeout=0.1)
    assert _ending(seen) == (None, Failure.TIMEOUT, Phase.CONNECT, Cause.PROXY)
    assert seen.detail == "no answer within 0.1 s, while connecting to the proxy"


def test_a_proxy_that_does_not_answer_may_wait_for_the_server_itself() -> None:
    proxy = RelayingProxy()
    proxy.serve = silent  # type: ignore[method-assign]
    assert _ending(_through(proxy, STORY_TLS, URL, timeout=0.1)) == (None, *LATE)


# ------------------------------------------------------------------------------------------------ all else as it was

NETWORK_ITSELF = frozenset({Phase.DNS, Phase.CONNECT, Phase.ADDRESS})
"""Phases that a proxy goes through in our place."""

THE_PROXYS_OWN = frozenset({"wall-407", "reset-at-once", "reset-in-head", "black-hole-6-good-4", "refused-then-good"})
"""What a proxy answers itself, what it tells of a connection that breaks, and which address of several it tries."""

RELAYED = [one for one in ALL if one.expected.phase not in NETWORK_ITSELF and one.name not in THE_PROXYS_OWN]


@pytest.mark.parametrize("behaviour", RELAYED, ids=str)
def test_a_behaviour_shows_itself_through_a_proxy_as_without_one(
    behaviour: Behaviour, certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    proxy = RelayingProxy()

    async def story(_: Web, fetcher: Fetcher) -> None:
        seen = await fetcher.fetch(behaviour.url, "GET")
        assert _summary(seen) == _filled(behaviour.expected, _summary(seen)), seen
        assert seen.elapsed <= behaviour.timeout + 0.5
        assert seen.body_bytes <= CAP

    _play(
        proxy,
        dict(behaviour.sites),
        story,
        certificates=certificates,
        trusting=trusting,
        timeout=behaviour.timeout,
    )
