"""Opens archives for the language server: as `check` finds and configures them, with all pages and nothing reported."""

from __future__ import annotations

import os

from archive_lint.cli.baseline_file import baseline_path, load_baseline
from archive_lint.cli.cached_run import CachedRun
from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.make_run import make_run
from archive_lint.cli.options import SelectionOptions, SettingsOptions
from archive_lint.cli.paths import every_page
from archive_lint.cli.project import Project, StartFolder
from archive_lint.config.errors import ConfigError
from archive_lint.files.state_folder import StateFolder
from archive_lint.rule.registry import LoadError
from archive_lint.server.opening import CannotOpenError, OpenedArchive
from archive_lint.store.results import Results


class Opener:
    """Opens archives with the settings that the command line gives."""

    def __init__(self, settings: SettingsOptions) -> None:
        self._settings = settings

    def root_of(self, folder: str) -> str:
        """Return the root of the archive around a folder. Raises `CannotOpenError`."""
        return self._project(folder).root

    def open(self, folder: str) -> OpenedArchive:
        """Open the archive around a folder. Raises `CannotOpenError`."""
        project = self._project(folder)
        try:
            discovered = project.discover(Console(quiet=True))
            baseline = load_baseline(project.root, None, wanted=True)
            run = make_run(project, every_page(discovered.listing), jobs=None)
        except UsageError as error:
            raise CannotOpenError(str(error)) from error

        def state() -> StateFolder:
            try:
                return project.state
            except UsageError as error:
                raise CannotOpenError(str(error)) from error

        def known() -> Results | None:
            try:
                return (
                    CachedRun(run, lambda: project.state, Console(quiet=True), is_cached=True).with_known_pages().known
                )
            except UsageError:
                return None

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

    def _project(self, folder: str) -> Project:
        try:
            return Project(StartFolder(folder, is_named=True), SelectionOptions(), self._settings)
        except ConfigError as error:
            raise CannotOpenError(str(error), error.faults) from error
        except (UsageError, LoadError) as error:
            raise CannotOpenError(str(error)) from error
