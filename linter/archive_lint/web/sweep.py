"""The check of all sources: it takes URLs while they are still being found, and returns a verdict on each."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterable, Iterable
from enum import StrEnum

from archive_lint.config.web import WebSettings
from archive_lint.model.rot import Sweep
from archive_lint.web.alarm import Alarm
from archive_lint.web.clock import Clock, SystemClock
from archive_lint.web.fetch.protocol import Fetches
from archive_lint.web.history import History
from archive_lint.web.host_verdicts import HostVerdicts
from archive_lint.web.ledger import Ledger
from archive_lint.web.own_network import OwnNetwork
from archive_lint.web.politeness import host_key
from archive_lint.web.progress import Moment, ProgressCallback, ProgressMeter
from archive_lint.web.retry import RetryPolicy
from archive_lint.web.schedule import Host, Schedule
from archive_lint.web.summary import CheckReport
from archive_lint.web.url_check import HostNotes, UrlCheck

_SAVE_EVERY = 1.0
"""Seconds between commits: with the write itself, a kill loses less than two."""

_SHOW_EVERY = 1.0
"""Seconds between two calls of the progress callback while nothing happens."""

_GRACE = 5.0
"""Seconds that running requests get when the run ends early."""

_BATCH = 100
"""Number of URLs taken in a row before running requests get their turn."""


class SourceChecker:
    """Checks sources: each `run` is a sweep of its own.

    `max_time` is the budget of a run in seconds. `progress` is called a few times per second. The history stays open.
    `is_doubtful` is for `NetworkWatch`. `is_sweep` means a run over the whole archive, whose figures the history keeps
    unless the network is down.
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
        is_doubtful: bool = False,
        is_sweep: bool = False,
    ) -> None:
        self._settings = settings
        self._fetcher = fetcher
        self._history = history
        self._is_sweep = is_sweep
        self._clock = clock or SystemClock()
        self._max_time = max_time
        self._progress = progress
        self._is_doubtful = is_doubtful
        self._sweep: _Sweep | None = None
        self._is_stopped = False

    def stop(self) -> None:
        """End the run early: running requests get a moment, and `run` returns the results so far."""
        self._is_stopped = True
        if self._sweep is not None:
            self._sweep.end(_End.STOPPED)

    async def run(self, urls: AsyncIterable[str]) -> CheckReport:
        """Judge all URLs. If cancelled, it keeps its results in the history, and passes the cancellation on."""
        ledger = Ledger(self._settings, self._history, self._clock)
        meter = ProgressMeter(self._progress, self._clock.monotonic())
        network = OwnNetwork(self._fetcher, self._clock, ledger, is_doubtful=self._is_doubtful)
        sweep = self._sweep = _Sweep(self._settings, self._fetcher, self._clock, ledger, meter, network, self._max_time)
        if self._is_stopped:
            sweep.end(_End.STOPPED)
        besides = [asyncio.create_task(self._save())]
        if self._progress is not None:
            besides.append(asyncio.create_task(self._show(sweep)))
        try:
            await sweep.run(urls)
        finally:
            await _cancel([*besides, *sweep.tasks])
            await asyncio.to_thread(self._history.commit)
        down = network.why_down if network.is_down else ""
        report = ledger.report(
            network_down=down, complete=sweep.ended_by is None, is_time_over=sweep.ended_by is _End.BUDGET
        )
        if self._is_sweep and not down:
            kinds = Counter(verdict.kind for verdict in report.verdicts.values())
            self._history.add_sweep(Sweep(at=self._clock.now(), kinds=kinds, complete=report.complete))
            await asyncio.to_thread(self._history.commit)
        return report

    async def _save(self) -> None:
        while True:
            await self._clock.sleep(_SAVE_EVERY)
            await asyncio.to_thread(self._history.commit)

    async def _show(self, sweep: _Sweep) -> None:
        """Show that time passes while nothing else happens: hosts may want a minute of it."""
        while True:
            await self._clock.sleep(_SHOW_EVERY)
            sweep.show(self._clock.monotonic())


class _End(StrEnum):
    """Why a run ends before all URLs are judged: reasons of the verdict `unchecked`."""

    BUDGET = "budget"
    NETWORK = "network"
    STOPPED = "stopped"


