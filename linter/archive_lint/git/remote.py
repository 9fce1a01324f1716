"""The origin of a work tree as git knows it: its remote, and the checked out commit."""

from __future__ import annotations

from msgspec import Struct

from archive_lint.git.command import Git, git_around
from archive_lint.git.errors import GitError

_REMOTE = "origin"


class Remote(Struct, frozen=True):
    """The origin of a work tree. The texts come from git and are not validated."""

    address: str
    """URL of the remote `origin`, as configured; empty without one."""
    commit: str
    """The checked out commit; empty before the first commit."""
    is_published: bool
    """Whether the remote has the commit, as far as the clone knows."""


def find_remote(folder: str) -> Remote | None:
    """Return the origin of the work tree around `folder`; `None` without one, or if git does not answer."""
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
    # A CI system may fetch one commit and no branch: nothing then speaks against it.
    if not _line(git, "rev-parse", f"--remotes={_REMOTE}"):
        return True
    answer = git.ask("rev-list", "--max-count=1", commit, "--not", f"--remotes={_REMOTE}")
    return answer.code == 0 and not answer.output.strip()


def _line(git: Git, *arguments: str) -> str:
    answer = git.ask(*arguments)
    return answer.output.decode(errors="replace").partition("\n")[0].strip() if answer.code == 0 else ""
