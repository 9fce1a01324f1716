"""`archive-lint baseline`: accepts what there is, forgets what is gone, or shows what is accepted."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence

from archive_lint.baseline import Key, compare, count_keys, write_baseline
from archive_lint.cli.arguments import baseline_parser
from archive_lint.cli.baseline_file import baseline_path, load_baseline
from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.make_run import make_job
from archive_lint.cli.output import to_file, to_standard_output
from archive_lint.cli.paths import find_named_pages
from archive_lint.cli.project import Project
from archive_lint.engine.run import execute
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.escape import terminal
from archive_lint.text import counted

_ATTRIBUTE = "merge=union"


def run(argv: Sequence[str]) -> int:
    """Write, prune or show the baseline."""
    arguments = baseline_parser().parse_args(argv)
    console = Console(quiet=arguments.quiet)
    prepared = Project(arguments)
    path = baseline_path(prepared.root, arguments.baseline)
    if arguments.show:
        _show(load_baseline(prepared.root, arguments.baseline, wanted=True))
        return ExitCode.CLEAN
    if arguments.prune and not os.path.lexists(path):
        raise UsageError(f"{path}: there is no baseline to prune; `archive-lint baseline` writes one")
    old = load_baseline(prepared.root, arguments.baseline, wanted=os.path.lexists(path))
    discovered = prepared.discover()
    named = find_named_pages([], prepared.root, discovered.listing, stdin_filename=None, force_exclude=False)
    outcome = execute(make_job(arguments, prepared, named))
    problems = [
        *outcome.problems,
        *(Problem(ProblemKind.UNREADABLE, each, message) for each, message in discovered.problems),
    ]
    if not outcome.pages:
        problems.append(Problem(ProblemKind.UNREADABLE, "", f"no page found in {prepared.root}"))
    for problem in problems:
        console.error(f"{problem.path}: {problem.message}" if problem.path else problem.message)
    if not outcome.complete:
        return ExitCode.INTERRUPTED
    if problems:
        # A page that could not be looked at would lose its entries.
        console.error("the baseline is left as it was")
        return ExitCode.ERROR
    ran = {code for code, choice in prepared.choices.items() if choice.enabled}
    compared = compare(outcome.findings, old, is_checked=lambda _, code: _ran(code, ran, prepared))
    if arguments.prune:
        entries = {key: count - compared.gone.get(key, 0) for key, count in old.items()}
    else:
        entries = {key: count for key, count in old.items() if not _ran(key[1], ran, prepared)}
        entries.update(count_keys(outcome.findings))
    to_file(path, lambda stream: stream.write(write_baseline(entries)))
    _let_git_merge(path, console)
    added = 0 if arguments.prune else sum((count_keys(compared.new)).values())
    console.note(
        f"Wrote {os.path.relpath(path)}: {counted(sum(entries.values()), 'known finding')}, "
        f"{added:,} new, {sum(compared.gone.values()):,} gone."
    )
    return ExitCode.CLEAN


def _ran(code: str, ran: set[str], prepared: Project) -> bool:
    """Whether this run could have found something under a code: its rule ran, or there is no such rule any more."""
    rule = prepared.registry.find(code)
    return rule is None or (code in ran and rule.scope != "source")


def _show(entries: Mapping[Key, int]) -> None:
    lines = [
        f"{terminal(path)}: {terminal(code)} {terminal(subject)}" + (f" ({count} times)" if count > 1 else "")
        for (path, code, subject), count in sorted(entries.items())
    ]
    lines.append(f"{counted(sum(entries.values()), 'known finding')}.")
    to_standard_output(lambda stream: stream.write("\n".join([*lines, ""]).encode(errors="backslashreplace")))


def _let_git_merge(path: str, console: Console) -> None:
    """Have git keep the entries of both branches: a line in the `.gitattributes` beside the baseline says so."""
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
    """A file's name as gitattributes(5) wants it."""
    literal = re.sub(r"[\\*?\[]", r"\\\g<0>", name)
    if re.fullmatch(r"[\w.-]+", name):
        return literal
    return '"' + literal.replace("\\", "\\\\").replace('"', '\\"') + '"'
