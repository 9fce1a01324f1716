"""A stranger's database in the place of the history: it does nothing but cost the memory of earlier runs."""

from __future__ import annotations

import os
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.model.verdict import VerdictKind
from archive_lint.web import history as history_module
from archive_lint.web.history import Record
from archive_lint.web.history_file import open_history
from tests.web.fake_web import FakeWeb, check, kinds

URL = "http://news.example/a-story"
RECORD = Record(at=1_700_000_000.0, kind=VerdictKind.DEAD)
MAGIC = bytes.fromhex("d9d505f920a163d7")


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of the user's that does not concern us."""
    file = tmp_path / "victim.txt"
    file.write_text("precious")
    return file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history with one record, in a folder of its own."""
    (tmp_path / "state").mkdir()
    file = tmp_path / "state" / "links.db"
    with closing(open_history(str(file))) as history:
        history.add(URL, RECORD)
    return file


def journal(path: Path, *, named: str = "", page_size: int = 4096, pages: int | None = None) -> bytes:
    """A rollback journal, which names another one where it is asked to."""
    pages = path.stat().st_size // 4096 if pages is None else pages
    head = (MAGIC + struct.pack(">IIIII", 0, 1, pages, 512, page_size)).ljust(512, b"\0")
    if not named:
        return head
    name = named.encode()
    check = sum(name) & 0xFFFFFFFF
    return head + struct.pack(">I", 0x40000000 // page_size + 1) + name + struct.pack(">II", len(name), check) + MAGIC


def execute(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


def trigger(path: Path, victim: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    execute(path, f"CREATE TRIGGER t AFTER INSERT ON checks BEGIN {endless}; END")


def view(path: Path, victim: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, 'u', 1.0, x'7b7d' FROM n"
    execute(path, f"DROP TABLE checks; CREATE VIEW checks(id, url, at, record) AS {endless}")


def another_table(path: Path, victim: Path) -> None:
    execute(path, "CREATE TABLE more (x)")


def virtual_table(path: Path, victim: Path) -> None:
    execute(path, "CREATE VIRTUAL TABLE more USING fts4(x)")


def another_column(path: Path, victim: Path) -> None:
    execute(path, "ALTER TABLE checks ADD COLUMN more TEXT DEFAULT 7")


def another_index(path: Path, victim: Path) -> None:
    execute(path, "DROP INDEX checks_by_url; CREATE INDEX checks_by_url ON checks (url, id, abs(at))")


def view_of_sweeps(path: Path, victim: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, x'7b7d' FROM n"
    execute(path, f"DROP TABLE sweeps; CREATE VIEW sweeps(id, record) AS {endless}")


def trigger_on_sweeps(path: Path, victim: Path) -> None:
    execute(path, "CREATE TRIGGER t AFTER INSERT ON sweeps BEGIN DELETE FROM checks; END")


def without_sweeps(path: Path, victim: Path) -> None:
    execute(path, "DROP TABLE sweeps")


def another_column_of_sweeps(path: Path, victim: Path) -> None:
    execute(path, "ALTER TABLE sweeps ADD COLUMN more TEXT DEFAULT 7")


def hot_journal(path: Path, victim: Path) -> None:
    Path(f"{path}-journal").write_bytes(journal(path, named=str(victim)))


def hot_journal_without_its_magic(path: Path, victim: Path) -> None:
    Path(f"{path}-journal").write_bytes(b"x" * 8 + journal(path, named=str(victim))[8:])


def journal_that_makes_a_huge_file(path: Path, victim: Path) -> None:
    Path(f"{path}-journal").write_bytes(journal(path, pages=0x7FFFFFFF))


def journal_of_other_pages(path: Path, victim: Path) -> None:
    Path(f"{path}-journal").write_bytes(journal(path, page_size=512))


def journal_that_is_a_link(path: Path, victim: Path) -> None:
    Path(f"{path}-journal").symlink_to(victim)


def journal_that_is_a_pipe(path: Path, victim: Path) -> None:
    os.mkfifo(f"{path}-journal")


def write_ahead_log(path: Path, victim: Path) -> None:
    Path(f"{path}-wal").write_bytes(b"x" * 4096)


def shared_memory(path: Path, victim: Path) -> None:
    Path(f"{path}-shm").symlink_to(victim)


def header_of_a_write_ahead_log(path: Path, victim: Path) -> None:
    data = bytearray(path.read_bytes())
    data[18:20] = b"\2\2"
    path.write_bytes(data)


def another_programs(path: Path, victim: Path) -> None:
    path.unlink()
    execute(path, "CREATE TABLE checks (id INTEGER PRIMARY KEY, url TEXT, at REAL, record BLOB)")


def link(path: Path, victim: Path) -> None:
    path.unlink()
    path.symlink_to(victim)


def pipe(path: Path, victim: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def hot_journal_without_a_database(path: Path, victim: Path) -> None:
    hot_journal(path, victim)
    path.unlink()


PLANTED = [
    trigger,
    view,
    another_table,
    virtual_table,
    another_column,
    another_index,
    view_of_sweeps,
    trigger_on_sweeps,
    without_sweeps,
    another_column_of_sweeps,
    hot_journal,
    hot_journal_without_its_magic,
    journal_that_makes_a_huge_file,
    journal_of_other_pages,
    journal_that_is_a_link,
    journal_that_is_a_pipe,
    write_ahead_log,
    shared_memory,
    header_of_a_write_ahead_log,
    another_programs,
    link,
    pipe,
    hot_journal_without_a_database,
]


def contents(folder: Path) -> dict[str, bytes | None]:
    return {path.name: path.read_bytes() if path.is_file() else None for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_another_program_wrote_is_neither_acted_on_nor_changed(
    path: Path, victim: Path, planted: Callable[[Path, Path], None]
) -> None:
    planted(path, victim)
    before = contents(path.parent)
    began = time.monotonic()
    with closing(open_history(str(path))) as history:
        report = check(FakeWeb({"news.example": 200}), [URL], history=history)
    assert time.monotonic() - began < 5
    assert kinds(report) == {URL: VerdictKind.ALIVE}
    assert len(report.notes) == 1
    assert "nothing is remembered" in report.notes[0]
    assert contents(path.parent) == before
    assert victim.read_text() == "precious"


def test_a_journal_of_our_own_is_rolled_back(path: Path) -> None:
    killed = f"""
