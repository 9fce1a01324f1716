"""Figures of link rot: tables for a terminal, one JSON document, or one table of CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
from msgspec import Struct

from archive_lint.model.rot import Rot, RotRow, Sweep
from archive_lint.model.verdict import VerdictGroup
from archive_lint.report import escape
from archive_lint.report.stream import write_lines
from archive_lint.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

_MOST_HOSTS = 40
"""The most hosts in a table for people: the others have few dead URLs, or none."""
_MOST_SWEEPS = 10
_LOG_WIDTH = 120
"""Width in cells, if no terminal tells it."""
_MARKS = {VerdictGroup.DEAD: "red", VerdictGroup.ALIVE: "green"}
"""The colours of columns."""


class Look(Struct, frozen=True):
    """The look of tables for people."""

    color: bool = False
    width: int | None = None
    """Width in cells; `None` if unknown."""


def write_figures_json(rot: Rot, stream: BinaryIO) -> None:
    """Write `{"version": 1, "total": …, "hosts": […], "years": […], "sweeps": […]}`, each row with all counts."""
    document = {
        "version": 1,
        "total": _counts(rot.total.total, rot.total.counts),
        "hosts": [{"host": row.label, **_counts(row.total, row.counts)} for row in rot.hosts],
        "years": [{"year": row.label, **_counts(row.total, row.counts)} for row in rot.years],
        "sweeps": [
            {"at": _moment(sweep), "complete": sweep.complete, **_counts(sweep.urls, sweep.counts)}
            for sweep in rot.sweeps
        ],
    }
    stream.write(escape.json(msgspec.json.format(msgspec.json.encode(document), indent=2)) + b"\n")


def write_figures_csv(rot: Rot, stream: BinaryIO) -> None:
    """Write one row per host, year and sweep; the first column has its kind."""
    write_lines(stream, _csv_lines(rot))


def write_figures(rot: Rot, stream: BinaryIO, look: Look) -> None:
    """Write tables: hosts, the worst first, as many as anyone reads; years; the last sweeps."""
    from io import StringIO

    from rich.console import Console

    text = StringIO()
    console = Console(
        file=text,
        width=look.width or _LOG_WIDTH,
        force_terminal=look.color,
        color_system="standard" if look.color else None,
        highlight=False,
        legacy_windows=False,
    )
    for renderable in _tables(rot):
        console.print(renderable)
    stream.write("".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines()).encode())


def _csv_lines(rot: Rot) -> Iterator[str]:
    yield ",".join(("table", "label", "urls", *VerdictGroup))
    for table, rows in (("host", rot.hosts), ("year", rot.years)):
        for row in rows:
            yield _csv_line(table, row.label, row.total, row.counts)
    for sweep in rot.sweeps:
        yield _csv_line("sweep", _moment(sweep), sweep.urls, sweep.counts)


def _csv_line(table: str, label: str, total: int, counts: Mapping[VerdictGroup, int]) -> str:
    numbers = (str(number) for number in _counts(total, counts).values())
    return ",".join((table, escape.csv(label), *numbers))


def _counts(total: int, counts: Mapping[VerdictGroup, int]) -> dict[str, Any]:
    return {"urls": total, **{group.value: counts.get(group, 0) for group in VerdictGroup}}


def _moment(sweep: Sweep) -> str:
    return dt.datetime.fromtimestamp(sweep.at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tables(rot: Rot) -> Iterator[RenderableType]:
    shown = rot.hosts[:_MOST_HOSTS]
    total = rot.total
    yield _table("Host", shown, total, lambda row: row.label)
    left = rot.hosts[_MOST_HOSTS:]
    if left:
        urls = sum(row.total for row in left)
        yield f"and {counted(len(left), 'host')} more with {counted(urls, 'URL')}: --output-format csv has them all\n"
    if len(rot.years) > 1 or len(rot.hosts) > 1:
        yield _table("Year of the page", rot.years, None, lambda row: row.label)
    if rot.sweeps:
        rows = [_as_row(sweep) for sweep in rot.sweeps[-_MOST_SWEEPS:]]
        yield _table("Sweep", rows, None, lambda row: row.label)


def _as_row(sweep: Sweep) -> RotRow:
    moment = _moment(sweep)
    label = f"{moment[:10]} {moment[11:16]}"
    return RotRow(label=label if sweep.complete else f"{label}, ended early", counts=sweep.counts)


def _table(
    heading: str, rows: Sequence[RotRow], total: RotRow | None, label: Callable[[RotRow], str]
) -> RenderableType:
    """Return a table; its heading is ours and its labels are not: none is read as markup."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_footer=total is not None, pad_edge=False)
    table.add_column(heading, footer="all", overflow="fold", min_width=16)
    table.add_column("URLs", footer="" if total is None else f"{total.total:,}", justify="right")
    for group in VerdictGroup:
        footer = "" if total is None else _number(total, group)
        table.add_column(group.value, footer=footer, justify="right", style=_MARKS.get(group, ""), no_wrap=True)
    for row in rows:
        numbers = (Text(_number(row, group)) for group in VerdictGroup)
        table.add_row(Text(escape.terminal(label(row))), Text(f"{row.total:,}"), *numbers)
    return table


def _number(row: RotRow, group: VerdictGroup) -> str:
    """Return a count; a dot for 0, so that other counts stand out."""
    number = row.counts.get(group, 0)
    return f"{number:,}" if number else "·"
