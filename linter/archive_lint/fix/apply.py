"""Writes the planned changes: each file is replaced as a whole or not at all, and so are files that belong together.

The steps per file: read and compare, write a temporary file beside it, fsync, check that the original has not changed
meanwhile, replace. No file is overwritten in place, so that a crash at any moment leaves every file old or new. Every
step enters the file's folder from the archive's root, and through no link.

Each step is done for thousands of files before the next begins: the first of many fsyncs makes a journalling file
system write all earlier data to disk, so that the others have little to do; and file systems are slow to create files
in folders where others were replaced a moment ago. A step is done by threads, because it consists of waiting: for the
disk and for other users of its journal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from archive_lint.files.discover import DiscoveryError, discover
from archive_lint.files.read import UNTRUSTED
from archive_lint.files.state_folder import StateFolderError
from archive_lint.fix.attributes import Attributes, attributes_of, hand_on
from archive_lint.fix.folders import Folder, Folders, OutsideError
from archive_lint.fix.journal import (
    FileEntry,
    Journal,
    digest,
    read_most,
    temporary_name,
    write_all,
)
from archive_lint.fix.journal_place import JournalPlace
from archive_lint.fix.lock import LockedError, locked
from archive_lint.fix.plan import Change, groups
from archive_lint.fix.recovery import FindPages, Recovered, UnusableJournalError, recover
from archive_lint.fix.safety import refusal_of, why_not_in

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

_CHUNK = 16_384
"""Number of groups per step: more would gain nothing, and the disk must hold their files twice."""
_THREADS = 16
_FEW_THREADS = 2
"""Number of threads that create files, which waits for no disk: more would wait for Python's lock and one another."""
_SHARE = 32
"""Number of files per task of a thread: handing over single files costs as much as writing them."""

_TO_WRITE = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

_Given = TypeVar("_Given")
_Gained = TypeVar("_Gained")

_State = tuple[int, int, int, int, int]


class ApplyError(Exception):
    """Nothing was changed, or the next run will finish the work; the message says which and why."""


class Applied(Struct, frozen=True):
    """The result of writing planned changes."""

    written: list[str]
    refused: dict[str, str]
    """Files left as they were, each with the reason."""


class _RefusedError(Exception):
    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason


def apply_changes(
    root: str,
    changes: Mapping[str, Change],
    bundles: Iterable[frozenset[str]] = (),
    *,
    place: JournalPlace | None = None,
    find_pages: FindPages | None = None,
) -> Applied:
    """Write files of an archive. Raises `ApplyError`.

    `bundles` are files that change together: if one of them must be left as it is, all are. `place` is the place of the
    journal; `find_pages` lists the pages that the journal of an interrupted `--fix` may be about.
    """
    if not changes:
        return Applied([], {})
    place = place or JournalPlace(root)
    try:
        with locked(root, lambda: place.spare_lock):
            if place.is_pending:
                recover(root, place.path, find_pages or (lambda: _pages_of(root)))
            return _Application(root, place.made(), changes, groups(changes, bundles)).run()
    except LockedError as error:
        raise ApplyError(f"{root}: another --fix is running here; wait for it to end") from error
    except (StateFolderError, UnusableJournalError, DiscoveryError) as error:
        raise ApplyError(f"nothing is fixed, because the journal cannot be kept: {error}") from error
    except OSError as error:
        raise ApplyError(f"the journal {place.path} cannot be written: {error.strerror or error}") from error


def recover_pending(
    root: str, *, place: JournalPlace | None = None, find_pages: FindPages | None = None
) -> Recovered | None:
    """Finish or undo an interrupted `--fix`; return `None` if there is none. Raises `ApplyError`.

    `place` is the place of the journal; `find_pages` lists the pages that it may be about.
    """
    place = place or JournalPlace(root)
    if not place.is_pending:
        return None
    try:
        with locked(root, lambda: place.spare_lock):
            return recover(root, place.path, find_pages or (lambda: _pages_of(root))) if place.is_pending else None
    except UnusableJournalError as error:
        return Recovered([], [], [], [str(error)])
    except LockedError:
        # It was not interrupted but is running.
        return None
    except (StateFolderError, DiscoveryError) as error:
        raise ApplyError(str(error)) from error
    except OSError as error:
        raise ApplyError(
            "an earlier --fix was interrupted and cannot be finished: "
            f"{error.filename or root}: {error.strerror or error}"
        ) from error


