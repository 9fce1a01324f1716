"""`archive-lint version`: the same as `--version`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from msgspec import Struct

from archive_lint import __version__
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.options import Parser, typed


class VersionOptions(Struct, frozen=True, kw_only=True):
    """The options of `version`: none."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of `version`."""
    return Parser("archive-lint version", "Show the version of the program.")


def parse(words: Sequence[str]) -> VersionOptions:
    """Return the options that were given. Raises `UsageError`."""
    return typed(parser().parse_args(words), VersionOptions)


def run(words: Sequence[str]) -> int:
    """Print the version."""
    parse(words)
    sys.stdout.write(f"archive-lint {__version__}\n")
    return ExitCode.CLEAN
