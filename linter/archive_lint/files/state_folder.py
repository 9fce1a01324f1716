"""The state folder of an archive, which keeps its cache, its history and, without git, its fix journal between runs.

It belongs to the user, and no checkout can plant anything in it: by default it lies where the system keeps such things,
one folder per archive, which the work trees of a repository share. A named one may lie in a checkout, because some CI
systems keep nothing else from run to run; git must then know nothing of what is in it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct

from archive_lint.git.command import Git
from archive_lint.git.errors import GitError
from archive_lint.git.top import ancestors, common_folder, git_folder, repository_root
from archive_lint.model.digest import blake2b

EARLIER_NAME = ".archive-lint"
"""The folder in the archive where an earlier version kept its state."""
OPTION = "--state-dir"
VARIABLE = "ARCHIVE_LINT_STATE_DIR"
DEFAULT = "default"

_PROGRAM = "archive-lint"
_OF_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_REMEDY = f"name a folder with {OPTION} or {VARIABLE}"


class StateFolderError(Exception):
    """The folder must not be used, or cannot be made; the message says why and what to do."""


class StateFolder(Struct, frozen=True):
    """The state folder of an archive, which need not exist yet."""

    path: str
    """Absolute and real path; empty if there is none."""
    origin: str
    """Source of the folder's name: `--state-dir`, `ARCHIVE_LINT_STATE_DIR` or `default`."""
    trouble: str = ""
    """Why there is none; else empty."""
    inside: str = ""
    """Its path relative to the archive's root, if it lies in the archive."""
    is_in_checkout: bool = False
    """Whether git must be kept from adding it to a work tree."""

    def made(self) -> str:
        """Return the folder's path, and make the folder if it is missing. Raises `StateFolderError`."""
        if not self.path:
            raise StateFolderError(self.trouble)
        try:
            _make_private(self.path)
            if self.is_in_checkout:
                _keep_out_of_git(self.path)
        except OSError as error:
            raise StateFolderError(f"{self.path}: cannot be made: {error.strerror or error}; {_REMEDY}") from error
        return self.path


FindState = Callable[[], StateFolder]
"""A function that finds the state folder on demand: most runs need none."""


def find_state_folder(root: str, option: str | None = None) -> StateFolder:
    """Return the state folder of the archive at `root`; `option` is the value of `--state-dir`.

    Raises `StateFolderError` if a named folder must not be used.
    """
    real = os.path.realpath(root)
    if option:
        return _named(real, option, OPTION)
    if named := os.environ.get(VARIABLE):
        return _named(real, named, VARIABLE)
    return _default(real)


def names_state_folder(option: str | None) -> bool:
    """Return whether the user named a state folder: such a one may lie among the pages."""
    return bool(option or os.environ.get(VARIABLE))


def has_earlier_folder(root: str) -> bool:
    """Return whether the state folder of an earlier version exists."""
    return os.path.isdir(os.path.join(root, EARLIER_NAME))


# The default


def _default(real: str) -> StateFolder:
    top = repository_root(real)
    base = _user_folder()
    folder = os.path.join(base, _key(real, top))
    trouble = _why_unused(base, folder, top or real)
    if trouble:
        return StateFolder("", DEFAULT, f"{trouble}; {_REMEDY}")
    return StateFolder(os.path.realpath(folder), DEFAULT)


def _user_folder() -> str:
    """Return the system's folder for the state of this program; it may not be an absolute path."""
    if os.name == "posix" and not os.environ.get("XDG_STATE_HOME"):
        home = os.environ.get("HOME")
        if home is not None and not os.path.isabs(home):
            # An empty one would be read as the system's root.
            return home
    # Imported here: a hook that checks a few pages of a work tree keeps no state.
    from platformdirs import user_state_dir

    return user_state_dir(_PROGRAM, appauthor=False)


def _key(real: str, top: str | None) -> str:
    """Return the key of an archive: its repository, which work trees share, and its place in it; else its path."""
    parts = ["path", real]
    if top is not None:
        try:
            parts = ["git", common_folder(git_folder(top)), os.path.relpath(real, top).replace(os.sep, "/")]
        except GitError:
            parts = ["path", real]
    return blake2b("\0".join(parts).encode(errors="surrogateescape"), digest_size=16).hexdigest()


