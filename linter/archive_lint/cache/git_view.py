"""The state of git that affects what is cached of an archive: asked for while other files are read."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property

from archive_lint.git.command import Running, git_around
from archive_lint.git.errors import GitError


class GitView:
    """The state of git for an archive."""

    def __init__(self, root: str) -> None:
        self._head: Running | None = None
        with suppress(GitError):
            git = git_around(root)
            if git is not None:
                self._head = git.start("rev-parse", "--is-shallow-repository", "HEAD")

    @cached_property
    def state(self) -> bytes:
        """The commits that git can search for renames, as bytes; empty if git does not answer."""
        with suppress(GitError):
            if self._head is not None:
                return self._head.finish().output
        return b""

    def abandon(self) -> None:
        """End the question if the answer was not needed; it is empty from then on."""
        if self._head is not None and "state" not in self.__dict__:
            self._head.abandon()
            self._head = None
