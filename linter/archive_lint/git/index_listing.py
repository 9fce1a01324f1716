"""Compares git's index with the files on disk: nearly all files are settled so.

An entry is settled if an ordinary file on disk has the size and time that the index remembers.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain
from typing import NamedTuple

from archive_lint.git.command import Git
from archive_lint.git.errors import GitRefusedError, first_line
from archive_lint.git.index import (
    Fields,
    TrackedFile,
    UnknownShapeError,
    batches_of,
    plain_batches_of,
    tracked_file,
)

_NANOSECONDS = 1_000_000_000


class Index(NamedTuple):
    """An index, compared with the files on disk."""

    paths: Sequence[bytes]
    """The paths of all entries from the top of the work tree, in git's order; several per file in conflict."""
    unsettled: Sequence[tuple[TrackedFile, os.stat_result | None]]
    """The entries that size and time alone do not settle, each with the status of its file, if there is one."""
    written: int
    """When the index was written, in nanoseconds; 0 if unknown."""


class IndexListing:
    """A running listing of the index."""

    def __init__(self, git: Git) -> None:
        """Start the listing. Raises `GitAbsentError`."""
        self._top = git.top
        # Taken first: if the index is written in between, some files are checked needlessly, but none is missed.
        self._written = _time_of(git.index)
        self._running = git.start("ls-files", "-z", "-t", "--cached", "--stage", "--debug", *git.pathspec, is_long=True)

    def read(self) -> Index:
        """Wait for the listing, then compare it with the files. Raises `GitError`."""
        answer = self._running.finish()
        if answer.code != 0:
            raise GitRefusedError(f"git cannot list the files of {self._top}: {first_line(answer.complaint)}")
        return held_against_disk(self._top, answer.output, self._written)


def held_against_disk(top: str, output: bytes, written: int) -> Index:
    """Return git's `output` for an index `written` at that time, compared with the files below `top`.

    If its details have an unknown shape, no entry is settled. Raises `GitRefusedError` if not even the names can be
    read.
    """
    for batches in (batches_of(output), plain_batches_of(output)):
        with suppress(UnknownShapeError):
            paths, unsettled = _look(os.fsencode(top) + b"/", chain.from_iterable(batches), written)
            return Index(paths, [(tracked_file(fields), status) for fields, status in unsettled], written)
    raise GitRefusedError("git lists the files of its index in a form that is not known here: try another version")


def _look(
    top: bytes, entries: Iterable[Fields], written: int
) -> tuple[Sequence[bytes], Sequence[tuple[Fields, os.stat_result | None]]]:
    """Return the paths of entries, and the entries that size and time do not settle, each with its file's status.

    This loop decides how long a hook takes.
    """
    paths: list[bytes] = []
    unsettled: list[tuple[Fields, os.stat_result | None]] = []
    add, lstat, is_regular = paths.append, os.lstat, stat.S_ISREG
    for fields in entries:
        _, unusual, path, seconds, nanoseconds, size, flags = fields
        add(path)
        try:
            status = lstat(top + path)
        except (OSError, ValueError):
            unsettled.append((fields, None))
            continue
        at = status.st_mtime_ns
        if (
            unusual
            or flags
            or at >= written
            or int(size) != status.st_size
            or int(seconds) * _NANOSECONDS + int(nanoseconds) != at
            or not is_regular(status.st_mode)
        ):
            unsettled.append((fields, status))
    return paths, unsettled


def _time_of(path: str) -> int:
    """Return when a file was written, in nanoseconds; 0 if unknown, so that content decides."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0
