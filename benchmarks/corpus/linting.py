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
from benchmarks.corpus.score import Report


def lint(root: str, settings: Mapping[str, Any], *, jobs: int = 1) -> RunOutcome:
    """Check an archive with every installed rule, offline; `settings` are those of its plan."""
    registry = load_registry()
    configured = msgspec.convert(dict(settings), Settings)
    return execute(
        Run(
            root=root,
            plan=StagePlan(
                root=root, layout=configured.layout(), codes=tuple(rule.code for rule in registry.rules), options={}
            ),
            registry=registry,
            listing=discover(root).listing,
            jobs=jobs,
        )
    )


def reports(outcome: RunOutcome) -> list[Report]:
    """The findings of a run."""
    return [(finding.code, finding.path, finding.start.line) for finding in outcome.findings]
