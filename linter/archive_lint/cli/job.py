"""From the command line's choices to a run of the engine."""

from __future__ import annotations

import argparse

from archive_lint import engine
from archive_lint.cli.paths import NamedPages
from archive_lint.cli.prepare import Prepared
from archive_lint.revisions import Renames
from archive_lint.stage import StagePlan
from archive_lint.workers import default_jobs


def make_job(
    arguments: argparse.Namespace, prepared: Prepared, named: NamedPages, progress: engine.Progress | None = None
) -> engine.Run:
    """The run that the arguments ask for."""
    settings = prepared.settings
    return engine.Run(
        root=prepared.root,
        plan=StagePlan(
            root=prepared.root,
            layout=prepared.layout,
            codes=tuple(code for code, choice in prepared.choices.items() if choice.enabled),
            options=engine.plan_options(settings.rules, prepared.registry),
        ),
        registry=prepared.registry,
        listing=named.listing,
        reported=named.reported,
        path_ignores=prepared.path_ignores,
        severities=engine.plan_severities(settings.lint.severity, prepared.registry),
        overlay=named.overlay,
        jobs=arguments.jobs or default_jobs(),
        progress=progress,
        honour_suppressions=not arguments.ignore_suppressions,
        renames=Renames(prepared.root),
    )
