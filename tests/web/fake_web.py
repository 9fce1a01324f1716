"""A web of answers by URL, for tests of what is done with observations. It plays no HTTP: `hostile_server` does."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from archive_lint.config.web import WebSettings
from archive_lint.model.observation import Failure, Hop, Method, Observation, Phase
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.history import History, in_memory
from archive_lint.web.summary import CheckReport
from archive_lint.web.sweep import SourceChecker
from tests.web.virtual_clock import VirtualClock, run

Answer = Observation | Callable[[str, Method], Observation]


def seen(url: str = "http://news.example/a-story", status: int | None = 200, **fields: Any) -> Observation:
    """An observation, mostly of a page that is there."""
    if status is not None:
        fields.setdefault("hops", (Hop(url, status),))
    fields.setdefault("requests", 1)
    return Observation(url=url, at=fields.pop("at", 0.0), method=fields.pop("method", "GET"), status=status, **fields)


def failed(failure: Failure, phase: Phase, url: str = "http://news.example/a-story", **fields: Any) -> Observation:
    """An observation of a request that no answer came to."""
    return seen(url, None, failure=failure, phase=phase, **fields)


def redirected(url: str, *chain: tuple[int, str], status: int = 200, **fields: Any) -> Observation:
    """An observation of redirects, each with its status and target, and the page at their end."""
    hops = []
    at = url
    for code, target in chain:
        hops.append(Hop(at, code, target))
        at = target
    return seen(url, status, hops=(*hops, Hop(at, status)), **fields)


NO_NAME = (Failure.NXDOMAIN, Phase.DNS)
NO_RESOLVER = (Failure.DNS_FAILURE, Phase.DNS)
NO_SERVER = (Failure.CONNECTION_REFUSED, Phase.CONNECT)


class FakeWeb:
    """Answers by URL, or by `host`; 404 for all else. Counts what is asked."""

    def __init__(self, answers: dict[str, Any] | None = None, *, latency: float = 0.01) -> None:
        self.answers = answers or {}
        self.latency = latency
        self.asked: list[tuple[str, str]] = []
        self.now = 0
        self.most = 0

    @property
    def counts(self) -> Counter[str]:
        """Requests by URL."""
        return Counter(url for _, url in self.asked)

    async def fetch(self, url: str, method: Method) -> Observation:
        self.asked.append((method, url))
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.latency)
        self.now -= 1
        host = url.split("/")[2]
        answer = self.answers.get(url, self.answers.get(host, 404))
        if callable(answer):
            answer = answer(url, method)
        if isinstance(answer, Observation):
            return answer
        if isinstance(answer, tuple):
            failure, phase = answer
            return failed(failure, phase, url, method=method)
        return seen(url, answer, method=method)


async def each(urls: Iterable[str]) -> AsyncIterator[str]:
    """URLs as they are found."""
    for url in urls:
        yield url


def check(
    web: FakeWeb,
    urls: Iterable[str],
    *,
    history: History | None = None,
    clock: VirtualClock | None = None,
    max_time: float | None = None,
    progress: Any = None,
    **settings: Any,
) -> CheckReport:
    """A whole check, in virtual time."""
    checker = SourceChecker(
        WebSettings(**settings),
        web,
        history or in_memory(),
        clock=clock or VirtualClock(),
        max_time=max_time,
        progress=progress,
    )
    return run(checker.run(each(urls)))


def kinds(report: CheckReport) -> dict[str, VerdictKind]:
    """Verdict kinds by URL."""
    return {url: verdict.kind for url, verdict in report.verdicts.items()}
