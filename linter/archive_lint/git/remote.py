"""What git knows of where a work tree came from: its remote, and which commit of it is checked out."""

from __future__ import annotations

from msgspec import Struct

from archive_lint.git.command import Git, git_around
from archive_lint.git.errors import GitError

_REMOTE = "origin"


class Remote(Struct, frozen=True):
    """Where a work tree came from, in git's words: they are not checked in any way."""

    address: str
    """Of the remote `origin`, with all that the configuration has in it; empty where there is none."""
    commit: str
    """That is checked out; empty before the first."""
    is_published: bool
    """Whether the remote has the commit, as far as is known here."""


def find_remote(folder: str) -> Remote | None:
    """Return where the work tree around a folder came from; `None` where there is none, or git does not answer."""
    try:
        git = git_around(folder)
        return None if git is None else _remote(git)
    except GitError:
        return None


def _remote(git: Git) -> Remote:
    address = _line(git, "config", "--get", f"remote.{_REMOTE}.url")
    commit = _line(git, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return Remote(address, commit, bool(address and commit) and _is_published(git, commit))


def _is_published(git: Git, commit: str) -> bool:
    # A CI system may fetch one commit and no branch: then nothing here speaks against it.
    if not _line(git, "rev-parse", f"--remotes={_REMOTE}"):
        return True
    answer = git.ask("rev-list", "--max-count=1", commit, "--not", f"--remotes={_REMOTE}")
    return answer.code == 0 and not answer.output.strip()


def _line(git: Git, *arguments: str) -> str:
    answer = git.ask(*arguments)
    return answer.output.decode(errors="replace").partition("\n")[0].strip() if answer.code == 0 else ""
