"""From the command line's choices to a run of the engine."""

from __future__ import annotations

import argparse
from typing import Any

from archive_lint.cli.paths import NamedPages
from archive_lint.cli.project import Project
from archive_lint.engine.plan import StagePlan, plan_options, plan_severities
from archive_lint.engine.run import Run
from archive_lint.engine.workers import PageProgress, default_jobs
from archive_lint.git.revisions import Renames


def make_job(
    arguments: argparse.Namespace, prepared: Project, named: NamedPages, progress: PageProgress | None = None
) -> Run:
    """The run that the arguments ask for."""
    settings = prepared.settings
    return Run(
        root=prepared.root,
        plan=StagePlan(
            root=prepared.root,
            layout=prepared.layout,
            codes=tuple(code for code, choice in prepared.choices.items() if choice.enabled),
            options=_options(arguments, prepared),
        ),
        registry=prepared.registry,
        listing=named.listing,
        reported=named.reported,
        path_ignores=prepared.path_ignores,
        severities=plan_severities(settings.lint.severity, prepared.registry),
        overlay=named.overlay,
        jobs=arguments.jobs or default_jobs(),
        progress=progress,
        honour_suppressions=not arguments.ignore_suppressions,
        renames=Renames(prepared.root),
    )


def _options(arguments: argparse.Namespace, prepared: Project) -> dict[str, dict[str, Any]]:
    """The rules' options; a network that may be reached is none that a rule should warn of."""
    options = plan_options(prepared.settings.rules, prepared.registry)
    networks = [str(network) for network in getattr(arguments, "allow_network", None) or ()]
    for rule in prepared.registry.rules:
        if networks and "allow_networks" in rule.Options.__struct_fields__:
            given = options.setdefault(rule.code, {})
            given["allow-networks"] = [*given.get("allow-networks", ()), *networks]
    return options
