"""The report of a run: what the formats are given."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.baseline import compare
from archive_lint.cli.check_options import CheckOptions, OutputOptions
from archive_lint.cli.console import Console
from archive_lint.cli.inputs import CheckInputs
from archive_lint.cli.project import Project
from archive_lint.cli.sources import SourceSummary
from archive_lint.engine.plan import plan_severities
from archive_lint.engine.run import RunOutcome
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.model.finding import Finding
from archive_lint.model.problem import Problem
from archive_lint.model.rot import Rot
from archive_lint.report.about import About
from archive_lint.report.registry import FORMATS
from archive_lint.report.report import Coverage, Report, RuleInfo, make_report
from archive_lint.report.rule_info import rule_info
from archive_lint.report.shared_sources import without_shared
from archive_lint.text import counted

if TYPE_CHECKING:
    from archive_lint.cli.provenance import Provenance


class Checked(Struct, frozen=True, kw_only=True):
    """The result of a check, after its fixes."""

    outcome: RunOutcome
    sources: SourceSummary
    overlay: Mapping[str, bytes]
    """The page from standard input, in its present state."""
    notes: tuple[str, ...]
    """Closing sentences of a report for people."""

    @classmethod
    def ended(
        cls, outcome: RunOutcome, sources: SourceSummary, overlay: Mapping[str, bytes], notes: Sequence[str] = ()
    ) -> Checked:
        """Return the result of a run whose check of sources has ended too. It is complete only if both are."""
        return cls(
            outcome=replace(outcome, complete=outcome.complete and not sources.interrupted),
            sources=sources,
            overlay=overlay,
            notes=(*sources.notes, *notes),
        )


def build_report(
    options: CheckOptions,
    inputs: CheckInputs,
    checked: Checked,
    problems: Sequence[Problem],
    provenance: Provenance | None = None,
) -> Report:
    """Return the report: findings compared with the baseline, and all data for the formats."""
    project, outcome = inputs.project, checked.outcome
    is_checked = _is_checked(project, frozenset(inputs.named.checked), is_online=checked.sources.is_online)
    compared = compare(outcome.findings, inputs.baseline, is_checked=is_checked)
    new: Sequence[Finding] = compared.new
    if project.layout.cites_in_body:
        # Only for the shown findings: fixes and the baseline cover every page.
        new = without_shared(new, outcome.pages)
    gone = sum(compared.gone.values()) if inputs.named.reported is None else 0
    return make_report(
        () if options.fixes.fix_only else new,
        problems,
        prefix=project.prefix,
        read=partial(_read, project.root, checked.overlay),
        rules=_rules(project),
        coverage=Coverage(
            pages=outcome.pages,
            baselined=compared.known,
            suppressed=outcome.suppressed,
            urls=outcome.sources,
            complete=outcome.complete,
        ),
        notes=() if options.output.quiet else [*checked.notes, *_notes(checked, gone, options)],
        rot=_rot(options.output, project, checked),
        line_url=provenance.line_url if provenance else "",
        about=provenance.about if provenance else About(),
    )


def shows_rot(output: OutputOptions) -> bool:
    """Return whether a report of an offline run shows the sources as earlier runs found them."""
    return any(
        FORMATS[name].shows_rot for name in (output.output_format or "full", *(name for name, _ in output.files))
    )


def _rot(output: OutputOptions, project: Project, checked: Checked) -> Rot | None:
    """Link rot as this run found it, else as earlier ones did; `None` where neither is known or wanted."""
    results, sources = checked.outcome.results, checked.sources
    if sources.is_online:
        from archive_lint.cli.link_rot import rot_of_run

        return rot_of_run(results, sources.verdicts, project.state)
    if not shows_rot(output):
        return None
    from archive_lint.cli.link_rot import rot_of_history

    return rot_of_history(results, project.state, project.settings.web.exclude)


def find_report_provenance(
    words: Sequence[str], options: OutputOptions, project: Project, console: Console
) -> Provenance | None:
    """Return the origin of the pages, if a format shows it; `words` are those of the command line."""
    asked = {options.output_format or "full", *(name for name, _ in options.files)}
    if not any(FORMATS[name].has_links for name in asked):
        if options.source_url:
            console.warning("--source-url has no effect: no report is written in a format that links to pages")
        return None
    # Here and not above: a hook has no time for it.
    from archive_lint.cli.provenance import find_provenance

    return find_provenance(options.source_url, project, words, console)


def _notes(checked: Checked, gone: int, options: CheckOptions) -> Iterator[str]:
    if gone:
        yield (
            "One of the baseline's findings no longer occurs: `archive-lint baseline --prune` removes it."
            if gone == 1
            else f"{gone:,} of the baseline's findings no longer occur: `archive-lint baseline --prune` removes them."
        )
    sources = checked.outcome.sources
    # A user who passes --offline, as hooks do, knows.
    if sources and not checked.sources.is_online and not options.sources.offline:
        were, them = ("was", "it") if sources == 1 else ("were", "them")
        yield f"{counted(sources, 'source URL')} {were} not checked: `--online` checks {them}."


def _read(root: str, overlay: Mapping[str, bytes], path: str) -> bytes | None:
    try:
        return overlay.get(path) or read_page(root, path)
    except UnreadablePageError:
        return None


def _rules(project: Project) -> Iterator[RuleInfo]:
    severities = plan_severities(project.settings.lint.severity, project.registry)
    for rule in project.registry.rules:
        if project.choices[rule.code].enabled:
            yield rule_info(rule, severities.get(rule.code, rule.severity))


def _is_checked(project: Project, pages: Collection[str], *, is_online: bool) -> Callable[[str, str], bool]:
    """Return whether this run looked for a rule's findings on a path; of a page that is gone nothing can be left."""

    def is_checked(path: str, code: str) -> bool:
        rule = project.registry.find(code)
        ran = rule is None or (project.choices[code].enabled and (is_online or rule.scope != "source"))
        return ran and (path in pages or not os.path.lexists(os.path.join(project.root, path)))

    return is_checked
