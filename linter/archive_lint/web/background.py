"""Checks sources beside the run: in a thread with an event loop, fed with pages as they are parsed."""

from __future__ import annotations

import asyncio
import gc
import ssl
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress

from msgspec import Struct

from archive_lint import HOMEPAGE, __version__
from archive_lint.config.web import WebSettings
from archive_lint.files.state_folder import StateFolder
from archive_lint.model.address import Allowed
from archive_lint.model.page import PageFacts
from archive_lint.model.proxy import Proxy
from archive_lint.model.source import Source
from archive_lint.model.url import is_web
from archive_lint.model.verdict import Verdict
from archive_lint.web.clock import Clock
from archive_lint.web.fetch.fetcher import Fetcher, FetchSettings
from archive_lint.web.fetch.guard import Connector
from archive_lint.web.fetch.resolver import Resolver
from archive_lint.web.history_file import open_state
from archive_lint.web.observation_log import ObservationLog
from archive_lint.web.progress import ProgressCallback
from archive_lint.web.summary import CheckReport
from archive_lint.web.sweep import SourceChecker
from archive_lint.web.wayback import ArchiveLookup

_END = None
_LONGEST_LOOKUP = 120.0
"""Time limit in seconds of one search of the web archive, waiting for its turn included."""
_PATIENCE = 10.0
"""Time limit in seconds for a check that is told to stop: running requests get five."""


class Network(Struct, frozen=True):
    """Replacements of the network and its time, for tests and demonstrations; none by default."""

    resolver: Resolver | None = None
    connector: Connector | None = None
    allow_networks: tuple[Allowed, ...] = ()
    proxy: Proxy | None = None
    roots: ssl.SSLContext | None = None
    """The trusted issuers of certificates; by default those of `default_roots`."""
    clock: Clock | None = None
    """The clock that the check waits by: pauses between requests take as long as it says."""


def make_fetcher(settings: WebSettings, network: Network) -> Fetcher:
    """Return a fetcher that asks as configured."""
    fetch = FetchSettings(
        timeout=settings.timeout,
        max_redirects=settings.max_redirects,
        max_bytes=settings.max_bytes,
        user_agent=settings.user_agent or f"archive-lint/{__version__} (+{HOMEPAGE})",
    )
    return Fetcher(
        fetch,
        allow_networks=network.allow_networks,
        proxy=network.proxy,
        resolver=network.resolver,
        connector=network.connector,
        ssl_context=network.roots,
    )


