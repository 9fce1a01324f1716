"""A check of an archive: its run, its fixes, its reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archive_lint.archive.uncommitted import NoChange, SinceRevision, Uncommitted
from archive_lint.changes.since import Changes
from archive_lint.cli.cached_run import CachedRun
from archive_lint.cli.changed_since import ChangedSources
from archive_lint.cli.check_options import CheckOptions
from archive_lint.cli.console import Console
from archive_lint.cli.early_listing import EarlyListing
from archive_lint.cli.executor import open_executor
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.inputs import CheckInputs, no_page_problem, prepare
from archive_lint.cli.make_run import make_run
from archive_lint.cli.option_conflicts import warn_without_online
from archive_lint.cli.output import to_standard_output, uninterrupted
from archive_lint.cli.progress import display, is_watched
from archive_lint.cli.report_output import exit_code, has_failed, write_reports
from archive_lint.cli.reporting import Checked, build_report, find_report_provenance, shows_rot
from archive_lint.cli.sources import source_summary, web_check
from archive_lint.engine.run import Run
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.report import Report
from archive_lint.text import counted

if TYPE_CHECKING:
    from archive_lint.cli.answer import AnswerKeeper
    from archive_lint.cli.fixing import Verb
    from archive_lint.fix.passes import PlannedFixes
    from archive_lint.web.background import Network, WebCheck


def check(
    words: Sequence[str],
    options: CheckOptions,
    network: Network | None,
    *,
    early: EarlyListing | None = None,
    keeper: AnswerKeeper | None = None,
    when_reporting: Callable[[], None],
) -> int:
    """Check, fix if asked to, report, and return the exit code.

    `words` are those of the command line; `network` replaces the real one; `early` is a listing that has begun;
    `keeper` keeps the answer for the same command line;
    `when_reporting` is called when reports are about to be written, which later errors cannot be part of.
    """
    console = Console(quiet=options.output.quiet, verbose=options.output.verbose)
    inputs = prepare(options, console, early)
    if options.execution.timing:
        return _show_timing(options, inputs)
    with _open_run(options, inputs, network, console) as (run, web):
        cached = CachedRun(
            run,
            lambda: inputs.project.state,
            console,
            is_cached=not options.execution.no_cache,
            needs_pages=shows_rot(options.output),
            early=early,
        )
        if options.fixes.diff:
            planned = _plan(options, inputs, cached.with_known_pages(), web)
            return _show_diff(options, inputs, planned, console)
        if options.fixes.writes:
            checked = _fix(options, inputs, cached.with_known_pages(), web, console)
        else:
            checked = Checked.ended(cached.execute(), source_summary(web), inputs.named.overlay)
    with uninterrupted():
        when_reporting()
        try:
            report = _report(words, options, inputs, checked, console)
            if web is not None and inputs.named.is_everything and inputs.blame is None and not options.fixes.writes:
                from archive_lint.cli.kept_figures import keep_after_check

                keep_after_check(cached, inputs.project, checked.outcome)
            if keeper is not None and web is None and not console.has_said:
                keeper.keep(report, inputs, checked.outcome.read, cached.identities)
        finally:
            # Also if the report cannot be written: no process is left behind.
            cached.finish()
    return exit_code(options, report, is_network_down=bool(checked.sources.network_down))


@contextmanager
def _open_run(
    options: CheckOptions, inputs: CheckInputs, network: Network | None, console: Console
) -> Iterator[tuple[Run, WebCheck | None]]:
    """Yield the run, and its check of sources: `None` for an offline run."""
    project, named, blame = inputs.project, inputs.named, inputs.blame
    watched = is_watched(wanted=not options.execution.no_progress and not options.output.quiet)
    with (
        open_executor(options.execution.executor, project.root, named.listing.pages, console) as executor,
        display(shown=watched) as shown,
        web_check(options.sources, project, network, shown, is_sweep=named.is_everything) as web,
    ):
        if web is None:
            warn_without_online(options.sources, console)
        offline = _offline_run(options, inputs)
        run = replace(
            offline,
            executor=executor,
            uncommitted=offline.uncommitted if blame is None else _since(blame.changes, offline),
            web=web if web is None or blame is None else ChangedSources(web, blame.changes),
            progress=shown.pages if shown else None,
            counts_unjudged=console.verbose and bool(project.layout.forms),
            former=blame.changes.former if blame else {},
            is_wanted=blame.is_to_blame if blame else None,
        )
        yield run, web


def _since(changes: Changes, run: Run) -> Uncommitted:
    added = changes.added - frozenset(changes.renamed.values())
    return SinceRevision(added, NoChange() if run.uncommitted is None else run.uncommitted)


def _offline_run(options: CheckOptions, inputs: CheckInputs) -> Run:
    return make_run(
        inputs.project,
        inputs.named,
        jobs=options.execution.jobs,
        allow_networks=options.sources.allow_network,
        honour_suppressions=not options.findings.ignore_suppressions,
    )


def _show_timing(options: CheckOptions, inputs: CheckInputs) -> int:
    from archive_lint.cli.timing import measure, write_timing

    timing = measure(_offline_run(options, inputs))
    to_standard_output(lambda stream: write_timing(timing, inputs.project.registry, stream))
    return ExitCode.CLEAN if timing.outcome.complete else ExitCode.INTERRUPTED


def _plan(options: CheckOptions, inputs: CheckInputs, run: Run, web: WebCheck | None) -> PlannedFixes:
    # Here and not above, as below: most runs only look.
    from archive_lint.cli import fixing

    reason = options.fixes.add_suppressions
    if reason is None:
        planned = fixing.plan(run, inputs.baseline.keys(), is_unsafe_wanted=options.fixes.unsafe_fixes)
    else:
        planned = fixing.plan_comments(run, inputs.baseline.keys(), reason)
    complete = planned.outcome.complete and not source_summary(web).interrupted
    return replace(planned, outcome=replace(planned.outcome, complete=complete))


def _fix(options: CheckOptions, inputs: CheckInputs, run: Run, web: WebCheck | None, console: Console) -> Checked:
    from archive_lint.cli import fixing

    planned = _plan(options, inputs, run, web)
    sources = source_summary(web)
    if not planned.outcome.complete:
        return Checked.ended(planned.outcome, sources, run.overlay)
    fixed = fixing.carry_out(run, inputs.project, planned, console, _verb(options))
    if options.fixes.show_fixes:
        fixing.show_fixes(fixed.findings, console)
    is_refused = any(problem.kind is ProblemKind.SKIPPED for problem in fixed.outcome.problems)
    note = fixing.fix_summary(fixed.findings, _verb(options), is_refused=is_refused)
    return Checked.ended(fixed.outcome, sources, fixed.overlay, notes=[note])


def _verb(options: CheckOptions) -> Verb:
    return "fix" if options.fixes.add_suppressions is None else "suppress"


def _show_diff(options: CheckOptions, inputs: CheckInputs, planned: PlannedFixes, console: Console) -> int:
    from archive_lint.cli import fixing

    problems = sorted([*inputs.problems, *planned.outcome.problems, *fixing.refusals(planned.refused, _verb(options))])
    console.problems(problems)
    if options.fixes.show_fixes:
        fixing.show_fixes(planned.fixed, console)
    fixing.show_diff(planned, inputs.project.prefix, options.output.color)
    console.note(fixing.fix_summary(planned.fixed, _verb(options), would=True))
    if not planned.outcome.complete:
        return ExitCode.INTERRUPTED
    if has_failed(problems):
        return ExitCode.ERROR
    return ExitCode.FINDINGS if planned.changes and options.findings.fails_from is not None else ExitCode.CLEAN


def _report(
    words: Sequence[str], options: CheckOptions, inputs: CheckInputs, checked: Checked, console: Console
) -> Report:
    """Write all reports, and return what they say."""
    problems = [*inputs.problems, *checked.outcome.problems]
    if _saw_no_page(inputs, checked) and not has_failed(problems):
        problems.append(no_page_problem(inputs))
    if checked.sources.network_down:
        problems.append(Problem(ProblemKind.NETWORK, "", checked.sources.network_down))
    provenance = find_report_provenance(words, options.output, inputs.project, console)
    report = build_report(options, inputs, checked, problems, provenance)
    if not report.complete:
        console.warning("interrupted: the report holds what was found until then")
    console.problems(report.problems)
    if checked.outcome.unjudged:
        console.detail(f"{counted(checked.outcome.unjudged, 'link')} not judged: template code says where they lead")
    for warning in checked.sources.warnings:
        console.warning(warning)
    write_reports(options, report, inputs.project.base)
    return report


def _saw_no_page(inputs: CheckInputs, checked: Checked) -> bool:
    """Return whether there was no page to check although there should have been one."""
    outcome = checked.outcome
    return not outcome.pages and outcome.complete and not inputs.named.left_out and inputs.blame is None
