"""The list of an archive's source URLs, one row per URL: lines for a terminal, one JSON document, or CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from msgspec import Struct

from archive_lint.model.secret import hide_secrets
from archive_lint.model.verdict import VerdictKind
from archive_lint.report import escape
from archive_lint.report.stream import write_json_array, write_lines
from archive_lint.text import counted

_COLUMNS = ("url", "verdict", "confirmed", "first_seen", "last_seen", "archived", "pages", "cited")
_KIND_WIDTH = max(len(kind.value) for kind in VerdictKind)
_DAY_WIDTH = len("2014-05-23")


class InventoryRow(Struct, frozen=True, kw_only=True):
    """The records of one source URL. Its texts come from pages and servers: they are hostile."""

    url: str
    """The URL as returned by `url_key`."""
    kind: VerdictKind
    """The kind of its verdict; `unchecked` without one."""
    confirmed: bool = False
    first_seen: float | None = None
    """When the earliest recorded check was made, in seconds since the epoch; `None` without one."""
    last_seen: float | None = None
    """When the last check was made, in seconds since the epoch."""
    archived: str = ""
    """The copy in a web archive; empty if none was looked up or found."""
    cited: Sequence[tuple[str, int]] = ()
    """The paths, relative to the repository's root, and lines that cite it."""


def write_inventory_json(rows: Iterable[InventoryRow], stream: BinaryIO) -> None:
    """Write `{"version": 1, "urls": […]}`, a line per URL."""
    write_json_array(stream, map(_as_json, rows), b'{"version":1,"urls":', b"}")


def write_inventory_csv(rows: Iterable[InventoryRow], stream: BinaryIO) -> None:
    """Write a heading, and one line per URL with its citations in one cell, `path:line` joined by `; `."""
    write_lines(stream, _csv_lines(rows))


def write_inventory(rows: Iterable[InventoryRow], stream: BinaryIO) -> None:
    """Write one line per URL for people: verdict, time of the last check, number of citations, URL."""
    write_lines(stream, map(_line, rows))


def _as_json(row: InventoryRow) -> dict[str, Any]:
    return {
        "url": hide_secrets(row.url),
        "verdict": row.kind.value,
        "confirmed": row.confirmed,
        "first_seen": _day(row.first_seen) or None,
        "last_seen": _day(row.last_seen) or None,
        "archived": hide_secrets(row.archived) or None,
        "cited": [{"path": path, "line": line} for path, line in row.cited],
    }


def _csv_lines(rows: Iterable[InventoryRow]) -> Iterator[str]:
    yield ",".join(_COLUMNS)
    for row in rows:
        places = "; ".join(f"{path}:{line}" for path, line in row.cited)
        cells = (
            escape.csv(hide_secrets(row.url)),
            row.kind.value,
            "yes" if row.confirmed else "no",
            _day(row.first_seen),
            _day(row.last_seen),
            escape.csv(hide_secrets(row.archived)) if row.archived else "",
            str(len({path for path, _ in row.cited})),
            escape.csv(places),
        )
        yield ",".join(cells)


def _line(row: InventoryRow) -> str:
    seen = _day(row.last_seen) or "never"
    pages = counted(len({path for path, _ in row.cited}), "page")
    return escape.terminal(
        f"{row.kind.value:<{_KIND_WIDTH}}  {seen:<{_DAY_WIDTH}}  {pages:>9}  {hide_secrets(row.url)}"
    )


def _day(moment: float | None) -> str:
    return "" if moment is None else dt.datetime.fromtimestamp(moment, dt.UTC).date().isoformat()
