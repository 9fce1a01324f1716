"""What a row of the table of behaviours is made of; the table itself is `behaviours.ALL`."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from archive_lint.model.observation import Cause, Failure, Phase
from tests.web.hostile_server import Script, SeenRequest, Site, Wire, page, pages

STORY = "http://news.example/2014/05/a-story.html"
STORY_TLS = "https://news.example/2014/05/a-story.html"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What one GET must show."""

    statuses: tuple[int, ...] = ()
    """Of all hops."""
    failure: Failure | None = None
    phase: Phase | None = None
    cause: Cause | None = None
    requests: int | None = None
    """Sent; by default one a status."""
    truncated: bool = False
    title: str | None = None
    final_url: str | None = None
    refresh: str | None = None


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """One row of the table."""

    number: int
    name: str
    sites: Mapping[str, Site]
    expected: Expected
    verdict: str
    url: str = STORY
    head: int | None = None
    note: str = ""
    timeout: float = 1.0
    """Seconds that a fetch gets; little where the behaviour is to use them up."""
    more_urls: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return f"{self.number}-{self.name}"


def row(
    number: int,
    name: str,
    played_by: Script | Site | Mapping[str, Site],
    verdict: str,
    *statuses: int,
    url: str = STORY,
    head: int | None = None,
    note: str = "",
    timeout: float = 1.0,
    more_urls: tuple[str, ...] = (),
    failure: Failure | None = None,
    phase: Phase | None = None,
    cause: Cause | None = None,
    requests: int | None = None,
    truncated: bool = False,
    title: str | None = None,
    final_url: str | None = None,
    refresh: str | None = None,
) -> Behaviour:
    """A behaviour in one call; a script or a site alone is that of `news.example`."""
    if isinstance(played_by, Mapping):
        sites = played_by
    else:
        sites = {"news.example": played_by if isinstance(played_by, Site) else Site(played_by)}
    return Behaviour(
        number=number,
        name=name,
        sites=sites,
        verdict=verdict,
        url=url,
        head=head,
        note=note,
        timeout=timeout,
        more_urls=more_urls,
        expected=Expected(
            statuses=statuses,
            failure=failure,
            phase=phase,
            cause=cause,
            requests=requests,
            truncated=truncated,
            title=title,
            final_url=final_url,
            refresh=refresh,
        ),
    )


def same(data: bytes) -> Script:
    """A site that answers everything alike."""
    return pages(lambda _: data)


def by_path(found: Mapping[str, bytes | Callable[[SeenRequest], bytes]], otherwise: bytes | None = None) -> Script:
    """A site of these paths; 404 beyond, or `otherwise`."""
    missing = page("404 Not Found", status=404) if otherwise is None else otherwise

    def answer(asked: SeenRequest) -> bytes:
        known = found.get(asked.path, missing)
        return known(asked) if callable(known) else known

    return pages(answer)


def throttled(*, connections: int, per_second: float, answer: bytes = page()) -> Script:
    """A host that answers 429 beyond so many connections at once, or so many requests a second."""
    open_now = 0
    tokens = per_second
    at: float | None = None

    async def script(wire: Wire) -> None:
        nonlocal open_now, tokens, at
        clock = asyncio.get_running_loop().time
        open_now += 1
        try:
            while asked := await wire.request():
                now = clock()
                tokens = min(per_second, tokens + (0.0 if at is None else (now - at) * per_second))
                at = now
                fine = open_now <= connections and tokens >= 1.0
                tokens -= fine
                data = answer if fine else page("Too many requests", status=429, Retry_After="1")
                await wire.send(data if asked.method == "GET" else data[: data.index(b"\r\n\r\n") + 4])
        finally:
            open_now -= 1

    return script


def flaky(seed: int, *, share: float = 0.3) -> Script:
    """A host that fails a share of its requests: with 500, with RST, with silence, at random."""
    chance = random.Random(seed)

    async def script(wire: Wire) -> None:
        while asked := await wire.request():
            kind = chance.choice(("500", "reset", "silence")) if chance.random() < share else "fine"
            if kind == "reset":
                return await wire.reset()
            if kind == "silence":
                return await wire.silence()
            data = page() if kind == "fine" else page("Internal error", status=500)
            await wire.send(data if asked.method == "GET" else data[: data.index(b"\r\n\r\n") + 4])
        return None

    return script
