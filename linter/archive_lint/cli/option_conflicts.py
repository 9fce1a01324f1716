"""Options of `check` that exclude each other, or have no effect beside others: they are refused."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable

from archive_lint.cli.check_options import CheckOptions, FixOptions, OutputOptions, SourceOptions
from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.option_types import ReportFile
from archive_lint.cli.paths import STANDARD_INPUT
from archive_lint.report.registry import FORMATS


def refuse_conflicts(options: CheckOptions) -> None:
    """Raise `UsageError` for options that exclude each other, and for one that has no effect beside the others."""
    fixes, output = options.fixes, options.output
    _refuse_beside_suppressions(options)
    _refuse_fix_options(fixes)
    # Not `--output-format`, which may be given once and for all in an alias.
    views = {"--group-by": output.group_by is not None, "--max-findings": output.max_findings is not None}
    reports = {"--statistics": output.statistics, "--output": bool(output.files), **views}
    if options.execution.watch:
        _refuse_beside_watch(options)
    if options.execution.timing:
        adds = fixes.add_suppressions is not None
        others = {"--fix": fixes.fix, "--diff": fixes.diff, "--add-suppressions": adds, **reports}
        _refuse_beside("--timing shows how long rules take instead of findings", others)
    if fixes.diff:
        _refuse_beside("--diff shows what would be changed instead of findings", reports)
    if output.statistics:
        _refuse_beside("--statistics counts findings instead of showing them", views)
    if fixes.fix_only:
        _refuse_beside("--fix-only shows no findings", views)
    _refuse_views_of_programs(output)
    _refuse_shared_files(output.files)


def warn_without_online(options: SourceOptions, console: Console) -> None:
    """Warn of options about checking sources in a run that checks none; an alias may give them in any case."""
    given = {"--max-time": options.max_time, "--observations": options.observations, "--proxy": options.proxy}
    for option, value in given.items():
        if value:
            console.warning(f"{option} has no effect: sources are not checked without --online")


def _refuse_fix_options(fixes: FixOptions) -> None:
    if fixes.fix and fixes.diff:
        raise UsageError("--fix writes files and --diff writes none: give one of them")
    if fixes.fix or fixes.diff or fixes.add_suppressions is not None:
        return
    for option, is_given in (("--unsafe-fixes", fixes.unsafe_fixes), ("--show-fixes", fixes.show_fixes)):
        if is_given:
            raise UsageError(f"{option} goes with --fix, --fix-only or --diff")


def _refuse_beside_suppressions(options: CheckOptions) -> None:
    fixes = options.fixes
    if fixes.add_suppressions is None:
        return
    if STANDARD_INPUT in options.pages.paths:
        raise UsageError("--add-suppressions writes files: name the page instead of giving it on standard input")
    fixing = {"--fix": fixes.fix and not fixes.fix_only, "--fix-only": fixes.fix_only}
    for option, is_given in {**fixing, "--unsafe-fixes": fixes.unsafe_fixes}.items():
        if is_given:
            raise UsageError(
                f"--add-suppressions suppresses what {option} would fix: fix first, then suppress the rest"
            )
    if options.findings.ignore_suppressions:
        raise UsageError("--add-suppressions and --ignore-suppressions exclude each other")


def _refuse_beside_watch(options: CheckOptions) -> None:
    if STANDARD_INPUT in options.pages.paths:
        raise UsageError("--watch watches files: name the page instead of giving it on standard input")
    others = {"--timing": options.execution.timing, "--add-suppressions": options.fixes.add_suppressions is not None}
    _refuse_beside("--watch checks again and again", others)
    printed = options.output.output_format
    if printed is not None and not FORMATS[printed].for_people:
        raise UsageError(f"--watch prints one report after another, which nothing that reads {printed} takes for one")


def _refuse_beside(what_is_shown: str, others: dict[str, bool]) -> None:
    for option, is_given in others.items():
        if is_given:
            raise UsageError(f"{what_is_shown}: {option} has no effect beside it")


def _refuse_views_of_programs(output: OutputOptions) -> None:
    """Raise `UsageError` for a view of a format for programs: these are complete and in one order."""
    printed = output.output_format or "full"
    people = ", ".join(info.name for info in FORMATS.values() if info.for_people)
    if output.max_findings is not None and not FORMATS[printed].for_people:
        raise UsageError(f"--max-findings holds for {people}: what is printed as {printed} always has all findings")
    if output.group_by is None:
        return
    formats = [printed, *(name for name, _ in output.files)]
    if not any(FORMATS[name].for_people for name in formats):
        raise UsageError(f"--group-by holds for {people}, and no report of this run is one of them")


def _refuse_shared_files(files: Iterable[ReportFile]) -> None:
    counts = Counter(os.path.abspath(path) for _, path in files if os.path.isfile(path) or not os.path.lexists(path))
    for path, count in counts.items():
        if count > 1:
            raise UsageError(
                f"--output: {os.path.relpath(path)} is given {count} times: each report needs its own file"
            )
