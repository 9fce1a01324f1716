"""The results of a check of many URLs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from archive_lint.config.web import Confirmation
from archive_lint.model.patterns.url_glob import UrlMatcher
from archive_lint.model.url import Url, UrlError, read_url, redact, url_key
from archive_lint.model.verdict import Verdict, VerdictKind
from archive_lint.web.confirmation import Seen, standing
from archive_lint.web.history import Record
from archive_lint.web.politeness import server_key

_REASONS_OF_THE_SERVER = frozenset({"dns", "connect", "tls", "connection-refused", "no-route"})
"""Reasons of a verdict that no page of a server can be the cause of, for any kind."""


class Verdicts(Mapping[str, Verdict]):
    """Verdicts by URL in any spelling: fragments and the spelling of hosts do not matter."""

    def __init__(self, verdicts: Mapping[str, Verdict]) -> None:
        self._verdicts = verdicts

    def __getitem__(self, url: str) -> Verdict:
        found = self._verdicts.get(url)
        return self._verdicts[url_key(url)] if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._verdicts)

    def __len__(self) -> int:
        return len(self._verdicts)


class CheckReport(Struct, frozen=True, kw_only=True):
    """The verdicts on all URLs of a run, and figures of the run."""

    verdicts: Mapping[str, Verdict]
    """Verdicts by URL."""
    network_down: bool = False
    """Whether our own network is down: URLs not judged before are `unchecked`, and the run exits with 3."""
    complete: bool = True
    """Whether every URL was judged, now or recently; else budget, network or the user ended the run early."""
    notes: tuple[str, ...] = ()
    """Sentences for people."""
    asked: int = 0
    """Number of URLs judged by this run."""
    remembered: int = 0
    """Number of URLs whose verdict of an earlier run is still valid."""
    unchecked: int = 0
    """Number of URLs without a verdict, because the run ended before them."""
    requests: int = 0


def read_or_judge(url: str, is_excluded: UrlMatcher) -> Url | Verdict:
    """Parse a URL; return the verdict on one that is never requested: not a URL, not allowed, or excluded."""
    try:
        read = read_url(url)
    except UrlError as error:
        kind = VerdictKind.INVALID if error.cause is None else VerdictKind.REFUSED
        reason = error.cause.value if error.cause else ""
        return Verdict(url=redact(url), kind=kind, reason=reason, evidence=error.detail)
    if is_excluded(read):
        evidence = "excluded by the configuration"
        return Verdict(url=read.text, kind=VerdictKind.UNCHECKED, reason="excluded", evidence=evidence)
    return read


def verdict_of(url: str, records: Iterable[Record], rule: Confirmation) -> Verdict:
    """Return the verdict from the records of a URL together; there is at least one, oldest first."""
    *_, last = past = list(records)
    stands = standing((Seen(record.at, record.kind, record.final_url) for record in past), rule)
    return Verdict(
        url=url,
        kind=last.kind,
        reason=last.reason,
        evidence=last.evidence,
        confirmed=stands.confirmed,
        observations=stands.observations,
        since=stands.since,
        at=last.at,
        status=last.status,
        final_url=last.final_url,
        target=last.target,
        representative=last.representative,
    )


def represent_servers(verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Return the verdicts that change, so that one URL represents each server that is down.

    It is the first in alphabetical order, whichever was in fact requested: the same in every run.
    """
    groups: defaultdict[tuple[str, VerdictKind], list[Verdict]] = defaultdict(list)
    for verdict in verdicts.values():
        if verdict.kind.may_be_host_wide:
            groups[server_key(verdict.url), verdict.kind].append(verdict)
    changed = {}
    for group in groups.values():
        members = sorted(group, key=lambda verdict: verdict.url)
        if len(members) < 2 or not any(_is_of_the_server(verdict) for verdict in members):
            continue
        first, *others = members
        evidence = min(verdict.evidence for verdict in members)
        status = first.status if all(verdict.status == first.status for verdict in members) else None
        changes = {"evidence": evidence, "status": status}
        changed[first.url] = msgspec.structs.replace(first, representative="", speaks_for=len(others), **changes)
        for verdict in others:
            changed[verdict.url] = msgspec.structs.replace(verdict, representative=first.url, **changes)
    return changed


def _is_of_the_server(verdict: Verdict) -> bool:
    return bool(verdict.representative) or verdict.kind.is_host_wide or verdict.reason in _REASONS_OF_THE_SERVER
