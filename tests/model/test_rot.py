"""Link rot in figures: every URL counts once per host and once per year, and all counts add up."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.model.rot import NO_HOST, UNDATED, CitedUrl, RotRow, Sweep, count_rot
from archive_lint.model.verdict import VerdictGroup, VerdictKind

URLS = st.builds(
    CitedUrl,
    host=st.sampled_from(["a.example", "b.example", "c.example:8080", ""]),
    kind=st.none() | st.sampled_from(VerdictKind),
    years=st.sets(st.none() | st.integers(2001, 2004), min_size=1),
)


def cited(host: str, kind: str | None, *years: int | None) -> CitedUrl:
    return CitedUrl(host=host, kind=None if kind is None else VerdictKind(kind), years=set(years))


def shown(row: RotRow) -> str:
    return f"{row.label}: " + ", ".join(f"{row.counts[group]} {group}" for group in VerdictGroup if row.counts[group])


def test_hosts_have_the_worst_first_and_years_the_earliest() -> None:
    rot = count_rot(
        [
            cited("b.example", "alive", 2014),
            cited("b.example", None, None),
            cited("c.example", "parked", 2015, 2014, 2014),
            cited("a.example", "moved-permanently", 2014),
            cited("a.example", "timeout", 2013),
            cited("", "invalid", 2013),
        ]
    )
    assert [shown(row) for row in rot.hosts] == [
        "c.example: 1 dead",
        "a.example: 1 moved, 1 unverified",
        "b.example: 1 alive, 1 unchecked",
        f"{NO_HOST}: 1 unverified",
    ]
    assert [shown(row) for row in rot.years] == [
        "2013: 2 unverified",
        "2014: 1 dead, 1 moved, 1 alive",
        "2015: 1 dead",
        f"{UNDATED}: 1 unchecked",
    ]
    assert shown(rot.total) == "total: 1 dead, 1 moved, 2 unverified, 1 alive, 1 unchecked"


@given(st.lists(URLS))
def test_counts_add_up(urls: list[CitedUrl]) -> None:
    rot = count_rot(urls)
    groups = Counter(url.kind.group if url.kind else VerdictGroup.UNCHECKED for url in urls)
    assert rot.total.counts == groups
    assert rot.total.total == sum(row.total for row in rot.hosts) == len(urls)
    assert sum(row.total for row in rot.years) == sum(len(url.years) for url in urls)
    assert all(row.total for row in (*rot.hosts, *rot.years))


@given(st.dictionaries(st.sampled_from(VerdictKind), st.integers(1, 9)))
def test_a_sweep_counts_by_group_what_it_counts_by_kind(kinds: dict[VerdictKind, int]) -> None:
    sweep = Sweep(at=0.0, kinds=kinds)
    assert sweep.urls == sum(sweep.counts.values()) == sum(kinds.values())


@pytest.mark.parametrize("urls", [[], [cited("a.example", None, None)]])
def test_what_was_never_checked_is_counted_as_unchecked(urls: list[CitedUrl]) -> None:
    assert count_rot(urls).total.counts == ({VerdictGroup.UNCHECKED: 1} if urls else {})
