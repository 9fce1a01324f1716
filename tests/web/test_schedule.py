"""Which URL is asked next, and at what pace: with many hosts, many URLs, and hosts that want to be left alone."""

from __future__ import annotations

import asyncio
import random
import tracemalloc
from typing import Any

import pytest

from archive_lint.config.web import WebSettings
from archive_lint.model.observation import Failure, Method, Observation, Phase
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.history import in_memory
from archive_lint.web.progress import SourceProgress
from archive_lint.web.schedule import Schedule
from archive_lint.web.sweep import SourceChecker
from tests.web.fake_web import NO_SERVER, FakeWeb, check, each, failed, kinds, seen
from tests.web.virtual_clock import VirtualClock, run


def _schedule(*, per_host: int = 1, interval: float = 1.0) -> Schedule[str, str]:
    return Schedule(per_host=per_host, interval=interval)


def _take(schedule: Schedule[str, str], now: float) -> list[str]:
    """All that may begin at a moment; every request ends at once."""
    taken = []
    while found := schedule.pop(now):
        host, fresh, again = found
        taken.append(fresh or again or "")
        host.manners.began(now)
        host.manners.in_flight -= 1
        schedule.settle(host, now)
    return taken


def test_hosts_take_turns_and_requests_to_one_are_spaced() -> None:
    schedule = _schedule()
    for item in ("a1", "a2", "a3", "b1", "b2"):
        schedule.add(schedule.host(item[0]), item, 0.0, 0.0)
    assert _take(schedule, 0.0) == ["a1", "b1"]
    assert (schedule.waiting_hosts, schedule.next_at()) == (2, 1.0)
    assert _take(schedule, 0.9) == []
    assert _take(schedule, 1.0) == ["a2", "b2"]
    assert _take(schedule, 2.0) == ["a3"]
    assert (len(schedule), schedule.waiting_hosts, schedule.next_at()) == (0, 0, None)


def test_the_least_recently_asked_comes_first_within_a_host_and_among_hosts() -> None:
    schedule = _schedule(interval=0.0)
    for item, asked_at in (("a9", 9.0), ("a5", 5.0), ("b7", 7.0), ("c0", 0.0)):
        schedule.add(schedule.host(item[0]), item, asked_at, 0.0)
    assert _take(schedule, 0.0) == ["c0", "a5", "b7", "a9"]


def test_a_host_that_may_take_long_comes_before_one_that_is_soon_done() -> None:
    schedule = _schedule(interval=0.0)
    for key in ("quick", "slow", "new"):
        for number in range(3):
            schedule.add(schedule.host(key), f"{key}{number}", 0.0, 0.0)
    for seconds, key in ((0.1, "quick"), (9.0, "slow")):
        host = schedule.host(key)
        host.manners.began(0.0)
        host.manners.ended(seen(), 0.0, seconds, None)
        schedule.settle(host, 0.0)
    assert _take(schedule, 0.0) == ["new0", "slow0", "new1", "slow1", "new2", "slow2", "quick0", "quick1", "quick2"]


def test_what_waits_for_nothing_continues_at_once() -> None:
    schedule = _schedule(per_host=9, interval=0.0)
    host = schedule.host("a")
    for item, at in (("late", 9.0), ("later", 10.0), ("other", 5.0)):
        schedule.add_again(host, item, at, 0.0)
    schedule.hurry(host, lambda item: item != "other", 2.0)
    schedule.settle(host, 2.0)
    assert _take(schedule, 2.0) == ["late", "later"]
    assert schedule.next_at() == 5.0


def test_a_host_without_room_gives_nothing_until_a_request_ends() -> None:
    schedule = _schedule(per_host=2, interval=0.0)
    host = schedule.host("a")
    for item in "123":
        schedule.add(host, item, 0.0, 0.0)
    for _ in range(2):
        assert schedule.pop(0.0)
        host.manners.began(0.0)
        schedule.settle(host, 0.0)
    assert schedule.pop(0.0) is None
    host.manners.in_flight -= 1
    schedule.settle(host, 0.0)
    assert schedule.pop(0.0) == (host, "3", None)


def test_what_waits_for_its_repetition_lets_the_others_of_its_host_pass() -> None:
    schedule = _schedule(interval=0.0)
    host = schedule.host("a")
    schedule.add_again(host, "again", 5.0, 0.0)
    assert schedule.next_at() == 5.0
    schedule.add(host, "fresh", 0.0, 1.0)
    assert _take(schedule, 1.0) == ["fresh"]
    assert _take(schedule, 4.9) == []
    assert _take(schedule, 5.0) == ["again"]


