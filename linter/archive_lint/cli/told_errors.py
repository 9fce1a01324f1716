"""Errors that a person can correct, and their messages."""

from __future__ import annotations

from archive_lint.cli.console import Console, UsageError
from archive_lint.config.errors import ConfigError
from archive_lint.rule.errors import LoadError

TOLD = (UsageError, LoadError, ConfigError)
"""The exceptions whose message says what to do; all others are faults of this program."""


def tell(error: Exception, console: Console) -> None:
    """Say what is wrong: of a configuration each fault by itself."""
    for each in error.faults if isinstance(error, ConfigError) else (error,):
        console.error(str(each))
