"""The place of the journal of a `--fix`: with the checkout, where the next user of it finds it.

In a git work tree that is git's own folder, where no commit can put anything; elsewhere the archive's state folder.
"""

from __future__ import annotations

import os
from functools import cached_property

from archive_lint.files.state_folder import FindState, find_state_folder
from archive_lint.git.errors import GitError
from archive_lint.git.top import git_folder, repository_root
from archive_lint.model.digest import blake2b

_NAME = "archive-lint-fix"
_ENDING = ".jsonl"


class JournalPlace:
    """The place of one archive's journal; `find_state` finds the state folder, by default the user's own."""

    def __init__(self, root: str, find_state: FindState | None = None) -> None:
        self.root = root
        self._find_state = find_state or (lambda: find_state_folder(root))

    @cached_property
    def path(self) -> str:
        """The journal's path; empty if there is no place for one."""
        real = os.path.realpath(self.root)
        if folder := _folder_of_git(real):
            return os.path.join(folder, _name(real))
        state = self._find_state()
        return os.path.join(state.path, f"{_NAME}{_ENDING}") if state.path else ""

    @property
    def is_pending(self) -> bool:
        """Whether there is a journal: a `--fix` was interrupted, or is running."""
        return bool(self.path) and os.path.lexists(self.path)

    @property
    def spare_lock(self) -> str:
        """The file to lock if the system cannot lock a folder. Raises `StateFolderError`."""
        return f"{self.made()}.lock"

    def made(self) -> str:
        """Return the journal's path, in a folder that exists. Raises `StateFolderError`."""
        if not self.path or not os.path.isdir(os.path.dirname(self.path)):
            self._find_state().made()
        return self.path


def _folder_of_git(real: str) -> str:
    """Return git's folder of the work tree around an archive; empty unless there certainly is one."""
    top = repository_root(real)
    if top is None:
        return ""
    try:
        folder = git_folder(top)
    except GitError:
        return ""
    is_one = os.path.isfile(os.path.join(folder, "HEAD")) and (
        os.path.isdir(os.path.join(folder, "objects")) or os.path.isfile(os.path.join(folder, "commondir"))
    )
    return folder if is_one else ""


def _name(real: str) -> str:
    """Return the journal's name: a work tree may hold several archives."""
    place = os.path.relpath(real, repository_root(real)).replace(os.sep, "/")
    if place == os.curdir:
        return f"{_NAME}{_ENDING}"
    return f"{_NAME}-{blake2b(os.fsencode(place), digest_size=8).hexdigest()}{_ENDING}"
