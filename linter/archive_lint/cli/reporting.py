"""From what a run found to the reports that were asked for."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import BinaryIO

from msgspec.structs import replace

from archive_lint.baseline import Key, compare
from archive_lint.cli.console import wants_color
from archive_lint.cli.github_actions import append_to_step_summary, is_step_summary, without_commands
from archive_lint.cli.output import to_file, to_standard_output
from archive_lint.cli.paths import STANDARD_INPUT, NamedPages
from archive_lint.cli.project import Project
from archive_lint.engine.plan import plan_severities
from archive_lint.engine.run import RunOutcome
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.model.problem import Problem
from archive_lint.report.registry import FORMATS, write_report
from archive_lint.report.report import Coverage, Report, make_report, rule_info
from archive_lint.text import counted


def build_report(
    arguments: argparse.Namespace,
    prepared: Project,
    named: NamedPages,
    outcome: RunOutcome,
    problems: Sequence[Problem],
    notes: list[str],
    known: Mapping[Key, int],
    *,
    is_online: bool,
) -> Report:
    """Hold what was found against the baseline and put together what the formats render.

    `notes` are sentences that a report for people closes with; `known` the entries of the baseline.
    """
    checked = named.listing.pages if named.reported is None else named.reported
    compared = compare(
        outcome.findings, known, is_checked=_is_checked(prepared, frozenset(checked), is_online=is_online)
    )
    if compared.gone and named.reported is None:
        count = sum(compared.gone.values())
        notes.append(
            "One of the baseline's findings no longer occurs: `archive-lint baseline --prune` forgets it."
            if count == 1
            else f"{count:,} of the baseline's findings no longer occur: `archive-lint baseline --prune` forgets them."
        )
    if outcome.sources and not is_online:
        were, them = ("was", "it") if outcome.sources == 1 else ("were", "them")
        notes.append(f"{counted(outcome.sources, 'source URL')} {were} not checked: `--online` checks {them}.")
    severities = plan_severities(prepared.settings.lint.severity, prepared.registry)

    def read(path: str) -> bytes | None:
        try:
            return named.overlay.get(path) or read_page(prepared.root, path)
        except UnreadablePageError:
            return None

    return make_report(
        () if arguments.fix_only else compared.new,
        problems,
        prefix=prepared.prefix,
        read=read,
        rules=(
            rule_info(rule, severities.get(rule.code, rule.severity))
            for rule in prepared.registry.rules
            if prepared.choices[rule.code].enabled
        ),
        coverage=Coverage(
            pages=outcome.pages,
            baselined=compared.known,
            suppressed=outcome.suppressed,
            urls=outcome.sources,
            complete=outcome.complete,
        ),
        notes=() if arguments.quiet else notes,
        elsewhere=next((path for _, path in arguments.output), ""),
    )


def _is_checked(prepared: Project, pages: Collection[str], *, is_online: bool) -> Callable[[str, str], bool]:
    """Whether this run looked for a rule's findings on a path; of a page that is gone nothing can be left."""

    def is_checked(path: str, code: str) -> bool:
        rule = prepared.registry.find(code)
        ran = rule is None or (prepared.choices[code].enabled and (is_online or rule.scope != "source"))
        return ran and (path in pages or not os.path.lexists(os.path.join(prepared.root, path)))

    return is_checked


def write_reports(arguments: argparse.Namespace, report: Report) -> None:
    """Write the reports that go to files, then the one for standard output. Raises `UsageError`."""
    for name, path in arguments.output:
        write = partial(write_report, name, report)
        if is_step_summary(path):
            append_to_step_summary(path, write)
        else:
            to_file(path, write)
    # The page from standard input goes to standard output when it is fixed; the report then stands beside it.
    if arguments.fix and STANDARD_INPUT in arguments.paths:
        _write(arguments, report, sys.stderr.buffer)
    else:
        to_standard_output(partial(_write, arguments, report))


def _write(arguments: argparse.Namespace, report: Report, stream: BinaryIO) -> None:
    name = arguments.output_format or "full"
    if arguments.statistics:
        from archive_lint.report.statistics import write_statistics

        with without_commands(stream):
            write_statistics(report, stream, as_json=name in ("json", "json-lines"))
    elif FORMATS[name].for_people:
        # Problems are told on standard error, which on a terminal and in most logs stands right before this.
        report = replace(report, problems_told=True)
        with without_commands(stream):
            write_report(name, report, stream, color=wants_color(arguments.color, sys.stdout), width=_width())
    else:
        write_report(name, report, stream)


def _width() -> int | None:
    """Of the terminal, or what `COLUMNS` says; `None` where neither is known."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        return shutil.get_terminal_size().columns
    return None
