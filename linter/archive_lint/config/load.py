"""Loads settings from files and the command line: read, extended, overridden, and checked as a whole.

Every error is reported, not only the first: one run should be enough to correct a configuration.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import UNSET, Struct

from archive_lint.config.check import bad_values
from archive_lint.config.errors import ConfigError, ConfigFault
from archive_lint.config.front_matter import FrontMatterSettings
from archive_lint.config.layer import Layer, dotted, has, merge, override_layer, read_layer
from archive_lint.config.lines import KeyPath
from archive_lint.config.links import LinkSettings
from archive_lint.config.selectors import ConfigurableRule, bad_selectors
from archive_lint.config.settings import ArchiveSettings, LintSettings, Settings
from archive_lint.config.shape import NO_SETTING, Misfit, misfits
from archive_lint.config.site import SiteSettings
from archive_lint.config.table import Table
from archive_lint.config.web import WebSettings
from archive_lint.model.layout import normal_name
from archive_lint.text import shortened

_LONGEST_CHAIN = 16
"""The most files that extend one another: more are a mistake."""

_MOST_FAULTS = 100


class Configuration(Struct, frozen=True, kw_only=True):
    """Settings, and their origins."""

    settings: Settings
    path: str | None
    """The file that was loaded; `None` for the defaults."""
    folder: str
    """The base of `archive.root`."""
    layers: tuple[Layer, ...]
    """All layers; a later one overrules an earlier one."""

    @property
    def root(self) -> str:
        """The archive's folder."""
        return os.path.normpath(os.path.join(self.folder, self.settings.archive.root))

    def origin(self, path: KeyPath) -> str:
        """Return the origin of a value: `FILE:LINE`, `--config KEY=VALUE`, or `default`."""
        for layer in reversed(self.layers):
            if has(layer.data, path):
                line = layer.line(path)
                return layer.name if line is None else f"{layer.name}:{line}"
        return "default"

    def fault(self, path: KeyPath, message: str) -> ConfigFault:
        """Return an error at the last place that set a key."""
        layer = next((layer for layer in reversed(self.layers) if has(layer.data, path)), self.layers[-1])
        return layer.fault(path, message)


def load(
    path: str | None,
    overrides: Sequence[str] = (),
    rules: Sequence[ConfigurableRule] | None = None,
    *,
    folder: str | None = None,
) -> Configuration:
    """Load a configuration file, or the defaults, with `KEY=VALUE` settings of the command line on top.

    With `rules`, selectors and options are checked against them. `folder` is the base of `archive.root`: by default the
    file's folder, without a file the current one. Raises `ConfigError` with all faults.
    """
    layers: list[Layer] = []
    faults: list[ConfigFault] = []
    if path is not None:
        try:
            layers.extend(_chain(path))
        except ConfigError as error:
            faults.extend(error.faults)
    for override in overrides:
        try:
            layers.append(_override(override))
        except ConfigError as error:
            faults.extend(error.faults)
    for layer in layers:
        faults.extend(_faults(layer, rules))
    if not faults:
        configuration = Configuration(
            settings=msgspec.convert(merge(layer.data for layer in layers), Settings),
            path=path,
            folder=(os.path.dirname(path or "") or os.curdir) if folder is None else folder,
            layers=tuple(layers),
        )
        faults.extend(_conflicts(configuration))
    if faults:
        raise ConfigError(_in_order(faults))
    return configuration


def _in_order(faults: Sequence[ConfigFault]) -> list[ConfigFault]:
    """Return errors in the order of their places, and no more of them than anyone reads."""
    ordered = sorted(set(faults), key=lambda fault: (fault.file, fault.line or 0, fault.message))
    more = len(ordered) - _MOST_FAULTS
    if more > 0:
        ordered[_MOST_FAULTS:] = [
            ConfigFault(ordered[-1].file, None, f"and {more:,} more faults of this kind or another")
        ]
    return ordered


def _chain(path: str) -> list[Layer]:
    """Return a file and the files that it extends, the last extended one first."""
    layers: list[Layer] = []
    seen: dict[str, str] = {}
    while True:
        layer = read_layer(path) if not layers else _extended(layers[-1], path)
        layers.append(layer)
        real = os.path.realpath(path)
        if real in seen:
            names = " → ".join([*seen.values(), layer.name])
            raise ConfigError([layers[-2].fault(("extend",), f"extends itself: {names}")])
        seen[real] = layer.name
        if len(layers) > _LONGEST_CHAIN:
            raise ConfigError(
                [layer.fault(("extend",), f"is one of more than {_LONGEST_CHAIN} files that extend another")]
            )
        extended = layer.data.get("extend")
        if not isinstance(extended, str) or not extended:
            return layers[::-1]
        path = os.path.join(os.path.dirname(path), extended)


