"""Finds the configuration file that applies to a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable

from archive_lint.config.errors import ConfigError
from archive_lint.config.layer import PYPROJECT, PYPROJECT_TABLE, parse_toml, read_source

FILE_NAMES = ("archive-lint.toml", ".archive-lint.toml", PYPROJECT)
"""File names in the order in which they are looked for; the first one found in a folder wins."""


def find(start: str) -> str | None:
    """Return the configuration file nearest to a folder: in it or above it. `None` if there is none.

    A `pyproject.toml` counts if it has a table `[tool.archive-lint]`. A file that cannot be read counts: loading it
    says why, while going on would check with settings that nobody chose.
    """
    folder = os.path.abspath(start)
    while True:
        for name in FILE_NAMES:
            path = os.path.join(folder, name)
            if os.path.lexists(path) and not os.path.isdir(path) and (name != PYPROJECT or _is_meant(path)):
                return path
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def is_override(argument: str) -> bool:
    """Return whether an argument of `--config` is a `KEY=VALUE`, not a file's path."""
    return "=" in argument and not os.path.lexists(argument)


def configurations_below(paths: Iterable[str]) -> list[str]:
    """Return the configuration files below a folder, from paths relative to it; sorted, without dot folders."""
    found = [path for path in paths if path.endswith(FILE_NAMES[:2]) and path.rpartition("/")[2] in FILE_NAMES[:2]]
    below = [path for path in found if "/" in path and not f"/{path.rpartition('/')[0]}".count("/.")]
    return sorted(below, key=lambda path: (path.count("/"), path))


def _is_meant(path: str) -> bool:
    """Return whether a `pyproject.toml` configures this program."""
    try:
        text = read_source(path)
    except ConfigError:
        return True
    # Most of these files configure other programs only: they are not parsed.
    if PYPROJECT_TABLE[-1] not in text:
        return False
    try:
        tool = parse_toml(path, text).get(str(PYPROJECT_TABLE[0]))
    except ConfigError:
        return True
    return isinstance(tool, dict) and PYPROJECT_TABLE[-1] in tool
