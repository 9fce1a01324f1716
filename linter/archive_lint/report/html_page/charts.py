"""The lengths of the bars and columns of the page, from counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from archive_lint.model.rot import Rot, RotRow, Sweep
from archive_lint.model.verdict import VerdictGroup

_MOST_BARS = 10
_MOST_ROWS = 100
"""The most rows of a table: nobody reads a page of a thousand hosts."""
_GAP = 0.24
"""The gap between columns, as a share of a column and its gap."""
_FEWEST_COLUMNS = 6
"""The fewest columns for which a chart has room: a column as broad as the page says nothing more."""
_MOST_TICKS = 7
"""The most labels under columns: as many years as stand beside each other on a phone."""
_MOST_SWEEPS = 30
"""The most sweeps, the last ones: their columns can still be told apart on a phone."""


class BarPart(NamedTuple):
    """A piece of a bar or a column; lengths are per cent of the drawing."""

    group: VerdictGroup
    start: float
    length: float


class Tick(NamedTuple):
    """The position of a column's label."""

    x: float
    anchor: str
    """The end of the label at that position, as SVG names it: no label may leave the drawing."""


class Bar(NamedTuple):
    """The URLs of one year, host or sweep."""

    label: str
    counts: Mapping[VerdictGroup, int]
    total: int
    dead: float
    """The share of dead ones, from 0 to 1."""
    by_count: Sequence[BarPart]
    """The parts on a scale that all bars of a chart share."""
    by_share: Sequence[BarPart]
    """The parts as shares: each bar is as long as the scale."""
    x: float = 0
    """Start of its column, in per cent of all columns and the gaps between them."""
    width: float = 0
    tick: Tick | None = None
    """`None` where there is no room for its label."""


class Chart(NamedTuple):
    """A picture and the table that it is drawn from."""

    bars: Sequence[Bar]
    table: Sequence[Bar]
    more: int
    """Number of rows that the table leaves out."""
    groups: Sequence[VerdictGroup]
    """The groups that occur, the worst first."""
    largest: int
    """The count at the end of the scale."""


class Panel(NamedTuple):
    """One group of verdicts over all sweeps."""

    group: VerdictGroup
    latest: int
    change: int
    """The change since the sweep before."""
    columns: Sequence[tuple[float, float, float]]
    """Start, width and height of the columns, in per cent; each panel has its own scale, which begins at 0."""


class Trend(NamedTuple):
    """The verdicts from sweep to sweep, and their table."""

    panels: Sequence[Panel]
    chart: Chart


class Charts(NamedTuple):
    """The pictures of link rot; `None` if there is nothing to draw."""

    years: Chart | None = None
    hosts: Chart | None = None
    trend: Trend | None = None


def charts(rot: Rot | None) -> Charts:
    """Return the pictures of the sources' verdicts."""
    if rot is None:
        return Charts()
    sweeps = _chart([_sweep(sweep) for sweep in rot.sweeps[-_MOST_SWEEPS:]], are_columns=True)
    return Charts(
        years=_chart(rot.years, are_columns=True),
        hosts=_chart(rot.hosts, are_columns=False),
        trend=Trend([_panel(group, sweeps) for group in sweeps.groups], sweeps) if sweeps else None,
    )


def _sweep(sweep: Sweep) -> RotRow:
    day = dt.datetime.fromtimestamp(sweep.at, dt.UTC).date().isoformat()
    return RotRow(label=day, counts=sweep.counts)


def _chart(rows: Sequence[RotRow], *, are_columns: bool) -> Chart | None:
    rows = [row for row in rows if row.total]
    if not rows:
        return None
    drawn = rows if are_columns else rows[:_MOST_BARS]
    largest = max(row.total for row in drawn)
    bars = [_bar(row, largest) for row in drawn]
    return Chart(
        bars=_beside_each_other(bars) if are_columns else bars,
        table=[_bar(row, largest) for row in rows[:_MOST_ROWS]],
        more=max(0, len(rows) - _MOST_ROWS),
        groups=[group for group in VerdictGroup if any(row.counts.get(group) for row in rows)],
        largest=largest,
    )


def _bar(row: RotRow, largest: int) -> Bar:
    return Bar(
        label=row.label,
        counts=row.counts,
        total=row.total,
        dead=row.counts.get(VerdictGroup.DEAD, 0) / row.total,
        by_count=_parts(row, largest),
        by_share=_parts(row, row.total),
    )


def _parts(row: RotRow, whole: int) -> list[BarPart]:
    parts = []
    start = 0
    for group in VerdictGroup:
        number = row.counts.get(group, 0)
        if number:
            parts.append(BarPart(group, _percent(start, whole), _percent(number, whole)))
        start += number
    return parts


def _beside_each_other(bars: Sequence[Bar]) -> list[Bar]:
    step = 100 / max(len(bars), _FEWEST_COLUMNS)
    every = -(-len(bars) // _MOST_TICKS)
    last = len(bars) - 1
    return [
        bar._replace(
            x=round((place + _GAP / 2) * step, 2),
            width=round((1 - _GAP) * step, 2),
            tick=_tick(place, step, is_last=place == last) if place % every == 0 else None,
        )
        for place, bar in enumerate(bars)
    ]


def _tick(place: int, step: float, *, is_last: bool) -> Tick:
    if place == 0:
        return Tick(round(_GAP / 2 * step, 2), "start")
    if is_last and step * place > 80:
        return Tick(round((place + 1 - _GAP / 2) * step, 2), "end")
    return Tick(round((place + 0.5) * step, 2), "middle")


def _panel(group: VerdictGroup, sweeps: Chart) -> Panel:
    numbers = [bar.counts.get(group, 0) for bar in sweeps.bars]
    heights = (_percent(number, max(numbers)) for number in numbers)
    return Panel(
        group=group,
        latest=numbers[-1],
        change=numbers[-1] - numbers[-2] if len(numbers) > 1 else 0,
        columns=[(bar.x, bar.width, height) for bar, height in zip(sweeps.bars, heights, strict=True)],
    )


def _percent(part: int, whole: int) -> float:
    return round(part * 100 / whole, 2)