import os, sqlite3
connection = sqlite3.connect({str(path)!r}, isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
for number in range(2000):
    connection.execute("INSERT INTO checks (url, at, record) VALUES (?, 1.0, x'00')", (f"u{{number}}" * 20,))
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", killed], check=False, timeout=60)
    assert Path(f"{path}-journal").stat().st_size > 512
    with closing(open_history(str(path))) as history:
        assert history.notes == []
        assert history.records(URL) == [RECORD]
    assert [each.name for each in path.parent.iterdir()] == ["links.db"]


ROWS = {
    "not a number": '{"at": NaN, "kind": "dead"}',
    "after the end of the world": '{"at": 1e300, "kind": "dead"}',
    "infinite": '{"at": 1e999, "kind": "dead"}',
    "before the beginning": '{"at": -1, "kind": "dead"}',
    "in the future": '{"at": 32503680000, "kind": "dead"}',
    "nested": '{"at": 1, "kind": "dead", "more": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "another type": '{"at": "1", "kind": "dead"}',
    "not UTF-8": b'{"at": 1, "kind": "dead", "evidence": "\xff"}',
    "large": '{"at": 1, "kind": "dead", "evidence": "' + "x" * (2 << 20) + '"}',
    "empty": "",
    "too many digits": '{"at": 1, "kind": "dead", "requests": ' + "9" * 10_000 + "}",
}


@pytest.mark.parametrize("blob", ROWS.values(), ids=list(ROWS))
def test_a_row_that_no_run_wrote_hides_no_earlier_one_from_who_looks_at_all(path: Path, blob: str | bytes) -> None:
    encoded = blob if isinstance(blob, bytes) else blob.encode()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO checks (url, at, record) VALUES (?, 1.0, ?)", (URL, encoded))
        connection.execute("INSERT INTO checks (url, at, record) VALUES ('http://b.example/', 1.0, ?)", (encoded,))
        connection.execute("INSERT INTO checks (url, at, record) VALUES (?, 1.0, '{}')", ("http" + "x" * 9_000,))
        connection.execute("INSERT INTO checks (url, at, record) VALUES (?, 1.0, ?)", (b"http://c.example/", encoded))
    with closing(open_history(str(path))) as history:
        assert {url: (seen.at, seen.kind) for url, seen in history.last_seen().items()} == {
            URL: (RECORD.at, RECORD.kind)
        }
        assert history.copies() == {}
        assert history.notes == []


@pytest.mark.parametrize("blob", ROWS.values(), ids=list(ROWS))
def test_a_row_that_no_run_wrote_counts_as_missing(path: Path, blob: str | bytes) -> None:
    encoded = blob if isinstance(blob, bytes) else blob.encode()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO checks (url, at, record) VALUES (?, 1.0, ?)", (URL, encoded))
    with closing(open_history(str(path))) as history:
        assert history.records(URL) == [RECORD]
        assert history.notes == []


def test_rows_of_other_types_count_as_missing(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for value in (1, 1.5, "text", '{"at": 1, "kind": "dead"}'):
            connection.execute("INSERT INTO checks (url, at, record) VALUES (?, 'x', ?)", (URL, value))
    with closing(open_history(str(path))) as history:
        assert history.records(URL) == [RECORD]


def test_of_very_many_rows_only_the_last_ones_are_read(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        row = b'{"at":1,"kind":"dead"}'
        connection.executemany("INSERT INTO checks (url, at, record) VALUES (?, 1, ?)", [(URL, row)] * 20_000)
    with closing(open_history(str(path))) as history:
        assert len(history.records(URL)) == 50


def test_a_statement_that_takes_too_long_ends(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        row = b'{"at":1,"kind":"dead"}'
        connection.executemany("INSERT INTO checks (url, at, record) VALUES (?, 1, ?)", [(URL, row)] * 5_000)
    monkeypatch.setattr(history_module, "_LONGEST_STATEMENT", -1.0)
    monkeypatch.setattr(history_module, "_STEPS", 10)
    with closing(open_history(str(path))) as history:
        assert history.records(URL) == []
        assert "interrupted" in history.notes[0]


FIRST = """
import sys
from contextlib import closing
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.history import Record
from archive_lint.web.history_file import open_history
path, name = sys.argv[1:]
print("ready", flush=True)
sys.stdin.read()
with closing(open_history(path)) as history:
    history.add(f"http://{name}.example/", Record(at=1.0, kind=VerdictKind.ALIVE))
sys.exit("; ".join(history.notes) or None)
"""


def test_first_runs_at_once_all_remember(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    waiting, starting = os.pipe()
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", FIRST, str(path), str(number)],
            stdin=waiting,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(6)
    ]
    os.close(waiting)
    assert [run.stdout.readline() for run in runs if run.stdout] == [b"ready\n"] * 6
    # All of them wait for the end of the same pipe.
    os.close(starting)
    assert [(*run.communicate(timeout=60), run.returncode) for run in runs] == [(b"", b"", 0)] * 6
    with closing(open_history(str(path))) as history:
        assert all(history.records(f"http://{number}.example/") for number in range(6))
    assert [each.name for each in tmp_path.iterdir()] == ["links.db"]


FULL = """
import resource, sys
from archive_lint.web.history_file import open_history
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
print(open_history(sys.argv[1]).notes)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("room", [0, 100, 4096, 8192, 12288])
def test_a_full_disk_leaves_nothing_half_made(tmp_path: Path, room: int) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path / "links.db"), str(room)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "nothing is remembered" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []


@given(
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=16)), max_size=8),
    st.one_of(st.none(), st.binary(max_size=64), st.binary(max_size=64).map(lambda end: MAGIC + end + MAGIC)),
)
def test_whatever_stands_in_the_file_a_run_goes_on(changes: list[tuple[float, bytes]], beside: bytes | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "links.db")
        with closing(open_history(str(path))) as history:
            history.add(URL, RECORD)
        content = bytearray(path.read_bytes())
        for place, written in changes:
            at = int(place * len(content))
            content[at : at + len(written)] = written
        path.write_bytes(content)
        if beside is not None:
            Path(f"{path}-journal").write_bytes(beside)
        began = time.monotonic()
        with closing(open_history(str(path))) as history:
            history.records(URL)
            history.add(URL, RECORD)
        assert time.monotonic() - began < 10
