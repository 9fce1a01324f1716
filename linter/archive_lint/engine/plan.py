"""The plan of a run: the rules that it runs, with their options and severities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from archive_lint.model.finding import Severity
from archive_lint.model.layout import Layout
from archive_lint.rule.base import Rule
from archive_lint.rule.registry import Registry


class StagePlan(Struct, frozen=True, kw_only=True):
    """The settings that a worker needs: the same for every batch."""

    root: str
    layout: Layout
    codes: tuple[str, ...]
    """Codes of the rules to run, of any scope."""
    options: dict[str, dict[str, Any]] = {}
    """Options of rules by code."""
    is_kept: bool = True
    """Whether a later run may reuse the results: then their dependencies are recorded."""


def make_rules(registry: Registry, plan: StagePlan) -> list[Rule]:
    """Return the rules of a plan with their options, sorted by code."""
    wanted = set(plan.codes)
    return [
        rule(msgspec.convert(plan.options.get(rule.code, {}), rule.Options))
        for rule in registry.rules
        if rule.code in wanted
    ]


def plan_options(rules: Mapping[str, Mapping[str, Any]], registry: Registry) -> dict[str, dict[str, Any]]:
    """Return the `[rules.…]` tables by code, whatever selector they are written under."""
    options: dict[str, dict[str, Any]] = {}
    for selector, given in rules.items():
        rule = registry.find(selector)
        if rule is not None:
            options.setdefault(rule.code, {}).update(given)
    return options


def plan_severities(severity: Mapping[str, Severity], registry: Registry) -> dict[str, Severity]:
    """Return the `[lint.severity]` table by code, whether its keys are codes or names."""
    return {rule.code: given for selector, given in severity.items() if (rule := registry.find(selector)) is not None}
