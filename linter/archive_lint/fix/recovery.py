"""Finishes or undoes an interrupted `--fix`, by its journal.

The journal may be anything: a stranger's, or damaged. So every field is checked, only pages of the archive are written,
only temporary files beside them are removed, and only if contents are as the journal says.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import msgspec
from msgspec import Struct

from archive_lint.files.read import MOST_BYTES, UNTRUSTED
from archive_lint.fix.folders import Folder, Folders, OutsideError
from archive_lint.fix.journal import FileEntry, JournalLine, digest, is_temporary
from archive_lint.fix.safety import is_inside

_MOST_JOURNAL_BYTES = 1 << 30
_LONGEST_LINE = 64 << 20
_MOST_PAGE_BYTES = 2 * MOST_BYTES
"""Maximum size of a page in bytes: a fix may make it larger."""
_DIGEST = re.compile(r"[0-9a-f]{32}")

FindPages = Callable[[], Collection[str]]
"""A function that lists the pages of the archive."""


class Recovered(Struct, frozen=True):
    """The result of finishing or undoing an interrupted `--fix`."""

    finished: list[str]
    """Files that now have their new content."""
    undone: list[str]
    """Files that keep their old content."""
    conflicting: list[str]
    """Files that someone has changed since: left as they are, though others of their group were changed."""
    complaints: list[str]
    """The parts of the journal that were not believed, as sentences for people."""


class UnusableJournalError(Exception):
    """The journal must not be acted on, and is left alone; the message says why and what to do."""


class _NotRegularError(Exception):
    pass


def recover(root: str, path: str, find_pages: FindPages) -> Recovered:
    """Finish the groups that were ready, undo the others, remove temporary files and the journal.

    Raises `UnusableJournalError`, and `OSError` if a page cannot be written.
    """
    journal = _read(path)
    recovered = Recovered([], [], [], [])
    believed = _Believed(root, frozenset(find_pages()) if journal.groups else frozenset())
    refused = 0
    folders = Folders(root)
    try:
        for number, files in sorted(journal.groups.items()):
            if not believed.takes(files):
                refused += 1
                continue
            for entry in files:
                _recover(folders, entry, recovered, is_ready=number in journal.ready)
    finally:
        folders.close()
    if refused:
        recovered.complaints.append(
            f"{path}: {refused} of {len(journal.groups)} entries are not about pages of this archive, and were ignored"
        )
    if journal.is_damaged:
        recovered.complaints.append(f"{path}: was damaged, or not written by archive-lint; the rest was ignored")
    os.unlink(path)
    return recovered


def _recover(folders: Folders, entry: FileEntry, recovered: Recovered, *, is_ready: bool) -> None:
    """Finish or undo one file. A file whose folder is gone, or now reached through a link, is left alone."""
    try:
        with folders.entered(os.path.dirname(entry.path)) as folder:
            _recover_in(folder, entry, recovered, is_ready=is_ready)
    except (OutsideError, FileNotFoundError):
        recovered.conflicting.append(entry.path)


def _recover_in(folder: Folder, entry: FileEntry, recovered: Recovered, *, is_ready: bool) -> None:
    target, temporary = os.path.basename(entry.path), os.path.basename(entry.temporary)
    found = _digest_of(folder, target)
    if found == entry.after:
        recovered.finished.append(entry.path)
    elif is_ready and found == entry.before and _digest_of(folder, temporary) == entry.after:
        folder.replace(temporary, target)
        folder.sync()
        recovered.finished.append(entry.path)
    elif found == entry.before:
        recovered.undone.append(entry.path)
    else:
        recovered.conflicting.append(entry.path)
    if _is_regular(folder, temporary):
        folder.unlink(temporary)


class _Believed:
    """Decides which files a journal may be about."""

    def __init__(self, root: str, pages: frozenset[str]) -> None:
        self._root = root
        self._pages = pages
        self._folders = {os.path.dirname(path) for path in pages}
        self._endings = {os.path.splitext(path)[1] for path in pages}
        self._seen = set[str]()

    def takes(self, files: tuple[FileEntry, ...]) -> bool:
        """Return whether all files of a group are believed; each file is believed once."""
        for entry in files:
            if entry.path in self._seen or not self._is_page(entry) or not _is_well_formed(entry):
                return False
            self._seen.add(entry.path)
        return all(is_inside(self._root, os.path.dirname(entry.path)) for entry in files)

    def _is_page(self, entry: FileEntry) -> bool:
        if entry.path in self._pages:
            return True
        # A page that the `--fix` would have created, or that has been deleted since.
        folder, name = os.path.split(entry.path)
        if folder not in self._folders or os.path.splitext(name)[1] not in self._endings or "\0" in name:
            return False
        return entry.before is None or not os.path.lexists(os.path.join(self._root, entry.path))


def _is_well_formed(entry: FileEntry) -> bool:
    beside = os.path.dirname(entry.temporary) == os.path.dirname(entry.path)
    digests = [entry.after] if entry.before is None else [entry.before, entry.after]
    return beside and is_temporary(entry.temporary) and all(_DIGEST.fullmatch(each) for each in digests)


class _JournalLines(Struct):
    groups: dict[int, tuple[FileEntry, ...]]
    ready: set[int]
    is_damaged: bool = False


def _read(path: str) -> _JournalLines:
    """Read a journal as far as it can be understood. Raises `UnusableJournalError`."""
    try:
        with _regular(os.open(path, UNTRUSTED)) as file:
            size = os.fstat(file.fileno()).st_size
            if size > _MOST_JOURNAL_BYTES:
                raise UnusableJournalError(_unusable(path, f"has {size:,} bytes"))
            return _read_lines(file)
    except _NotRegularError:
        raise UnusableJournalError(_unusable(path, "is not a regular file")) from None
    except OSError as error:
        raise UnusableJournalError(_unusable(path, f"cannot be read: {error.strerror or error}")) from error


def _unusable(path: str, reason: str) -> str:
    return (
        f"{path}: {reason}: an earlier --fix may have been interrupted, and is left as it is; read the file, then "
        "remove it"
    )


def _read_lines(file: BinaryIO) -> _JournalLines:
    journal = _JournalLines({}, set())
    while line := file.readline(_LONGEST_LINE):
        try:
            read = msgspec.json.decode(line, type=JournalLine)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            # A crash tears the last line off.
            journal.is_damaged = line.endswith(b"\n") or bool(file.read(1))
            break
        if read.ready:
            journal.ready.add(read.group)
        elif read.group in journal.groups:
            journal.is_damaged = True
            break
        else:
            journal.groups[read.group] = read.files
    return journal


def _is_regular(folder: Folder, name: str) -> bool:
    try:
        return stat.S_ISREG(folder.status(name).st_mode)
    except OSError:
        return False


def _digest_of(folder: Folder, name: str) -> str | None:
    """Return the digest of a regular file that is not larger than a page.

    `None` if there is no file, empty for other files.
    """
    try:
        with _regular(folder.open(name, UNTRUSTED)) as file:
            content = file.read(_MOST_PAGE_BYTES + 1)
    except FileNotFoundError:
        return None
    except OutsideError:
        raise
    except (OSError, _NotRegularError):
        return ""
    return digest(content) if len(content) <= _MOST_PAGE_BYTES else ""


@contextmanager
def _regular(descriptor: int) -> Iterator[BinaryIO]:
    """Yield an open regular file. Raises `_NotRegularError` for anything else, and `OSError`."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _NotRegularError
    with open(descriptor, "rb") as file:
        yield file
