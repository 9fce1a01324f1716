"""Figures of all source URLs, kept until a page or the history changes: the next command has them at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from archive_lint.cli.cached_run import CachedRun
from archive_lint.cli.link_rot import Known, distinct_urls, rot_of
from archive_lint.cli.project import Project
from archive_lint.engine.run import RunOutcome
from archive_lint.model.rot import Rot
from archive_lint.store.results import Results
from archive_lint.web.history import History
from archive_lint.web.history_file import change_mark, look_into


class KeptFigures:
    """The figures of one archive, as its history is when this is made: make it before the history is read."""

    def __init__(self, cached: CachedRun, project: Project) -> None:
        self._cached = cached
        self._exclude: Sequence[str] = project.settings.web.exclude
        self._mark = change_mark(project.state)

    def read(self) -> Rot | None:
        """Return what was kept; `None` where something has changed since then, or may have."""
        return self._cached.figures([self._mark, self._exclude]) if self._mark else None

    def count(self, results: Results, history: History) -> tuple[Rot, bool, bool]:
        """Count and keep figures. Return them, whether pages cite any URL, and whether any was ever checked."""
        known = Known(history.last_seen(), self._exclude)
        every = distinct_urls(results)
        rot = rot_of(every, known.kind_of, history.sweeps())
        # What a warning goes with is counted again, so that the warning is given again.
        if self._mark and every and known and not history.notes:
            self._cached.keep_figures([self._mark, self._exclude], rot)
        return rot, bool(every), bool(known)


def keep_after_check(cached: CachedRun, project: Project, outcome: RunOutcome) -> None:
    """Keep the figures of a whole archive whose sources were just checked, unless they are kept or it was cut off."""
    if not (outcome.complete and cached.is_cached):
        return
    figures = KeptFigures(cached, project)
    if figures.read() is None:
        with closing(look_into(project.state)) as history:
            figures.count(outcome.results, history)
