"""A listing of an archive's files by other processes, while this one loads what it needs to check the pages.

A walk takes as long as loading the modules and rules, and neither needs the other. It is done by a copy of this
process: only Linux copies one both cheaply and safely, and only one without threads. Elsewhere, and if the copy fails,
the walk is done when it is needed.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from archive_lint.files.statuses import RECORD_SIZE, file_status
from archive_lint.files.walk import Walk
from archive_lint.git.errors import GitError
from archive_lint.model.digest import blake2b

if TYPE_CHECKING:
    from archive_lint.files.tracked import NamedFiles

_LENGTH = 8
"""Size in bytes of the length of a part: the copy writes it into a pipe when the part lies in the file."""
_WORTH_A_COPY = 2_000
"""The fewest files whose statuses are taken by two processes: one takes 4 ms for so many."""
_FILES, _WALK, _STATUSES, _SIGNATURE = range(4)
"""The parts in their order."""
_SIGNATURE_SIZE = 32


class Statuses:
    """The status of each file of a walk."""

    def __init__(self, files: Sequence[str], records: bytes, taken: int) -> None:
        """Take the paths, their records in the same order, and the time before the first was taken, in nanoseconds."""
        self.taken = taken
        self._numbers = {path: number for number, path in enumerate(files)}
        self._records = records

    def of(self, path: str) -> bytes:
        """Return the record of a file; empty for one that the walk did not find."""
        number = self._numbers.get(path)
        return b"" if number is None else self._records[number * RECORD_SIZE : (number + 1) * RECORD_SIZE]


class ListingAhead:
    """A walk over the folders below a root, and git's listing of names, which have begun."""

    def __init__(self, root: str, *, is_hidden_wanted: bool, is_status_wanted: bool) -> None:
        """Begin, where that is possible, with or without dot folders.

        With `is_status_wanted` the status of each file is taken after the walk.
        """
        self._root = os.path.abspath(root)
        self._is_hidden_wanted = is_hidden_wanted
        self._is_status_wanted = is_status_wanted
        self._files: Sequence[str] = ()
        """The files of the walk, in the order of their statuses."""
        self._ends = [0]
        """The offsets at which the parts that are there begin, and the end of the last."""
        self._process = 0
        self._names: NamedFiles | None = None
        if can_copy():
            self._begin()
            self._ask_git()

    def names(self, root: str) -> NamedFiles | None:
        """Return git's running listing of names; `None` if there is none of this folder."""
        return self._names if os.path.abspath(root) == self._root else None

    def walk(self, root: str, *, is_hidden_wanted: bool) -> Walk | None:
        """Wait for the walk and return it; `None` if another one is wanted, or if this process has to do it."""
        if (os.path.abspath(root), is_hidden_wanted) != (self._root, self._is_hidden_wanted):
            self.end()
        files, found = self._part(_FILES), self._part(_WALK)
        if files is None or found is None:
            return None
        walk = Walk(root, is_hidden_wanted=is_hidden_wanted)
        vars(walk).update(marshal.loads(found))  # noqa: S302  # a copy of this very process has written it
        walk.encoded = files
        walk.files = files.decode().split("\0")[:-1]
        self._files = tuple(walk.files)
        return walk

    def statuses(self) -> Statuses | None:
        """Wait for the statuses of the files of the walk and return them; `None` if there are none."""
        records = self._part(_STATUSES) if self._is_status_wanted and self._files else None
        return None if records is None else Statuses(self._files, records, self._begun)

    def signature(self) -> bytes:
        """Wait for all and return 32 bytes for all that is found; empty if this process has to look.

        What git ignores, and what dot folders hold, is not in it. Raises `GitError`.
        """
        found = self._part(_SIGNATURE)
        if found is None:
            return b""
        try:
            names = b"" if self._names is None else self._names.output
        except GitError:
            # It has ended: who needs its answer asks again, and is told why there is none.
            self._names = None
            raise
        return blake2b(found + names, digest_size=_SIGNATURE_SIZE).digest()

    def end(self) -> None:
        """End the copy and what git does, whatever that is."""
        if self._names is not None:
            self._names.abandon()
            self._names = None
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            os.close(self._reading)
            os.close(self._memory)
            self._process = 0

    def _begin(self) -> None:
        try:
            self._memory = os.memfd_create("walk", os.MFD_CLOEXEC)
        except OSError:
            return
        self._reading, writing = os.pipe()
        self._begun = time.time_ns()
        try:
            self._process = os.fork()
        except OSError:
            os.close(self._reading)
            os.close(self._memory)
        else:
            if not self._process:
                self._serve(writing)
        finally:
            os.close(writing)

    def _ask_git(self) -> None:
        # Here and not above: they are loaded while the copy walks.
        from archive_lint.files.tracked import NamedFiles
        from archive_lint.git.command import git_around

        # What git refuses is told of when its answer is needed.
        with suppress(GitError):
            git = git_around(self._root)
            self._names = None if git is None else NamedFiles(git)

    def _part(self, number: int) -> bytes | None:
        """Wait for a part and return it; `None` if the copy has failed."""
        while self._process and len(self._ends) < number + 2:
            length = os.read(self._reading, _LENGTH)
            if len(length) < _LENGTH:
                self.end()
                break
            self._ends.append(self._ends[-1] + int.from_bytes(length, "little"))
        if not self._process:
            return None
        start, end = self._ends[number : number + 2]
        return os.pread(self._memory, end - start, start)

    def _serve(self, writing: int) -> NoReturn:
        """Be the copy."""
        try:
            # Ctrl-C is answered by the process that reports.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            gc.disable()
            os.close(self._reading)
            # A reader of what the original writes waits for the original's end alone.
            for stream in {0, 1, 2} - {self._memory, writing}:
                with suppress(OSError):
                    os.close(stream)
            for part in self._parts():
                written = os.write(self._memory, part)
                if written < len(part):
                    break
                os.write(writing, written.to_bytes(_LENGTH, "little"))
            os._exit(0)
        finally:
            # Nothing that the original does at its end is the copy's to do.
            os._exit(1)

    def _parts(self) -> Iterator[bytes]:
        # From within, paths are shorter for the system to look up.
        os.chdir(self._root)
        walk = Walk(os.curdir, is_hidden_wanted=self._is_hidden_wanted)
        walk.run()
        # One text is read faster than many, and git's answer is compared with it.
        yield walk.encoded
        there = {"root", "files", "encoded"}
        yield marshal.dumps({name: value for name, value in vars(walk).items() if name not in there})
        records = _records(walk.files) if self._is_status_wanted else b""
        yield records
        yield blake2b(_said_by(walk) + records, digest_size=_SIGNATURE_SIZE).digest()


