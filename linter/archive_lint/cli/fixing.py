"""`--fix`, `--fix-only` and `--diff`: plans the repair, writes it or shows it, and says what became of it."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Collection
from typing import BinaryIO

import msgspec

from archive_lint.baseline import Key, key_of
from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.github_actions import without_commands
from archive_lint.cli.output import to_standard_output
from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.engine.workers import no_garbage_collection
from archive_lint.fix.apply import ApplyError, apply_changes, recover_pending
from archive_lint.fix.passes import PlannedFixes, plan_fixes
from archive_lint.fix.plan import changed_files
from archive_lint.model.finding import Finding
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.escape import terminal
from archive_lint.text import counted


def check_options(arguments: argparse.Namespace) -> None:
    """Settle what `--fix-only` implies. Raises `UsageError` for options that mean nothing alone."""
    if arguments.fix_only and not arguments.diff:
        arguments.fix = True
    if arguments.fix and arguments.diff:
        raise UsageError("--fix writes files and --diff writes none: give one of them")
    if not arguments.fix and not arguments.diff:
        for option in ("unsafe_fixes", "show_fixes"):
            if getattr(arguments, option):
                raise UsageError(f"--{option.replace('_', '-')} goes with --fix, --fix-only or --diff")


def recover(root: str, console: Console) -> None:
    """Bring to an end what an earlier `--fix` left when it was cut off. Raises `UsageError`."""
    try:
        recovered = recover_pending(root)
    except ApplyError as error:
        raise UsageError(str(error)) from error
    if recovered is None:
        return
    console.note(
        f"An earlier --fix was cut off: {counted(len(recovered.finished), 'file')} finished, "
        f"{len(recovered.undone)} left as they were."
    )
    for path in recovered.conflicting:
        console.warning(f"{path}: has changed since an earlier --fix was cut off, and is left as it is")


def plan(job: Run, arguments: argparse.Namespace, known: Collection[Key]) -> PlannedFixes:
    """Check and plan all fixes that are asked for; what the baseline knows is left alone."""

    def is_wanted(finding: Finding) -> bool:
        fix = finding.fix
        return fix is not None and (fix.safe or arguments.unsafe_fixes) and key_of(finding) not in known

    with no_garbage_collection():
        return plan_fixes(job, is_wanted)


def write(job: Run, planned: PlannedFixes, console: Console) -> tuple[RunOutcome, list[Finding]]:
    """Write the changes; gives what is left to find, and what was fixed. Raises `UsageError`."""
    try:
        with no_garbage_collection():
            applied = apply_changes(job.root, planned.changes, planned.bundles)
    except ApplyError as error:
        raise UsageError(str(error)) from error
    outcome, fixed = planned.outcome, planned.fixed
    if applied.refused:
        # What was planned on is not what is there: look again.
        outcome = execute(msgspec.structs.replace(job, known=None))
        fixed = [finding for finding in fixed if not changed_files(finding) & applied.refused.keys()]
    for path, reason in sorted({**planned.refused, **applied.refused}.items()):
        outcome.problems.append(Problem(ProblemKind.SKIPPED, path, f"not fixed: {reason}"))
    console.detail(f"{counted(len(applied.written), 'file')} written")
    return outcome, fixed


def show_diff(planned: PlannedFixes, prefix: str) -> None:
    """Print what would be changed."""
    # Here and not above: only this needs what it is made with, which takes as long to load as a page takes to check.
    from archive_lint.report.diff import write_diff

    before = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    changes = {before + path: change for path, change in planned.changes.items()}
    # The log of Azure Pipelines takes commands anywhere in a line and cannot be told not to.
    escaped = sys.stdout.isatty() or bool(os.environ.get("TF_BUILD"))

    def write(stream: BinaryIO) -> None:
        with without_commands(stream):
            write_diff(changes, stream, to_terminal=escaped)

    to_standard_output(write)


def fix_summary(fixed: list[Finding], *, would: bool = False, is_refused: bool = False) -> str:
    """What was fixed, in a sentence. `is_refused` where a file had to be left as it is."""
    if not fixed:
        return "Nothing was fixed." if is_refused else "Nothing to fix."
    files = {path for finding in fixed for path in changed_files(finding)}
    return f"{'Would fix' if would else 'Fixed'} {counted(len(fixed), 'finding')} in {counted(len(files), 'file')}."


def show_fixes(fixed: list[Finding], console: Console) -> None:
    """List what was fixed on each page."""
    by_page: dict[str, Counter[tuple[str, str]]] = {}
    for finding in fixed:
        by_page.setdefault(finding.path, Counter())[finding.code, finding.name] += 1
    for path, counts in sorted(by_page.items()):
        lines = [f"    {count} × {code} {name}" for (code, name), count in sorted(counts.items())]
        console.note("\n".join([f"{terminal(path)}:", *lines]))
