"""`archive-lint config`: the effective settings, and why each rule is on or off."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from archive_lint.cli.arguments import config_parser
from archive_lint.cli.console import UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.output import to_standard_output
from archive_lint.cli.project import Project
from archive_lint.config.effective import EffectiveValue, effective
from archive_lint.report.escape import terminal


def run(argv: Sequence[str]) -> int:
    """Print the settings with their origins, and the rules with the reasons for them."""
    arguments = config_parser().parse_args(argv)
    for path in arguments.paths:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: there is no such file or folder")
    prepared = Project(arguments)
    values = effective(prepared.configuration, prepared.registry.rules)
    text = _json(prepared, values) if arguments.output_format == "json" else "".join(_text(prepared, values))
    to_standard_output(lambda stream: stream.write(text.encode()))
    return ExitCode.CLEAN


def _json(prepared: Project, values: Sequence[EffectiveValue]) -> str:
    data: dict[str, Any] = {
        "archive": prepared.root,
        "configuration": prepared.configuration.path,
        "settings": {value.key: {"value": value.value, "origin": value.origin} for value in values},
        "rules": {
            rule.code: {
                "name": rule.name,
                "enabled": prepared.choices[rule.code].enabled,
                "reason": prepared.choices[rule.code].reason,
            }
            for rule in prepared.registry.rules
        },
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


def _text(prepared: Project, values: Sequence[EffectiveValue]) -> Iterator[str]:
    yield f"archive        {terminal(prepared.root)}\n"
    yield f"configuration  {terminal(prepared.configuration.path or '(none: defaults)')}\n\n"
    shown = [(value.key, msgspec.json.encode(value.value).decode(), value.origin) for value in values]
    wide = max(len(key) for key, _, _ in shown)
    for key, value, origin in shown:
        yield (
            f"{terminal(key):<{wide}} = {terminal(value)}"
            + (f"  # {terminal(origin)}" if origin != "default" else "")
            + "\n"
        )
    yield "\n"
    wide = max(len(rule.name) for rule in prepared.registry.rules)
    for rule in prepared.registry.rules:
        choice = prepared.choices[rule.code]
        yield f"{rule.code}  {'on ' if choice.enabled else 'off'}  {rule.name:<{wide}}  {terminal(choice.reason)}\n"