def test_waiting_urls_cost_little_memory() -> None:
    schedule = _schedule()
    urls = [str(number) for number in range(20_000)]
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number, url in enumerate(urls):
            schedule.add(schedule.host(str(number % 20)), url, 0.0, 0.0)
        used = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert used / len(urls) < 200


class ThrottledWeb(FakeWeb):
    """A host that allows two connections and ten requests a second, and answers 429 beyond."""

    def __init__(self) -> None:
        super().__init__()
        self.chance = random.Random(7)
        self.tokens = 10.0
        self.at = 0.0
        self.complaints = 0

    async def fetch(self, url: str, method: Method) -> Observation:
        time = asyncio.get_running_loop().time()
        self.tokens = min(10.0, self.tokens + 10.0 * (time - self.at))
        self.at = time
        self.now += 1
        fine = self.now <= 2 and self.tokens >= 1.0
        self.tokens -= fine
        self.complaints += not fine
        self.asked.append((method, url))
        await asyncio.sleep(self.chance.uniform(0.02, 0.3))
        self.now -= 1
        return seen(url, 200 if fine else 429, method=method, headers={} if fine else {"retry-after": "1"})


def test_5000_urls_on_a_host_that_allows_two_connections_and_ten_requests_a_second() -> None:
    web = ThrottledWeb()
    report = check(web, [f"http://news.example/{number}/a-story" for number in range(5_000)])
    assert set(kinds(report).values()) == {VerdictKind.ALIVE}
    assert report.asked == 5_000
    assert web.complaints < 0.01 * len(web.asked)


def test_concurrency_is_bounded_over_all_hosts_and_for_each() -> None:
    urls = [f"http://host-{host}.example/{page}/a-story" for host in range(20) for page in range(10)]
    web = FakeWeb({f"host-{host}.example": 200 for host in range(20)}, latency=0.5)
    check(web, urls, concurrency=16, interval=0.0)
    assert web.most == 16
    one = FakeWeb({"host-0.example": 200}, latency=0.5)
    check(one, urls[:10], per_host=3, interval=0.0)
    assert one.most == 3


def test_a_waiting_host_holds_no_worker() -> None:
    """One host asks for a minute's patience, and the only worker asks the others meanwhile."""
    times: dict[str, float] = {}

    def slow(url: str, method: str) -> Observation:
        return seen(url, 429, headers={"retry-after": "60"}) if web.counts[url] < 2 else seen(url)

    def quick(url: str, method: str) -> Observation:
        times[url] = asyncio.get_running_loop().time()
        return seen(url)

    web = FakeWeb({"slow.example": slow} | {f"host-{number}.example": quick for number in range(50)})
    urls = ["http://slow.example/a-story", *(f"http://host-{number}.example/" for number in range(50))]
    report = check(web, urls, concurrency=1)
    assert set(kinds(report).values()) == {VerdictKind.ALIVE}
    assert max(times.values()) < 10.0


def test_retry_after_holds_for_the_whole_host() -> None:
    times: list[float] = []

    def answer(url: str, method: str) -> Observation:
        times.append(asyncio.get_running_loop().time())
        return seen(url, 429, headers={"retry-after": "30"}) if len(times) == 1 else seen(url)

    check(FakeWeb({"news.example": answer}), [f"http://news.example/{n}/story" for n in range(9)], per_host=1)
    assert times[1] - times[0] >= 30.0


def test_of_a_server_that_is_down_three_are_asked_and_one_speaks_for_all() -> None:
    web = FakeWeb({"down.example": NO_SERVER, "good.example": 200})
    urls = [f"http://down.example/{number:03}/a-story" for number in range(300)]
    report = check(web, ["http://good.example/", *urls])
    down = [report.verdicts[url] for url in urls]
    assert {verdict.kind for verdict in down} == {VerdictKind.UNREACHABLE}
    assert down[0].speaks_for == 299
    assert {verdict.representative for verdict in down[1:]} == {urls[0]}
    assert sum("down.example" in url for url in web.counts.elements()) <= 10


