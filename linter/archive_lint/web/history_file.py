"""Opens the history's file, and only one that is ours: a stranger's database can do more than lie.

A trigger or a view runs for as long as its author likes, a rollback journal can have SQLite delete a file anywhere, a
write-ahead log replaces pages. So the file is checked before SQLite opens it: its neighbours, and its header. Then its
schema must be exactly ours. No other file is ever written, renamed or removed.

There is no write-ahead log: its two extra files do not survive network shares, and SQLite before 3.51.3 could damage
it. A new file is moved into place whole, so that runs that begin at once find one history.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
import time
from contextlib import closing, suppress

from archive_lint.files.read import UNTRUSTED
from archive_lint.files.state_folder import StateFolder, StateFolderError
from archive_lint.web.confirmation import DAY
from archive_lint.web.history import (
    APPLICATION,
    INDEX,
    PAGE_SIZE,
    SWEEPS,
    TABLE,
    VERSION,
    History,
    Patience,
    in_memory,
    lay_out,
    wait,
    without_file,
)

FILE_NAME = "links.db"

_SCHEMA = [
    ("table", "sweeps", "sweeps", SWEEPS),
    ("index", "checks_by_url", "checks", INDEX),
    ("table", "checks", "checks", TABLE),
]
"""The statements of the schema by name, the last name first."""
_MAGIC = b"SQLite format 3\0"
_HEADER_SIZE = 100
_FORMATS, _USER_VERSION, _APPLICATION_ID = slice(18, 20), slice(60, 64), slice(68, 72)
_WITHOUT_LOG = b"\1\1"
_CHANGE_COUNTER = slice(24, 28)
"""SQLite counts the transactions that changed the file (https://www.sqlite.org/fileformat.html#file_change_counter)."""
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_JOURNAL_HEADER_SIZE = 28
_JOURNAL_PAGES, _JOURNAL_PAGE_SIZE = slice(16, 20), slice(24, 28)
_FOREIGN_JOURNAL = "has a journal beside it that archive-lint did not write; remove that file"
_MOST_BYTES = 8 << 30
_MOST_VALUE_BYTES = 4 << 20
_LONGEST_CHECK = 10.0
"""Time limit in seconds for checking the whole file; the rest of a larger one is not checked."""
_STEPS = 10_000


class _NotOursError(Exception):
    """The file is not ours and is left alone; the message says why."""


def open_state(state: StateFolder) -> History:
    """Open the history of an archive, and create it if there is none. Never raises: its notes say what is wrong."""
    try:
        return open_history(os.path.join(state.made(), FILE_NAME))
    except StateFolderError as error:
        return without_file(f"nothing is remembered: {error}")


def look_into(state: StateFolder) -> History:
    """Open the history of an archive for reading; if there is none, return an empty one in memory.

    Never raises: its notes say what is wrong.
    """
    path = os.path.join(state.path, FILE_NAME)
    if not state.path:
        return without_file(f"nothing is remembered: {state.trouble}")
    return open_history(path) if os.path.lexists(path) else in_memory()


def change_mark(state: StateFolder) -> bytes:
    """Return bytes that are others after each write to the history of an archive.

    Empty where that cannot be told: where there is no history, it cannot be used, or a write was cut off and the file
    is not what it will be read as.
    """
    path = os.path.join(state.path, FILE_NAME)
    try:
        if not state.path or os.path.lexists(f"{path}-journal") or not _look_at(path):
            return b""
        header, size = _beginning(path, _HEADER_SIZE)
        number = os.stat(path, follow_symlinks=False).st_ino
    except (_NotOursError, OSError):
        return b""
    return header[_CHANGE_COUNTER] + size.to_bytes(8) + number.to_bytes(16)


def open_history(path: str, *, patience: Patience = Patience()) -> History:  # noqa: B008 -- frozen
    """Open the history at `path`, and create it if there is none; its folder must exist.

    Never raises: if the file cannot be used the history is empty and in memory, and its notes say why.
    """
    try:
        if not _look_at(path):
            _make(path)
        return _open(path, patience)
    except _NotOursError as error:
        return without_file(f"{path} {error}: it is left alone, and nothing is remembered")
    except sqlite3.OperationalError as error:
        return without_file(f"{path} cannot be used ({error}): nothing is remembered")
    except sqlite3.DatabaseError as error:
        return _set_aside(path, error, patience)
    except OSError as error:
        return without_file(f"{path} cannot be used ({error.strerror or error}): nothing is remembered")


# Before SQLite is asked


def _look_at(path: str) -> bool:
    """Return whether there is a history. Raises `_NotOursError`, `OSError`."""
    for ending in ("-wal", "-shm"):
        if os.path.lexists(path + ending):
            raise _NotOursError(f"has a file {ending} beside it that archive-lint did not write; remove that file")
    # First: a history only grows, and another run may be writing.
    least = _least_size(f"{path}-journal")
    header, size = _beginning(path, _HEADER_SIZE)
    if least > size:
        raise _NotOursError(_FOREIGN_JOURNAL)
    if not size:
        return False
    if not header.startswith(_MAGIC) or int.from_bytes(header[_APPLICATION_ID]) != APPLICATION:
        raise _NotOursError("is not a history of archive-lint; remove it to begin one")
    if (version := int.from_bytes(header[_USER_VERSION])) != VERSION:
        which = "a newer version" if version > VERSION else "an earlier version; remove it to begin one"
        raise _NotOursError(f"was written by {which}")
    if header[_FORMATS] != _WITHOUT_LOG or size > _MOST_BYTES:
        raise _NotOursError("is not as archive-lint writes it; remove it to begin one")
    return True


def _least_size(path: str) -> int:
    """Return the least size in bytes of a database whose rollback journal was left by a killed run of ours.

    Such a journal names no other journal, which SQLite would delete, and does not make the database larger. It is 0 if
    there is no journal, or SQLite will not act on it. Raises as `_look_at`.
    """
    header, length = _beginning(path, _JOURNAL_HEADER_SIZE)
    if not header[0]:
        # It was never finished: SQLite reads the first byte.
        return 0
    end, _ = _beginning(path, len(_JOURNAL_MAGIC), at=max(length - len(_JOURNAL_MAGIC), 0))
    if (
        not header.startswith(_JOURNAL_MAGIC)
        or end == _JOURNAL_MAGIC
        or header[_JOURNAL_PAGE_SIZE] != PAGE_SIZE.to_bytes(4)
    ):
        raise _NotOursError(_FOREIGN_JOURNAL)
    return int.from_bytes(header[_JOURNAL_PAGES]) * PAGE_SIZE


def _beginning(path: str, length: int, at: int = 0) -> tuple[bytes, int]:
    """Return some bytes of a regular file and its size; zeros if it is missing. Raises as `_look_at`."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise _NotOursError("is not a regular file, or what lies beside it is not one")
        with open(os.open(path, UNTRUSTED), "rb") as file:
            file.seek(at)
            return file.read(length).ljust(length, b"\0"), os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        return bytes(length), 0


def _make(path: str) -> None:
    """Create a history and move it into place, unless another run was faster. Raises `OSError`, `sqlite3.Error`."""
    descriptor, temporary = tempfile.mkstemp(prefix=f"{FILE_NAME}-", suffix=".new", dir=os.path.dirname(path))
    os.close(descriptor)
    try:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            lay_out(connection)
        _put_in_place(temporary, path)
    finally:
        for each in (temporary, f"{temporary}-journal"):
            with suppress(FileNotFoundError):
                os.unlink(each)


def _put_in_place(temporary: str, path: str) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        # An empty file holds nothing that could be lost.
        if os.path.getsize(path) == 0:
            os.replace(temporary, path)
    except OSError:
        # A file system without hard links.
        if not os.path.lexists(path):
            os.replace(temporary, path)


# With SQLite


def _open(path: str, patience: Patience) -> History:
    writable = os.access(path, os.W_OK)
    name = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    mode = "rw" if writable else "ro"
    connection = sqlite3.connect(
        f"{name}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=patience.at_the_ends
    )
    try:
        _check(connection)
        wait(connection, patience.between)
    except BaseException:
        connection.close()
        raise
    history = History(connection, path=path, writable=writable, patience=patience, latest=time.time() + DAY)
    if not writable:
        history.notes.append(f"{path} is read-only: what this run finds is not remembered")
    return history


def _check(connection: sqlite3.Connection) -> None:
    """Raise `_NotOursError` for another schema than ours, `sqlite3.DatabaseError` for damage."""
    until = time.monotonic() + _LONGEST_CHECK
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_VALUE_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # A journal of ours is rolled back here: the schema after that counts.
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name DESC").fetchmany(4)
    if found != _SCHEMA:
        raise _NotOursError("has other tables than archive-lint makes; remove it to begin one")
    try:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        if time.monotonic() > until:
            return
        raise
    if verdict != "ok":
        raise sqlite3.DatabaseError(str(verdict))


def _set_aside(path: str, error: sqlite3.Error, patience: Patience) -> History:
    """Rename a damaged history, with our header, and its journal; return a new, empty one."""
    number = 1
    while os.path.lexists(aside := f"{path}.damaged-{number}"):
        number += 1
    try:
        os.replace(path, aside)
        with suppress(FileNotFoundError):
            os.replace(f"{path}-journal", f"{aside}-journal")
        _make(path)
        history = _open(path, patience)
    except (OSError, sqlite3.Error, _NotOursError):
        return without_file(f"{path} is damaged ({error}): nothing is remembered")
    history.notes.append(f"{path} was damaged ({error}) and is now {os.path.basename(aside)}: a new one was begun")
    return history
