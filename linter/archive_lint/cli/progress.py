"""Progress on standard error: only where a person watches a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from archive_lint.web.progress import SourceProgress

_AUTOMATION = ("CI", "PRE_COMMIT", "GITHUB_ACTIONS", "TF_BUILD")
"""Set where no one watches, even if there is a terminal."""


def is_watched(*, wanted: bool) -> bool:
    """Return whether to show progress."""
    return wanted and sys.stderr.isatty() and not any(os.environ.get(name) for name in _AUTOMATION)


class Display:
    """What has been done so far: a bar for pages, and one for sources where they are checked."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._pages = bars.add_task("pages", total=None, state="")
        self._sources = bars.add_task("sources", total=None, state="", visible=False)

    def pages(self, done: int, total: int) -> None:
        """Show that so many of so many pages are done."""
        self._bars.update(self._pages, completed=done, total=total)

    def sources(self, progress: SourceProgress) -> None:
        """Show how far the check of sources is. May be called from another thread."""
        left = progress.seconds_left
        parts = [f"{progress.rate:.0f}/s"]
        if left is not None:
            parts.append(f"{int(left) // 60}:{int(left) % 60:02} left")
        if progress.hosts_waiting:
            parts.append(f"{progress.hosts_waiting:,} hosts waiting")
        self._bars.update(
            self._sources,
            completed=progress.done,
            total=progress.known,
            state=", ".join(parts),
            visible=True,
        )


@contextmanager
def display(*, shown: bool) -> Iterator[Display | None]:
    """Yield a display, or `None` where none is shown."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[state]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield Display(bars)
