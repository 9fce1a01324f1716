"""Archived copies of lost sources: the capture nearest the citing page's date, looked up in a web archive and verified.

It uses playback URLs, as the Wayback Machine and pywb serve them, and not an index of captures: those indexes allow a
twentieth of the requests, and often miss captures. A copy that is not found may still exist.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from email.utils import parsedate_to_datetime

import msgspec

from archive_lint.model.address import is_internal_name, literal, why_not_public
from archive_lint.model.observation import Failure, Hop, Observation
from archive_lint.model.url import DEFAULT_PORTS, Url, UrlError, plain, read_url
from archive_lint.model.verdict import VerdictKind
from archive_lint.web import soft404
from archive_lint.web.classify import classify_observation
from archive_lint.web.clock import Clock, SystemClock
from archive_lint.web.confirmation import DAY
from archive_lint.web.fetch.protocol import Fetches
from archive_lint.web.history import COPY, History, Record
from archive_lint.web.retry import LONGEST_WAIT, retry_after

MOST_LOOKUPS = 500
"""The most copies looked up in one run by default: five minutes' worth."""

_SPACING = 0.125
"""Seconds between two requests.

The Wayback Machine's playback allows 600 per minute, and its researchers' client takes 480.
"""

_ATTEMPTS = 2
"""Requests for one copy, if the archive itself fails."""

_PATIENCE = 3
"""Failures of the archive in a row before it is left alone for the rest of the run.

It locks out clients that go on.
"""

_PAUSE = 5.0
"""Seconds to stay away from an archive that fails and does not say for how long."""

_FARTHEST = dt.timedelta(days=5 * 365.25)
"""The longest time between a page and a capture that may stand for its source.

Other tools have no limit; after so many years a URL seldom shows what was cited.
"""

_ABSENCE_HOLDS = 30 * DAY
"""Seconds before a missing copy is looked up again. A copy that was found is permanent: captures do not change."""

_CAPTURE = re.compile(r"/web/([0-9]{14})id_/(https?://.+)", re.DOTALL)
"""The parts of a playback URL: the time of capture, and the captured URL.

`id_` requests the bytes as they were captured: without it, an archived redirect or error is shown as a page of the
archive's own.
"""

_ANY_CAPTURE = re.compile(r"/[0-9]{4,14}(?:[a-z]{2}_)?/+https?:/", re.IGNORECASE)
"""Part of the path of a URL that is itself an archived copy."""

_ARCHIVES = (".archive.org", ".archive-it.org")
"""Ends of the names, after a dot, of hosts whose every page is an archive's own."""

_NOT_THE_ARCHIVE = frozenset({Failure.REFUSED_BY_POLICY, Failure.INVALID_URL, Failure.TOO_MANY_REDIRECTS})
"""Failures caused by the capture, not by the archive."""


