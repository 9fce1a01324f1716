"""The results of earlier runs: a small SQLite database that no run depends on. `history_file` opens it.

Any fault of the database costs its user a warning and the results of earlier runs, never the run. There is one writer
per process. Its contents are not trusted: the time of a statement, the size of a row and its values are bounded.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from math import inf
from typing import TypeVar

import msgspec
from msgspec import Struct

from archive_lint.config.web import RecheckDays
from archive_lint.model.observation import Hop
from archive_lint.model.rot import Sweep
from archive_lint.model.url import LONGEST_URL
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.confirmation import DAY

APPLICATION = 0x41_4C_4E_4B
"""`ALNK`: marks the file as ours (`PRAGMA application_id`)."""

VERSION = 2

PAGE_SIZE = 4096
"""Size of a page in bytes."""

COPY = "copy "
"""The prefix of the URL of a copy that was looked up, to distinguish it from a source."""

TABLE = "CREATE TABLE checks (id INTEGER PRIMARY KEY, url TEXT NOT NULL, at REAL NOT NULL, record BLOB NOT NULL)"
INDEX = "CREATE INDEX checks_by_url ON checks (url, id)"
SWEEPS = "CREATE TABLE sweeps (id INTEGER PRIMARY KEY, record BLOB NOT NULL)"

_LAYOUT = f"{TABLE};{INDEX};{SWEEPS};PRAGMA application_id = {APPLICATION};PRAGMA user_version = {VERSION};"

_MOST_RECORDS = 50
"""The most records per URL: five months of a dead one, four years of one that is alive."""
_MOST_BYTES = 1 << 20
"""The most bytes of a record: fifty redirects between the longest URLs."""
_MOST_SWEEPS = 1_000
"""The most sweeps that are kept: nearly three years of nights."""
_MOST_SWEEP_BYTES = 4_096
"""The most bytes of a sweep's record: each kind of verdict with a number takes less than a thousand."""
_MOST_COUNTED = 1 << 53
"""The highest count of a verdict in a sweep: the largest integer that every reader of JSON reads exactly."""
_MOST_URLS = 2_000_000
"""The most URLs that are read together: of more, the first ones."""
_LONGEST_STATEMENT = 30.0
"""Time limit of a statement in seconds; ours take milliseconds, or one second for all URLs."""
_STEPS = 10_000
"""Number of steps of SQLite's virtual machine between two checks of the time."""


class Patience(Struct, frozen=True):
    """Seconds to wait for another process to finish its write."""

    between: float = 1.0
    """For a commit during the run: if it cannot be written, it is tried again with the next one."""
    at_the_ends: float = 10.0
    """For opening the file, which all remembered results depend on, and for closing it."""


class Record(Struct, frozen=True, kw_only=True):
    """The result of one run for a URL."""

    at: float
    """When it was made: seconds since the epoch, wall clock."""
    kind: VerdictKind
    reason: str = ""
    evidence: str = ""
    status: int | None = None
    hops: tuple[Hop, ...] = ()
    """Redirects and their end; empty without redirects."""
    target: str = ""
    representative: str = ""
    requests: int = 0

    @property
    def final_url(self) -> str:
        """The URL at which redirects ended; empty without redirects."""
        return self.hops[-1].url if self.hops else ""


class LastSeen(Struct, frozen=True, kw_only=True, gc=False):
    """The part of a URL's last record that many URLs are counted by."""

    at: float
    """When it was made: seconds since the epoch, wall clock."""
    kind: VerdictKind


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)
_OF_URL = (
    "SELECT record FROM checks WHERE url = ? AND typeof(record) = 'blob' AND length(record) <= ? "
    "ORDER BY id DESC LIMIT ?"
)
_LAST = (
    "SELECT url, CASE WHEN typeof(record) = 'blob' AND length(record) <= ? THEN record ELSE x'' END FROM checks "
    "WHERE id IN (SELECT max(id) FROM checks WHERE url >= '{}' AND url < '{}' AND typeof(url) = 'text' "
    "AND length(url) <= ? GROUP BY url LIMIT ?)"
)
_LAST_OF_EACH = _LAST.format("http", "httq")
_LAST_COPIES = _LAST.format("copy ", "copy!")
_SWEEP_DECODER = msgspec.json.Decoder(Sweep)
_LAST_SWEEPS = (
    "SELECT record FROM sweeps WHERE typeof(record) = 'blob' AND length(record) <= ? ORDER BY id DESC LIMIT ?"
)


