"""Makes the engine's run from an archive and the command line's choices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from archive_lint.cli.paths import NamedPages
from archive_lint.cli.project import Project
from archive_lint.engine.plan import StagePlan, plan_options, plan_severities
from archive_lint.engine.run import Run
from archive_lint.engine.workers import default_jobs
from archive_lint.git.revisions import GitHistory

if TYPE_CHECKING:
    from archive_lint.model.address import Allowed


def make_run(
    project: Project,
    named: NamedPages,
    *,
    jobs: int | None,
    allow_networks: Iterable[Allowed] = (),
    honour_suppressions: bool = True,
) -> Run:
    """Return an offline run over the named pages.

    `jobs` is the number of worker processes, by default one per processor. Rules do not warn of addresses in
    `allow_networks`.
    """
    settings = project.settings
    return Run(
        root=project.root,
        plan=StagePlan(
            root=project.root,
            layout=project.layout,
            codes=tuple(code for code, choice in project.choices.items() if choice.enabled),
            options=_options(project, [str(network) for network in allow_networks]),
        ),
        registry=project.registry,
        listing=named.listing,
        reported=named.reported,
        path_ignores=project.path_ignores,
        severities=plan_severities(settings.lint.severity, project.registry),
        overlay=named.overlay,
        jobs=jobs or default_jobs(),
        honour_suppressions=honour_suppressions,
        renames=(history := GitHistory(project.root)),
        uncommitted=history,
        versions=history.versions,
    )


def _options(project: Project, networks: list[str]) -> dict[str, dict[str, Any]]:
    options = plan_options(project.settings.rules, project.registry)
    for rule in project.registry.rules:
        if networks and "allow_networks" in rule.Options.__struct_fields__:
            given = options.setdefault(rule.code, {})
            given["allow-networks"] = [*given.get("allow-networks", ()), *networks]
    return options
