"""The rules that come with archive-lint, in one folder per family, one file per rule."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from archive_lint.api import Rule


def rules() -> list[type[Rule]]:
    """Return every rule of this package: the classes defined in its modules. The entry point names this function."""
    found: list[type[Rule]] = []
    for module in sorted(pkgutil.walk_packages(__path__, prefix=f"{__name__}."), key=lambda module: module.name):
        if module.ispkg:
            continue
        found += [
            value
            for value in vars(import_module(module.name)).values()
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.name
        ]
    return found