def _records(files: Sequence[str]) -> bytes:
    """Return the statuses of files, half of them taken by another copy: the original waits, and has a processor."""
    if len(files) < _WORTH_A_COPY:
        return _taken(files)
    first, second = files[: len(files) // 2], files[len(files) // 2 :]
    memory = os.memfd_create("statuses", os.MFD_CLOEXEC)
    process = os.fork()
    if not process:
        _write_records(second, memory)
    records = _taken(first)
    is_done = os.waitpid(process, 0)[1] == 0
    return records + (os.pread(memory, len(second) * RECORD_SIZE, 0) if is_done else _taken(second))


def _write_records(files: Sequence[str], memory: int) -> NoReturn:
    """Be that other copy."""
    try:
        records = _taken(files)
        os._exit(os.write(memory, records) != len(records))
    finally:
        os._exit(1)


def _taken(files: Sequence[str]) -> bytes:
    return b"".join(map(file_status, files))


def _said_by(walk: Walk) -> bytes:
    """Return all that a walk has found as text."""
    aliases = [path for alias in walk.aliases.items() for path in alias]
    problems = [text for problem in walk.problems for text in problem]
    lists = (walk.links_out, walk.dangling, aliases, problems, walk.passed_by, sorted(walk.repositories))
    # No name contains a NUL, and none is empty.
    beside = "\0\0".join(["\0".join(names) for names in lists])
    return walk.encoded + b"\0" + beside.encode(errors="surrogateescape")


def can_copy() -> bool:
    """Return whether this process can be copied: a copy of one with threads could wait for a lock for ever."""
    threading = sys.modules.get("threading")
    return sys.platform == "linux" and (threading is None or threading.active_count() == 1)
