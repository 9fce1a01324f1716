"""Sweeps in a history: rows that no run wrote count as missing, and very many of them cost nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive_lint.model.rot import Sweep
from archive_lint.model.verdict import VerdictKind
from archive_lint.web import history as history_module
from archive_lint.web.history_file import open_history


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "links.db"


SWEEP = Sweep(at=1.0, kinds={VerdictKind.DEAD: 2})
SWEEPS: dict[str, str | bytes | int | None] = {
    "not a number": '{"at": NaN, "kinds": {"dead": 1}}',
    "after the end of the world": '{"at": 1e300, "kinds": {"dead": 1}}',
    "before the beginning": '{"at": -1, "kinds": {"dead": 1}}',
    "in the future": '{"at": 32503680000, "kinds": {"dead": 1}}',
    "less than none": '{"at": 2, "kinds": {"dead": -1}}',
    "none": '{"at": 2, "kinds": {"dead": 0}}',
    "more than there can be": '{"at": 2, "kinds": {"dead": 9007199254740993}}',
    "too many digits": '{"at": 2, "kinds": {"dead": ' + "9" * 3_000 + "}}",
    "half a URL": '{"at": 2, "kinds": {"dead": 1.5}}',
    "of no kind": '{"at": 2, "kinds": {"deader": 1}}',
    "another type": '{"at": 2, "kinds": ["dead"]}',
    "nested": '{"at": 2, "kinds": {"dead": 1}, "more": ' + "[" * 2_000 + "]" * 2_000 + "}",
    "large": '{"at": 2, "kinds": {"dead": 1}, "more": "' + "x" * (3 << 20) + '"}',
    "not UTF-8": b'{"at": 2, "kinds": {"\xff": 1}}',
    "empty": "",
    "a number": 7,
}


@pytest.mark.parametrize("row", SWEEPS.values(), ids=list(SWEEPS))
def test_a_sweep_that_no_run_wrote_counts_as_missing(path: Path, row: str | bytes | int | None) -> None:
    with closing(open_history(str(path))) as history:
        history.add_sweep(SWEEP)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO sweeps (record) VALUES (?)", (row.encode() if isinstance(row, str) else row,))
    with closing(open_history(str(path))) as history:
        assert history.sweeps() == [SWEEP]
        assert history.notes == []


def test_of_very_many_sweeps_only_the_last_ones_are_read_and_kept(path: Path) -> None:
    with closing(open_history(str(path))) as history:
        history.add_sweep(SWEEP)
    with closing(sqlite3.connect(path)) as connection, connection:
        row = b'{"at":2,"kinds":{"alive":1}}'
        connection.executemany("INSERT INTO sweeps (record) VALUES (?)", [(row,)] * 20_000)
    with closing(open_history(str(path))) as history:
        assert len(history.sweeps(most=50_000)) == 1_000
        history.add_sweep(SWEEP)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sweeps").fetchone() == (1_000,)


def test_sweeps_come_back_in_the_order_of_time_and_the_oldest_go(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "_MOST_SWEEPS", 3)
    sweeps = [Sweep(at=float(at), kinds={VerdictKind.DEAD: at, VerdictKind.ALIVE: 1}) for at in (1, 2, 4, 3)]
    for sweep in sweeps:
        with closing(open_history(str(path))) as history:
            history.add_sweep(sweep)
    with closing(open_history(str(path))) as history:
        assert history.sweeps() == [sweeps[1], sweeps[3], sweeps[2]]
        assert history.sweeps(most=1) == [sweeps[3]]
