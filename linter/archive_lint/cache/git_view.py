"""What git says of an archive that bears on what is kept of it: asked while other things are looked at."""

from __future__ import annotations

import subprocess
from functools import cached_property

from archive_lint.cache.kept_file import NotKeptError
from archive_lint.files.state_folder import NAME
from archive_lint.git.command import repository_root, start_git


class GitView:
    """What git says of an archive."""

    def __init__(self, root: str) -> None:
        self._is_there = repository_root(root) is not None
        self._head: subprocess.Popen[bytes] | None = None
        self._tracked: subprocess.Popen[bytes] | None = None
        if self._is_there:
            self._head = start_git(root, "rev-parse", "--is-shallow-repository", "HEAD")
            self._tracked = start_git(root, "ls-files", "-z", "--cached", "--", f":(icase){NAME}")

    @property
    def state(self) -> bytes:
        """Stands for the commits that git can look through for renames."""
        return self._answers[0]

    def check(self) -> None:
        """Raise `NotKeptError` where the cache is not ours alone: git tracks something in it, or cannot tell."""
        if not self._is_private:
            raise NotKeptError(f"git tracks something in {NAME}, or cannot tell")

    @property
    def _is_private(self) -> bool:
        if not self._is_there:
            return True
        if self._tracked is None:
            return False
        tracked = set(self._answers[1].split(b"\0"))
        return self._tracked.returncode == 0 and tracked <= {b"", f"{NAME}/.gitignore".encode()}

    @cached_property
    def _answers(self) -> tuple[bytes, bytes]:
        head, tracked = (b"" if git is None else git.communicate()[0] for git in (self._head, self._tracked))
        return head, tracked
