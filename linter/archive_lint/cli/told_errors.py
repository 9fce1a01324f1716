"""What a person did wrong, or must put right, and how it is said."""

from __future__ import annotations

from archive_lint.cli.console import Console, UsageError
from archive_lint.config.errors import ConfigError
from archive_lint.rule.registry import LoadError

TOLD = (UsageError, LoadError, ConfigError)
"""What is told in words that say what to do; all else is a fault of this program."""


def tell(error: Exception, console: Console) -> None:
    """Say what is wrong: of a configuration each fault by itself."""
    for each in error.faults if isinstance(error, ConfigError) else (error,):
        console.error(str(each))
