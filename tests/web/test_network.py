"""Telling a dead web from a dead network of our own."""

from __future__ import annotations

import pytest

from archive_lint.model.observation import Cause, Failure, Hop, Observation, Phase
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.history import in_memory
from archive_lint.web.network import HOPELESS, SUSPICIOUS, NetworkWatch
from tests.web.fake_web import NO_NAME, NO_RESOLVER, NO_SERVER, FakeWeb, check, failed, kinds

NO_ROUTE = (Failure.NO_ROUTE, Phase.CONNECT)
SILENCE = (Failure.TIMEOUT, Phase.CONNECT)


def _hosts(number: int, what: object) -> dict[str, object]:
    return {f"host-{at}.example": what for at in range(number)}


def _urls(number: int) -> list[str]:
    return [f"http://host-{at}.example/{page}/a-story" for at in range(number) for page in range(2)]


@pytest.mark.parametrize("how", [NO_RESOLVER, NO_ROUTE, SILENCE])
@pytest.mark.parametrize("hosts", [2, 9, 40])
def test_without_a_network_nothing_is_claimed_and_nothing_remembered(how: object, hosts: int) -> None:
    history = in_memory()
    report = check(FakeWeb(_hosts(hosts, how)), _urls(hosts), history=history)
    assert report.network_down
    assert not report.complete
    assert set(kinds(report).values()) == {VerdictKind.UNCHECKED}
    assert len(report.verdicts) == 2 * hosts
    assert [note for note in report.notes if "network is down" in note] == [report.notes[0]]
    assert not any(history.records(url) for url in report.verdicts)


def test_a_network_that_is_down_is_noticed_without_asking_for_everything() -> None:
    web = FakeWeb(_hosts(500, NO_RESOLVER))
    assert check(web, _urls(500), concurrency=8).network_down
    assert len(web.asked) < 200


def test_a_resolver_that_knows_no_name_is_not_believed() -> None:
    report = check(FakeWeb(_hosts(6, NO_NAME)), _urls(6))
    assert report.network_down
    single = check(FakeWeb(_hosts(1, NO_NAME)), _urls(1))
    assert set(kinds(single).values()) == {VerdictKind.UNREACHABLE}
    assert not single.network_down


@pytest.mark.parametrize("what", [NO_NAME, NO_SERVER, NO_RESOLVER])
def test_one_dead_host_is_not_a_dead_network(what: object) -> None:
    report = check(FakeWeb(_hosts(1, what)), _urls(1))
    assert not report.network_down


def test_a_network_that_breaks_during_the_run_takes_back_what_it_explains() -> None:
    web = FakeWeb()
    good = [f"http://good-{number}.example/a" for number in range(3)]

    def for_a_while(url: str, method: str) -> object:
        return 200 if web.counts[url] <= 2 else NO_RESOLVER

    web.answers = {f"good-{number}.example": for_a_while for number in range(3)} | _hosts(60, NO_RESOLVER)
    report = check(web, good + _urls(60), concurrency=3)
    assert report.network_down
    assert set(kinds(report).values()) == {VerdictKind.ALIVE, VerdictKind.UNCHECKED}
    assert len(web.asked) < 300


def test_a_rotten_web_is_not_a_dead_network() -> None:
    """Forty dead domains in a row, and one that lives to witness that the network works."""
    good = "http://good.example/a"
    web = FakeWeb({"good.example": 200} | _hosts(40, NO_NAME))
    report = check(web, [good, *_urls(40)], concurrency=4)
    found = kinds(report)
    assert web.counts[good] <= 2 + 4 * 40 // SUSPICIOUS
    assert not report.network_down
    assert report.complete
    assert found.pop(good) is VerdictKind.ALIVE
    assert set(found.values()) == {VerdictKind.GONE_DOMAIN}


def test_no_witness_is_asked_where_some_hosts_answer_between() -> None:
    hosts = [f"{kind}-{number}.example" for number in range(3 * SUSPICIOUS) for kind in ("dead", "good")]
    web = FakeWeb({host: 200 if "good" in host else NO_SERVER for host in hosts})
    check(web, [f"http://{host}/" for host in hosts], concurrency=1, retries=0)
    assert {count for url, count in web.counts.items() if "good" in url} == {2}


def test_no_host_is_asked_that_the_run_does_not_cite() -> None:
    web = FakeWeb({"good.example": 200} | _hosts(15, NO_SERVER))
    check(web, ["http://good.example/a", *_urls(15)], concurrency=2)
    assert {url.split("/")[2] for url in web.counts} <= {"good.example", *_hosts(15, None)}


