"""Opens archives for the language server: as `check` finds and configures them, with all pages and nothing reported."""

from __future__ import annotations

import datetime as dt
import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archive_lint.cli.baseline_file import baseline_path, load_baseline
from archive_lint.cli.cached_run import CachedRun
from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.make_run import make_run
from archive_lint.cli.options import SelectionOptions, SettingsOptions
from archive_lint.cli.paths import StartFolder, every_page
from archive_lint.cli.project import Project
from archive_lint.cli.sources import with_roots
from archive_lint.config.errors import ConfigError
from archive_lint.config.web import RecheckDays
from archive_lint.files.state_folder import StateFolder
from archive_lint.model.page import PageFacts
from archive_lint.model.url import url_key
from archive_lint.model.verdict import Verdict
from archive_lint.rule.errors import LoadError
from archive_lint.server.opening import CannotOpenError, OpenedArchive
from archive_lint.store.results import Results

if TYPE_CHECKING:
    from archive_lint.engine.reader import Opened
    from archive_lint.engine.reading_process import OpeningProcess
    from archive_lint.engine.run import Run
    from archive_lint.web.background import Network


class Opener:
    """Opens archives with the settings of the command line."""

    def __init__(self, settings: SettingsOptions, network: Network | None = None) -> None:
        """Take settings; `network` replaces the real one."""
        self._settings = settings
        self._network = network
        self._reports: dict[str, str] = {}

    def root_of(self, folder: str) -> str:
        """Return the root of the archive around a folder. Raises `CannotOpenError`."""
        return self._project(folder).root

    def open(self, folder: str, beside: OpeningProcess | None = None) -> OpenedArchive:
        """Open the archive around a folder, if it can as a process has opened it. Raises `CannotOpenError`."""
        with ExitStack() as stack:
            if beside is not None:
                stack.callback(beside.close)
            project = self._project(folder)
            told = None if beside is None else beside.opened()
            opened = None if told is None else _opened_beside(project, told)
            if beside is None or told is None or opened is None:
                return _opened_here(project)
            stack.pop_all()
            return replace(opened, reader=beside) if told.is_read else replace(opened, words=beside.words)

    def check_source(self, root: str, page: PageFacts, url: str) -> Verdict | None:
        """Check a source of a page, which is shown with it alone, whenever it was checked last."""
        from archive_lint.web.background import WebCheck

        project = self._project(root)
        settings = replace(project.settings.web, recheck_days=RecheckDays(alive=0.0, dead=0.0, other=0.0))
        with _told():
            check = WebCheck(settings, state=project.state, network=with_roots(self._network))
        try:
            check.feed([page])
            return check.verdicts().get(url)
        finally:
            check.close()
            # A run of the command line has no use for it afterwards.
            gc.enable()

    def find_copy(self, root: str, url: str, day: dt.date) -> str:
        """Return the URL of an archived copy of a source from about a day, else nothing."""
        from archive_lint.web.copy_search import find_copy
        from archive_lint.web.history_file import look_into
        from archive_lint.web.summary import verdict_of

        project = self._project(root)
        with _told():
            state, network = project.state, with_roots(self._network)
        with closing(look_into(state)) as history:
            records = history.records(url_key(url))
        verdict = verdict_of(url_key(url), records, project.settings.web.confirm) if records else None
        lost_since = verdict.since if verdict is not None and verdict.kind.is_lost else None
        return find_copy(project.settings.web, state, network, url, day, lost_since)

    def report(self, root: str) -> str:
        """Check an archive as it lies on disk, in a process of its own; return the path of the report."""
        if root not in self._reports:
            folder = tempfile.mkdtemp(prefix="archive-lint-")
            self._reports[root] = os.path.join(folder, "report.html")
        path, settings = self._reports[root], self._settings
        words = ["--exit-zero", "--no-progress", "--offline", "--color=never", "-o", f"html:{path}"]
        words += [word for each in settings.config for word in ("--config", each)]
        words += ["--isolated"] if settings.isolated else []
        words += ["--state-dir", settings.state_dir] if settings.state_dir else []
        done = subprocess.run(
            # `-P`: the current folder may be a stranger's checkout, and its modules are not imported.
            [sys.executable, "-P", "-m", "archive_lint", "check", *words, "--", root],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if not os.path.exists(path):
            said = done.stderr.decode(errors="replace").strip()
            raise CannotOpenError(said or f"the report was not written: exit {done.returncode}")
        return path

    def _project(self, folder: str) -> Project:
        try:
            return Project(StartFolder(folder, is_named=True), SelectionOptions(), self._settings)
        except ConfigError as error:
            raise CannotOpenError(str(error), error.faults) from error
        except (UsageError, LoadError) as error:
            raise CannotOpenError(str(error)) from error


def _opened_here(project: Project) -> OpenedArchive:
    with _told():
        run = make_run(project, every_page(project.discover(Console(quiet=True)).listing), jobs=None)

    def known() -> Results | None:
        try:
            return CachedRun(run, lambda: project.state, Console(quiet=True), is_cached=True).with_known_pages().known
        except UsageError:
            return None

    return _opened(project, run, known)


def _opened_beside(project: Project, told: Opened) -> OpenedArchive | None:
    """Return an archive as another process has opened it; `None` if it is configured otherwise by now."""
    with _told():
        run = make_run(project, every_page(told.listing), jobs=None)
    return _opened(project, run, lambda: told.known) if run.plan == told.plan else None


def _opened(project: Project, run: Run, known: Callable[[], Results | None]) -> OpenedArchive:
    def state() -> StateFolder:
        with _told():
            return project.state

    with _told():
        baseline = load_baseline(project.root, None, wanted=True)
    configured = {os.path.abspath(layer.name) for layer in project.configuration.layers}
    return OpenedArchive(
        root=project.root,
        run=run,
        settings=project.settings,
        baseline=baseline,
        files=frozenset({*configured, os.path.abspath(baseline_path(project.root, None))}),
        is_excluded=project.is_excluded,
        known=known,
        state=state,
    )


@contextmanager
def _told() -> Iterator[None]:
    """Raise `CannotOpenError` in place of `UsageError`."""
    try:
        yield
    except UsageError as error:
        raise CannotOpenError(str(error)) from error
