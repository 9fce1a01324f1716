"""Link rot in figures: how many source URLs are dead, moved, blocked, unverified or alive, by year, host and sweep.

Reports, pictures and `archive-lint sources` all take their figures from here, so that they agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from msgspec import Struct

from archive_lint.model.verdict import VerdictGroup, VerdictKind

Label = TypeVar("Label", str, int | None)

UNDATED = "undated"
"""The label of pages without a date, in place of their year."""
NO_HOST = "no host"
"""The label of citations that name no host."""


class CitedUrl(Struct, frozen=True, kw_only=True, gc=False):
    """One distinct source URL of an archive."""

    host: str
    """The host, as returned by `host_of`; empty if there is none."""
    kind: VerdictKind | None
    """The kind of its verdict; `None` if it was never checked."""
    years: AbstractSet[int | None]
    """The years of the pages that cite it; `None` for a page without a date."""


class RotRow(Struct, frozen=True, kw_only=True):
    """The URLs of one year or host, counted by verdict."""

    label: str
    """A year ("2014") or `UNDATED`; a host or `NO_HOST`. Hosts come from pages: their text is hostile."""
    counts: Mapping[VerdictGroup, int]
    """Number of URLs per group, without groups that have none."""

    @property
    def total(self) -> int:
        """The number of URLs, whatever their verdict."""
        return sum(self.counts.values())


class Sweep(Struct, frozen=True, kw_only=True):
    """The result of one online run, as the history keeps it."""

    at: float
    """When it ended: seconds since the epoch, wall clock."""
    kinds: Mapping[VerdictKind, int]
    """The URLs of the run by the verdict that stood at its end, without those that have none."""
    complete: bool = True
    """Whether every URL was judged, in this run or recently; else budget, network or the user ended the run early."""

    @property
    def counts(self) -> Mapping[VerdictGroup, int]:
        """The number of URLs per group."""
        found: Counter[VerdictGroup] = Counter()
        for kind, number in self.kinds.items():
            found[kind.group] += number
        return found

    @property
    def urls(self) -> int:
        """The number of URLs that the run knew."""
        return sum(self.kinds.values())


class Rot(Struct, frozen=True, kw_only=True):
    """Link rot of the pages that were checked."""

    hosts: Sequence[RotRow]
    """Each distinct URL counts once, at its host: the totals add up to `Summary.urls`.

    Worst first: by dead URLs, then by all URLs, then by name.
    """
    years: Sequence[RotRow]
    """Each distinct URL counts once per year of the pages that cite it, so that it may count in several years.

    Earliest first, `UNDATED` last.
    """
    sweeps: Sequence[Sweep]
    """The last online runs, oldest first: from the whole history, whatever pages they checked."""

    @property
    def total(self) -> RotRow:
        """The counts of all distinct URLs."""
        counts: Counter[VerdictGroup] = Counter()
        for row in self.hosts:
            counts.update(row.counts)
        return RotRow(label="total", counts=counts)


def count_rot(urls: Iterable[CitedUrl], sweeps: Sequence[Sweep] = ()) -> Rot:
    """Return the figures for distinct URLs, one `CitedUrl` each."""
    # There are few kinds: their traits are looked up once per host or year.
    of_hosts: defaultdict[VerdictKind | None, list[str]] = defaultdict(list)
    of_years: defaultdict[VerdictKind | None, list[int | None]] = defaultdict(list)
    for url in urls:
        of_hosts[url.kind].append(url.host)
        of_years[url.kind].extend(url.years)
    hosts, years = _by_label(of_hosts), _by_label(of_years)
    by_host = [RotRow(label=host or NO_HOST, counts=counts) for host, counts in hosts.items()]
    dated = sorted((year, counts) for year, counts in years.items() if year is not None)
    by_year = [RotRow(label=str(year), counts=counts) for year, counts in dated]
    if None in years:
        by_year.append(RotRow(label=UNDATED, counts=years[None]))
    return Rot(hosts=sorted(by_host, key=_worst_first), years=by_year, sweeps=sweeps)


def _by_label(labels: Mapping[VerdictKind | None, Iterable[Label]]) -> dict[Label, Counter[VerdictGroup]]:
    """Count labels, given by kind, per group; the counts of a label are in the order of the groups."""
    found: defaultdict[Label, Counter[VerdictGroup]] = defaultdict(Counter)
    order = list(VerdictGroup)
    for kind in sorted(labels, key=lambda kind: order.index(_group_of(kind))):
        for label, number in Counter(labels[kind]).items():
            found[label][_group_of(kind)] += number
    return found


def _group_of(kind: VerdictKind | None) -> VerdictGroup:
    return VerdictGroup.UNCHECKED if kind is None else kind.group


def _worst_first(row: RotRow) -> tuple[int, int, str]:
    return -row.counts.get(VerdictGroup.DEAD, 0), -row.total, row.label