def test_what_this_machine_cannot_do_says_nothing_of_the_web() -> None:
    report = check(FakeWeb(_hosts(4, (Failure.LOCAL, Phase.CONNECT))), _urls(4))
    assert set(kinds(report).values()) == {VerdictKind.UNCHECKED}
    assert not report.network_down
    assert "8 sources could not be requested" in report.notes[0]


PROXY_DOWN = {"failure": Failure.NO_ROUTE, "phase": Phase.CONNECT, "cause": Cause.PROXY, "detail": "the proxy is away"}


def _told(is_doubtful: bool, *told: dict[str, object]) -> NetworkWatch:
    watched = NetworkWatch(is_doubtful=is_doubtful)
    for number, what in enumerate(told):
        watched.learn(Observation(url=f"http://site-{number}.example/", at=0, method="GET", **what))  # type: ignore[arg-type]
    return watched


REFUSED_BY_PROXY = {"failure": Failure.PROXY_REFUSED, "phase": Phase.ADDRESS, "requests": 1}
LOST = {"failure": Failure.NXDOMAIN, "phase": Phase.DNS}
ANSWERED = {"status": 404, "hops": (Hop("http://there.example/", 404),), "requests": 1}


@pytest.mark.parametrize(
    ("is_doubtful", "told", "seems_down", "useless"),
    [
        (False, [PROXY_DOWN], True, "the proxy is away"),
        (False, [LOST, PROXY_DOWN], True, "the proxy is away"),
        (False, [PROXY_DOWN, ANSWERED], False, ""),
        (False, [PROXY_DOWN, ANSWERED, LOST], False, ""),
        (False, [REFUSED_BY_PROXY] * 9, False, ""),
        (False, [PROXY_DOWN, REFUSED_BY_PROXY], True, "the proxy is away"),
        (True, [], False, ""),
        (True, [REFUSED_BY_PROXY], False, ""),
        (True, [LOST], True, ""),
        (True, [LOST, ANSWERED], False, ""),
        (False, [LOST], False, ""),
    ],
)
def test_one_failure_is_enough_where_the_proxy_is_to_blame_or_one_may_be_missing(
    is_doubtful: bool, told: list[dict[str, object]], seems_down: bool, useless: str
) -> None:
    watched = _told(is_doubtful, *told)
    assert (watched.seems_down, watched.useless_proxy) == (seems_down, useless)


def test_a_proxy_that_fails_the_witnesses_is_named_whatever_came_last() -> None:
    """Connections that the proxy still held may break later than those that it refused."""
    web = FakeWeb()

    def for_a_while(url: str, method: str) -> Observation | int:
        return 200 if web.counts[url] <= 2 else failed(url=url, **PROXY_DOWN)  # type: ignore[arg-type]

    web.answers = {"good.example": for_a_while, "late.example": (Failure.CONNECTION_RESET, Phase.CONNECT)}
    report = check(web, ["http://good.example/a", "http://late.example/a"], concurrency=1, retries=1)
    assert report.network_down
    assert report.notes[0].startswith("The network is down: the proxy is away.")


def watch(*, failing: int, failure: Failure, answered: bool) -> NetworkWatch:
    watched = NetworkWatch()
    if answered:
        watched.learn(Observation(url="http://there.example/", at=0, method="GET", status=200, hops=(_ANSWER,)))
    for number in range(failing):
        url = f"http://host-{number}.site-{number}.example/"
        watched.learn(Observation(url=url, at=0, method="GET", failure=failure, phase=Phase.DNS, requests=1))
    return watched


_ANSWER = Hop("http://there.example/", 200)


@pytest.mark.parametrize(
    ("failing", "answered", "is_suspect"),
    [(SUSPICIOUS - 1, True, False), (SUSPICIOUS, True, True), (HOPELESS - 1, False, False), (HOPELESS, False, True)],
)
def test_somebody_is_asked_when_so_many_domains_in_a_row_cannot_be_reached(
    failing: int, answered: bool, is_suspect: bool
) -> None:
    assert watch(failing=failing, failure=Failure.DNS_FAILURE, answered=answered).is_suspect is is_suspect


@pytest.mark.parametrize(
    ("failing", "failure", "answered", "seems_down"),
    [
        (1, Failure.DNS_FAILURE, False, False),
        (2, Failure.DNS_FAILURE, False, True),
        (2, Failure.DNS_FAILURE, True, False),
        (4, Failure.NXDOMAIN, False, False),
        (5, Failure.NXDOMAIN, False, True),
    ],
)
def test_at_the_end_of_a_run_the_failures_alone_speak_for_a_network_that_is_down(
    failing: int, failure: Failure, answered: bool, seems_down: bool
) -> None:
    assert watch(failing=failing, failure=failure, answered=answered).seems_down is seems_down
