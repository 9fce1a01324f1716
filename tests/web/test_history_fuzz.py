"""Whatever a history holds, `explain` and a check of sources end soon and well, and nothing else is changed."""

from __future__ import annotations

import json
import random
import sqlite3
import ssl
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive_lint.model.observation import Hop
from archive_lint.model.verdict import VerdictKind
from archive_lint.rule.examples import PATH, story
from archive_lint.web.background import Network
from archive_lint.web.history import INDEX, TABLE, Record
from archive_lint.web.history_file import FILE_NAME, open_history
from tests.cached_runs import state
from tests.fuzz import ROUNDS, contents, in_batches, run_ends_well, with_noise, write_files

URLS = ("http://127.0.0.1:9/a", "http://127.0.0.1:9/b", "ftp://news.example/c", "http://[::1/", "http://10.0.0.1/d")
"""None of them may be asked for: no run contacts anything."""
NETWORK = Network(roots=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
"""The real one, whose certificates would take longer to load than the run takes."""
KINDS = tuple(kind.value for kind in VerdictKind)
MAGIC = bytes.fromhex("d9d505f920a163d7")

NUMBERS = (0, -1, 1, 200, 599, 2**31, 2**63, 1e300, -1e300, 1.5, None, True, "1", 1e-320, 253402300800.0)
WORDS: tuple[Any, ...] = (
    *("", "\0", "\x1b[31m", "\u202e", "x" * 70_000, "\U0010ffff", "::error::x", "<script>", "\r\n"),
    *(*URLS, "http://reader:hunter2@news.example/", None, 7, [], {}),
)
HOPS: list[Any] = [{"url": "http://news.example/", "status": 301}]
FIELDS: dict[str, tuple[Any, ...]] = {
    "at": NUMBERS,
    "kind": (*KINDS, "", "nothing", None, 3),
    "reason": WORDS,
    "evidence": WORDS,
    "status": NUMBERS,
    "hops": (
        [],
        [[]],
        None,
        [{}],
        [{"url": "http://x.example/", "status": 301}] * 300,
        [{"url": None}],
        "x",
        [[[[[]]]]],
    ),
    "target": WORDS,
    "representative": WORDS,
    "requests": NUMBERS,
    "more": (*WORDS, *NUMBERS),
}
BLOBS = (
    b"",
    b"null",
    b"[]",
    b'{"at":' + b"9" * 5_000 + b"}",
    b'{"more":' + b"[" * 50_000,
    b"\xff" * 50,
    5,
    "text",
    1.5,
)
SCRIPTS = (
    "CREATE TABLE more (x)",
    "DROP TABLE checks",
    "DROP INDEX checks_by_url",
    "DROP TABLE sweeps",
    "DELETE FROM sweeps",
    "INSERT INTO sweeps (record) VALUES (zeroblob(5000000))",
    "UPDATE sweeps SET record = zeroblob(100)",
    "DELETE FROM checks",
    "PRAGMA user_version = 2147483647",
    "PRAGMA application_id = 1",
    "PRAGMA journal_mode = WAL",
    "CREATE TRIGGER t AFTER INSERT ON checks BEGIN DELETE FROM checks; END",
    f"DROP TABLE checks; {TABLE.replace('REAL', 'TEXT')}; {INDEX}",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 1",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 2",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 2000000000",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = sql || ' -- ' || hex(zeroblob(9999))",
    "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE type = 'index'",
)


def record(chance: random.Random) -> Any:
    """What stands in a row: nearly as a run writes it, or anything."""
    if chance.random() < 0.2:
        return chance.choice(BLOBS)
    now = time.time() - chance.choice((0, 1, 86_400 * chance.randrange(900), -86_400 * 3))
    fields: dict[str, Any] = {"at": now, "kind": chance.choice(KINDS), "evidence": "it was so"}
    for name in chance.sample(tuple(FIELDS), chance.randrange(3)):
        fields[name] = chance.choice(FIELDS[name])
    return json.dumps(fields).encode()


def add_rows(chance: random.Random, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for _ in range(chance.choice((1, 3, 60))):
            row = (chance.choice(URLS), chance.choice((1.0, "x", -1, time.time())), record(chance))
            connection.execute("INSERT INTO checks (url, at, record) VALUES (?, ?, ?)", row)


def run_script(chance: random.Random, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(chance.choice(SCRIPTS))


def make_noise(chance: random.Random, path: Path) -> None:
    path.write_bytes(with_noise(chance, path.read_bytes()))


def put_beside(chance: random.Random, path: Path) -> None:
    ending = chance.choice(("-journal", "-journal", "-journal", "-wal", "-shm"))
    pages = chance.choice((0, 1, 3, 4, 2**31)).to_bytes(4)
    head = MAGIC + chance.choice((b"\0\0\0\0", b"\0\0\0\1", b"\xff" * 4)) + b"\0\0\0\1" + pages
    head += (512).to_bytes(4) + chance.choice((4096, 512, 0)).to_bytes(4)
    rollback = head.ljust(512, b"\0") + chance.choice((1, 2, 9)).to_bytes(4) + path.read_bytes()[:4096] + b"\0\0\0\1"
    end = b"../../precious.txt" + (18).to_bytes(4) + sum(b"../../precious.txt").to_bytes(4) + MAGIC
    content = chance.choice((b"", b"\0" * 512, rollback, rollback + end, with_noise(chance, rollback)))
    Path(f"{path}{ending}").write_bytes(content)


DAMAGES = (add_rows, add_rows, add_rows, make_noise, make_noise, run_script, put_beside)


def sound_history(path: Path) -> bytes:
    """Return a history of some months."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(open_history(str(path))) as history:
        for number, url in enumerate(URLS):
            for day in range(20):
                at = time.time() - 86_400 * (60 - 3 * day)
                kind = tuple(VerdictKind)[(number * 3 + day // 7) % len(VerdictKind)]
                history.add(
                    url, Record(at=at, kind=kind, evidence="it was so", hops=(Hop(url, 301, "/x"), Hop("/x", 200)))
                )
    content = path.read_bytes()
    path.unlink()
    return content


@pytest.mark.soak
@in_batches
def test_no_history_makes_a_run_crash_or_hang_or_change_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    archive = tmp_path / "archive"
    write_files(archive, {PATH: story(sources=[f"[Gazette]({url})" for url in URLS])})
    write_files(tmp_path, {"precious.txt": "precious\n"})
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(archive)
    path = state(archive) / FILE_NAME
    sound = sound_history(path)
    precious = contents(tmp_path, without="home")
    chance = random.Random(seed)
    for number in range(ROUNDS):
        for each in path.parent.iterdir():
            each.unlink()
        path.write_bytes(sound)
        done = chance.choices(DAMAGES, k=chance.choice((1, 1, 2)))
        about = (seed, number, [each.__name__ for each in done])
        for damage in done:
            try:
                damage(chance, path)
            except sqlite3.DatabaseError:
                break
        if chance.random() < 0.5:
            form = chance.choice(("text", "json"))
            run_ends_well(
                "explain", chance.choice(URLS), f"--output-format={form}", "--jobs=1", about=about, codes=(0,)
            )
        else:
            form = chance.choice(("json", "full", "html", "markdown"))
            words = ("--online", "--no-cache", f"--output-format={form}", "--jobs=1")
            run_ends_well(*words, about=about, codes=(0, 1, 3), network=NETWORK)
        assert contents(tmp_path, without="home") == precious, about
        assert all(each.name.startswith(FILE_NAME) for each in path.parent.iterdir()), about