class WebCheck:
    """One check of sources: call `feed`, wait for `verdicts`, then `close` it."""

    def __init__(
        self,
        settings: WebSettings,
        *,
        state: StateFolder,
        network: Network,
        max_time: float | None = None,
        observations: str | None = None,
        progress: ProgressCallback | None = None,
        unused_proxy: str = "",
        is_sweep: bool = False,
    ) -> None:
        """Take the settings and replacements. With `is_sweep` the history keeps the figures of this check."""
        self._settings = settings
        self._is_sweep = is_sweep
        self._state = state
        self._network = network
        self._max_time = max_time
        self._observations = observations
        self._logs: list[ObservationLog] = []
        self._progress = progress
        self.unused_proxy = unused_proxy
        """The environment variable that names a proxy, if the command line names none."""
        self._thread: threading.Thread | None = None
        self._until: float | None = None
        self._ready = threading.Event()
        self._done = threading.Event()
        self._failure: BaseException | None = None
        self._all_fed = False
        self.report = CheckReport(verdicts={})
        """The results; complete once `verdicts` has returned."""
        self.warnings: list[str] = []
        """Warnings about the history, for people."""
        self.interrupted = False

    def feed(self, pages: Iterable[PageFacts]) -> None:
        """Add pages whose sources are to be checked. The first ones start the check."""
        urls = [link.target for page in pages for _, link in page.citations() if is_web(link.target)]
        if not urls or self._all_fed:
            return
        if self._thread is None:
            self._start()
        self._call(self._queue.put_nowait, urls)

    def verdicts(self) -> Mapping[str, Verdict]:
        """Wait for the check to end; return the verdicts by URL as cited. Ctrl-C ends it early, with those so far."""
        if self._thread is None or self._done.is_set():
            self._raise_failure()
            return self.report.verdicts
        if not self._all_fed:
            self._all_fed = True
            self._call(self._queue.put_nowait, _END)
        # Pages are parsed without the garbage collector; a sweep of hours makes cycles of objects.
        gc.freeze()
        gc.enable()
        try:
            self._wait()
        finally:
            gc.disable()
        self._raise_failure()
        return self.report.verdicts

    def archived(self, source: Source) -> str:
        """Return the URL of the archived copy of a source that is confirmed as lost; empty if none was found."""
        verdict = self.report.verdicts.get(source.url)
        if verdict is None or not verdict.confirmed or not verdict.kind.is_lost or self._thread is None:
            return ""
        if self.interrupted or (self._until is not None and time.monotonic() >= self._until):
            return ""
        finding = self._lookup.find(source.url, source.date, verdict.since)
        found = asyncio.run_coroutine_threadsafe(finding, self._loop)
        try:
            return found.result(_LONGEST_LOOKUP) or ""
        except TimeoutError:
            found.cancel()
            return ""

    @property
    def archive_notes(self) -> Sequence[str]:
        """Sentences for people about copies that could not be looked up in the web archive."""
        return self._lookup.notes if self._thread is not None and self._done.is_set() and self._failure is None else ()

    def may_fail(self, source: Source, verdict: Verdict) -> bool:  # noqa: ARG002
        """Return whether a finding on a source may fail the run."""
        return verdict.confirmed or not (self._settings.fail_on_confirmed and verdict.kind.is_lost)

    def close(self) -> None:
        """End the check, whatever its state."""
        if self._thread is None:
            return
        if not self._done.is_set():
            self._call(self._checker.stop)
            self._done.wait(_PATIENCE)
        self._call(self._closed.set)
        self._thread.join(_PATIENCE)
        self._thread = None

    def _wait(self) -> None:
        try:
            while not self._done.wait(1.0):
                pass
        except KeyboardInterrupt:
            self.interrupted = True
            self._call(self._checker.stop)
            self._done.wait(_PATIENCE)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _start(self) -> None:
        self._until = None if self._max_time is None else time.monotonic() + self._max_time
        self._thread = threading.Thread(target=self._run, name="sources", daemon=True)
        self._thread.start()
        self._ready.wait()

    def _call(self, function: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)

    def _run(self) -> None:
        try:
            asyncio.run(self._check())
        except BaseException as error:  # noqa: BLE001  # raised again in the thread that waits
            self._failure = error
        finally:
            self._ready.set()
            self._done.set()

    async def _check(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[list[str] | None] = asyncio.Queue()
        self._closed = asyncio.Event()
        settings, network = self._settings, self._network
        history = open_state(self._state)
        try:
            async with AsyncExitStack() as stack:
                asking = make_fetcher(settings, network)
                fetcher: Fetcher | ObservationLog = await stack.enter_async_context(asking)
                if self._observations is not None:
                    log = fetcher = await stack.enter_async_context(ObservationLog(fetcher, self._observations))
                    self._logs.append(log)
                self._lookup = ArchiveLookup(fetcher, history, base=settings.wayback, clock=network.clock)
                self._checker = SourceChecker(
                    settings,
                    fetcher,
                    history,
                    clock=network.clock,
                    max_time=self._max_time,
                    progress=self._progress,
                    is_doubtful=bool(self.unused_proxy),
                    is_sweep=self._is_sweep,
                )
                self._ready.set()
                self.report = await self._checker.run(self._urls())
                self.warnings = [*history.notes, *(note for log in self._logs for note in log.notes)]
                self._done.set()
                await self._closed.wait()
        finally:
            history.close()

    async def _urls(self) -> AsyncIterator[str]:
        while (urls := await self._queue.get()) is not _END:
            for url in urls:
                yield url