class ArchiveLookup:
    """Looks up copies in the web archive at `base`, one by one, for one run.

    Results of earlier runs are taken from `history`, and new ones are kept there. An archive that fails is left alone
    after a few attempts, and `notes` says so. At most `most` copies are looked up. URLs that are not public are sent
    only to an archive that is not public either.
    """

    def __init__(
        self,
        fetcher: Fetches,
        history: History,
        *,
        base: str = "https://web.archive.org",
        clock: Clock | None = None,
        most: int = MOST_LOOKUPS,
    ) -> None:
        self._fetcher = fetcher
        self._clock = clock or SystemClock()
        archive = _read(base.rstrip("/"))
        self._archive = archive and _read(_without_port(archive))
        self._history = history
        self._most = most
        self._looked_up = 0
        self._turn = asyncio.Lock()
        self._found: dict[str, str | None] = {}
        """Results by the URL that was looked up."""
        self._next = 0.0
        self._failures = 0
        self._given_up = False
        self.notes: list[str] = []
        """A sentence for people, if not all copies were looked up."""

    async def find(self, url: str, day: dt.date | None, lost_since: float | None) -> str | None:
        """Return the URL, for people, of a copy of `url` from about `day`; `None` without a reliable one.

        `day` is the citing page's: without it no capture is nearer than another. `lost_since` is when the source was
        first found lost, seconds since the epoch: a later capture shows what the source became. Never raises.
        """
        asked = _read(url)
        if asked is None or day is None or self._archive is None or not self._is_asked_about(asked, self._archive):
            return None
        # Noon: a capture of the day itself is nearer than the day before's, whichever half it was made in.
        moment = f"{day.year:04}{day.month:02}{day.day:02}120000"
        address = f"{self._archive.text}/web/{moment}id_/{_without_port(asked)}"
        async with self._turn:
            if address not in self._found and not self._remembers(address, self._archive) and self._may_ask():
                await self._look_up(address, self._archive, asked, day, lost_since)
            copy = self._found.get(address)
        if copy is not None and copy.endswith(f"/{_without_port(asked)}"):
            copy += "".join(url.partition("#")[1:])
        return copy

    def _is_asked_about(self, asked: Url, archive: Url) -> bool:
        if asked.host == archive.host or f".{asked.host}".endswith(_ARCHIVES) or _ANY_CAPTURE.search(asked.rest):
            return False
        return _is_public(asked) or not _is_public(archive)

    def _may_ask(self) -> bool:
        if self._given_up:
            return False
        if self._looked_up >= self._most:
            self._give_up(f"archived copies were looked up for {self._most} lost sources, and not for the others")
        return not self._given_up

    def _give_up(self, note: str) -> None:
        self._given_up = True
        self.notes.append(note)

    def _remembers(self, address: str, archive: Url) -> bool:
        """Take the result of an earlier run, if it is still valid; return whether it was."""
        records = self._history.records(_key(address))
        if not records:
            return False
        at, copy = records[-1].at, records[-1].target
        holds = _is_within(copy, archive) if copy else at <= self._clock.now() < at + _ABSENCE_HOLDS
        if holds:
            self._found[address] = copy or None
        return holds

    async def _look_up(self, address: str, archive: Url, asked: Url, day: dt.date, lost_since: float | None) -> None:
        self._looked_up += 1
        self._found[address] = None
        for _ in range(_ATTEMPTS):
            seen = await self._ask(address)
            if not _is_archives_fault(seen, archive):
                self._failures = 0
                copy = self._found[address] = _verified(seen, archive, asked, day, lost_since)
                kind = VerdictKind.ALIVE if copy else VerdictKind.UNCHECKED
                self._history.add(_key(address), Record(at=self._clock.now(), kind=kind, target=copy or ""))
                return
            self._failed(seen, archive)
            if self._given_up:
                return

    async def _ask(self, address: str) -> Observation:
        now = self._clock.monotonic()
        if self._next > now:
            await self._clock.sleep(self._next - now)
        seen = await self._fetcher.fetch(address, "GET")
        self._next = self._clock.monotonic() + _SPACING * max(1, seen.requests)
        return seen

    def _failed(self, seen: Observation, archive: Url) -> None:
        self._failures += 1
        wanted = retry_after(seen.headers.get("retry-after", ""), seen.at)
        if self._failures >= _PATIENCE or (wanted is not None and wanted >= LONGEST_WAIT):
            why = seen.detail or f"it answered {seen.status}"
            self._give_up(
                f"the web archive {archive.host} could not be searched for copies of lost sources: {plain(why)}"
            )
        self._next = max(self._next, self._clock.monotonic() + (_PAUSE if wanted is None else wanted))


class FoundCopies:
    """The copies that earlier runs found, by the URL of the source; no archive is contacted."""

    def __init__(self, history: History) -> None:
        self._copies: dict[str, str] = {}
        # For several pages that cite a source, the copy from about the day of the earliest.
        for address, copy in sorted(history.copies().items()):
            match = _CAPTURE.search(address)
            if match is not None:
                self._copies.setdefault(match[2], copy)

    def of(self, url: str) -> str:
        """Return the copy of a source, given as `read_url` normalises it; empty if none was found."""
        read = _read(url)
        return "" if read is None else self._copies.get(_without_port(read), "")


def _key(address: str) -> str:
    """Return the key of a look-up in the history: not a URL, so that it is not taken for a source."""
    return f"{COPY}{address}"