@pytest.mark.parametrize(("phase", "deadlines"), [(Phase.CONNECT, 2), (Phase.TLS, 2), (Phase.HEADERS, 2)])
def test_a_silent_server_costs_few_deadlines_however_many_urls_it_has(phase: Phase, deadlines: int) -> None:
    ended = 0.0

    class SilentWeb(FakeWeb):
        async def fetch(self, url: str, method: Method) -> Observation:
            nonlocal ended
            await asyncio.sleep(20.0 if "silent" in url else 0.1)
            if "silent" in url:
                ended = asyncio.get_running_loop().time()
                return failed(Failure.TIMEOUT, phase, url, method=method)
            return seen(url, method=method)

    urls = [f"http://silent.example/{number}/a-story" for number in range(100)]
    report = check(SilentWeb(), ["http://good.example/", *urls])
    assert {report.verdicts[url].kind for url in urls} == {VerdictKind.TIMEOUT}
    assert ended < 20.0 * deadlines + 1.0


def test_nothing_waits_once_a_server_is_known_to_be_down() -> None:
    ends: list[float] = []

    class SilentWeb(FakeWeb):
        async def fetch(self, url: str, method: Method) -> Observation:
            await asyncio.sleep(20.0)
            ends.append(asyncio.get_running_loop().time())
            return failed(Failure.TIMEOUT, Phase.HEADERS, url, method=method)

    async def ended() -> float:
        checker = SourceChecker(WebSettings(interval=0.0), SilentWeb(), in_memory(), clock=VirtualClock())
        await checker.run(each(f"http://silent.example/{number}/a-story" for number in range(9)))
        return asyncio.get_running_loop().time()

    assert run(ended()) == ends[-1]


def test_a_server_that_comes_back_is_asked_for_all_that_waited() -> None:
    answers = iter([failed(Failure.CONNECTION_RESET, Phase.CONNECT, requests=0)] * 3)

    def answer(url: str, method: str) -> Observation:
        return next(answers, None) or seen(url)

    urls = [f"http://news.example/{number}/a-story" for number in range(40)]
    report = check(FakeWeb({"news.example": answer}), urls)
    assert set(kinds(report).values()) == {VerdictKind.ALIVE}
    assert len(report.verdicts) == 40


@pytest.mark.parametrize("limit", [10, 50])
def test_requests_a_host_are_limited_and_the_rest_is_left(limit: int) -> None:
    web = FakeWeb({"news.example": 200, "other.example": 200})
    urls = [f"http://news.example/{number}/a-story" for number in range(100)]
    report = check(web, [*urls, "http://other.example/"], requests_per_host=limit)
    assert sum("news.example" in url for url in web.counts.elements()) == limit
    left = [verdict for verdict in report.verdicts.values() if verdict.kind is VerdictKind.UNCHECKED]
    assert {verdict.reason for verdict in left} == {"budget"}
    assert len(left) == report.unchecked > 0
    assert not report.complete


def test_max_time_ends_the_run_and_says_what_is_left() -> None:
    web = FakeWeb({"news.example": 200}, latency=0.1)
    report = check(web, [f"http://news.example/{n}/story" for n in range(1_000)], interval=1.0, max_time=60.0)
    assert 20 < report.asked < 70
    assert report.asked + report.unchecked == 1_000
    assert not report.complete
    assert "left for the next run" in report.notes[0]


def test_urls_are_asked_for_while_others_are_still_to_be_found() -> None:
    from archive_lint.config.web import WebSettings
    from archive_lint.web.history import in_memory
    from archive_lint.web.sweep import SourceChecker
    from tests.web.virtual_clock import VirtualClock, run

    web = FakeWeb({"news.example": 200})
    asked_before: list[int] = []

    async def found() -> Any:
        for number in range(5):
            asked_before.append(len(web.counts))
            yield f"http://news.example/{number}/a-story"
            await asyncio.sleep(5)

    report = run(SourceChecker(WebSettings(), web, in_memory(), clock=VirtualClock()).run(found()))
    assert asked_before == [0, 1, 2, 3, 4]
    assert report.asked == 5


def test_progress_shows_what_is_done_known_and_waiting() -> None:
    shown: list[SourceProgress] = []
    urls = [f"http://host-{n % 5}.example/{n}/story" for n in range(200)]
    web = FakeWeb({f"host-{n}.example": 200 for n in range(5)})
    check(web, urls, interval=1.0, progress=shown.append)
    assert [moment.done for moment in shown] == sorted(moment.done for moment in shown)
    assert (shown[-1].done, shown[-1].known, shown[-1].complete) == (200, 200, True)
    assert shown[-1].seconds_left == 0.0
    assert not any(moment.is_ending for moment in shown)
    assert max(moment.hosts_waiting for moment in shown) == 5
    assert 4 < shown[-1].rate < 10
