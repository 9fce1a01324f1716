"""Progress on standard error: one line, only if a person watches a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from typing import TYPE_CHECKING

from archive_lint.text import counted

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from archive_lint.web.progress import SourceProgress

_AUTOMATION = ("CI", "PRE_COMMIT", "GITHUB_ACTIONS", "TF_BUILD")
"""Variables that are set if no one watches, even on a terminal."""
_BAR = 20
_WIDE = 100
"""The width in cells from which on a terminal has room for the longest line and a bar."""
_MINUTE, _HOUR = 60, 3_600
_COARSE = ((10 * _MINUTE, _MINUTE), (_HOUR, 5 * _MINUTE), (3 * _HOUR, _HOUR // 2), (float("inf"), _HOUR))
"""The steps to which times are rounded, by their upper limits in seconds: always up, because it is a promise."""


def is_watched(*, wanted: bool) -> bool:
    """Return whether to show progress."""
    return wanted and sys.stderr.isatty() and not any(os.environ.get(name) for name in _AUTOMATION)


def time_left(seconds: float) -> str:
    """Return a time in coarse words: "about 4 min left"."""
    if seconds <= _MINUTE:
        return "less than a minute left"
    step = next(step for most, step in _COARSE if seconds <= most)
    hours, minutes = divmod(ceil(seconds / step) * step // _MINUTE, 60)
    words = [f"{number:,} {unit}" for number, unit in ((hours, "h"), (minutes, "min")) if number]
    return f"about {' '.join(words)} left"


def pages_line(done: int, total: int) -> str:
    """Return the line on reading pages."""
    return f"{done:,} of {counted(total, 'page')}"


def sources_line(progress: SourceProgress) -> str:
    """Return the line on checking sources."""
    so_far = "" if progress.complete else " so far"
    parts = [f"{progress.done:,} of {counted(progress.known, 'source')}{so_far}"]
    if progress.is_ending:
        return f"{parts[0]}, ending: running requests get a moment"
    if progress.done < progress.known:
        parts.append(
            f"{progress.rate:,.0f}/s" if progress.rate >= 10 or not progress.rate else f"{progress.rate:.1f}/s"
        )
        if progress.hosts_waiting:
            parts.append(f"{counted(progress.hosts_waiting, 'host')} waiting")
        if progress.seconds_left:
            parts.append(time_left(progress.seconds_left) + (" of --max-time" if progress.is_cut_off else ""))
    return ", ".join(parts)


class Display:
    """The progress display: of the pages until all are read, then of the sources."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = bars.add_task("reading", total=None)
        self._are_pages_read = False

    def pages(self, done: int, total: int) -> None:
        """Show the number of pages done, of `total`."""
        self._are_pages_read = done >= total
        self._bars.update(self._task, completed=done, total=total, description=pages_line(done, total))

    def sources(self, progress: SourceProgress) -> None:
        """Show the progress of the check of sources. May be called from another thread."""
        if self._are_pages_read or progress.complete:
            line = sources_line(progress)
            self._bars.update(self._task, completed=progress.done, total=progress.known, description=line)


@contextmanager
def display(*, shown: bool) -> Iterator[Display | None]:
    """Yield a display, or `None` if none is `shown`."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn
    from rich.table import Column

    console = Console(stderr=True)
    # One line, even on a narrow terminal.
    words = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis"))
    columns = [BarColumn(bar_width=_BAR), words] if console.width >= _WIDE else [words]
    with Progress(*columns, console=console, transient=True) as bars:
        yield Display(bars)
