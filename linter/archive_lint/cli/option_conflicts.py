"""Options of `check` that have no effect beside others: whoever gives one should not believe that it had."""

from __future__ import annotations

import argparse
import os
from collections import Counter

from archive_lint.cli.console import Console, UsageError

_SHOWN_INSTEAD = {
    "timing": ("how long rules take", ("fix", "diff", "statistics", "output")),
    "diff": ("what would be changed", ("statistics", "output")),
}
"""Options that show something else than findings: what, and which others are in vain then. Not `--output-format`, which
may be given once and for all in an alias."""
_ONLY_ONLINE = ("max_time", "observations")


def refuse_vain_options(arguments: argparse.Namespace) -> None:
    """Raises `UsageError` for an option that another one takes the effect from."""
    for instead, (what, others) in _SHOWN_INSTEAD.items():
        for other in others:
            if getattr(arguments, instead) and getattr(arguments, other):
                raise UsageError(
                    f"--{instead} shows {what} instead of findings: {_written(other)} has no effect beside it"
                )
    files = Counter(
        os.path.abspath(path) for _, path in arguments.output if os.path.isfile(path) or not os.path.lexists(path)
    )
    for path, count in files.items():
        if count > 1:
            raise UsageError(
                f"--output: {os.path.relpath(path)} is given {count} times: each report needs its own file"
            )


def tell_vain_online_options(arguments: argparse.Namespace, console: Console) -> None:
    """Warn of options that are about checking sources in a run that checks none; a job may give them in either case."""
    for option in _ONLY_ONLINE:
        if getattr(arguments, option):
            console.warning(f"{_written(option)} has no effect: sources are not checked without --online")


def _written(option: str) -> str:
    return f"--{option.replace('_', '-')}"
