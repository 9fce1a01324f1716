"""What git says of an archive that bears on what is kept of it: asked while other things are looked at."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property

from archive_lint.git.command import Running, git_around
from archive_lint.git.errors import GitError


class GitView:
    """What git says of an archive."""

    def __init__(self, root: str) -> None:
        self._head: Running | None = None
        with suppress(GitError):
            git = git_around(root)
            if git is not None:
                self._head = git.start("rev-parse", "--is-shallow-repository", "HEAD")

    @cached_property
    def state(self) -> bytes:
        """Stands for the commits that git can look through for renames; empty where git does not answer."""
        with suppress(GitError):
            if self._head is not None:
                return self._head.finish().output
        return b""
