"""Asks git which files it neither tracks nor ignores, of those that its index does not hold."""

from __future__ import annotations

from collections.abc import Collection

from archive_lint.git.command import Git
from archive_lint.git.errors import GitError, first_line

_MOST_CHARACTERS = 8_000
"""The most characters of paths on one command line: a system allows 32,000 or more in all."""


def untracked(git: Git, candidates: Collection[str]) -> frozenset[str]:
    """Return the paths of files that git neither tracks nor ignores; all are relative to git's folder.

    `candidates` are paths of the files and folders that may hold some: a question about these alone spares git a walk
    of its own, unless there are many. Raises `GitError`.
    """
    if not candidates:
        return frozenset()
    pathspec = ["--", *(f":(literal){git.prefix}{path}" for path in sorted(candidates))]
    is_short = sum(map(len, pathspec)) <= _MOST_CHARACTERS
    asked = git.ask("ls-files", "-z", "--others", "--exclude-standard", *(pathspec if is_short else git.pathspec))
    if asked.code != 0:
        raise GitError(f"git cannot list the files of {git.top}: {first_line(asked.complaint)}")
    paths = asked.output.decode(errors="surrogateescape").split("\0")
    return frozenset([path[len(git.prefix) :] for path in paths if path])