def _why_unused(base: str, folder: str, checkout: str) -> str:
    """Return why the default is not used; empty if it is."""
    if not os.path.isabs(base):
        return "the folder for state is not an absolute path: HOME or XDG_STATE_HOME is not one"
    if is_within(os.path.realpath(base), checkout):
        return f"{base}: lies in the checkout"
    there = next(each for each in ancestors(base) if os.path.lexists(each))
    return _why_foreign(there, is_ours=there == base) or _why_foreign(folder, is_ours=True)


def _why_foreign(path: str, *, is_ours: bool) -> str:
    """Return why an existing folder must not hold state. With `is_ours` nobody else may write to it either."""
    try:
        status = os.stat(path)
        is_link = is_ours and os.path.islink(path)
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"{path}: cannot be accessed: {error.strerror or error}"
    if is_link or not stat.S_ISDIR(status.st_mode):
        return f"{path}: is not a folder"
    if not hasattr(os, "geteuid"):
        return ""
    if status.st_uid != os.geteuid():
        return f"{path}: belongs to another user"
    return f"{path}: others may write to it" if is_ours and status.st_mode & _OF_OTHERS else ""


# One that is named


def _named(real: str, named: str, origin: str) -> StateFolder:
    path = os.path.abspath(named)
    folder = os.path.realpath(path)
    checkout = repository_root(real) or real
    shown = f"{origin} names {path}"
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise StateFolderError(f"{shown}, which is not a folder: name another")
    if is_within(real, folder):
        raise StateFolderError(f"{shown}, which holds the archive itself: name a folder for state alone")
    if link := _link_in(path, checkout):
        raise StateFolderError(f"{shown}, but {link} is a symbolic link in the checkout: name the folder itself")
    around = [each for each in ancestors(folder) if os.path.lexists(os.path.join(each, ".git"))]
    if not around and is_within(folder, checkout):
        raise StateFolderError(
            f"{shown}, which lies in an archive without git: nobody can tell what came with the archive from what "
            "archive-lint kept; name a folder outside"
        )
    for top in around:
        _refuse_tracked(top, folder, shown)
    inside = os.path.relpath(folder, real).replace(os.sep, "/") if is_within(folder, real) else ""
    return StateFolder(folder, origin, inside=inside, is_in_checkout=bool(around))


def _link_in(path: str, checkout: str) -> str:
    """Return the symbolic link in the checkout that `path` goes through; empty if there is none."""
    return next(
        (
            each
            for each in ancestors(path)
            if os.path.islink(each) and is_within(os.path.realpath(os.path.dirname(each)), checkout)
        ),
        "",
    )


def _refuse_tracked(top: str, folder: str, shown: str) -> None:
    """Raise `StateFolderError` if git tracks anything in a folder of a work tree, or does not answer."""
    inside = os.path.relpath(folder, top).replace(os.sep, "/")
    try:
        # A file system may ignore case: files tracked under another spelling could lie there too.
        answer = Git(top, top).ask("ls-files", "-z", "--cached", "--", f":(literal,icase){inside}")
    except GitError as error:
        raise StateFolderError(f"{shown}, and git cannot say whether it tracks anything there: {error}") from error
    if answer.code != 0:
        raise StateFolderError(
            f"{shown}, and git cannot say whether it tracks anything there: {answer.complaint}; name a folder outside"
        )
    tracked = answer.output.partition(b"\0")[0].decode(errors="surrogateescape")
    if tracked:
        raise StateFolderError(
            f"{shown}, where git tracks {tracked}: anyone who sends a change could put anything there; "
            f"name a folder that git does not track, or run `git rm -r --cached {inside}`"
        )


# Folders


def is_within(path: str, folder: str) -> bool:
    """Return whether a real path is `folder` or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _make_private(folder: str) -> None:
    """Make a folder and its missing parents, for this user alone. Raises `OSError`."""
    if os.path.isdir(folder):
        return
    parent = os.path.dirname(folder)
    if parent != folder:
        _make_private(parent)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        # Another run was faster.
        if not os.path.isdir(folder):
            raise


def _keep_out_of_git(folder: str) -> None:
    """Have git ignore the files in a folder, unless they are added on purpose. Raises `OSError`."""
    path = os.path.join(folder, ".gitignore")
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write("# What archive-lint keeps between runs; not to be committed.\n*\n")
    except FileExistsError:
        return
    except OSError:
        with suppress(FileNotFoundError):
            os.unlink(path)
        raise
