"""The archive of a command: its configuration, its root, its rules, its files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property

from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.early_listing import Bounds, EarlyListing
from archive_lint.cli.options import SelectionOptions, SettingsOptions
from archive_lint.cli.paths import StartFolder
from archive_lint.config import discover as config_discovery
from archive_lint.config.discover import configurations_below, is_override
from archive_lint.config.layer import has
from archive_lint.config.load import Configuration, load
from archive_lint.config.settings import Settings
from archive_lint.config.shape import did_you_mean
from archive_lint.files.discover import Discovered, DiscoveryError, discover
from archive_lint.files.locate import display_base, find_root, start_of_page
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.files.state_folder import StateFolder, StateFolderError, find_state_folder, names_state_folder
from archive_lint.fix.journal_place import JournalPlace
from archive_lint.model.layout import Layout
from archive_lint.model.listing import Listing
from archive_lint.rule.registry import Registry, load_registry
from archive_lint.rule.selection import Choice, SelectionLayer, choose, matches


class Project:
    """An archive, with its settings and rules."""

    def __init__(self, start: StartFolder, selection: SelectionOptions, settings: SettingsOptions) -> None:
        """Find the archive around a folder. Raises `UsageError`, `ConfigError` and `LoadError`."""
        self._selection = selection
        self._is_isolated = settings.isolated
        self._state_dir = settings.state_dir
        self.registry: Registry = load_registry()
        files = [each for each in settings.config if not is_override(each)]
        overrides = [each for each in settings.config if is_override(each)]
        if len(files) > 1:
            raise UsageError(f"--config: two files are given, {files[0]} and {files[1]}; one can `extend` the other")
        if files and settings.isolated:
            raise UsageError("--config FILE and --isolated exclude each other")
        found = files[0] if files else None if settings.isolated else config_discovery.find(start.folder)
        self.configuration: Configuration = load(found, overrides, self.registry.rules)
        self.root = self._root(start, is_named=bool(files))
        self.base = display_base(self.root, os.getcwd())
        self.prefix = os.path.relpath(self.root, self.base).replace(os.sep, "/").removeprefix(".")

    @property
    def settings(self) -> Settings:
        """The effective settings."""
        return self.configuration.settings

    @cached_property
    def layout(self) -> Layout:
        """The archive's conventions."""
        return self.settings.layout()

    @cached_property
    def choices(self) -> dict[str, Choice]:
        """For each rule's code whether it runs, and why. Raises `UsageError` for a selector that names no rule."""
        lint, given = self.settings.lint, self._selection
        self._check_selectors("--select", given.select or ())
        self._check_selectors("--extend-select", given.extend_select)
        self._check_selectors("--ignore", given.ignore)
        origin = self.configuration.path
        layers = [
            SelectionLayer(
                origin=os.path.relpath(origin) if origin else "the defaults",
                select=lint.select,
                extend_select=lint.extend_select,
                ignore=lint.ignore,
            ),
            SelectionLayer(
                origin="the command line",
                select=given.select,
                extend_select=given.extend_select,
                ignore=given.ignore,
            ),
        ]
        return choose(self.registry.rules, layers)

    @cached_property
    def path_ignores(self) -> Mapping[str, tuple[str, ...]]:
        """Rules that do not run, by glob; those of the command line are added to the configured ones."""
        ignores = dict(self.settings.lint.per_file_ignores)
        for glob, selectors in self._selection.per_file_ignores:
            self._check_selectors("--per-file-ignores", selectors)
            ignores[glob] = (*ignores.get(glob, ()), *selectors)
        return ignores

    @cached_property
    def bounds(self) -> Bounds:
        """What decides which files of the root are pages."""
        archive = self.settings.archive
        return Bounds(tuple(archive.exclude), tuple(archive.endings), self.state_inside)

    def discover(
        self,
        console: Console,
        *,
        is_index_wanted: bool = False,
        is_walk_wanted: bool = True,
        early: EarlyListing | None = None,
    ) -> Discovered:
        """List the archive's files, if wanted with git's index or by it alone, and report why git could not be asked.

        `early` is a listing that has begun, perhaps of this archive. Raises `UsageError`.
        """
        bounds = self.bounds
        try:
            if early is not None and not is_index_wanted:
                discovered = early.discover(self.root, bounds)
            else:
                discovered = discover(
                    self.root,
                    bounds.excluded(),
                    bounds.endings,
                    is_index_wanted=is_index_wanted,
                    is_walk_wanted=is_walk_wanted,
                )
        except DiscoveryError as error:
            raise UsageError(str(error)) from error
        if discovered.notice:
            console.warning(discovered.notice)
        self._refuse_archive_below(discovered.listing)
        return discovered

    @cached_property
    def state(self) -> StateFolder:
        """The folder of the archive's cache and history. Raises `UsageError` if a named folder must not be used."""
        try:
            return find_state_folder(self.root, self._state_dir)
        except StateFolderError as error:
            raise UsageError(str(error)) from error

    @property
    def state_inside(self) -> str:
        """The state folder's path relative to the root, if it was named and lies in the archive."""
        return self.state.inside if names_state_folder(self._state_dir) else ""

    @cached_property
    def journal(self) -> JournalPlace:
        """The place of the journal of a `--fix`."""
        return JournalPlace(self.root, lambda: self.state)

    def pages(self) -> Sequence[str]:
        """List the archive's pages as they are now. Raises `DiscoveryError`."""
        return discover(self.root, self.bounds.excluded(), self.settings.archive.endings).listing.pages

    def is_excluded(self, path: str) -> bool:
        """Return whether a path is not one of a page, whatever it ends in."""
        excluded = self.bounds.excluded()
        return excluded is not None and excluded(path)

    def read(self, path: str) -> bytes:
        """Return the bytes of a page; empty if it can no longer be read."""
        try:
            return read_page(self.root, path)
        except UnreadablePageError:
            return b""

    def _root(self, start: StartFolder, *, is_named: bool) -> str:
        configuration = self.configuration
        if configuration.path is not None and (self._says_root or not is_named):
            root = os.path.abspath(configuration.root)
        elif self._says_root:
            root = os.path.abspath(os.path.join(start.folder, self.settings.archive.root))
        else:
            folder = start.folder if start.is_named else start_of_page(start.folder, os.curdir)
            root = find_root(folder, self.layout.top_folder, os.curdir)
        if not os.path.isdir(root):
            where = configuration.origin(("archive", "root"))
            raise UsageError(f"{root}: there is no such folder; [archive] root names it ({where})")
        return root

    def _refuse_archive_below(self, listing: Listing) -> None:
        """Raise `UsageError` for a folder without configuration that contains a configured archive."""
        if self._is_isolated or self.configuration.path is not None or self._says_root:
            return
        below = configurations_below(listing.files | listing.untracked)
        if below:
            folder = below[0].rpartition("/")[0]
            others = f" (and {len(below) - 1:,} more)" if len(below) > 1 else ""
            raise UsageError(
                f"{below[0]}{others} configures an archive below {self.root}, and no file configures this folder: run "
                f'`archive-lint {folder}`, or write an archive-lint.toml here with `[archive]` and `root = "{folder}"`'
            )

    @property
    def _says_root(self) -> bool:
        """Whether a configuration file or the command line names the archive's root."""
        return any(has(layer.data, ("archive", "root")) for layer in self.configuration.layers)

    def _check_selectors(self, option: str, selectors: Sequence[str]) -> None:
        for selector in selectors:
            if not any(matches(rule, selector) for rule in self.registry.rules):
                hint = did_you_mean(selector, self.registry.selectors)
                raise UsageError(
                    f"{option}: {selector!r} is not a rule's code, name or beginning of a code"
                    + (f"; {hint}" if hint else "; `archive-lint rule --all` lists them")
                )
