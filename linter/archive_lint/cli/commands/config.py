"""`archive-lint config`: the effective settings, and why each rule is on or off."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from archive_lint.cli.console import UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.options import (
    Parser,
    SelectionOptions,
    SettingsOptions,
    add_output_format,
    add_paths,
    add_selection,
    add_settings,
    typed,
)
from archive_lint.cli.output import to_standard_output
from archive_lint.cli.paths import start_folder
from archive_lint.cli.project import Project
from archive_lint.config.effective import EffectiveValue, effective
from archive_lint.files.state_folder import StateFolder
from archive_lint.report.escape import terminal


class ConfigOptions(Struct, frozen=True, kw_only=True):
    """The options of `config`."""

    paths: tuple[str, ...]
    output_format: str
    selection: SelectionOptions
    settings: SettingsOptions


def parser() -> argparse.ArgumentParser:
    """Return the parser of `config`."""
    accepted = Parser(
        "archive-lint config",
        "Show the effective settings with where each comes from, and why each rule is on or off.",
    )
    add_paths(accepted, "where to look for the archive (default: here)")
    add_output_format(accepted, ("text", "json"))
    add_selection(accepted)
    add_settings(accepted)
    return accepted


def parse(words: Sequence[str]) -> ConfigOptions:
    """Return the options that were given. Raises `UsageError`."""
    given = parser().parse_args(words)
    return typed(given, ConfigOptions, selection=typed(given, SelectionOptions), settings=typed(given, SettingsOptions))


def run(words: Sequence[str]) -> int:
    """Print the settings with their origins, and the rules with the reasons for them."""
    options = parse(words)
    for path in options.paths:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: there is no such file or folder")
    project = Project(start_folder(options.paths), options.selection, options.settings)
    values = effective(project.configuration, project.registry.rules)
    text = _json(project, values) if options.output_format == "json" else "".join(_text(project, values))
    to_standard_output(lambda stream: stream.write(text.encode()))
    return ExitCode.CLEAN


def _json(project: Project, values: Sequence[EffectiveValue]) -> str:
    data: dict[str, Any] = {
        "archive": project.root,
        "configuration": project.configuration.path,
        "state": {
            "folder": project.state.path or None,
            "origin": project.state.origin,
            "trouble": project.state.trouble or None,
        },
        "settings": {value.key: {"value": value.value, "origin": value.origin} for value in values},
        "rules": {
            rule.code: {
                "name": rule.name,
                "enabled": project.choices[rule.code].enabled,
                "reason": project.choices[rule.code].reason,
            }
            for rule in project.registry.rules
        },
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


def _text(project: Project, values: Sequence[EffectiveValue]) -> Iterator[str]:
    yield f"archive        {terminal(project.root)}\n"
    yield f"configuration  {terminal(project.configuration.path or '(none: defaults)')}\n"
    yield f"state          {terminal(_state(project.state))}\n\n"
    shown = [(value.key, msgspec.json.encode(value.value).decode(), value.origin) for value in values]
    wide = max(len(key) for key, _, _ in shown)
    for key, value, origin in shown:
        yield (
            f"{terminal(key):<{wide}} = {terminal(value)}"
            + (f"  # {terminal(origin)}" if origin != "default" else "")
            + "\n"
        )
    yield "\n"
    wide = max(len(rule.name) for rule in project.registry.rules)
    for rule in project.registry.rules:
        choice = project.choices[rule.code]
        yield f"{rule.code}  {'on ' if choice.enabled else 'off'}  {rule.name:<{wide}}  {terminal(choice.reason)}\n"


def _state(state: StateFolder) -> str:
    return f"{state.path}  # {state.origin}" if state.path else f"(none: {state.trouble})"
