"""Tracked files that differ from the index: git's own commands for that run programs of a configuration.

A file with the size and time that the index remembers is unchanged. For other files the content decides: hashed as it
is, then with the line endings that git would store. Such a file under a filter counts as changed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from archive_lint.git.command import Git
from archive_lint.git.index import WORD, TrackedFile
from archive_lint.git.index_listing import Index

_MOST_BYTES = 64 * 1024 * 1024
"""Maximum size in bytes of a file that is hashed: a larger one whose size or time differs counts as changed."""
_NANOSECONDS = 1_000_000_000
_SYMLINK = 0o120000
_OURS = 2
_SHA1_LENGTH = 40
"""Number of hex digits of an object name, except in a repository that does not use SHA-1."""


def work_tree_changes(git: Git, index: Index) -> tuple[list[TrackedFile], list[TrackedFile]]:
    """Return the entries of the index whose files have changed, and those whose files are missing.

    Submodules, and files that a sparse checkout leaves out, are never among them. Raises `GitError`.
    """
    doubtful: list[TrackedFile] = []
    missing: dict[bytes, TrackedFile] = {}
    changed: dict[bytes, TrackedFile] = {}
    for entry, status in index.unsettled:
        if entry.is_submodule or entry.is_unseen:
            continue
        if status is None:
            missing[entry.path] = entry
        elif entry.stage or entry.is_intent or stat.S_ISLNK(status.st_mode) != (entry.mode == _SYMLINK):
            if entry.stage <= _OURS or entry.path not in changed:
                changed[entry.path] = entry
        elif not _agrees(entry, status, index.written):
            doubtful.append(entry)
    if doubtful:
        changed.update((entry.path, entry) for entry in _really_changed(git, doubtful))
    return list(changed.values()), list(missing.values())


def _agrees(entry: TrackedFile, status: os.stat_result, written: int) -> bool:
    """Return whether size and time show that a file is unchanged.

    They do not if it may have been written after the index was.
    """
    if entry.stamp is None:
        return False
    size, seconds, nanoseconds = entry.stamp
    at = status.st_mtime_ns
    if size != status.st_size & WORD or seconds != at // _NANOSECONDS & WORD:
        return False
    if nanoseconds == 0:
        # Written by a git that stores whole seconds.
        return at // _NANOSECONDS < written // _NANOSECONDS
    return nanoseconds == at % _NANOSECONDS and at < written


def _really_changed(git: Git, doubtful: list[TrackedFile]) -> Iterator[TrackedFile]:
    # Imported here, like the module for hashing: most often no file is in doubt.
    from archive_lint.git.conversion import Conversions

    differing = [entry for entry in doubtful if not _holds(entry, _content(git, entry.path))]
    conversions = Conversions(git, [entry.path for entry in differing])
    for entry in differing:
        content = _content(git, entry.path)
        if content is None or entry.mode == _SYMLINK:
            yield entry
        elif conversions.is_filtered(entry.path):
            if not _is_untouched(git, entry):
                yield entry
        elif not _holds(entry, conversions.with_line_feeds(entry.path, content)):
            yield entry


def _is_untouched(git: Git, entry: TrackedFile) -> bool:
    """Return whether size and time agree, however close to the index's own time.

    For a file under a filter there is no other test.
    """
    status = os.lstat(os.fsencode(git.top) + b"/" + entry.path)
    return _agrees(entry, status, status.st_mtime_ns + 1)


def _holds(entry: TrackedFile, content: bytes | None) -> bool:
    """Return whether the index has exactly this content for a file."""
    if content is None:
        return False
    from hashlib import sha1, sha256

    make = sha1 if len(entry.blob) == _SHA1_LENGTH else sha256
    return make(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest() == entry.blob


def _content(git: Git, path: bytes) -> bytes | None:
    """Return the content of a file or link; `None` if it cannot be read."""
    place = os.fsencode(git.top) + b"/" + path
    try:
        status = os.lstat(place)
        if stat.S_ISLNK(status.st_mode):
            return os.readlink(place)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
            return None
        with open(place, "rb") as file:
            return file.read(_MOST_BYTES + 1)
    except (OSError, ValueError):
        return None
