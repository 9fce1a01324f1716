"""`archive-lint [check]`: the main job."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from archive_lint.cli import fixing
from archive_lint.cli.arguments import check_parser
from archive_lint.cli.baseline_file import load_baseline
from archive_lint.cli.cached_run import CachedRun
from archive_lint.cli.changed_since import ChangedSources, find_blame, limit_pages
from archive_lint.cli.console import Console
from archive_lint.cli.executor import open_executor
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.make_run import make_job
from archive_lint.cli.option_conflicts import refuse_vain_options, tell_vain_online_options
from archive_lint.cli.output import to_standard_output, uninterrupted
from archive_lint.cli.paths import NamedPages, find_named_pages
from archive_lint.cli.progress import display, is_watched
from archive_lint.cli.project import Project
from archive_lint.cli.reporting import build_report, write_reports
from archive_lint.cli.sources import source_summary, web_check
from archive_lint.engine.run import Run, RunOutcome
from archive_lint.fix.passes import PlannedFixes
from archive_lint.model.finding import Finding, Severity
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.report import Report
from archive_lint.text import counted

if TYPE_CHECKING:
    from archive_lint.web.background import Network


def run(argv: Sequence[str], *, network: Network | None = None) -> int:
    """Lint, fix if asked to, report, and give the exit code. `network` stands in for the real one."""
    arguments = check_parser().parse_args(argv)
    fixing.check_options(arguments)
    refuse_vain_options(arguments)
    console = Console(quiet=arguments.quiet, verbose=arguments.verbose)
    prepared = Project(arguments)
    fixing.recover(prepared.root, console)
    known = load_baseline(prepared.root, arguments.baseline, wanted=not arguments.no_baseline)
    discovered = prepared.discover()
    named = find_named_pages(
        arguments.paths,
        prepared.root,
        discovered.listing,
        stdin_filename=arguments.stdin_filename,
        force_exclude=arguments.force_exclude,
    )
    blame = find_blame(arguments, prepared, named)
    named = limit_pages(named, blame, prepared.root)
    problems = [
        *named.problems,
        *(Problem(ProblemKind.UNREADABLE, path, message) for path, message in discovered.problems),
    ]
    _tell(console, prepared, named)
    _warn_of_no_story(console, prepared, named)
    if arguments.timing:
        return _time(arguments, prepared, named)
    watched = is_watched(wanted=not arguments.no_progress and not arguments.quiet)
    with (
        open_executor(arguments.executor, prepared.root, named.listing.pages, console) as executor,
        display(shown=watched) as shown,
        web_check(arguments, prepared, network, shown) as web,
    ):
        if web is None:
            tell_vain_online_options(arguments, console)
        job = make_job(arguments, prepared, named, shown.pages if shown else None)
        job.executor = executor
        job.web = web
        if blame is not None:
            job.is_wanted = blame.is_to_blame
            job.web = None if web is None else ChangedSources(web, blame.changes)
        memory = CachedRun(arguments, job, console)
        planned = None
        if arguments.fix or arguments.diff:
            memory.recall_pages(job)
            planned = fixing.plan(job, arguments, known.keys())
        outcome = memory.run(job) if planned is None else planned.outcome
        online = source_summary(web)
        if online.interrupted:
            outcome.complete = False
        notes = [*online.notes]
        if planned is not None and arguments.diff:
            return _diff(arguments, prepared, planned, problems + outcome.problems, console)
        if planned is not None and outcome.complete:
            outcome, fixed = _fix(arguments, job, planned, named, console)
            is_refused = any(problem.kind is ProblemKind.SKIPPED for problem in outcome.problems)
            notes.append(fixing.fix_summary(fixed, is_refused=is_refused))
    problems += outcome.problems
    if not (outcome.pages or named.left_out or _failed(problems)) and outcome.complete and blame is None:
        problems.append(Problem(ProblemKind.UNREADABLE, "", _no_page(prepared, named)))
    with uninterrupted():
        report = build_report(arguments, prepared, named, outcome, problems, notes, known, is_online=web is not None)
        _say_problems(console, report.problems)
        for warning in online.warnings:
            console.warning(warning)
        if online.network_down:
            console.error(online.network_down)
        write_reports(arguments, report)
        memory.finish()
    return _exit_code(arguments, report, is_network_down=bool(online.network_down))


def _time(arguments: argparse.Namespace, prepared: Project, named: NamedPages) -> int:
    from archive_lint.cli.timing import measure, write_timing

    outcome, spent, seconds = measure(make_job(arguments, prepared, named))
    to_standard_output(lambda stream: write_timing(outcome, spent, seconds, prepared.registry, stream))
    return ExitCode.CLEAN if outcome.complete else ExitCode.INTERRUPTED


def _fix(
    arguments: argparse.Namespace, job: Run, planned: PlannedFixes, named: NamedPages, console: Console
) -> tuple[RunOutcome, list[Finding]]:
    """Write the planned changes, or print the page that came from standard input as it is then."""
    outcome, fixed = planned.outcome, planned.fixed
    if named.overlay:
        (page, text), *_ = named.overlay.items()
        change = planned.changes.get(page)
        named.overlay[page] = text if change is None else change.after
        to_standard_output(lambda stream: stream.write(named.overlay[page]))
        fixed = [finding for finding in fixed if finding.path == page]
    else:
        outcome, fixed = fixing.write(job, planned, console)
    if arguments.show_fixes:
        fixing.show_fixes(fixed, console)
    return outcome, fixed


def _diff(
    arguments: argparse.Namespace,
    prepared: Project,
    planned: PlannedFixes,
    problems: Sequence[Problem],
    console: Console,
) -> int:
    refused = [Problem(ProblemKind.SKIPPED, path, f"not fixed: {reason}") for path, reason in planned.refused.items()]
    problems = sorted([*problems, *refused])
    _say_problems(console, problems)
    if arguments.show_fixes:
        fixing.show_fixes(planned.fixed, console)
    fixing.show_diff(planned, prepared.prefix)
    console.note(fixing.fix_summary(planned.fixed, would=True))
    if not planned.outcome.complete:
        return ExitCode.INTERRUPTED
    if _failed(problems):
        return ExitCode.ERROR
    return ExitCode.FINDINGS if planned.changes and not arguments.exit_zero else ExitCode.CLEAN


def _say_problems(console: Console, problems: Sequence[Problem]) -> None:
    for problem in problems:
        say = console.warning if problem.kind is ProblemKind.SKIPPED else console.error
        say(f"{problem.path}: {problem.message}" if problem.path else problem.message)


def _tell(console: Console, prepared: Project, named: NamedPages) -> None:
    if not console.verbose:
        return
    console.detail(f"archive {prepared.root}")
    console.detail(f"configuration {prepared.configuration.path or '(none: defaults)'}")
    enabled = sum(choice.enabled for choice in prepared.choices.values())
    console.detail(f"{enabled} of {len(prepared.choices)} rules")
    count = len(named.listing.pages if named.reported is None else named.reported)
    console.detail(f"{counted(count, 'page')} to look at, {len(named.listing.pages):,} in the archive")


def _warn_of_no_story(console: Console, prepared: Project, named: NamedPages) -> None:
    """Most rules are about stories: an archive in which none is recognised would pass without a word."""
    layout, pages = prepared.layout, named.listing.pages
    if pages and not any(layout.story_pattern.match(path) for path in pages):
        console.warning(
            "no page of the archive is a story, and most rules look at stories only: none lies where archive.story "
            f"says, {layout.story!r}; `archive-lint init` infers it from the pages"
        )


def _no_page(prepared: Project, named: NamedPages) -> str:
    if named.reported is not None and named.listing.pages:
        return "no page to check: none of the paths is a page of the archive, or a folder with one"
    return (
        f"no page found in {prepared.root}: it has no Markdown file; name the archive's folder, "
        "or set root in archive-lint.toml (`archive-lint init` writes one)"
    )


def _exit_code(arguments: argparse.Namespace, report: Report, *, is_network_down: bool) -> int:
    if not report.complete:
        return ExitCode.INTERRUPTED
    if _failed(report.problems):
        return ExitCode.ERROR
    if is_network_down:
        return ExitCode.NO_NETWORK
    lowest = Severity(arguments.fail_on).rank
    if not arguments.exit_zero and any(finding.severity.rank >= lowest for finding in report.findings):
        return ExitCode.FINDINGS
    return ExitCode.CLEAN


def _failed(problems: Sequence[Problem]) -> bool:
    return any(problem.kind is not ProblemKind.SKIPPED for problem in problems)
