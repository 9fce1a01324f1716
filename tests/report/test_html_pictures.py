"""What the pictures of the page are drawn from adds up, and excerpts fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.model.finding import Finding, Severity
from archive_lint.model.rot import Rot, RotRow, Sweep
from archive_lint.model.span import Position
from archive_lint.model.verdict import VerdictGroup, VerdictKind
from archive_lint.report.html_page.charts import Bar, charts
from archive_lint.report.html_page.excerpt import Excerpt, excerpt
from archive_lint.report.source import SourceText

COUNTS = st.dictionaries(st.sampled_from(VerdictGroup), st.integers(0, 10_000))
ROWS = st.lists(COUNTS, max_size=40).map(
    lambda all_counts: [RotRow(label=f"row{place}", counts=counts) for place, counts in enumerate(all_counts)]
)


def _is_whole(bar: Bar) -> bool:
    return abs(sum(part.length for part in bar.by_share) - 100) < 0.1


@given(ROWS, ROWS)
def test_bars_hold_what_the_rows_hold(years: list[RotRow], hosts: list[RotRow]) -> None:
    drawn = charts(Rot(years=years, hosts=hosts, sweeps=[]))
    for chart, rows in ((drawn.years, years), (drawn.hosts, hosts)):
        there = [row for row in rows if row.total]
        if chart is None:
            assert not there
            continue
        assert [(bar.label, bar.total) for bar in chart.table] == [(row.label, row.total) for row in there]
        assert all(_is_whole(bar) for bar in chart.bars)
        for bar in chart.bars:
            assert sum(part.length for part in bar.by_count) == pytest.approx(bar.total * 100 / chart.largest, abs=0.1)
            assert 0 <= bar.x <= bar.x + bar.width <= 100
    assert drawn.trend is None


def test_the_longest_bars_are_drawn_and_the_rest_is_counted() -> None:
    rows = [RotRow(label=str(number), counts={VerdictGroup.DEAD: 1}) for number in range(130)]
    chart = charts(Rot(years=[], hosts=rows, sweeps=[])).hosts
    assert chart is not None
    assert (len(chart.bars), len(chart.table), chart.more) == (10, 100, 30)


def test_labels_under_columns_stay_few_and_inside() -> None:
    rows = [RotRow(label=str(year), counts={VerdictGroup.ALIVE: 1}) for year in range(1990, 2026)]
    chart = charts(Rot(years=rows, hosts=[], sweeps=[])).years
    assert chart is not None
    ticks = [bar.tick for bar in chart.bars if bar.tick]
    assert len(ticks) <= 7
    assert ticks[0].anchor == "start"


def test_the_trend_tells_the_last_count_and_how_it_changed() -> None:
    kinds = [{VerdictKind.DEAD: 5, VerdictKind.SOFT_404: 1}, {VerdictKind.DEAD: 9}]
    sweeps = [Sweep(at=1_750_000_000.0 + number * 86_400, kinds=each) for number, each in enumerate(kinds)]
    trend = charts(Rot(years=[], hosts=[], sweeps=sweeps)).trend
    assert trend is not None
    panel = trend.panels[0]
    assert (panel.group, panel.latest, panel.change) == (VerdictGroup.DEAD, 9, 3)
    assert [height for _, _, height in panel.columns] == [66.67, 100.0]
    assert [bar.label for bar in trend.chart.table] == ["2025-06-15", "2025-06-16"]


@pytest.mark.parametrize(
    ("line", "start", "end", "shown"),
    [
        ("1. [Flood](x.md)", 4, 11, Excerpt("1. ", "[Flood]", "(x.md)")),
        ("point", 3, 3, Excerpt("po", "", "int")),
        ("\tx\ty", 2, 3, Excerpt("", "x", " y")),
        ("a" * 40 + "X" + "b" * 200, 41, 42, Excerpt("…" + "a" * 23, "X", "b" * 74 + "…")),
        ("X" * 300, 1, 301, Excerpt("", "X" * 63 + "…", "")),
        ("長" * 60, 1, 61, Excerpt("", "長" * 31 + "…", "")),
        ("password http://me:secret@host/ ", 1, 9, Excerpt("", "password", " http://*********@host/")),
        ("   ", 1, 2, None),
        ("short", 90, 95, Excerpt("short", "", "")),
    ],
)
def test_an_excerpt_shows_the_place_and_what_is_around_it(
    line: str, start: int, end: int, shown: Excerpt | None
) -> None:
    finding = Finding(
        code="X001",
        name="x",
        severity=Severity.INFO,
        message="",
        path="a.md",
        start=Position(1, start),
        end=Position(1, end),
    )
    assert excerpt(SourceText(line.encode()), finding) == shown


def test_what_is_told_above_is_not_shown_twice() -> None:
    url = "http://gazette.example/2014/05/harbour"
    finding = Finding(
        code="U001",
        name="dead-source",
        severity=Severity.ERROR,
        message="",
        path="a.md",
        start=Position(1, 14),
        end=Position(1, 14 + len(url)),
    )
    source = SourceText(f"1. [Gazette]({url})".encode())
    assert excerpt(source, finding, f"source `{url}` is dead") == Excerpt("1. [Gazette](", "…", ")")
    assert excerpt(SourceText(f"{' ' * 13}{url} !".encode()), finding, f"`{url}` is dead") is None
    assert excerpt(source, finding, "source 1 is dead") == Excerpt("1. [Gazette](", url, ")")
