"""What git says of an archive that bears on what is kept of it: asked while other things are looked at."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property

from archive_lint.cache.kept_file import NotKeptError
from archive_lint.files.state_folder import NAME
from archive_lint.git.command import Running, git_around
from archive_lint.git.errors import GitError


class GitView:
    """What git says of an archive."""

    def __init__(self, root: str) -> None:
        self._head: Running | None = None
        self._tracked: Running | None = None
        self._is_there = True
        with suppress(GitError):
            git = git_around(root)
            self._is_there = git is not None
            if git is not None:
                self._name = f"{git.prefix}{NAME}"
                self._head = git.start("rev-parse", "--is-shallow-repository", "HEAD")
                self._tracked = git.start("ls-files", "-z", "--cached", "--", f":(literal,icase){self._name}")

    @property
    def state(self) -> bytes:
        """Stands for the commits that git can look through for renames."""
        return self._answers[0]

    def check(self) -> None:
        """Raise `NotKeptError` where the cache is not ours alone: git tracks something in it, or cannot tell."""
        if self._is_there and not self._is_private:
            raise NotKeptError(f"git tracks something in {NAME}, or cannot tell")

    @property
    def _is_private(self) -> bool:
        tracked = self._answers[1]
        return tracked is not None and set(tracked.split(b"\0")) <= {b"", f"{self._name}/.gitignore".encode()}

    @cached_property
    def _answers(self) -> tuple[bytes, bytes | None]:
        """What git says of HEAD and of the folder; nothing where it does not answer."""
        head, tracked = b"", None
        with suppress(GitError):
            if self._head is not None:
                head = self._head.finish().output
        with suppress(GitError):
            if self._tracked is not None:
                answer = self._tracked.finish()
                tracked = answer.output if answer.code == 0 else None
        return head, tracked
