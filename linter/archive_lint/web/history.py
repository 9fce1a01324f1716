"""What earlier runs found: a small SQLite file that no run depends on.

Whatever is wrong with the file costs its user a warning and the memory of earlier runs, never the run. One writer
per process; no write-ahead log, whose two extra files do not survive network shares, and which SQLite before 3.51.3
could damage.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing, suppress

import msgspec
from msgspec import Struct

from archive_lint.config.web import RecheckDays
from archive_lint.files.state_folder import keep_out_of_git
from archive_lint.model.observation import Hop
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.confirmation import DAY

_APPLICATION = 0x41_4C_4E_4B
"""`ALNK`: marks the file as ours (`PRAGMA application_id`)."""

_VERSION = 1

_SCHEMA = f"""
CREATE TABLE checks (id INTEGER PRIMARY KEY, url TEXT NOT NULL, at REAL NOT NULL, record BLOB NOT NULL);
CREATE INDEX checks_by_url ON checks (url, id);
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
"""

_MOST_RECORDS = 50
"""Of one URL: five months of a dead one, four years of one that lives."""


class Patience(Struct, frozen=True):
    """Seconds to wait for another process to finish its write."""

    between: float = 1.0
    """For a commit during the run: what could not be written is tried again with what follows."""
    at_the_ends: float = 10.0
    """When the file is opened, on which all that the run may remember depends, and when it is closed for good."""


class Record(Struct, frozen=True, kw_only=True):
    """What one run found of a URL."""

    at: float
    """Seconds since the epoch, wall clock."""
    kind: VerdictKind
    reason: str = ""
    evidence: str = ""
    status: int | None = None
    hops: tuple[Hop, ...] = ()
    """Redirects and their end; empty where there was no redirect."""
    target: str = ""
    representative: str = ""
    requests: int = 0

    @property
    def final_url(self) -> str:
        """Where redirects ended; empty when there were none."""
        return self.hops[-1].url if self.hops else ""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)


def is_due(record: Record, days: RecheckDays, now: float) -> bool:
    """Return whether a URL that was last found so is due again. A record of the future does not make it wait."""
    kept = days.alive if record.kind.is_alive else days.dead if record.kind.is_lost else days.other
    return not record.at <= now < record.at + kept * DAY


class History:
    """The records of all URLs. Made by `open_history`; safe to use from two threads."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        path: str = "",
        writable: bool = True,
        patience: Patience = Patience(),  # noqa: B008 -- frozen
    ) -> None:
        self._connection = connection
        self._patience = patience
        self._path = path
        self._writable = writable
        self._lock = threading.Lock()
        self._adding = threading.Lock()
        self._fresh: list[tuple[str, Record]] = []
        self.notes: list[str] = []
        """Warnings for people."""

    def records(self, url: str) -> list[Record]:
        """Return all that is known of a URL, the oldest first; `url` as `read_url` writes it."""
        rows: list[tuple[bytes]] = []
        with self._lock, self._guarded():
            rows = self._connection.execute("SELECT record FROM checks WHERE url = ? ORDER BY id", (url,)).fetchall()
        known = []
        for (blob,) in rows:
            # A row that cannot be read counts as missing: the URL is asked for again.
            with suppress(msgspec.MsgspecError, TypeError):
                known.append(_DECODER.decode(blob))
        return known

    def add(self, url: str, record: Record) -> None:
        """Keep a record until the next `commit`. It replaces one of the same URL and moment."""
        with self._adding:
            self._fresh.append((url, record))

    def commit(self) -> None:
        """Write what was added. What cannot be written now is kept for the next time. Blocks on the disk."""
        with self._adding:
            fresh, self._fresh = self._fresh, []
        if not fresh or not self._writable:
            return
        with self._lock:
            try:
                self._write(fresh)
            except sqlite3.OperationalError as error:
                with self._adding:
                    self._fresh = fresh + self._fresh
                self._once(f"{self._path} cannot be written now ({error})")
            except sqlite3.DatabaseError as error:
                self._lose(error)
            else:
                self.notes = [note for note in self.notes if "cannot be written now" not in note]

    def close(self) -> None:
        """Write what is left, and close the file. Never raises."""
        with self._lock, suppress(sqlite3.Error):
            _wait(self._connection, self._patience.at_the_ends)
        self.commit()
        with self._lock, suppress(sqlite3.Error):
            self._connection.close()

    def _write(self, fresh: Iterable[tuple[str, Record]]) -> None:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            for url, record in fresh:
                connection.execute("DELETE FROM checks WHERE url = ? AND at = ?", (url, record.at))
                connection.execute(
                    "INSERT INTO checks (url, at, record) VALUES (?, ?, ?)", (url, record.at, _ENCODER.encode(record))
                )
                connection.execute(
                    "DELETE FROM checks WHERE url = ?1 AND id <= "
                    "(SELECT id FROM checks WHERE url = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                    (url, _MOST_RECORDS),
                )
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise

    def _guarded(self) -> _Guarded:
        return _Guarded(self)

    def _lose(self, error: sqlite3.Error) -> None:
        """Goes on without the file."""
        self._once(f"{self._path} is no longer used: {error}")
        self._writable = False
        with suppress(sqlite3.Error):
            self._connection.close()
        self._connection = _in_memory()

    def _once(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


class _Guarded:
    """Turns an error of reading into a note and an empty history."""

    def __init__(self, history: History) -> None:
        self._history = history

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if not isinstance(error, sqlite3.Error):
            return False
        self._history._lose(error)  # noqa: SLF001 -- one class in two parts
        return True


def open_history(path: str, *, root: str, patience: Patience = Patience()) -> History:  # noqa: B008 -- frozen
    """Open the history at `path`, made if there is none. `root` is the folder that it must not lead out of.

    Never raises: where the file cannot be used the history begins empty, lives in memory, and its notes say why.
    """
    note = _outside(path, root)
    if note:
        return _without(note)
    try:
        _make_folder(os.path.dirname(path))
        return _open(path, patience)
    except sqlite3.OperationalError as error:
        return _without(f"{path} cannot be used ({error}): nothing is remembered")
    except sqlite3.DatabaseError as error:
        return _set_aside(path, error, patience)
    except OSError as error:
        return _without(f"{path} cannot be used ({error.strerror}): nothing is remembered")


def _without(note: str) -> History:
    history = History(_in_memory(), writable=False)
    history.notes.append(note)
    return history


def in_memory() -> History:
    """Return a history for one run."""
    return History(_in_memory())


def _in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.executescript(_SCHEMA)
    return connection


def _outside(path: str, root: str) -> str:
    """Why the path must not be written, if so: a symbolic link in somebody's change could lead anywhere."""
    real = os.path.realpath(root)
    if os.path.islink(path) or os.path.commonpath([real, os.path.realpath(path)]) != real:
        return f"{path} leads out of the archive: nothing is remembered"
    return ""


def _make_folder(folder: str) -> None:
    if folder and not os.path.isdir(folder):
        os.makedirs(folder)
        keep_out_of_git(folder)


def _open(path: str, patience: Patience) -> History:
    writable = os.access(path if os.path.exists(path) else os.path.dirname(path) or ".", os.W_OK)
    name = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    mode = "rwc" if writable else "ro"
    connection = sqlite3.connect(
        f"{name}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=patience.at_the_ends
    )
    try:
        version = _prepare(connection, writable=writable)
        _wait(connection, patience.between)
    except BaseException:
        connection.close()
        raise
    if version > _VERSION:
        connection.close()
        return _without(f"{path} was written by a newer version: it is left alone, and nothing is remembered")
    history = History(connection, path=path, writable=writable, patience=patience)
    if not writable:
        history.notes.append(f"{path} is read-only: what this run finds is not remembered")
    return history


def _wait(connection: sqlite3.Connection, seconds: float) -> None:
    """Have calls wait so long for others from now on."""
    connection.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")


def _prepare(connection: sqlite3.Connection, *, writable: bool) -> int:
    """Check the file, or lay it out if it is empty; return its version. Raises `sqlite3.DatabaseError` for damage."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables == 0 and version == 0 and writable:
        connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}COMMIT;")
        return _VERSION
    if application != _APPLICATION:
        raise sqlite3.OperationalError("it is somebody else's database")
    if version > _VERSION:
        return version
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(str(found))
    connection.execute("SELECT url, at, record FROM checks LIMIT 1").fetchone()
    return version


def _set_aside(path: str, error: sqlite3.Error, patience: Patience) -> History:
    """Rename a damaged file, with the journal that belongs to it, and begin with an empty one."""
    number = 1
    while os.path.exists(aside := f"{path}.damaged-{number}"):
        number += 1
    try:
        os.replace(path, aside)
        for ending in ("-journal", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                os.replace(path + ending, aside + ending)
        history = _open(path, patience)
    except (OSError, sqlite3.Error):
        return _without(f"{path} is damaged ({error}): nothing is remembered")
    history.notes.append(f"{path} was damaged ({error}) and is now {os.path.basename(aside)}: a new one was begun")
    return history


def read_records(path: str, url: str, *, root: str) -> tuple[list[Record], list[str]]:
    """Return all that the history at `path` knows of a URL, and warnings, without making or changing it."""
    if not os.path.exists(path):
        return [], []
    with closing(open_history(path, root=root)) as history:
        return history.records(url), history.notes
