"""`archive-lint baseline`: writes, prunes or shows the baseline."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.baseline import Comparison, Key, compare, count_keys, write_baseline
from archive_lint.cli.baseline_file import baseline_path, load_baseline
from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.make_run import make_run
from archive_lint.cli.options import (
    Parser,
    SelectionOptions,
    SettingsOptions,
    add_baseline_file,
    add_jobs,
    add_selection,
    add_settings,
    typed,
)
from archive_lint.cli.output import to_file, to_standard_output
from archive_lint.cli.paths import every_page, start_folder
from archive_lint.cli.project import Project
from archive_lint.engine.run import RunOutcome, execute
from archive_lint.model.finding import Finding
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.escape import terminal
from archive_lint.text import counted

_ATTRIBUTE = "merge=union"


class BaselineOptions(Struct, frozen=True, kw_only=True):
    """The options of `baseline`."""

    prune: bool
    show: bool
    baseline: str | None
    """Path of the baseline; `None` for the archive's own."""
    jobs: int | None
    quiet: bool
    selection: SelectionOptions
    settings: SettingsOptions


def parser() -> argparse.ArgumentParser:
    """Return the parser of `baseline`."""
    accepted = Parser(
        "archive-lint baseline",
        "Accept the current findings: from now on only new ones are shown and fail a run.",
    )
    mode = accepted.add_mutually_exclusive_group()
    mode.add_argument("--prune", action="store_true", help="only remove entries that no longer occur")
    mode.add_argument("--show", action="store_true", help="only show the accepted findings")
    add_baseline_file(accepted)
    add_selection(accepted)
    add_settings(accepted)
    add_jobs(accepted)
    accepted.add_argument("-q", "--quiet", action="store_true", help="errors only")
    return accepted


def parse(words: Sequence[str]) -> BaselineOptions:
    """Return the options that were given. Raises `UsageError`."""
    given = parser().parse_args(words)
    return typed(
        given, BaselineOptions, selection=typed(given, SelectionOptions), settings=typed(given, SettingsOptions)
    )


def run(words: Sequence[str]) -> int:
    """Write, prune or show the baseline."""
    options = parse(words)
    console = Console(quiet=options.quiet)
    project = Project(start_folder(()), options.selection, options.settings)
    path = baseline_path(project.root, options.baseline)
    if options.show:
        _show(load_baseline(project.root, options.baseline, wanted=True))
        return ExitCode.CLEAN
    if options.prune and not os.path.lexists(path):
        raise UsageError(f"{path}: there is no baseline to prune; `archive-lint baseline` writes one")
    old = load_baseline(project.root, options.baseline, wanted=os.path.lexists(path))
    outcome = _check(project, options.jobs, console)
    console.problems(outcome.problems)
    if not outcome.complete:
        return ExitCode.INTERRUPTED
    if outcome.problems:
        # A page that could not be checked would lose its entries.
        console.error("the baseline is left as it was")
        return ExitCode.ERROR
    compared = compare(outcome.findings, old, is_checked=lambda _, code: _ran(code, project))
    entries = _pruned(old, compared) if options.prune else _renewed(old, outcome.findings, project)
    to_file(path, lambda stream: stream.write(write_baseline(entries)))
    _let_git_merge(path, console)
    added = 0 if options.prune else sum(count_keys(compared.new).values())
    console.note(
        f"Wrote {os.path.relpath(path)}: {counted(sum(entries.values()), 'known finding')}, "
        f"{added:,} new, {sum(compared.gone.values()):,} gone."
    )
    return ExitCode.CLEAN


def _check(project: Project, jobs: int | None, console: Console) -> RunOutcome:
    """Check the whole archive. An archive without pages is a problem, as is a file that cannot be read."""
    discovered = project.discover(console)
    outcome = execute(make_run(project, every_page(discovered.listing), jobs=jobs))
    unreadable = [Problem(ProblemKind.UNREADABLE, path, message) for path, message in discovered.problems]
    if not outcome.pages:
        unreadable.append(Problem(ProblemKind.UNREADABLE, "", f"no page found in {project.root}"))
    return replace(outcome, problems=[*outcome.problems, *unreadable])


def _pruned(old: Mapping[Key, int], compared: Comparison) -> dict[Key, int]:
    return {key: count - compared.gone.get(key, 0) for key, count in old.items()}


def _renewed(old: Mapping[Key, int], findings: Iterable[Finding], project: Project) -> dict[Key, int]:
    """Return the entries for the findings, and the old entries of rules that did not run."""
    kept = {key: count for key, count in old.items() if not _ran(key[1], project)}
    return {**kept, **count_keys(findings)}


def _ran(code: str, project: Project) -> bool:
    """Return whether this run could have found something for a code: its rule ran, or does not exist any more."""
    rule = project.registry.find(code)
    return rule is None or (project.choices[code].enabled and rule.scope != "source")


def _show(entries: Mapping[Key, int]) -> None:
    lines = [
        f"{terminal(path)}: {terminal(code)} {terminal(subject)}" + (f" ({count} times)" if count > 1 else "")
        for (path, code, subject), count in sorted(entries.items())
    ]
    lines.append(f"{counted(sum(entries.values()), 'known finding')}.")
    to_standard_output(lambda stream: stream.write("\n".join([*lines, ""]).encode(errors="backslashreplace")))


def _let_git_merge(path: str, console: Console) -> None:
    """Have git keep the entries of both branches, by a line in the `.gitattributes` beside the baseline."""
    attributes = os.path.join(os.path.dirname(path), ".gitattributes")
    shown = os.path.relpath(attributes)
    line = f"{_pattern(os.path.basename(path))} {_ATTRIBUTE}"
    if os.path.islink(attributes):
        console.warning(f"{shown}: is a symbolic link, which git does not read: the line {line!r} was not added")
        return
    try:
        with open(attributes, "a+", encoding="utf-8", newline="\n") as file:
            file.seek(0)
            text = file.read()
            if line in text.splitlines():
                return
            file.write(("" if not text or text.endswith("\n") else "\n") + line + "\n")
    except (OSError, UnicodeDecodeError) as error:
        console.warning(f"{shown}: could not be told to merge baselines: {error}")
    else:
        console.note(f"{shown} now tells git to keep what either branch accepts when two are merged: commit it too.")


def _pattern(name: str) -> str:
    """Return a file's name in the syntax of gitattributes(5)."""
    literal = re.sub(r"[\\*?\[]", r"\\\g<0>", name)
    if re.fullmatch(r"[\w.-]+", name):
        return literal
    return '"' + literal.replace("\\", "\\\\").replace('"', '\\"') + '"'
