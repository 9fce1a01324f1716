"""The benchmark of source checking: what its web does, and what it counts."""

from __future__ import annotations

import socket
from collections.abc import Iterable

import pytest

from benchmarks.loopback_web import Manner, Usage, WebHost, served
from benchmarks.rotten_web import Scenario, as_table, brisk_web, judge, rotten_web
from benchmarks.web_checkers import CheckerOutcome, Limits

LIMITS = Limits(timeout=6)


def outcome(*, wall: float = 2.0, lost: Iterable[str] = (), unsure: dict[str, int] | None = None) -> CheckerOutcome:
    return CheckerOutcome(wall=wall, cpu=1.0, memory=50_000_000, lost=frozenset(lost), unsure=unsure or {})


def ask(address: str, port: int, *requests: str) -> list[str]:
    """The first lines of the answers that come on one connection."""
    with socket.create_connection((address, port), timeout=5) as opened:
        answers = []
        for request in requests:
            opened.sendall(f"{request} HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
            answers.append(opened.recv(65_536).decode())
        return answers


def test_every_host_is_an_address_of_its_own_and_treats_its_guests_in_its_manner() -> None:
    hosts = [
        WebHost("127.1.0.1"),
        WebHost("127.1.0.2", Manner.LIMITS),
        WebHost("127.1.0.3", Manner.SILENT),
        WebHost("127.1.0.4", Manner.REFUSES),
        WebHost("127.1.0.5", fastest=0.001, slowest=0.002),
    ]
    with served(hosts) as web:
        page, head, gone = ask("127.1.0.1", web.port, "GET /news/1", "HEAD /news/1", "GET /gone/1")
        assert page.startswith("HTTP/1.1 200 ")
        assert head == page[: page.index("\r\n\r\n") + 4]
        assert gone.startswith("HTTP/1.1 404 ")
        limited = ask("127.1.0.2", web.port, *["HEAD /news/1"] * 12)
        assert limited[0].startswith("HTTP/1.1 200 ")
        assert any("429" in answer and "Retry-After: 1" in answer for answer in limited)
        with pytest.raises(OSError, match="refused"):
            ask("127.1.0.4", web.port, "GET /")
        assert ask("127.1.0.5", web.port, "HEAD /news/1")[0].startswith("HTTP/1.1 200 ")
        with socket.create_connection(("127.1.0.3", web.port), timeout=5) as silent:
            silent.sendall(b"GET / HTTP/1.1\r\n\r\n")
            silent.settimeout(0.05)
            with pytest.raises(TimeoutError):
                silent.recv(1)
        usage = web.used()
        assert usage.requests == 3 + 12 + 1 + 1
        assert 0 < usage.limited < 12
        assert web.used().requests == 0


def test_a_page_keeps_its_latency() -> None:
    host = WebHost("127.1.0.1", fastest=0.02, slowest=5.0)
    latencies = [host.latency(b"/news/%d" % number) for number in range(200)]
    assert latencies == [host.latency(b"/news/%d" % number) for number in range(200)]
    assert 0.02 <= min(latencies) < 0.05
    assert 2.0 < max(latencies) <= 5.0


@pytest.mark.parametrize("slow", ["pages", "hosts"])
def test_the_rotten_web_is_as_rotten_as_it_says(slow: str) -> None:
    web = rotten_web(slow=slow)
    manners = [host.manner for host in web.hosts]
    assert manners.count(Manner.SILENT) + manners.count(Manner.REFUSES) == len(manners) / 10
    assert manners.count(Manner.LIMITS) == len(manners) / 10
    slowest = [host.slowest for host in web.hosts if host.manner is Manner.ANSWERS]
    assert max(slowest) > 4.0
    assert (min(slowest) < 0.05) is (slow == "hosts")


@pytest.mark.parametrize("web", [brisk_web(), rotten_web()])
def test_both_are_asked_the_same_loopback_urls_in_the_same_order(web: Scenario) -> None:
    urls = web.urls(8_080)
    assert urls == web.urls(8_080)
    assert len(set(urls)) == len(web.hosts) * web.urls_a_host
    assert all(url.startswith("http://127.1.") for url in urls)


def test_what_is_said_of_pages_is_held_against_what_they_are() -> None:
    hosts = (WebHost("127.1.0.1"), WebHost("127.1.0.2", Manner.SILENT))
    web = Scenario("small", hosts, 10, LIMITS, with_gone=True)
    urls = web.urls(80)
    (gone,) = (url for url in urls if "/gone/" in url)
    there = [url for url in urls if "127.1.0.1" in url and url != gone]
    silent = [url for url in urls if "127.1.0.2" in url]

    def counts(**said: object) -> tuple[int, int, int]:
        judged = judge(web, outcome(**said), Usage(requests=0, limited=0, cpu=0.0), urls)  # type: ignore[arg-type]
        return judged.false_dead, judged.missed, judged.unjudged

    assert counts(lost=[gone]) == (0, 0, 0)
    assert counts(lost=[gone, *there[:2]]) == (2, 0, 0)
    assert counts(lost=silent) == (0, 1, 0)
    assert counts(lost=[gone], unsure={there[0]: 2, silent[0]: 9}) == (0, 0, 3)


def test_the_table_tells_medians_and_the_ratio_to_each_peer() -> None:
    web = Scenario("small", (WebHost("127.1.0.1"),), 10, LIMITS)
    usage = Usage(requests=12, limited=0, cpu=0.1)
    runs = {
        name: [judge(web, outcome(wall=wall), usage, web.urls(80)) for wall in walls]
        for name, walls in {"archive-lint": [2.0, 1.0, 9.0], "peer": [4.0, 4.0, 5.0]}.items()
    }
    _, _, ours, peer, *_ = as_table(web, runs, "peer").splitlines()
    assert ours.startswith("| archive-lint | 2.00 | 0.50 | 5 |")
    assert peer.startswith("| peer | 4.00 | 1.00 | 2 |")
