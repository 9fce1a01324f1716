"""`archive-lint completion`: the script by which a shell completes command lines."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from msgspec import Struct

from archive_lint.cli.completion.script import SHELLS, completion_script
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.options import Parser, typed
from archive_lint.cli.output import to_standard_output
from archive_lint.rule.registry import load_registry

INSTALLED: Mapping[str, str] = {
    "bash": "archive-lint completion bash > ~/.local/share/bash-completion/completions/archive-lint",
    "zsh": "archive-lint completion zsh > DIR/_archive-lint, where DIR is a folder of $fpath",
    "fish": "archive-lint completion fish > ~/.config/fish/completions/archive-lint.fish",
    "powershell": "archive-lint completion powershell | Out-String | Invoke-Expression, in $PROFILE",
}
"""The steps to install the script, by shell."""


class CompletionOptions(Struct, frozen=True, kw_only=True):
    """The options of `completion`."""

    shell: str


def parser() -> argparse.ArgumentParser:
    """Return the parser of `completion`."""
    accepted = Parser(
        "archive-lint completion",
        "Print the script by which a shell completes commands, options, formats, paths and the rules that are "
        "installed.",
    )
    accepted.epilog = "\n".join(f"{name}: {how}" for name, how in INSTALLED.items())
    accepted.add_argument("shell", metavar="SHELL", choices=tuple(SHELLS), help=f"one of {', '.join(SHELLS)}")
    return accepted


def parse(words: Sequence[str]) -> CompletionOptions:
    """Return the options that were given. Raises `UsageError`."""
    return typed(parser().parse_args(words), CompletionOptions)


def run(words: Sequence[str]) -> int:
    """Print the script of a shell."""
    script = completion_script(parse(words).shell, load_registry().rules)
    to_standard_output(lambda stream: stream.write(script.encode()))
    return ExitCode.CLEAN
