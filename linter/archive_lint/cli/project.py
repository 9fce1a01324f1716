"""What every command that looks at an archive begins with: its configuration, its root, its rules, its files."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from functools import cached_property

from archive_lint.cli.console import UsageError
from archive_lint.cli.paths import STANDARD_INPUT
from archive_lint.config import discover as config_discovery
from archive_lint.config.layer import has
from archive_lint.config.load import Configuration, is_override, load
from archive_lint.config.settings import Settings
from archive_lint.config.shape import did_you_mean
from archive_lint.files.discover import Discovered, DiscoveryError, discover
from archive_lint.files.locate import display_base, find_root
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.model.layout import Layout
from archive_lint.rule.registry import Registry, load_registry
from archive_lint.rule.selection import Choice, SelectionLayer, choose, matches, path_matcher


class Project:
    """An archive and how it is to be looked at."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Raises `UsageError`, `ConfigError` and `LoadError`."""
        self.arguments = arguments
        self.registry: Registry = load_registry()
        start = start_folder(arguments)
        files = [each for each in arguments.config if not is_override(each)]
        overrides = [each for each in arguments.config if is_override(each)]
        if len(files) > 1:
            raise UsageError(f"--config: two files are given, {files[0]} and {files[1]}; one can `extend` the other")
        if files and arguments.isolated:
            raise UsageError("--config FILE and --isolated exclude each other")
        found = files[0] if files else None if arguments.isolated else config_discovery.find(start)
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
        lint = self.settings.lint
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
                select=self._selectors("select"),
                extend_select=self._selectors("extend_select") or (),
                ignore=self._selectors("ignore") or (),
            ),
        ]
        return choose(self.registry.rules, layers)

    @cached_property
    def path_ignores(self) -> Mapping[str, tuple[str, ...]]:
        """Rules not to run, by glob. Those of the command line come on top."""
        ignores = dict(self.settings.lint.per_file_ignores)
        for glob, selectors in self.arguments.per_file_ignores or ():
            self._check(selectors, "--per-file-ignores")
            ignores[glob] = (*ignores.get(glob, ()), *selectors)
        return ignores

    def discover(self) -> Discovered:
        """List the archive's files. Raises `UsageError`."""
        exclude = self.settings.archive.exclude
        try:
            return discover(self.root, path_matcher(exclude) if exclude else None)
        except DiscoveryError as error:
            raise UsageError(str(error)) from error

    def read(self, path: str) -> bytes:
        """The bytes of a page; none where it cannot be read any more."""
        try:
            return read_page(self.root, path)
        except UnreadablePageError:
            return b""

    def _root(self, start: str, *, is_named: bool) -> str:
        configuration = self.configuration
        says_root = any(has(layer.data, ("archive", "root")) for layer in configuration.layers)
        if configuration.path is not None and (says_root or not is_named):
            root = os.path.abspath(configuration.root)
        elif says_root:
            root = os.path.abspath(os.path.join(start, self.settings.archive.root))
        else:
            root = find_root(start, self.layout.top_folder, os.curdir)
        if not os.path.isdir(root):
            where = configuration.origin(("archive", "root"))
            raise UsageError(f"{root}: there is no such folder; [archive] root names it ({where})")
        return root

    def _selectors(self, name: str) -> tuple[str, ...] | None:
        given: Sequence[Sequence[str]] | None = getattr(self.arguments, name)
        if given is None:
            return None
        selectors = tuple(selector for part in given for selector in part)
        self._check(selectors, "--" + name.replace("_", "-"))
        return selectors

    def _check(self, selectors: Sequence[str], option: str) -> None:
        for selector in selectors:
            if not any(matches(rule, selector) for rule in self.registry.rules):
                hint = did_you_mean(selector, self.registry.selectors)
                raise UsageError(
                    f"{option}: {selector!r} is no rule's code, name or beginning of a code"
                    + (f"; {hint}" if hint else "; `archive-lint rule --all` lists them")
                )


def start_folder(arguments: argparse.Namespace) -> str:
    """The folder to look for the archive from: that of the first path. Raises `UsageError` where it is not there."""
    paths: Sequence[str] = arguments.paths
    first = paths[0] if paths else os.curdir
    if first == STANDARD_INPUT:
        first = getattr(arguments, "stdin_filename", None) or os.curdir
    folder = first
    while not os.path.isdir(folder):
        # A page that was deleted, or misspelt, still tells which archive was meant.
        folder = os.path.dirname(os.path.abspath(folder))
    return folder