class _Sweep:
    """One run: its running requests, and its knowledge of hosts, servers and the network.

    It must be made within the event loop.
    """

    def __init__(
        self,
        settings: WebSettings,
        fetcher: Fetches,
        clock: Clock,
        ledger: Ledger,
        meter: ProgressMeter,
        network: OwnNetwork,
        max_time: float | None,
    ) -> None:
        self._settings = settings
        self._fetcher = fetcher
        self._clock = clock
        self._ledger = ledger
        self._meter = meter
        self._ends_at = float("inf") if max_time is None else clock.monotonic() + max_time
        self._policy = RetryPolicy(settings.retries)
        self._schedule: Schedule[str, UrlCheck] = Schedule(per_host=settings.per_host, interval=settings.interval)
        self._notes_on: defaultdict[str, HostNotes] = defaultdict(HostNotes)
        self._servers = HostVerdicts()
        self.network = network
        self._feed: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._alarm = Alarm(clock)
        self._failure: BaseException | None = None
        self.ended_by: _End | None = None
        """Why the run ends early; `None` while it does not."""

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """All tasks that are still running, and must be cancelled in the end."""
        return [*([self._feed] if self._feed else []), *self._running, *self._alarm.tasks]

    def end(self, why: _End) -> None:
        """Have the run end early; the first reason counts."""
        self.ended_by = self.ended_by or why
        self._alarm.ring()

    async def run(self, urls: AsyncIterable[str]) -> None:
        """Bring every URL to a verdict, if only `unchecked`. The caller then cancels `tasks`."""
        feed = self._feed = asyncio.create_task(self._take_all(urls))
        feed.add_done_callback(lambda _: self._alarm.ring())
        await self._work(feed)
        await self._conclude(feed)

    async def _take_all(self, urls: AsyncIterable[str]) -> None:
        number = 0
        async for url in urls:
            taken = self._ledger.take(url)
            if taken is not None:
                key, asked_at = taken
                host = self._schedule.host(host_key(key))
                self._schedule.add(host, key, asked_at, self._clock.monotonic())
                if len(self._running) < self._settings.concurrency:
                    self._alarm.ring()
            number += 1
            if number % _BATCH == 0:
                await asyncio.sleep(0)

    # ------------------------------------------------------------------------------------------------ starting requests

    async def _work(self, feed: asyncio.Task[None]) -> None:
        """Start requests until none is left, or the run is to end."""
        while self.ended_by is None:
            now = self._clock.monotonic()
            if now >= self._ends_at:
                return self.end(_End.BUDGET)
            while self._may_start() and (found := self._schedule.pop(now)) is not None:
                self._start(*found, now)
            if self._failure is not None:
                raise self._failure
            if feed.done():
                feed.result()
                if not self._running and not len(self._schedule):
                    return None
            self._set_alarm()
            self.show(now)
            await self._alarm.wait()
        return None

    def _may_start(self) -> bool:
        return not self.network.is_being_tested and len(self._running) < self._settings.concurrency

    def _set_alarm(self) -> None:
        """Have the run woken when the next host stops waiting, or when time is up."""
        following = self._schedule.next_at() if self._may_start() else None
        self._alarm.set(self._ends_at if following is None else min(following, self._ends_at))

    def _start(self, host: Host[str, UrlCheck], fresh: str | None, begun: UrlCheck | None, now: float) -> None:
        url = fresh if begun is None else begun.url
        assert url is not None
        limit = self._settings.requests_per_host
        if representative := self._servers.representative(url):
            self._follow(representative, url)
        elif limit and host.manners.requests >= limit:
            self._ledger.leave(url, _End.BUDGET.value)
        else:
            check = begun or UrlCheck(url, self._notes_on[host.key], self._policy, self._settings.accept)
            host.manners.began(now)
            task = asyncio.create_task(self._ask(host, check, now))
            self._running.add(task)
            task.add_done_callback(self._ended)
        self._schedule.settle(host, now)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = self._failure or task.exception()
        self._alarm.ring()

    # ---------------------------------------------------------------------------------------------- learning from them

    async def _ask(self, host: Host[str, UrlCheck], check: UrlCheck, began: float) -> None:
        """Send one request, and handle its result."""
        asked = check.ask
        seen = await self._fetcher.fetch(asked.url, asked.method)
        now = self._clock.monotonic()
        self._ledger.requests += seen.requests
        wait = check.learn(seen)
        if asked.url == check.url and self._servers.learn(asked.url, seen, judged=wait is None):
            check.give_up(seen)
            wait = None
        host.manners.ended(seen, began, now, wait)
        self.network.learn(seen)
        if wait is not None:
            self._schedule.add_again(host, check, now + wait, now)
        else:
            self._judged(check, now)
            if self._servers.serves_for_others(check.url):
                self._schedule.hurry(host, lambda other: bool(self._servers.representative(other.url)), now)
        self._schedule.settle(host, now)
        if self.network.is_suspect and self.ended_by is None:
            await self.network.test()
            if self.network.is_down:
                self.end(_End.NETWORK)

    def _judged(self, check: UrlCheck, now: float) -> None:
        """Pass a judgement on, also to the URLs that were waiting for it."""
        judgement, seen = check.judgement, check.page
        assert judgement is not None
        assert seen is not None
        waiting = self._servers.conclude(check.url, judgement, seen)
        self.network.settle(check.url, judgement, seen)
        for url in waiting:
            if representative := self._servers.representative(url):
                self._follow(representative, url)
            else:
                self._schedule.add(self._schedule.host(host_key(url)), url, 0.0, now)

    def _follow(self, representative: str, url: str) -> None:
        """Use for `url` the judgement on another URL of its server, or have it wait for that."""
        found = self._servers.follow(representative, url)
        if found is not None:
            self.network.settle(url, *found, representative)

    # ---------------------------------------------------------------------------------------------------------- ending

    async def _conclude(self, feed: asyncio.Task[None]) -> None:
        """Bring every URL to a verdict, if only `unchecked`."""
        is_stopped = self.ended_by is _End.STOPPED
        if not is_stopped:
            # URLs that are found only now have verdicts of earlier runs as well.
            await feed
        if self._running:
            await asyncio.wait(self._running, timeout=_GRACE)
        await _cancel(self._running)
        await self.network.conclude(stopped=is_stopped)
        why = _End.NETWORK if self.network.is_down else self.ended_by or _End.STOPPED
        self._ledger.close(why.value)
        self.show(self._clock.monotonic(), last=True)

    def show(self, now: float, *, last: bool = False) -> None:
        """Report the progress of the run."""
        self._meter.show(now, self._moment, self._schedule.slowest_host, last=last)

    def _moment(self) -> Moment:
        ledger = self._ledger
        known, pending = len(ledger), ledger.pending
        return Moment(
            done=known - pending - ledger.given_up,
            known=known,
            pending=pending,
            ended=ledger.taken - pending,
            complete=self._feed is not None and self._feed.done(),
            hosts_waiting=self._schedule.waiting_hosts,
            is_ending=self.ended_by is not None,
            until=self._ends_at,
        )


async def _cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    pending = [task for task in tasks if not task.done()]
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.gather(*pending, return_exceptions=True)