def _pages_of(root: str) -> Sequence[str]:
    return discover(root).listing.pages


class _Application:
    def __init__(
        self, root: str, journal: str, changes: Mapping[str, Change], grouped: Sequence[tuple[str, ...]]
    ) -> None:
        self.folders = Folders(root)
        self.changes = changes
        numbers = count()
        self.groups = [[self._entry(path, next(numbers)) for path in group] for group in grouped]
        try:
            self.journal = Journal(journal, self.groups)
        except OSError:
            self.folders.close()
            raise
        self.applied = Applied([], {})
        self.states: dict[str, _State | None] = {}
        self.changed_folders: set[str] = set()
        self.is_tidy = True

    def run(self) -> Applied:
        # Imported here: most runs only look for an interrupted `--fix`, and write nothing.
        from concurrent.futures import ThreadPoolExecutor

        done = False
        try:
            with ThreadPoolExecutor(_THREADS) as threads, ThreadPoolExecutor(_FEW_THREADS) as few:
                for at in range(0, len(self.groups), _CHUNK):
                    self._apply(range(at, min(at + _CHUNK, len(self.groups))), threads, few)
                _each(threads, self._sync_changed, sorted(self.changed_folders))
            done = self.is_tidy
        finally:
            self.folders.close()
            self.journal.close(done=done)
        self.applied.written.sort()
        return self.applied

    def _entry(self, path: str, number: int) -> FileEntry:
        change = self.changes[path]
        before = None if change.before is None else digest(change.before)
        return FileEntry(path, temporary_name(path, number), before, digest(change.after))

    @contextmanager
    def _entered(self, entry: FileEntry) -> Iterator[Folder]:
        """Yield the folder of a file. Raises `_RefusedError` if it is not in the archive, else `OSError`."""
        try:
            with self.folders.entered(os.path.dirname(entry.path)) as folder:
                yield folder
        except OutsideError as error:
            raise _RefusedError(entry.path, str(error.strerror)) from error

    def _sync(self, path: str) -> None:
        with self.folders.entered(path) as folder:
            folder.sync()

    def _sync_changed(self, path: str) -> None:
        # A folder that was moved meanwhile is not in the archive any more.
        with suppress(OutsideError, FileNotFoundError):
            self._sync(path)

    def _all_of(self, number: int, step: Callable[[FileEntry], None]) -> bool:
        """Do a step with every file of a group; if one must not or cannot do it, drop the whole group."""
        entries = self.groups[number]
        try:
            for entry in entries:
                step(entry)
        except _RefusedError as error:
            self._give_up(entries, error)
            return False
        return True

    def _write_temporary(self, entry: FileEntry) -> None:
        try:
            with self._entered(entry) as folder:
                attributes = self._remember(entry, folder)
                descriptor = folder.open(
                    os.path.basename(entry.temporary),
                    _TO_WRITE | os.O_CREAT | os.O_EXCL,
                    0o600 if attributes is not None else 0o666,
                )
                try:
                    write_all(descriptor, self.changes[entry.path].after)
                    if attributes is not None:
                        hand_on(attributes, descriptor)
                finally:
                    os.close(descriptor)
        except OSError as error:
            raise _RefusedError(entry.path, f"cannot be written: {error.strerror or error}") from error

    def _sync_temporary(self, entry: FileEntry) -> None:
        try:
            # Opened again: there are more files than a process may have open.
            with self._entered(entry) as folder:
                descriptor = folder.open(os.path.basename(entry.temporary), _TO_WRITE)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
        except OSError as error:
            raise _RefusedError(entry.path, f"cannot be written: {error.strerror or error}") from error

    def _remember(self, entry: FileEntry, folder: Folder) -> Attributes | None:
        """Check that a file still has the content that the plan is based on. Return its attributes.

        `None` for a file that is to be created.
        """
        before = self.changes[entry.path].before
        name = os.path.basename(entry.path)
        if before is None:
            self._refuse(entry, why_not_in(folder, name))
            self.states[entry.path] = None
            return None
        try:
            descriptor = folder.open(name, UNTRUSTED)
        except OutsideError:
            raise
        except OSError:
            # A link is not opened; its kind is a better reason than the error of the call.
            self._refuse(entry, why_not_in(folder, name))
            raise
        try:
            status = os.fstat(descriptor)
            self._refuse(entry, refusal_of(status, folder, name))
            if read_most(descriptor, len(before) + 1) != before:
                raise _RefusedError(entry.path, "has changed since it was read")
            attributes = attributes_of(descriptor, status)
        finally:
            os.close(descriptor)
        self.states[entry.path] = _state(status)
        return attributes

    def _refuse(self, entry: FileEntry, reason: str | None) -> None:
        if reason is not None:
            raise _RefusedError(entry.path, reason)

    def _apply(self, numbers: Sequence[int], threads: ThreadPoolExecutor, few: ThreadPoolExecutor) -> None:
        """Take some groups from planned to done."""

        def those_that(
            step: Callable[[FileEntry], None], among: Sequence[int], by: ThreadPoolExecutor = threads
        ) -> list[int]:
            made = _each(by, lambda number: self._all_of(number, step), among)
            return [number for number, is_made in zip(among, made, strict=True) if is_made]

        ready = those_that(self._sync_temporary, those_that(self._write_temporary, numbers, few))
        alone = [number for number in ready if len(self.groups[number]) == 1]
        joined = [number for number in ready if len(self.groups[number]) > 1]
        if joined:
            # Once their lines are on disk the next run finishes these groups: nothing may be refused after that.
            folders = {os.path.dirname(entry.path) for number in joined for entry in self.groups[number]}
            _each(threads, self._sync_changed, sorted(folders))
            joined = those_that(self._check_unchanged, joined)
            self.journal.ready(joined)
        _each(threads, lambda number: self._commit(self.groups[number]), sorted([*alone, *joined]))

    def _commit(self, entries: Sequence[FileEntry]) -> None:
        for position, entry in enumerate(entries):
            try:
                if len(entries) == 1:
                    self._check_unchanged(entry)
                self._put_in_place(entry)
            except _RefusedError as error:
                self._give_up([entry], error)
                continue
            except OSError as error:
                reason = f"cannot be replaced: {error.strerror or error}"
                if len(entries) == 1:
                    self._give_up(entries, _RefusedError(entry.path, reason))
                    return
                left = ", ".join(each.path for each in entries[position:])
                raise ApplyError(f"{entry.path}: {reason}; the next run finishes {left}") from error
            self.applied.written.append(entry.path)
            self.changed_folders.add(os.path.dirname(entry.path))

    def _check_unchanged(self, entry: FileEntry) -> None:
        state = self.states[entry.path]
        try:
            with self._entered(entry) as folder:
                now: _State | None = _state(folder.status(os.path.basename(entry.path)))
        except FileNotFoundError:
            now = None
        except OSError as error:
            raise _RefusedError(entry.path, f"cannot be accessed: {error.strerror or error}") from error
        if now != state:
            raise _RefusedError(entry.path, "has changed since it was read")

    def _put_in_place(self, entry: FileEntry) -> None:
        target, temporary = os.path.basename(entry.path), os.path.basename(entry.temporary)
        with self._entered(entry) as folder:
            if self.states[entry.path] is not None:
                folder.replace(temporary, target)
                return
            # A file created meanwhile by someone else must not be overwritten: the name is given only if it is free.
            try:
                folder.link(temporary, target)
            except FileExistsError as error:
                raise _RefusedError(entry.path, "has been created by someone else meanwhile") from error
            folder.unlink(temporary)

    def _give_up(self, entries: Sequence[FileEntry], error: _RefusedError) -> None:
        for entry in entries:
            self.applied.refused[entry.path] = (
                error.reason
                if entry.path == error.path
                else f"belongs together with {error.path}, which {error.reason}"
            )
            try:
                with self.folders.entered(os.path.dirname(entry.path)) as folder:
                    folder.unlink(os.path.basename(entry.temporary))
            except FileNotFoundError:
                continue
            except OSError:
                # The journal stays, and the next run removes the file.
                self.is_tidy = False


def _state(status: os.stat_result) -> _State:
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_mode)


def _each(threads: ThreadPoolExecutor, step: Callable[[_Given], _Gained], given: Sequence[_Given]) -> list[_Gained]:
    """Run a step for each item, in parallel. Return the results in order. Raises what a step raises."""
    shares = [given[at : at + _SHARE] for at in range(0, len(given), _SHARE)]
    return [gained for share in threads.map(lambda share: [step(each) for each in share], shares) for gained in share]
