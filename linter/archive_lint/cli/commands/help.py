"""`archive-lint help`: the same as `--help`, of the program or of a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from msgspec import Struct

from archive_lint.cli.command import COMMANDS, DEFAULT
from archive_lint.cli.console import UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.options import Parser, typed
from archive_lint.config.shape import did_you_mean


class HelpOptions(Struct, frozen=True, kw_only=True):
    """The options of `help`."""

    command: str
    """The name of a command."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of `help`."""
    accepted = Parser("archive-lint help", "Show what the program or one of its commands accepts.")
    accepted.add_argument(
        "command", nargs="?", default=DEFAULT.name, metavar="COMMAND", help=f"one of {', '.join(COMMANDS)}"
    )
    return accepted


def parse(words: Sequence[str]) -> HelpOptions:
    """Return the options that were given. Raises `UsageError`."""
    return typed(parser().parse_args(words), HelpOptions)


def run(words: Sequence[str]) -> int:
    """Print the help of a command. Raises `UsageError` for a word that is not a command."""
    name = parse(words).command
    if name not in COMMANDS:
        hint = did_you_mean(name, list(COMMANDS)) or f"there are {', '.join(COMMANDS)}"
        raise UsageError(f"there is no command {name!r}; {hint}")
    COMMANDS[name].parser().print_help(sys.stdout)
    return ExitCode.CLEAN