def _extended(layer: Layer, path: str) -> Layer:
    given = layer.data["extend"]
    if not path.endswith(".toml"):
        raise ConfigError(
            [layer.fault(("extend",), f"{shortened(given)!r} is not a configuration file", "its name ends in .toml")]
        )
    try:
        return read_layer(path)
    except ConfigError as error:
        why = "; ".join(fault.message for fault in error.faults)
        if any(fault.line is not None for fault in error.faults):
            raise
        raise ConfigError([layer.fault(("extend",), f"{shortened(given)!r} {why}")]) from error


def _override(argument: str) -> Layer:
    layer = override_layer(argument)
    if "extend" in layer.data:
        raise ConfigError([layer.fault((), "a file extends another; the command line does not", "pass --config FILE")])
    return layer


def _faults(layer: Layer, rules: Sequence[ConfigurableRule] | None) -> Iterator[ConfigFault]:
    found = [_at_home(misfit) for misfit in misfits(layer.data, Settings)]
    misshapen = {misfit.path for misfit in found}
    judged = list(bad_values(layer.data, Settings))
    if rules is not None:
        judged += bad_selectors(layer.data, rules)
    found += [misfit for misfit in judged if misfit.path not in misshapen]
    for misfit in found:
        where = dotted(misfit.path)
        yield layer.fault(misfit.path, f"{where} {misfit.message}" if where else misfit.message, misfit.hint)


_TABLES: dict[str, type[Table]] = {
    "archive": ArchiveSettings,
    "front-matter": FrontMatterSettings,
    "site": SiteSettings,
    "links": LinkSettings,
    "lint": LintSettings,
    "web": WebSettings,
}
"""Tables whose keys are known."""


def _at_home(misfit: Misfit) -> Misfit:
    """Return an error whose hint names the table of a setting that stands in the wrong one."""
    if misfit.message == NO_SETTING and misfit.path:
        key = str(misfit.path[-1]).replace("_", "-")
        for table, declared in _TABLES.items():
            if key in declared.__struct_encode_fields__ and misfit.path[:-1] != (table,):
                return misfit._replace(hint=f"did you mean {table}.{key}?")
    return misfit


def _conflicts(configuration: Configuration) -> Iterator[ConfigFault]:
    """Yield errors that only all layers together have."""
    archive = configuration.settings.archive
    if archive.index in archive.twins:
        yield configuration.fault(
            ("archive", "twins"), f"archive.twins lists the index {shortened(archive.index)!r} itself"
        )
    names = [("index", archive.index), *(("twins", twin) for twin in archive.twins)]
    names += [("story", story) for story in archive.stories if not story.endswith(".{ending}")]
    for key, name in names:
        if not name.endswith(archive.endings):
            yield configuration.fault(
                ("archive", key),
                f"archive.{key} {shortened(name)!r} ends in none of archive.endings, {', '.join(archive.endings)}",
            )
    owners: dict[str, str] = {}
    for section in configuration.settings.layout().sections:
        for name in section.names:
            owner = owners.setdefault(normal_name(name), section.key)
            if owner != section.key:
                message = f"{shortened(name)!r} is a name of both sections.{owner} and sections.{section.key}"
                yes = section.key if section.key in configuration.settings.sections else owner
                yield configuration.fault(("sections", yes, "names"), message)
    yield from _misplaced_sources(configuration)
    root = configuration.root
    folder = os.path.realpath(configuration.folder)
    if os.path.commonpath([folder, os.path.realpath(root)]) != folder:
        yield configuration.fault(
            ("archive", "root"), f"archive.root {shortened(archive.root)!r} is a symbolic link out of the folder"
        )


def _misplaced_sources(configuration: Configuration) -> Iterator[ConfigFault]:
    """Yield errors of `where`: in a section that cannot have it, and settings of a section that it removes."""
    for key, section in configuration.settings.sections.items():
        if section.where is UNSET:
            continue
        if key != "source":
            message = f"sections.{key}.where says where sources stand, and belongs to sections.source alone"
            yield configuration.fault(("sections", key, "where"), message)
        elif section.where == "body":
            given = {"names": section.names, "required": section.required, "context-label": section.context_label}
            for name, value in given.items():
                if value is not UNSET and value:
                    message = f"sections.source.{name} applies to a section, but where = 'body' says that there is none"
                    yield configuration.fault(("sections", "source", name), message)
