"""`--fix`, `--add-suppressions` and `--diff`: plans what they change, writes or shows it, and says what came of it."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Collection, Mapping
from typing import BinaryIO, Literal

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.baseline import Key, key_of
from archive_lint.cli.console import Console, UsageError, wants_color
from archive_lint.cli.github_actions import without_commands
from archive_lint.cli.output import to_standard_output
from archive_lint.cli.project import Project
from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.engine.workers import no_garbage_collection
from archive_lint.fix.apply import ApplyError, apply_changes
from archive_lint.fix.passes import PlannedFixes, plan_fixes
from archive_lint.fix.plan import with_changed_files
from archive_lint.model.finding import Finding
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.escape import terminal
from archive_lint.rule.base import SuppressionRule
from archive_lint.text import counted

Verb = Literal["fix", "suppress"]
"""The verb for what is done to findings."""
_PAST: Mapping[Verb, str] = {"fix": "fixed", "suppress": "suppressed"}


class Fixed(Struct, frozen=True, kw_only=True):
    """The result of fixing."""

    outcome: RunOutcome
    """The outcome of the run after the fixes."""
    findings: list[Finding]
    """The findings that were fixed."""
    overlay: Mapping[str, bytes]
    """The page from standard input, in its present state."""


def plan(run: Run, baseline: Collection[Key], *, is_unsafe_wanted: bool) -> PlannedFixes:
    """Check and plan all safe fixes, or the unsafe ones too; what the baseline knows is left alone."""

    def is_wanted(finding: Finding) -> bool:
        fix = finding.fix
        return fix is not None and (fix.safe or is_unsafe_wanted) and key_of(finding) not in baseline

    with no_garbage_collection():
        return plan_fixes(run, is_wanted)


def plan_comments(run: Run, baseline: Collection[Key], reason: str) -> PlannedFixes:
    """Check and plan a comment for each finding that the baseline does not know and that is not about comments."""
    from archive_lint.fix.suppressions import plan_suppressions

    about_comments = {rule.code for rule in run.registry.rules if issubclass(rule, SuppressionRule)}

    def is_wanted(finding: Finding) -> bool:
        return finding.code not in about_comments and key_of(finding) not in baseline

    with no_garbage_collection():
        return plan_suppressions(run, is_wanted, reason)


def carry_out(run: Run, project: Project, planned: PlannedFixes, console: Console, verb: Verb = "fix") -> Fixed:
    """Write the planned changes, or print the page that came from standard input. Raises `UsageError`."""
    return _print_page(run.overlay, planned) if run.overlay else _write_files(run, project, planned, console, verb)


def _print_page(overlay: Mapping[str, bytes], planned: PlannedFixes) -> Fixed:
    (page, text), *_ = overlay.items()
    change = planned.changes.get(page)
    after = text if change is None else change.after
    to_standard_output(lambda stream: stream.write(after))
    fixed = [finding for finding in planned.fixed if finding.path == page]
    return Fixed(outcome=planned.outcome, findings=fixed, overlay={page: after})


def _write_files(run: Run, project: Project, planned: PlannedFixes, console: Console, verb: Verb) -> Fixed:
    try:
        with no_garbage_collection():
            applied = apply_changes(
                run.root, planned.changes, planned.bundles, place=project.journal, find_pages=project.pages
            )
    except ApplyError as error:
        raise UsageError(str(error)) from error
    outcome, fixed = planned.outcome, planned.fixed
    if applied.refused:
        # The files differ from those that were planned on: check again.
        outcome = execute(replace(run, known=None))
        fixed = [finding for finding, files in with_changed_files(fixed) if not files & applied.refused.keys()]
    console.detail(f"{counted(len(applied.written), 'file')} written")
    problems = [*outcome.problems, *refusals({**planned.refused, **applied.refused}, verb)]
    return Fixed(outcome=replace(outcome, problems=problems), findings=fixed, overlay=run.overlay)


def refusals(refused: Mapping[str, str], verb: Verb) -> list[Problem]:
    """Return a problem for each file that stays as it is. `refused` has the reasons by path."""
    what = f"not {_PAST[verb]}"
    return [Problem(ProblemKind.SKIPPED, path, f"{what}: {reason}") for path, reason in sorted(refused.items())]


def show_diff(planned: PlannedFixes, prefix: str, color: str) -> None:
    """Print the changes as a diff; `color` is the value of `--color`."""
    # Here and not above: only this needs what it is made with, which takes as long to load as a page takes to check.
    from archive_lint.report.diff import write_diff

    before = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    changes = {before + path: change for path, change in planned.changes.items()}
    # The log of Azure Pipelines takes commands anywhere in a line and cannot be told not to.
    escaped = sys.stdout.isatty() or bool(os.environ.get("TF_BUILD"))
    # `FORCE_COLOR`, which many jobs set, is not enough: piped output goes to `git apply`.
    is_colored = wants_color(color, sys.stdout) and (color == "always" or sys.stdout.isatty())

    def write(stream: BinaryIO) -> None:
        with without_commands(stream):
            write_diff(changes, stream, to_terminal=escaped, color=is_colored)

    to_standard_output(write)


def fix_summary(fixed: list[Finding], verb: Verb, *, would: bool = False, is_refused: bool = False) -> str:
    """Return what was done to findings, in a sentence. `is_refused` where a file had to be left as it is."""
    if not fixed:
        return f"Nothing was {_PAST[verb]}." if is_refused else f"Nothing to {verb}."
    files: set[str] = set().union(*(files for _, files in with_changed_files(fixed)))
    done = f"Would {verb}" if would else _PAST[verb].capitalize()
    return f"{done} {counted(len(fixed), 'finding')} in {counted(len(files), 'file')}."


def show_fixes(fixed: list[Finding], console: Console) -> None:
    """List the fixed findings of each page."""
    by_page: dict[str, Counter[tuple[str, str]]] = {}
    for finding in fixed:
        by_page.setdefault(finding.path, Counter())[finding.code, finding.name] += 1
    for path, counts in sorted(by_page.items()):
        lines = [f"    {count} × {code} {name}" for (code, name), count in sorted(counts.items())]
        console.note("\n".join([f"{terminal(path)}:", *lines]))
