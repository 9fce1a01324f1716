"""The top folder of a work tree and its git folder, found on disk without git."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from archive_lint.git.errors import GitAbsentError, GitRefusedError

_LONGEST_GIT_FILE = 64 * 1024
"""Maximum size of a `.git` file in bytes: its only line holds one path."""


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
    """Return the top folder of the git work tree around `folder`; `None` outside of any."""
    return next((each for each in ancestors(folder) if os.path.lexists(os.path.join(each, ".git"))), None)


def looks_bare(folder: str) -> bool:
    """Return whether git would take a folder for a repository: any commit can contain one, configuration included."""
    return (
        os.path.lexists(os.path.join(folder, "HEAD"))
        and os.path.isdir(os.path.join(folder, "objects"))
        and os.path.isdir(os.path.join(folder, "refs"))
    )


def git_folder(top: str) -> str:
    """Return the folder that holds a work tree's index and HEAD, as a real path.

    Raises `GitAbsentError` if the work tree's `.git` leads nowhere, `GitRefusedError` if it must not be used.
    """
    if looks_bare(top):
        raise GitRefusedError(f"{top} looks like a bare repository itself: git is not asked about its contents")
    place = os.path.join(top, ".git")
    if os.path.isdir(place):
        return os.path.realpath(place)
    named = _named_folder(place)
    folder = os.path.realpath(os.path.join(top, named)) if named else ""
    if folder and os.path.isdir(folder):
        return folder
    leads = f"leads to {named!r}, which does not exist" if named else "is neither a folder nor names one"
    raise GitAbsentError(
        f"{place} {leads}: run `git worktree repair` in the main work tree, or make the whole repository available here"
    )


def common_folder(folder: str) -> str:
    """Return the git folder that all work trees of a repository share, from the git folder of one of them."""
    named = _first_line(os.path.join(folder, "commondir"))
    shared = os.path.realpath(os.path.join(folder, named)) if named else folder
    return shared if os.path.isdir(shared) else folder


def _named_folder(place: str) -> str:
    """Return the path that a `.git` file names; empty if it names none."""
    line = _first_line(place)
    return line.removeprefix("gitdir:").strip() if line.startswith("gitdir:") else ""


def _first_line(path: str) -> str:
    """Return the first line of a regular file, else an empty text: reading a pipe might never end."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return ""
        with open(path, "rb") as file:
            text = file.read(_LONGEST_GIT_FILE)
    except (OSError, ValueError):
        return ""
    return os.fsdecode(text).partition("\n")[0].replace("\0", "").strip()
