"""What runs remember, and what becomes of a run whose memory is damaged, locked, foreign or gone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive_lint.files.state_folder import StateFolder
from archive_lint.model.observation import Hop
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.history import History, Patience, Record
from archive_lint.web.history_file import look_into, open_history
from tests.soak import rounds
from tests.web.fake_web import FakeWeb, check, kinds

URL = "http://news.example/a-story"
LATER = "http://news.example/another"
RECORD = Record(
    at=1_700_000_000.25,
    kind=VerdictKind.MOVED_PERMANENTLY,
    evidence="it redirects",
    status=200,
    hops=(Hop(URL, 301, LATER), Hop(LATER, 200)),
    target=LATER,
    requests=3,
)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    return folder / "links.db"


def opened(path: Path, **patience: float) -> History:
    return open_history(str(path), patience=Patience(**patience))


def written(path: Path, *urls: str) -> Path:
    """A history with one record per URL."""
    with closing(opened(path)) as history:
        for url in urls or (URL,):
            history.add(url, RECORD)
    return path


def test_a_record_comes_back_as_it_was(path: Path) -> None:
    written(path)
    with closing(opened(path)) as history:
        assert history.records(URL) == [RECORD]
        assert history.records("http://other.example/") == []
        assert history.notes == []


def test_records_of_a_url_come_in_the_order_of_the_runs_and_the_oldest_go(path: Path) -> None:
    with closing(opened(path)) as history:
        for number in range(60):
            history.add(URL, Record(at=float(100 - number), kind=VerdictKind.DEAD))
        history.commit()
        assert [record.at for record in history.records(URL)] == [float(100 - number) for number in range(10, 60)]


def test_a_record_of_the_same_moment_replaces(path: Path) -> None:
    with closing(opened(path)) as history:
        history.add(URL, RECORD)
        history.add(URL, Record(at=RECORD.at, kind=VerdictKind.SOFT_404))
        history.commit()
        assert [record.kind for record in history.records(URL)] == [VerdictKind.SOFT_404]


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5_000])


def _zeroed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4_096:] = bytes(len(data) - 4_096)
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [_truncated, _zeroed])
def test_a_damaged_file_is_set_aside(path: Path, damage: Callable[[Path], None]) -> None:
    written(path, *(f"http://news.example/{number}" for number in range(200)))
    damage(path)
    with closing(opened(path)) as history:
        assert [note for note in history.notes if "damaged" in note]
        assert history.records(URL) == []
        history.add(URL, RECORD)
    assert (path.parent / "links.db.damaged-1").exists()
    with closing(opened(path)) as history:
        assert history.records(URL) == [RECORD]
        assert history.notes == []


def test_no_flipped_byte_stops_a_run(path: Path) -> None:
    whole = written(path).read_bytes()
    for at in range(0, len(whole), 211):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        with closing(opened(path)) as history:
            report = check(FakeWeb({"news.example": 200}), [URL], history=history)
        assert len(report.verdicts) == 1
        for aside in path.parent.glob("*damaged*"):
            aside.unlink()


def test_an_empty_file_is_an_empty_history(path: Path) -> None:
    path.touch()
    written(path)
    with closing(opened(path)) as history:
        assert history.records(URL) == [RECORD]


def test_a_record_that_cannot_be_read_is_as_good_as_none(path: Path) -> None:
    written(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute('UPDATE checks SET record = \'{"at": 1, "kind": "undead"}\'')
    with closing(opened(path)) as history:
        assert history.records(URL) == []
        assert kinds(check(FakeWeb({"news.example": 200}), [URL], history=history)) == {URL: VerdictKind.ALIVE}


def _from_the_future(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA user_version = 99")


def _from_an_earlier_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE sweeps; PRAGMA user_version = 1")


def _somebody_else_s(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE theirs (x)")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _overwritten(path: Path) -> None:
    path.write_bytes(b"This is no database. " * 500)


def _link_out(path: Path) -> None:
    outside = path.parents[1] / "outside.db"
    os.replace(path, outside)
    path.symlink_to(outside)


@pytest.mark.parametrize("trouble", [_from_the_future, _somebody_else_s, _overwritten, _folder, _link_out])
def test_what_cannot_be_used_is_left_alone_and_the_run_goes_on(path: Path, trouble: Callable[[Path], None]) -> None:
    written(path)
    trouble(path)
    before = path.read_bytes() if path.is_file() else b""
    with closing(opened(path)) as history:
        report = check(FakeWeb({"news.example": 200}), [URL], history=history)
    assert kinds(report) == {URL: VerdictKind.ALIVE}
    assert "nothing is remembered" in report.notes[0]
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert not list(path.parent.glob("*damaged*"))


def test_a_read_only_file_is_read_and_not_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written(path).read_bytes()
    real = os.access
    monkeypatch.setattr(os, "access", lambda name, mode: mode != os.W_OK and real(name, mode))
    with closing(opened(path)) as history:
        assert history.records(URL) == [RECORD]
        assert "read-only" in history.notes[0]
        history.add(LATER, RECORD)
    assert path.read_bytes() == before


def test_a_file_that_another_process_holds_is_written_when_it_lets_go(path: Path) -> None:
    written(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, closing(opened(path, between=0.01)) as history:
        other.execute("BEGIN IMMEDIATE")
        history.add(LATER, RECORD)
        history.commit()
        assert "cannot be written now" in history.notes[0]
        other.execute("COMMIT")
        history.commit()
        assert history.notes == []
        assert history.records(LATER) == [RECORD]


@pytest.mark.parametrize("moment", ["begins", "ends"])
def test_a_run_waits_longer_for_anyone_who_holds_the_file_when_it(path: Path, moment: str) -> None:
    written(path)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        letting_go = threading.Timer(0.1, other.execute, ["COMMIT"])
        if moment == "begins":
            other.execute("BEGIN EXCLUSIVE")
            letting_go.start()
        history = opened(path, between=0.0)
        history.add(LATER, RECORD)
        if moment == "ends":
            other.execute("BEGIN IMMEDIATE")
            letting_go.start()
        history.close()
        letting_go.join()
    with closing(opened(path)) as history:
        assert history.records(LATER) == [RECORD]


def test_a_file_that_is_locked_for_good_is_done_without(path: Path) -> None:
    written(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with closing(opened(path, between=0.01, at_the_ends=0.01)) as history:
            report = check(FakeWeb({"news.example": 200}), [URL], history=history)
            assert "locked" in report.notes[0]
    assert kinds(report) == {URL: VerdictKind.ALIVE}


def test_a_full_disk_costs_the_memory_and_not_the_run(path: Path) -> None:
    connection = sqlite3.connect(written(path), isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA max_page_count = 4")
    with closing(History(connection, path=str(path))) as history:
        urls = [f"http://news.example/{number}/a-story" for number in range(300)]
        report = check(FakeWeb({"news.example": 200}), urls, history=history)
        assert report.asked == 300
        assert "full" in report.notes[-1]


def test_two_runs_may_write_at_once(path: Path) -> None:
    def write(name: str) -> None:
        with closing(opened(path)) as history:
            for number in range(50):
                history.add(f"http://{name}.example/{number}", RECORD)
                history.commit()

    written(path)
    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM checks").fetchone() == (201,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_whoever_only_looks_makes_nothing(path: Path) -> None:
    state = StateFolder(str(path.parent), "default")
    for records in ([], [RECORD]):
        with closing(look_into(state)) as history:
            assert (history.records(URL), history.notes) == (records, [])
        assert path.exists() is bool(records)
        written(path)


def test_what_was_seen_last_is_the_last_of_each_url_s_records(path: Path) -> None:
    urls = {f"http://{name}.example/": [1.0, 2.0, 3.0][:number] for number, name in enumerate("abcd")}
    with closing(opened(path)) as history:
        for at in (1.0, 2.0, 3.0):
            for url, moments in urls.items():
                if at in moments:
                    history.add(url, Record(at=at, kind=VerdictKind.DEAD if at == 2 else VerdictKind.ALIVE))
        history.add("copy http://archive.example/web/2014/http://a.example/", Record(at=9.0, kind=VerdictKind.ALIVE))
    with closing(opened(path)) as history:
        last = history.last_seen()
        assert {url: seen.at for url, seen in last.items()} == {url: max(at) for url, at in urls.items() if at}
        assert [seen.kind.value for seen in last.values()] == ["alive", "dead", "alive"]


def test_copies_that_were_found_are_listed_by_what_was_asked_for(path: Path) -> None:
    asked = "https://archive.example/web/20140523120000id_/http://a.example/"
    with closing(opened(path)) as history:
        history.add(f"copy {asked}", Record(at=1.0, kind=VerdictKind.ALIVE, target="https://archive.example/web/1/a"))
        history.add("copy https://archive.example/b", Record(at=1.0, kind=VerdictKind.UNCHECKED))
    with closing(opened(path)) as history:
        assert history.copies() == {asked: "https://archive.example/web/1/a"}


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_killed_at_any_moment_no_committed_url_is_asked_again_and_the_report_is_the_same(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.web.killed_check", str(tmp_path), str(rounds(10))]
    ended = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=10 * rounds(10), check=False)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("", "", 0)
