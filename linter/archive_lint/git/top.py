"""Where git keeps what it knows: the top folder of a work tree and its git folder, by what lies on disk alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from archive_lint.git.errors import GitAbsentError, GitRefusedError

_LONGEST_GIT_FILE = 64 * 1024
"""Bytes of a `.git` file: its only line holds one path."""


def ancestors(folder: str) -> Iterator[str]:
    """Yield a folder and all those above it, as absolute paths, nearest first."""
    folder = os.path.abspath(folder)
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def repository_root(folder: str) -> str | None:
    """Return the top folder of the git work tree that a folder lies in; `None` outside of any."""
    return next((each for each in ancestors(folder) if os.path.lexists(os.path.join(each, ".git"))), None)


def looks_bare(folder: str) -> bool:
    """Return whether git would take a folder for a repository: any commit can hold one, configuration included."""
    return (
        os.path.lexists(os.path.join(folder, "HEAD"))
        and os.path.isdir(os.path.join(folder, "objects"))
        and os.path.isdir(os.path.join(folder, "refs"))
    )


def git_folder(top: str) -> str:
    """Return the folder in which git keeps a work tree's index and HEAD, as a real path.

    Raises `GitAbsentError` where the work tree's `.git` leads nowhere, `GitRefusedError` where it is not to be used.
    """
    if looks_bare(top):
        raise GitRefusedError(f"{top} looks like a bare repository itself: git is not asked about what lies in it")
    place = os.path.join(top, ".git")
    if os.path.isdir(place):
        return os.path.realpath(place)
    named = _named_folder(place)
    folder = os.path.realpath(os.path.join(top, named)) if named else ""
    if folder and os.path.isdir(folder):
        return folder
    leads = f"leads to {named!r}, which is not there" if named else "is neither a folder nor names one"
    raise GitAbsentError(
        f"{place} {leads}: run `git worktree repair` in the main work tree, or make the whole repository available here"
    )


def common_folder(folder: str) -> str:
    """Return the git folder that all work trees of a repository share, given that of one of them."""
    named = _first_line(os.path.join(folder, "commondir"))
    shared = os.path.realpath(os.path.join(folder, named)) if named else folder
    return shared if os.path.isdir(shared) else folder


def _named_folder(place: str) -> str:
    """The path that a `.git` file names; empty where it is none."""
    line = _first_line(place)
    return line.removeprefix("gitdir:").strip() if line.startswith("gitdir:") else ""


def _first_line(path: str) -> str:
    """The first line of a regular file, of anything else nothing: a pipe would be waited for without end."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return ""
        with open(path, "rb") as file:
            text = file.read(_LONGEST_GIT_FILE)
    except (OSError, ValueError):
        return ""
    return os.fsdecode(text).partition("\n")[0].replace("\0", "").strip()
