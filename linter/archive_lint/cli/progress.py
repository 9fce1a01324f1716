"""Progress on standard error: only where a person watches a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_AUTOMATION = ("CI", "PRE_COMMIT", "GITHUB_ACTIONS", "TF_BUILD")
"""Set where no one watches, even if there is a terminal."""


def is_watched(*, wanted: bool) -> bool:
    """Whether to show progress."""
    return wanted and sys.stderr.isatty() and not any(os.environ.get(name) for name in _AUTOMATION)


@contextmanager
def progress_bar(what: str, *, shown: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar for as long as the block runs; yields what to call with the count done and the count in all.

    Yields `None` where none is shown. `what` names what is counted: `pages`.
    """
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)

        def update(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield update
