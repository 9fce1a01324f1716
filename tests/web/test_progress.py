"""What progress says of a check of sources is true, and what it promises is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import pairwise

import pytest

from archive_lint.web.history import in_memory
from archive_lint.web.pace import Pace
from archive_lint.web.progress import SourceProgress
from tests.web.fake_web import FakeWeb, check, each, seen
from tests.web.virtual_clock import VirtualClock, run

Timed = tuple[float, SourceProgress]


class Watch:
    """Notes what is shown, and when."""

    def __init__(self) -> None:
        self.shown: list[Timed] = []

    def __call__(self, progress: SourceProgress) -> None:
        self.shown.append((asyncio.get_running_loop().time(), progress))

    @property
    def end(self) -> float:
        return self.shown[-1][0]

    def promises(self, since: float = 0.0) -> list[tuple[float, float]]:
        """When something was promised, and the end that was."""
        return [
            (at, at + moment.seconds_left)
            for at, moment in self.shown
            if moment.seconds_left is not None and moment.done < moment.known and at >= since
        ]


class SlowingWeb(FakeWeb):
    """Answers ten times slower from a moment on."""

    async def fetch(self, url: str, method: object) -> object:  # type: ignore[override]
        slow = asyncio.get_running_loop().time() >= 60.0
        await asyncio.sleep(4.0 if slow else 0.4)
        return seen(url)


def pages(host: str, count: int) -> list[str]:
    return [f"http://{host}.example/{number}/a-story" for number in range(count)]


@pytest.mark.parametrize(
    "urls",
    [
        pytest.param(
            [*pages("big", 120), *(url for n in range(60) for url in pages(f"host-{n}", 10))],
            id="one host has most of the URLs",
        ),
        pytest.param([url for n in range(20) for url in pages(f"host-{n}", 5 * n + 1)], id="hosts of all sizes"),
        pytest.param(pages("only", 200), id="a single host"),
    ],
)
def test_a_check_that_slows_down_when_small_hosts_are_done_never_promises_too_early_an_end(
    urls: list[str],
) -> None:
    watch = Watch()
    web = FakeWeb({url.split("/")[2]: 200 for url in urls}, latency=0.1)
    check(web, urls, progress=watch, interval=1.0)
    promises = watch.promises()
    assert len(promises) > 50
    assert not any(moment.is_cut_off for _, moment in watch.shown)
    assert [(at, end) for at, end in promises if end < watch.end - 2.0] == []


def test_a_host_whose_pages_need_several_requests_is_given_the_time_for_them() -> None:
    watch = Watch()
    urls = [*pages("lost", 200), *(url for n in range(20) for url in pages(f"host-{n}", 100))]
    web = FakeWeb({url.split("/")[2]: 200 for url in urls} | {"lost.example": 404}, latency=2.0)
    check(web, urls, progress=watch)
    assert web.counts.total() > len(urls) + 90
    promises = watch.promises(since=15.0)
    assert len(promises) > 50
    assert [(at, end) for at, end in promises if end < watch.end * 0.9] == []


def test_when_all_servers_get_ten_times_slower_nothing_false_is_promised_after_ten_seconds() -> None:
    watch = Watch()
    urls = [url for n in range(20) for url in pages(f"host-{n}", 100)]
    check(SlowingWeb(), urls, progress=watch, interval=0.0, per_host=1, concurrency=10)
    assert max(end for at, end in watch.promises() if at < 60.0) < watch.end / 2
    assert len(watch.promises(since=70.0)) > 50
    assert [(at, end) for at, end in watch.promises(since=70.0) if end < watch.end - 2.0] == []


def test_nothing_is_promised_before_ten_seconds_or_while_urls_are_still_found() -> None:
    from archive_lint.config.web import WebSettings
    from archive_lint.web.sweep import SourceChecker

    watch = Watch()

    async def found() -> AsyncIterator[str]:
        for url in pages("news", 60):
            yield url
            await asyncio.sleep(0.5)

    web = FakeWeb({"news.example": 200})
    run(SourceChecker(WebSettings(interval=1.0), web, in_memory(), clock=VirtualClock(), progress=watch).run(found()))
    assert all(moment.seconds_left is None for at, moment in watch.shown if at < 29.0)
    assert watch.promises(since=30.0)


def test_no_end_is_promised_that_lies_after_the_time_that_is_given() -> None:
    watch = Watch()
    web = FakeWeb({"news.example": 200})
    check(web, pages("news", 1_000), interval=1.0, progress=watch, max_time=60.0)
    assert {round(end) for _, end in watch.promises()} == {60}
    assert {moment.is_cut_off for _, moment in watch.shown if moment.seconds_left} == {True}


def test_what_an_earlier_run_has_judged_is_done_and_says_nothing_of_speed() -> None:
    history, clock = in_memory(), VirtualClock()
    web = FakeWeb({"news.example": 200, "slow.example": 200})
    check(web, pages("news", 500), history=history, clock=clock)
    clock.days += 1
    watch = Watch()
    check(web, [*pages("news", 500), *pages("slow", 30)], history=history, clock=clock, interval=1.0, progress=watch)
    assert watch.shown[1][1].done >= 500
    assert max(moment.rate for _, moment in watch.shown) < 10


def test_a_wait_is_shown_while_nothing_else_happens() -> None:
    watch = Watch()

    def busy(url: str, method: str) -> object:
        return seen(url, 429, headers={"retry-after": "40"}) if url.endswith("/0/a-story") else seen(url)

    check(FakeWeb({"news.example": busy}), pages("news", 3), progress=watch, interval=1.0)
    times = [at for at, _ in watch.shown]
    assert max(later - earlier for earlier, later in pairwise(times)) <= 1.5


@pytest.mark.parametrize("max_time", [None, 20.0], ids=["stopped", "out of time"])
def test_a_check_that_ends_early_does_not_jump_to_the_end(max_time: float | None) -> None:
    from archive_lint.config.web import WebSettings
    from archive_lint.web.sweep import SourceChecker

    watch = Watch()
    web = FakeWeb({"news.example": 200}, latency=2.0)

    async def check_and_stop() -> None:
        checker = SourceChecker(
            WebSettings(interval=1.0), web, in_memory(), clock=VirtualClock(), progress=watch, max_time=max_time
        )
        if max_time is None:
            asyncio.get_running_loop().call_later(20.0, checker.stop)
        await checker.run(each(pages("news", 500)))

    run(check_and_stop())
    last = watch.shown[-1][1]
    assert last.is_ending
    assert last.seconds_left is None
    assert 15 <= last.done <= 25
    assert last.known == 500


@pytest.mark.parametrize(
    ("ended", "rate"),
    [
        pytest.param([0, 100, 200], 10.0, id="steady"),
        pytest.param([0, 1_000, 1_010], 1.0, id="ten seconds, not the whole"),
        pytest.param([0, 1_000, 1_000], 0.0, id="nothing for ten seconds"),
    ],
)
def test_the_rate_is_of_the_last_ten_seconds(ended: list[int], rate: float) -> None:
    pace = Pace(0.0)
    for step, count in enumerate(ended):
        pace.note(step * 10.0, count)
    assert pace.rate(20.0) == rate


@pytest.mark.parametrize(
    ("fill", "pending", "slowest", "left"),
    [
        pytest.param(lambda at: 10 * at, 100, 0.0, 10.0, id="a steady pace"),
        pytest.param(lambda at: 10 * at, 100, 45.0, 45.0, id="a host that takes longer"),
        pytest.param(lambda at: 10 * at if at <= 20 else 180 + at, 100, 0.0, 100.0, id="the last ten seconds"),
        pytest.param(lambda at: at if at <= 20 else 10 * at - 180, 110, 0.0, 20.0, id="the whole, where slower"),
        pytest.param(lambda at: 20 * (at // 4), 100, 0.0, 25.0, id="answers in bursts"),
        pytest.param(lambda at: 10 * at if at <= 32 else 288 + at, 100, 0.0, None, id="a fall that is not over"),
        pytest.param(lambda at: min(10 * at, 300), 100, 0.0, None, id="nothing ended of late"),
        pytest.param(lambda at: 10 * at, 0, 0.0, 0.0, id="nothing is left"),
    ],
)
def test_the_slower_pace_counts(fill: Callable[[int], int], pending: int, slowest: float, left: float | None) -> None:
    pace = Pace(0.0)
    for at in range(41):
        pace.note(float(at), fill(at))
    assert pace.seconds_left(40.0, pending, slowest) == left


def test_a_pace_takes_little_memory_however_often_it_is_asked() -> None:
    pace = Pace(0.0)
    for tick in range(100_000):
        pace.note(tick / 100, tick)
    assert len(pace._past) <= 25
