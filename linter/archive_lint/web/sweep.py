"""The check of all sources: takes URLs while they are still being found, and hands back a verdict on each."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterable, Iterable

from archive_lint.config.web import WebSettings
from archive_lint.model.observation import Failure, Observation
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.classify import Judgement
from archive_lint.web.clock import Clock, SystemClock
from archive_lint.web.fetch.protocol import Fetches
from archive_lint.web.history import History
from archive_lint.web.ledger import Ledger
from archive_lint.web.network import NetworkWatch, never_reached
from archive_lint.web.politeness import Breaker, host_key, server_key
from archive_lint.web.progress import ProgressCallback, SourceProgress
from archive_lint.web.retry import SECOND_LOOK, RetryPolicy
from archive_lint.web.schedule import Host, Schedule
from archive_lint.web.summary import CheckReport
from archive_lint.web.url_check import HostNotes, UrlCheck

_SAVE_EVERY = 1.0
"""Seconds between commits: with the write itself, a kill loses less than two."""

_GRACE = 5.0
"""Seconds that requests under way get when the run is to end."""

_SHOW_EVERY = 0.2
"""Seconds between two calls of the progress callback."""

_BATCH = 100
"""URLs taken in a row before those under way get their turn."""


class SourceChecker:
    """One check; made for one `run`.

    `max_time` is its budget in seconds. `progress` is called a few times a second. The history stays open.
    """

    def __init__(
        self,
        settings: WebSettings,
        fetcher: Fetches,
        history: History,
        *,
        clock: Clock | None = None,
        max_time: float | None = None,
        progress: ProgressCallback | None = None,
    ) -> None:
        self._settings = settings
        self._fetcher = fetcher
        self._history = history
        self._clock = clock or SystemClock()
        self._max_time = max_time
        self._progress = progress
        self._ledger = Ledger(settings, history, self._clock)
        self._policy = RetryPolicy(settings.retries)
        self._schedule: Schedule[str, UrlCheck] = Schedule(per_host=settings.per_host, interval=settings.interval)
        self._notes_on: defaultdict[str, HostNotes] = defaultdict(HostNotes)
        self._breakers: defaultdict[str, Breaker] = defaultdict(Breaker)
        self._behind: defaultdict[str, list[str]] = defaultdict(list)
        """URLs that wait for what is found of another of their server."""
        self._spoken: dict[str, tuple[Judgement, Observation]] = {}
        """What was found of URLs that speak for others."""
        self._watch = NetworkWatch()
        self._unproven: list[tuple[str, Judgement, Observation, str]] = []
        """Judgements that a dead network of ours would explain as well."""
        self._running: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = float("inf")
        self._failure: BaseException | None = None
        self._ended_by = ""
        self._testing = False
        self._network_down = False
        self._all_known = False
        self._began = 0.0
        self._shown_at = float("-inf")

    def stop(self) -> None:
        """Ends the run early: what is under way gets a moment, and `run` returns what is known."""
        self._end("stopped")

    async def run(self, urls: AsyncIterable[str]) -> CheckReport:
        """Judges all URLs. Cancelled, it keeps in the history what it has found, and passes the cancellation on."""
        self._began = self._clock.monotonic()
        feed = asyncio.create_task(self._take_all(urls))
        feed.add_done_callback(lambda _: self._wake.set())
        saver = asyncio.create_task(self._save())
        try:
            await self._work(feed)
            await self._conclude(feed)
        finally:
            await _cancel([feed, saver, *self._running, *([self._alarm] if self._alarm else [])])
            await asyncio.to_thread(self._history.commit)
        return self._ledger.report(network_down=self._network_down, complete=not self._ended_by)

    async def _take_all(self, urls: AsyncIterable[str]) -> None:
        number = 0
        async for url in urls:
            taken = self._ledger.take(url)
            if taken is not None:
                key, asked_at = taken
                host = self._schedule.host(host_key(key))
                self._schedule.add(host, key, asked_at, self._clock.monotonic())
                if len(self._running) < self._settings.concurrency:
                    self._wake.set()
            number += 1
            if number % _BATCH == 0:
                await asyncio.sleep(0)

    async def _work(self, feed: asyncio.Task[None]) -> None:
        """Starts requests until nothing is left, or the run is to end."""
        while not self._ended_by:
            now = self._clock.monotonic()
            if self._max_time is not None and now - self._began >= self._max_time:
                return self._end("budget")
            while self._may_start() and (found := self._schedule.pop(now)) is not None:
                self._start(*found, now)
            if self._failure is not None:
                raise self._failure
            if feed.done():
                feed.result()
                self._all_known = True
                if not self._running and not len(self._schedule):
                    return None
            self._set_alarm()
            self._show(now)
            await self._wake.wait()
            self._wake.clear()
        return None

    def _may_start(self) -> bool:
        return not self._testing and len(self._running) < self._settings.concurrency

    def _set_alarm(self) -> None:
        """Has the run woken when the next host stops waiting, or when time is up."""
        following = self._schedule.next_at() if self._may_start() else None
        at = min(
            float("inf") if following is None else following,
            float("inf") if self._max_time is None else self._began + self._max_time,
        )
        if at < self._alarm_at:
            if self._alarm is not None:
                self._alarm.cancel()
            self._alarm_at = at
            self._alarm = asyncio.create_task(self._ring(at))

    async def _ring(self, at: float) -> None:
        await self._clock.sleep(max(0.0, at - self._clock.monotonic()))
        self._alarm_at = float("inf")
        self._alarm = None
        self._wake.set()

    def _start(self, host: Host[str, UrlCheck], fresh: str | None, begun: UrlCheck | None, now: float) -> None:
        url = fresh if begun is None else begun.url
        assert url is not None
        breaker = self._breakers[server_key(url)]
        limit = self._settings.requests_per_host
        if breaker.cause not in ("", url):
            self._follow(breaker.cause, url)
        elif limit and host.manners.requests >= limit:
            self._ledger.leave(url, "budget")
        else:
            inquiry = begun or UrlCheck(url, self._notes_on[host.key], self._policy, self._settings.accept)
            host.manners.began(now)
            task = asyncio.create_task(self._ask(host, inquiry, now))
            self._running.add(task)
            task.add_done_callback(self._ended)
        self._schedule.settle(host, now)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = self._failure or task.exception()
        self._wake.set()

    async def _ask(self, host: Host[str, UrlCheck], inquiry: UrlCheck, began: float) -> None:
        """One request, and what follows from it."""
        asked = inquiry.ask.url
        seen = await self._fetcher.fetch(asked, inquiry.ask.method)
        now = self._clock.monotonic()
        self._ledger.requests += seen.requests
        wait = inquiry.learn(seen)
        if asked == inquiry.url:
            breaker = self._breakers[server_key(asked)]
            breaker.learn(asked, seen, judged=wait is None)
            if breaker.cause == asked and seen.failure is Failure.TIMEOUT:
                # Its siblings have waited in vain as well: one more deadline would tell nothing new.
                inquiry.give_up(seen)
                wait = None
        host.manners.ended(seen, began, now, wait)
        if self._watch.learn(seen):
            self._accept_unproven()
        if wait is not None:
            self._schedule.add_again(host, inquiry, now + wait, now)
        else:
            self._judged(inquiry, now)
        self._schedule.settle(host, now)
        if self._watch.is_suspect and not self._testing and not self._ended_by:
            await self._test_network()

    def _judged(self, inquiry: UrlCheck, now: float) -> None:
        """Passes a judgement on, to those as well who were waiting for it."""
        judgement, seen, url = inquiry.judgement, inquiry.page, inquiry.url
        assert judgement is not None
        assert seen is not None
        breaker = self._breakers[server_key(url)]
        if breaker.cause == url and judgement.kind.may_be_host_wide:
            self._spoken[url] = judgement, seen
        elif breaker.cause == url:
            breaker.close()
        self._settle(url, judgement, seen)
        for other in self._behind.pop(url, ()):
            if breaker.cause:
                self._follow(url, other)
            else:
                self._schedule.add(self._schedule.host(host_key(other)), other, 0.0, now)

    def _follow(self, representative: str, url: str) -> None:
        """Takes for `url` what is found of another URL of its server, or waits for that."""
        if representative not in self._spoken:
            self._behind[representative].append(url)
            return
        judgement, seen = self._spoken[representative]
        self._settle(url, judgement, seen, representative)

    def _settle(self, url: str, judgement: Judgement, seen: Observation, representative: str = "") -> None:
        if never_reached(seen):
            self._unproven.append((url, judgement, seen, representative))
        else:
            self._ledger.finish(url, judgement, seen, representative)

    def _accept_unproven(self) -> None:
        """The network works: it is the servers that cannot be reached."""
        unproven, self._unproven = self._unproven, []
        for url, judgement, seen, representative in unproven:
            if judgement.kind is VerdictKind.GONE_DOMAIN and not self._watch.names_resolve:
                evidence = "the name does not exist; no other name of the run does either, so the fault may be ours"
                judgement = Judgement(VerdictKind.UNREACHABLE, "dns", evidence)
            self._ledger.finish(url, judgement, seen, representative)

    async def _test_network(self) -> None:
        """Asks those who have answered before, or gives the network up where there is nobody; starts nothing meanwhile."""
        self._testing = True
        if await self._has_witness():
            self._watch.relieve()
            self._accept_unproven()
            self._testing = False
        else:
            self._network_down = True
            self._end("network")

    async def _has_witness(self) -> bool:
        """Whether one of those who have answered before does so still; each is asked twice, for a host may fail for itself."""
        for pause in (0.0, SECOND_LOOK):
            for url in self._watch.witnesses:
                await self._clock.sleep(pause)
                if not never_reached(await self._fetcher.fetch(url, "HEAD")):
                    return True
        return False

    def _end(self, why: str) -> None:
        self._ended_by = self._ended_by or why
        self._wake.set()

    async def _conclude(self, feed: asyncio.Task[None]) -> None:
        """Brings every URL to a verdict, be it that nothing is claimed."""
        if self._ended_by != "stopped":
            # Those that are found only now have verdicts of earlier runs as well.
            await feed
        if self._running:
            await asyncio.wait(self._running, timeout=_GRACE)
        await _cancel(self._running)
        if self._ended_by == "stopped":
            # Nobody waits for witnesses now: these are asked for again.
            self._unproven.clear()
        if self._unproven and not self._network_down:
            known = self._watch.witnesses
            self._network_down = not await self._has_witness() if known else self._watch.seems_down
        if self._network_down:
            self._unproven.clear()
        self._accept_unproven()
        self._ledger.close("network" if self._network_down else self._ended_by or "stopped")
        self._show(self._clock.monotonic(), always=True)

    async def _save(self) -> None:
        while True:
            await self._clock.sleep(_SAVE_EVERY)
            await asyncio.to_thread(self._history.commit)

    def _show(self, now: float, *, always: bool = False) -> None:
        if self._progress is None or (now - self._shown_at < _SHOW_EVERY and not always):
            return
        self._shown_at = now
        known = len(self._ledger)
        done = known - self._ledger.pending
        elapsed = now - self._began
        rate = done / elapsed if elapsed > 0 else 0.0
        waiting = self._schedule.waiting_hosts
        self._progress(
            SourceProgress(done=done, known=known, complete=self._all_known, rate=rate, hosts_waiting=waiting)
        )


async def _cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    pending = [task for task in tasks if not task.done()]
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.gather(*pending, return_exceptions=True)