def is_due(record: Record, days: RecheckDays, now: float) -> bool:
    """Return whether a URL with this last record is due again. A record in the future does not make it wait."""
    kept = days.alive if record.kind.is_alive else days.dead if record.kind.is_lost else days.other
    return not record.at <= now < record.at + kept * DAY


Found = TypeVar("Found", Record, Sweep)


class History:
    """The records of all URLs. Made by `open_history`; safe to use from two threads."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        path: str = "",
        writable: bool = True,
        patience: Patience = Patience(),  # noqa: B008 -- frozen
        latest: float = inf,
    ) -> None:
        """Take a prepared database; records from `latest` on, in seconds since the epoch, count as damaged."""
        self._latest = latest
        self._until = inf
        self._connection = self._bounded(connection)
        self._patience = patience
        self._path = path
        self._writable = writable
        self._lock = threading.Lock()
        self._adding = threading.Lock()
        self._fresh: list[tuple[str, Record]] = []
        self._fresh_sweeps: list[Sweep] = []
        self.notes: list[str] = []
        """Warnings for people."""

    def records(self, url: str) -> list[Record]:
        """Return all records of a URL, oldest first; `url` as `read_url` normalises it."""
        rows: list[tuple[bytes]] = []
        with self._lock, self._guarded():
            self._until = time.monotonic() + _LONGEST_STATEMENT
            rows = self._connection.execute(_OF_URL, (url, _MOST_BYTES, _MOST_RECORDS)).fetchall()
        # A row that cannot be read counts as missing: the URL is requested again.
        known = (self._decoded(blob, _DECODER) for (blob,) in reversed(rows))
        return [record for record in known if record is not None]

    def last_seen(self) -> dict[str, LastSeen]:
        """Return the last record of every URL."""
        found: dict[str, LastSeen] = {}
        unsound: list[str] = []
        with self._lock, self._guarded():
            self._until = time.monotonic() + _LONGEST_STATEMENT
            for url, blob in self._connection.execute(_LAST_OF_EACH, (_MOST_BYTES, LONGEST_URL, _MOST_URLS)):
                # The whole row: one that `records` would reject is rejected here.
                record = self._decoded(blob, _DECODER)
                if record is None:
                    unsound.append(url)
                else:
                    found[url] = LastSeen(at=record.at, kind=record.kind)
        for url in unsound:
            # The rows before the last one may be sound.
            records = self.records(url)
            if records:
                found[url] = LastSeen(at=records[-1].at, kind=records[-1].kind)
        return found

    def copies(self) -> dict[str, str]:
        """Return the archived copies that were found, by the URL of the look-up."""
        found = {}
        with self._lock, self._guarded():
            self._until = time.monotonic() + _LONGEST_STATEMENT
            for key, blob in self._connection.execute(_LAST_COPIES, (_MOST_BYTES, 2 * LONGEST_URL, _MOST_URLS)):
                record = self._decoded(blob, _DECODER)
                if record is not None and record.target:
                    found[key.removeprefix(COPY)] = record.target
        return found

    def sweeps(self, most: int = _MOST_SWEEPS) -> list[Sweep]:
        """Return the last sweeps, oldest first. A row that cannot be read counts as missing."""
        rows: list[tuple[bytes]] = []
        with self._lock, self._guarded():
            self._until = time.monotonic() + _LONGEST_STATEMENT
            rows = self._connection.execute(_LAST_SWEEPS, (_MOST_SWEEP_BYTES, min(most, _MOST_SWEEPS))).fetchall()
        known = (self._decoded(blob, _SWEEP_DECODER) for (blob,) in reversed(rows))
        sound = (sweep for sweep in known if sweep is not None and _is_countable(sweep))
        return sorted(sound, key=lambda sweep: sweep.at)

    def add_sweep(self, sweep: Sweep) -> None:
        """Add the figures of a run over the whole archive, to be written by the next `commit`."""
        with self._adding:
            self._fresh_sweeps.append(sweep)

    def add(self, url: str, record: Record) -> None:
        """Add a record, to be written by the next `commit`. It replaces one of the same URL and moment."""
        with self._adding:
            self._fresh.append((url, record))

    def commit(self) -> None:
        """Write the additions. If that fails, they are kept for the next time. Blocks on the disk."""
        with self._adding:
            fresh, self._fresh = self._fresh, []
            sweeps, self._fresh_sweeps = self._fresh_sweeps, []
        if not (fresh or sweeps) or not self._writable:
            return
        with self._lock:
            try:
                self._write(fresh, sweeps)
            except sqlite3.OperationalError as error:
                with self._adding:
                    self._fresh = fresh + self._fresh
                    self._fresh_sweeps = sweeps + self._fresh_sweeps
                self._once(f"{self._path} cannot be written now ({error})")
            except sqlite3.DatabaseError as error:
                self._lose(error)
            else:
                self.notes = [note for note in self.notes if "cannot be written now" not in note]

    def close(self) -> None:
        """Write the rest, and close the file. Never raises."""
        with self._lock, suppress(sqlite3.Error):
            wait(self._connection, self._patience.at_the_ends)
        self.commit()
        with self._lock, suppress(sqlite3.Error):
            self._connection.close()

    def _write(self, fresh: Iterable[tuple[str, Record]], sweeps: Iterable[Sweep]) -> None:
        connection = self._connection
        self._until = time.monotonic() + self._patience.at_the_ends + _LONGEST_STATEMENT
        connection.execute("BEGIN IMMEDIATE")
        try:
            self._write_records(fresh)
            self._write_sweeps(sweeps)
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise

    def _write_records(self, fresh: Iterable[tuple[str, Record]]) -> None:
        connection = self._connection
        moments: dict[tuple[str, float], bytes] = {}
        for url, record in fresh:
            encoded = _ENCODER.encode(record)
            if len(encoded) <= _MOST_BYTES:
                # The later of the two is put at the end.
                moments.pop((url, record.at), None)
                moments[url, record.at] = encoded
        connection.executemany("DELETE FROM checks WHERE url = ? AND at = ?", moments)
        connection.executemany(
            "INSERT INTO checks (url, at, record) VALUES (?, ?, ?)",
            ((url, at, encoded) for (url, at), encoded in moments.items()),
        )
        connection.executemany(
            "DELETE FROM checks WHERE url = ?1 AND id <= "
            "(SELECT id FROM checks WHERE url = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
            ((url, _MOST_RECORDS) for url, _ in moments),
        )

    def _write_sweeps(self, sweeps: Iterable[Sweep]) -> None:
        rows = [(_ENCODER.encode(sweep),) for sweep in sweeps]
        if rows:
            self._connection.executemany("INSERT INTO sweeps (record) VALUES (?)", rows)
            self._connection.execute(
                "DELETE FROM sweeps WHERE id <= (SELECT id FROM sweeps ORDER BY id DESC LIMIT 1 OFFSET ?)",
                (_MOST_SWEEPS,),
            )

    def _decoded(self, blob: bytes, decoder: msgspec.json.Decoder[Found]) -> Found | None:
        """Return the record in a row; `None` for one that no run wrote, or that lies in the future."""
        try:
            record = decoder.decode(blob)
        except (msgspec.MsgspecError, TypeError, ValueError, RecursionError):
            return None
        return record if 0 <= record.at < self._latest else None

    def _bounded(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        connection.set_progress_handler(lambda: time.monotonic() > self._until, _STEPS)
        return connection

    def _guarded(self) -> _Guarded:
        return _Guarded(self)

    def _lose(self, error: sqlite3.Error) -> None:
        """Continue without the file."""
        self._once(f"{self._path} is no longer used: {error}")
        self._writable = False
        with suppress(sqlite3.Error):
            self._connection.close()
        self._connection = self._bounded(_in_memory())

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


def in_memory() -> History:
    """Return a history for one run."""
    return History(_in_memory())


def _in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    lay_out(connection)
    return connection


def lay_out(connection: sqlite3.Connection) -> None:
    """Create the tables of a history in an empty database. Raises `sqlite3.Error`."""
    connection.executescript(f"PRAGMA page_size = {PAGE_SIZE};BEGIN;{_LAYOUT}COMMIT;")


def wait(connection: sqlite3.Connection, seconds: float) -> None:
    """Have calls wait up to `seconds` for other processes from now on."""
    connection.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")


def without_file(note: str) -> History:
    """Return a history for one run, with a note that says why nothing is kept."""
    history = History(_in_memory(), writable=False)
    history.notes.append(note)
    return history


def _is_countable(sweep: Sweep) -> bool:
    return all(0 < number <= _MOST_COUNTED for number in sweep.kinds.values())
