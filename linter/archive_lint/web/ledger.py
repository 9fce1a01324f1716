"""The ledger of one check: the known URLs, their verdicts, and the records for later runs."""

from __future__ import annotations

from collections import Counter

from archive_lint.config.web import WebSettings
from archive_lint.model.observation import Observation
from archive_lint.model.patterns.url_glob import UrlMatcher
from archive_lint.model.verdict import Verdict, VerdictKind
from archive_lint.text import counted
from archive_lint.web.classify import Judgement
from archive_lint.web.clock import Clock
from archive_lint.web.history import History, Record, is_due
from archive_lint.web.soft404 import Endings
from archive_lint.web.summary import CheckReport, Verdicts, read_or_judge, represent_servers, verdict_of

_LEFT = {
    "budget": "the run had no more time or requests for it",
    "network": "our own network is down",
    "stopped": "the run was stopped",
}
"""Why a URL has no verdict, by the reason of `unchecked`."""

_NOTES = {
    "network": "The network is down: {why}. Nothing is claimed of {sources}.",
    "budget": "{sources} {were} left for the next run: {why_left}.",
    "stopped": "{sources} {were} not checked: the run was stopped.",
    "local": "{sources} could not be requested: this machine ran out of sockets, ports or memory.",
}
_NO_TIME = "the time given by `--max-time` was over"
_NO_REQUESTS = "`requests-per-host` allows no more requests to their hosts in one"


class Ledger:
    """The URLs of a check; each has a verdict in the end, if only `unchecked`."""

    def __init__(self, settings: WebSettings, history: History, clock: Clock) -> None:
        self._settings = settings
        self._history = history
        self._clock = clock
        self._is_excluded = UrlMatcher(settings.exclude)
        self._endings = Endings()
        self._verdicts: dict[str, Verdict | None] = {}
        """Verdicts by URL; `None` for a URL not judged yet."""
        self._new: set[str] = set()
        """URLs not judged yet that the history did not have when they were taken: they are not looked up again."""
        self._left: Counter[str] = Counter()
        self._asked = 0
        self._remembered = 0
        self.pending = 0
        self.taken = 0
        """Number of URLs that this run had to request: the pending ones, and those that were."""
        self.requests = 0

    def __len__(self) -> int:
        return len(self._verdicts)

    @property
    def given_up(self) -> int:
        """The number of URLs that this run had to request, without a result."""
        return self._left.total()

    def take(self, url: str) -> tuple[str, float] | None:
        """Add a URL. If it must be requested, return its normal form and when it was last requested.

        The time is by the wall clock, 0 for never.
        """
        read = read_or_judge(url, self._is_excluded)
        if isinstance(read, Verdict):
            self._verdicts[read.url] = read
            return None
        key = read.text
        if key in self._verdicts:
            return None
        records = self._history.records(key)
        if records and not is_due(records[-1], self._settings.recheck_days, self._clock.now()):
            self._remembered += 1
            self._verdicts[key] = verdict_of(key, records, self._settings.confirm)
            self._note_ending(key, records[-1].kind, records[-1].final_url)
            return None
        self._verdicts[key] = None
        self.pending += 1
        self.taken += 1
        if not records:
            self._new.add(key)
            return key, 0.0
        return key, records[-1].at

    def finish(self, url: str, judgement: Judgement, seen: Observation, representative: str = "") -> None:
        """Make a judgement the verdict on `url`, in the light of earlier runs, and keep it."""
        record = Record(
            at=self._clock.now(),
            kind=judgement.kind,
            reason=judgement.reason,
            evidence=judgement.evidence,
            status=seen.status if seen.failure is None else None,
            hops=seen.hops if len(seen.hops) > 1 and not representative else (),
            target=judgement.target,
            representative=representative,
            requests=seen.requests,
        )
        self.pending -= 1
        self._verdicts[url] = verdict_of(url, [*self._records(url), record], self._settings.confirm)
        if judgement.kind is VerdictKind.UNCHECKED:
            self._left[judgement.reason] += 1
            return
        self._asked += 1
        self._history.add(url, record)
        self._note_ending(url, judgement.kind, seen.refresh or record.final_url)

    def _note_ending(self, url: str, kind: VerdictKind, final_url: str) -> None:
        if kind.is_alive or kind is VerdictKind.SOFT_404:
            self._endings.add(url, final_url)

    def leave(self, url: str, reason: str) -> None:
        """Give up a URL for this run: an older verdict stands, though it is outdated; else it is `unchecked`."""
        records = self._records(url)
        self.pending -= 1
        self._left[reason] += 1
        self._verdicts[url] = (
            verdict_of(url, records, self._settings.confirm)
            if records
            else Verdict(url=url, kind=VerdictKind.UNCHECKED, reason=reason, evidence=_LEFT[reason])
        )

    def _records(self, url: str) -> list[Record]:
        """Return the records of earlier runs of a URL that is about to get its verdict."""
        if url in self._new:
            self._new.remove(url)
            return []
        return self._history.records(url)

    def close(self, reason: str) -> None:
        """Give up the URLs that are not judged, and revise verdicts by what many URLs together have shown."""
        for url in [url for url, verdict in self._verdicts.items() if verdict is None]:
            self.leave(url, reason)
        self._history.commit()
        for url, judgement in self._endings.lost():
            self._revise(url, judgement)

    def _revise(self, url: str, judgement: Judgement) -> None:
        """Replace the judgement of a redirect that turned out to lead where all lost pages lead.

        The finding of a probe is overruled as well: which URL was probed is chance, and must not change the report.
        """
        verdict = self._verdicts.get(url)
        if verdict is None or verdict.at is None:
            return
        records = self._history.records(url)
        record = Record(
            at=verdict.at,
            kind=judgement.kind,
            reason=judgement.reason,
            evidence=judgement.evidence,
            status=verdict.status,
            hops=next((one.hops for one in records if one.at == verdict.at), ()),
        )
        before = [one for one in records if one.at != verdict.at]
        self._verdicts[url] = verdict_of(url, [*before, record], self._settings.confirm)
        self._history.add(url, record)

    def report(self, *, network_down: str, complete: bool, is_time_over: bool = False) -> CheckReport:
        """Return the report as of now. `network_down` says why the network is down; empty if it is not."""
        verdicts = {url: verdict for url, verdict in self._verdicts.items() if verdict is not None}
        verdicts.update(represent_servers(verdicts))
        notes = [
            text.format(
                sources=counted(self._left[reason], "source"),
                were="was" if self._left[reason] == 1 else "were",
                why=network_down,
                why_left=_NO_TIME if is_time_over else _NO_REQUESTS,
            )
            for reason, text in _NOTES.items()
            if self._left[reason] or (reason == "network" and network_down)
        ]
        unchecked = self._left.total()
        return CheckReport(
            verdicts=Verdicts(verdicts),
            network_down=bool(network_down),
            complete=complete and not unchecked,
            notes=(*notes, *self._history.notes),
            asked=self._asked,
            remembered=self._remembered,
            unchecked=unchecked,
            requests=self.requests,
        )
