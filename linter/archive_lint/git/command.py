"""What is asked of git: always by its command, in the repository at hand, without what its configuration might run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence

from msgspec import Struct


class GitAnswer(Struct, frozen=True):
    """What a git command came to."""

    code: int
    """Its exit code; 0 where all went well."""
    output: bytes
    complaint: str
    """What it wrote on standard error, in the words and language of the git at hand."""


def ancestors(folder: str) -> Iterator[str]:
    """A folder and all those above it, as absolute paths, nearest first."""
    folder = os.path.abspath(folder)
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def repository_root(folder: str) -> str | None:
    """The root of the git work tree that a folder lies in, by what lies on disk; `None` outside of any."""
    return next((each for each in ancestors(folder) if os.path.exists(os.path.join(each, ".git"))), None)


def git_command(folder: str, *arguments: str) -> Sequence[str]:
    """A git command in a folder. A repository's own configuration could name a program to run: that is turned off."""
    return [
        "git",
        "--no-optional-locks",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.quotepath=false",
        "-C",
        folder,
        *arguments,
    ]


def start_git(folder: str, *arguments: str) -> subprocess.Popen[bytes] | None:
    """Start a git command that prints, to be read later; `None` where there is no git on this machine."""
    try:
        return subprocess.Popen(
            git_command(folder, *arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )
    except OSError:
        return None


def ask_git(folder: str, *arguments: str, given: bytes = b"", seconds: float | None = None) -> GitAnswer | None:
    """Run a git command to its end, with `given` on its standard input.

    `None` where there is no git on this machine, or it took more than `seconds`.
    """
    try:
        done = subprocess.run(
            git_command(folder, *arguments), input=given, capture_output=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return GitAnswer(done.returncode, done.stdout, done.stderr.decode(errors="replace").strip())
