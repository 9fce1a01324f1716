"""The rules of a family, as the registry has them: a new rule is tested like the others without being named here."""

from __future__ import annotations

from typing import TypeVar

from archive_lint.rule.base import Rule
from archive_lint.rule.registry import load_registry

R = TypeVar("R", bound=Rule)


def rules_in(folder: str, base: type[R]) -> tuple[type[R], ...]:
    """Return the rules of a folder of `archive_lint_rules` that inherit from `base`, by code."""
    package = f"archive_lint_rules.{folder}."
    found = tuple(
        rule for rule in load_registry().rules if issubclass(rule, base) and rule.__module__.startswith(package)
    )
    assert found, f"no {base.__name__} in {package}"
    return found