def _read(url: str) -> Url | None:
    try:
        return read_url(url)
    except UrlError:
        return None


def _is_public(url: Url) -> bool:
    address = literal(url.host)
    return not is_internal_name(url.host) if address is None else why_not_public(address) is None


def _without_port(url: Url) -> str:
    """Return the URL without its scheme's default port: archives keep one copy under both spellings."""
    port = f":{DEFAULT_PORTS[url.scheme]}"
    head, slashes, tail = url.text.partition("://")
    authority = tail[: len(tail) - len(url.rest)]
    return f"{head}{slashes}{authority.removesuffix(port)}{url.rest}"


def _is_archives_fault(seen: Observation, archive: Url) -> bool:
    """Return whether the copy is unknown because the archive failed, unlike for a captured error."""
    last = (seen.hops[-1].location or seen.hops[-1].url) if seen.hops else seen.url
    if not _is_within(last, archive) or "memento-datetime" in seen.headers:
        return False
    if seen.failure is not None:
        return seen.failure not in _NOT_THE_ARCHIVE
    status = seen.status or 0
    return status in (408, 429) or status >= 500


def _verified(seen: Observation, archive: Url, asked: Url, day: dt.date, lost_since: float | None) -> str | None:
    """Return the copy's URL for people, if the answer is a capture of the page from the right time."""
    capture = _captured(seen.final_url, archive)
    if capture is None or seen.status not in range(200, 300) or seen.body_bytes == 0:
        return None
    digits, captured = capture
    if _read(captured) is None:
        return None
    moment = _moment(seen.headers.get("memento-datetime", ""))
    if moment is None or f"{moment:%Y%m%d%H%M%S}" != digits:
        return None
    if lost_since is not None and moment.timestamp() >= lost_since:
        return None
    if abs(moment.replace(tzinfo=None) - dt.datetime.combine(day, dt.time(12))) > _FARTHEST:
        return None
    shown = _as_then(seen, archive, asked)
    if not classify_observation(shown).kind.is_alive or soft404.suspicion(asked.text, shown):
        return None
    original = _without_port(asked)
    same = _same_page(captured) == _same_page(original)
    return f"{archive.text}/web/{digits}/{original if same else captured}"


def _captured(address: str, archive: Url) -> tuple[str, str] | None:
    """Return the time of capture and the captured URL of a playback URL of this archive; `None` for others."""
    if not _is_within(address, archive):
        return None
    path = address.partition("://")[2].removeprefix(archive.text.partition("://")[2])
    match = _CAPTURE.fullmatch(path)
    return None if match is None else (match[1], match[2])


def _is_within(address: str, archive: Url) -> bool:
    """Return whether a URL is the archive's, with any scheme."""
    return address.partition("://")[2].startswith(f"{archive.text.partition('://')[2]}/")


def _moment(header: str) -> dt.datetime | None:
    """Return the time in a `Memento-Datetime` (RFC 7089, 2.1.1), in UTC."""
    try:
        moment = parsedate_to_datetime(header)
        return moment.astimezone(dt.UTC) if moment.tzinfo else None
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _as_then(seen: Observation, archive: Url, asked: Url) -> Observation:
    """Return the observation that a fetch of the page itself would have made when it was captured."""
    urls = [asked.text]
    for hop in seen.hops:
        capture = _captured(hop.url, archive)
        if capture is not None and _same_page(capture[1]) != _same_page(urls[-1]):
            urls.append(capture[1])
    *before, last = urls
    hops = (*(Hop(url, 302, after) for url, after in zip(before, urls[1:], strict=True)), Hop(last, seen.status or 0))
    return msgspec.structs.replace(seen, url=asked.text, hops=hops)


def _same_page(url: str) -> str:
    """Return the key under which the archive keeps one copy: schemes, `www.` and default ports do not matter to it."""
    read = _read(url)
    if read is None:
        return url
    return (
        f"{read.host.removeprefix('www.')}:{'' if read.port in DEFAULT_PORTS.values() else read.port}{read.rest or '/'}"
    )
