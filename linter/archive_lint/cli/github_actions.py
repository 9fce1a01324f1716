"""GitHub Actions: the log of a job takes commands, and its summary page is a file to append to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO

from archive_lint.cli.console import UsageError

_MOST_OF_A_SUMMARY = 1024 * 1024
"""Maximum size of a step's summary in bytes; GitHub shows nothing of a longer one."""


def is_actions() -> bool:
    """Return whether a runner of GitHub Actions reads what is printed."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


@contextmanager
def without_commands(stream: BinaryIO) -> Iterator[None]:
    """Keep a runner from taking text of pages, written in the block, for commands."""
    if not is_actions():
        yield
        return
    import secrets

    from archive_lint.report.formats.github import stop_commands

    with stop_commands(stream, secrets.token_hex(16)):
        yield


def is_step_summary(path: str) -> bool:
    """Return whether a file is the summary of this step, which other commands of the step may have written to."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    return bool(summary) and os.path.abspath(path) == os.path.abspath(summary or "")


def append_to_step_summary(path: str, write: Callable[[BinaryIO], object]) -> None:
    """Add a report to the summary, if there is room left for it. Raises `UsageError`."""
    report = BytesIO()
    write(report)
    try:
        with open(path, "ab") as file:
            if file.tell() + len(report.getvalue()) <= _MOST_OF_A_SUMMARY:
                file.write(report.getvalue())
            else:
                file.write(b"\n\narchive-lint: there is no room left here for its report.\n")
    except OSError as error:
        raise UsageError(f"{path}: the summary cannot be written: {error.strerror or error}") from error
