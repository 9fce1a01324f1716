"""Runs git commands.

A checkout may come from a stranger, its `.git` included. So git is started in the top folder that this program found by
itself, told that this is the work tree, and kept from looking further up: a repository embedded in a checkout is never
opened. `--git-dir` is not given, because it would turn off git's check of who owns the repository. Only commands that
run no filter, hook, external diff, pager or signature check are used:

- `ls-files -t`, `ls-files -s --debug`, `ls-files -o`, `check-attr`, `rev-parse`, `rev-list`, `merge-base`,
  `hash-object`, `diff-index --cached --raw`, `diff-tree`, `cat-file --batch`, `grep`, `config --get`;
- not `diff`, `diff-files`, `diff-index` without `--cached`, `ls-files -m`, `status`, which run clean filters, nor `log`
  and `show`, which check signatures by a program that a configuration names.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from io import FileIO

from msgspec import Struct

from archive_lint.git.environment import git_environment
from archive_lint.git.errors import GitAbsentError, GitRefusedError, refusal
from archive_lint.git.top import git_folder, repository_root
from archive_lint.model.patterns.lazy import lazy_pattern

_GLOB = lazy_pattern(r"[*?\[\\]")
_SECONDS = 60.0
"""Time limit of one command in seconds: a configuration can name a pipe that nobody writes to as a file of patterns."""
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.quotePath=false",
    "core.untrackedCache=false",
    "grep.fullName=false",
    "protocol.allow=never",
    # A second lock; git before 2.38 does not know it.
    "safe.bareRepository=explicit",
)


class GitAnswer(Struct, frozen=True):
    """The result of a git command."""

    code: int
    """Exit code; 0 on success."""
    output: bytes
    complaint: str
    """Its standard error, in English."""


class Git:
    """The git program, bound to one folder of a work tree."""

    def __init__(self, top: str, folder: str) -> None:
        """Take the top of the work tree and a folder in it, as real paths. Raises `GitAbsentError`."""
        self.top = top
        inside = os.path.relpath(folder, top).replace(os.sep, "/")
        self.prefix = "" if inside == os.curdir else f"{inside}/"
        """The prefix of git's paths for files in the folder."""
        self.folder = git_folder(top)
        """The folder that holds the work tree's HEAD and index."""
        self._environment = git_environment(top)
        self._program = _program()

    @property
    def index(self) -> str:
        """The path of the index in use: a commit of some files alone, or `commit -a`, has one of its own."""
        return self._environment.get("GIT_INDEX_FILE") or os.path.join(self.folder, "index")

    @property
    def pathspec(self) -> tuple[str, str]:
        """The last arguments of a command, which limit it to the folder."""
        return "--", f":(literal){self.prefix}" if self.prefix else "."

    def pathspecs_of(self, endings: Iterable[str]) -> Sequence[str]:
        """Return the arguments that limit a command to the folder's files with these endings, in either case."""
        escaped = _GLOB.sub(lambda mark: f"\\{mark[0]}", self.prefix)
        plain = (_GLOB.sub(lambda mark: f"\\{mark[0]}", ending) for ending in endings)
        return ["--", *(f":(glob,icase){escaped}**/*{ending}" for ending in plain)]

    def start(self, *arguments: str, is_long: bool = False) -> Running:
        """Start a command; `is_long` means that it prints megabytes. Raises `GitAbsentError`."""
        memory = _memory() if is_long else None
        try:
            process = subprocess.Popen(
                [*self._command, *arguments],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if memory is None else memory,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            if memory is not None:
                os.close(memory)
            raise GitAbsentError(f"git cannot be run: {error.strerror or error}") from error
        return Running(process, self.top, memory)

    def ask(self, *arguments: str, given: bytes = b"", seconds: float = _SECONDS) -> GitAnswer:
        """Run a command to its end, with `given` on its standard input. Raises `GitError` if git does not answer."""
        return self.start(*arguments).finish(given, seconds=seconds)

    @property
    def _command(self) -> Sequence[str]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        return [
            self._program,
            "-C",
            self.top,
            f"--work-tree={self.top}",
            "--no-pager",
            *settings,
        ]


class Running:
    """A running command."""

    def __init__(self, process: subprocess.Popen[bytes], top: str, memory: int | None = None) -> None:
        """Take the process; `memory` is the descriptor of the file that it prints to instead of a pipe."""
        self._process = process
        self._top = top
        self._memory = None if memory is None else FileIO(memory, "rb")

    def finish(self, given: bytes = b"", *, seconds: float = _SECONDS) -> GitAnswer:
        """Wait for the command, with `given` on its standard input. Raises `GitError` if git refuses to answer."""
        try:
            output, complaint = self._process.communicate(given, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            self.abandon()
            raise GitRefusedError(f"git did not answer within {seconds:.0f} seconds in {self._top}") from error
        if self._memory is not None:
            with self._memory as memory:
                memory.seek(0)
                output = memory.readall()
        answer = GitAnswer(self._process.returncode, output, complaint.decode(errors="replace").strip())
        if answer.code != 0 and (refused := refusal(answer.complaint, self._top)) is not None:
            raise refused
        return answer

    def abandon(self) -> None:
        """End the command, whatever it is doing."""
        self._process.kill()
        self._process.communicate()
        if self._memory is not None:
            self._memory.close()


def git_around(folder: str) -> Git | None:
    """Return git for the work tree around `folder`; `None` outside of any work tree.

    Raises `GitAbsentError` if there is no git or no repository, and `GitRefusedError` if git must not be asked.
    """
    real = os.path.realpath(folder)
    top = repository_root(real)
    return None if top is None else Git(top, real)


def _memory() -> int | None:
    """Return a descriptor of a file in memory to print to, which unlike a pipe need not be emptied meanwhile.

    `None` on systems that lack such files.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            return os.memfd_create("git", os.MFD_CLOEXEC)
    return None


def _program() -> str:
    """Return the git program, by an absolute path: a relative one could lead into the checkout."""
    folders = [each for each in os.get_exec_path() if os.path.isabs(each)]
    if os.name == "posix":
        # As `shutil.which` finds it, which loads the formats of compressed files: a hundredth of a short run.
        files = (f"{folder}/git" for folder in folders)
        found = next((file for file in files if os.access(file, os.X_OK) and os.path.isfile(file)), None)
    else:
        import shutil

        found = shutil.which("git", path=os.pathsep.join(folders))
    if found is None or not os.path.isabs(found):
        raise GitAbsentError("git is not on the PATH, and this folder is a git work tree: install it")
    return found
