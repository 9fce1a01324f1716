"""Messages about the run itself, on standard error, in which page text and file names cannot control a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TextIO

from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.model.secret import hide_secrets
from archive_lint.report.escape import terminal


class UsageError(Exception):
    """Something cannot be done as asked; the message says what, why, and what to do instead."""


class Console:
    """Writes messages, each once, to standard error."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False, stream: TextIO | None = None) -> None:
        self.quiet = quiet
        self.verbose = verbose
        self._stream = stream
        self._said: set[str] = set()

    def error(self, message: str) -> None:
        """Report an error that made, or will make, the run fail."""
        self._say(f"archive-lint: error: {message}")

    def warning(self, message: str) -> None:
        """Report something odd that was worked around."""
        self._say(f"archive-lint: warning: {message}")

    def problems(self, problems: Iterable[Problem]) -> None:
        """Report what could not be checked: as errors, except a named path that is not a page."""
        for problem in problems:
            say = self.warning if problem.kind is ProblemKind.SKIPPED else self.error
            say(f"{problem.path}: {problem.message}" if problem.path else problem.message)
            if problem.traceback:
                self.detail(problem.traceback)

    def note(self, message: str) -> None:
        """Report something useful; not with `--quiet`."""
        if not self.quiet:
            self._say(message)

    def detail(self, message: str) -> None:
        """Report how the run proceeds; only with `--verbose`."""
        if self.verbose:
            self._say(f"archive-lint: {message}")

    @property
    def has_said(self) -> bool:
        """Whether anything was written."""
        return bool(self._said)

    def _say(self, message: str) -> None:
        lines = "\n".join(terminal(hide_secrets(line)) for line in message.split("\n"))
        if lines in self._said:
            return
        self._said.add(lines)
        # Looked up late: a test, or a program that embeds this one, may have replaced the stream.
        stream = self._stream or sys.stderr
        try:
            print(
                lines.encode(stream.encoding or "utf-8", "backslashreplace").decode(stream.encoding or "utf-8"),
                file=stream,
            )
        except (BrokenPipeError, ValueError):
            # Nobody reads it any more; the exit code still counts.
            return


def wants_color(choice: str, stream: TextIO) -> bool:
    """Return whether to colour a stream: by `choice`, else on a terminal unless `NO_COLOR` or `TERM=dumb` is set.

    `FORCE_COLOR` colours other streams than terminals (https:

    force-color.org, https:

    no-color.org).
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
