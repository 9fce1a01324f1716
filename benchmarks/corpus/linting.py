"""Runs the linter over a generated archive and gives its findings in the form in which they are scored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from archive_lint.config.settings import Settings
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.files.discover import discover
from archive_lint.rule.registry import load_registry
from archive_lint.rule.selection import SelectionLayer, choose
from benchmarks.corpus.score import Report


def lint(root: str, settings: Mapping[str, Any], *, jobs: int = 1) -> RunOutcome:
    """Check an archive with every rule that its settings leave on, offline; `settings` are those of its plan."""
    registry = load_registry()
    configured = msgspec.convert(dict(settings), Settings)
    lint_settings = configured.lint
    layer = SelectionLayer(origin="", select=lint_settings.select, ignore=lint_settings.ignore)
    chosen = choose(registry.rules, [layer])
    return execute(
        Run(
            root=root,
            plan=StagePlan(
                root=root,
                layout=configured.layout(),
                codes=tuple(code for code, choice in chosen.items() if choice.enabled),
                options={},
            ),
            registry=registry,
            listing=discover(root).listing,
            jobs=jobs,
        )
    )


def reports(outcome: RunOutcome) -> list[Report]:
    """Return the findings of a run."""
    return [(finding.code, finding.path, finding.start.line) for finding in outcome.findings]
