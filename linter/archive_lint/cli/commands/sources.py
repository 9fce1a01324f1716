"""`archive-lint sources`: hosts, years and sweeps with counts by verdict, and the list of all source URLs."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import BinaryIO

from msgspec import Struct

from archive_lint.cli.cached_run import CachedRun
from archive_lint.cli.citations import read_archive, whole_archive
from archive_lint.cli.console import Console, wants_color
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.kept_figures import KeptFigures
from archive_lint.cli.link_rot import Known, distinct_urls, rot_of
from archive_lint.cli.options import (
    Parser,
    SelectionOptions,
    SettingsOptions,
    add_jobs,
    add_output_format,
    add_settings,
    typed,
)
from archive_lint.cli.output import to_standard_output
from archive_lint.cli.paths import start_folder
from archive_lint.cli.project import Project
from archive_lint.cli.source_choice import SourceChoice, day, host, kinds
from archive_lint.cli.source_inventory import inventory
from archive_lint.engine.workers import no_garbage_collection
from archive_lint.model.rot import Rot
from archive_lint.report.sources import figures
from archive_lint.report.sources import inventory as lists
from archive_lint.report.stream import write_lines
from archive_lint.store.results import Results
from archive_lint.web.history import History
from archive_lint.web.history_file import look_into

_NEVER_CHECKED = "No source was checked yet: `archive-lint --online` checks them."
_NO_SOURCES = "No page cites a URL."
_NONE_LEFT = "No source URL meets these conditions."


class SourcesOptions(Struct, frozen=True, kw_only=True):
    """The options of `sources`."""

    urls: bool
    output_format: str
    jobs: int | None
    choice: SourceChoice
    settings: SettingsOptions


def parser() -> argparse.ArgumentParser:
    """Return the parser of `sources`."""
    accepted = Parser(
        "archive-lint sources",
        "Show what earlier runs found of the source URLs that pages cite: counts by verdict for hosts, for the years "
        "of the pages and for the last sweeps; with --urls the URLs themselves. Nothing is requested from the network.",
    )
    accepted.add_argument("--host", type=host, metavar="HOST", help="only URLs of this host and of those below it")
    accepted.add_argument(
        "--verdict",
        type=kinds,
        metavar="VERDICT[,…]",
        help="only URLs with this verdict: a column of the tables (`dead`) or one kind (`gone-domain`)",
    )
    accepted.add_argument(
        "--since", type=day, metavar="DATE", help="only URLs that were last checked on this day or later"
    )
    accepted.add_argument(
        "--urls",
        action="store_true",
        help="list the URLs: verdict, first and last check, archived copy, and the places that cite each",
    )
    add_output_format(accepted, ("table", "json", "csv"))
    add_settings(accepted)
    add_jobs(accepted)
    return accepted


def parse(words: Sequence[str]) -> SourcesOptions:
    """Return the options that were given. Raises `UsageError`."""
    given = parser().parse_args(words)
    choice, settings = typed(given, SourceChoice), typed(given, SettingsOptions)
    return typed(given, SourcesOptions, choice=choice, settings=settings)


def run(words: Sequence[str]) -> int:
    """Print the figures of an archive's sources, or list them."""
    options = parse(words)
    console = Console()
    project = Project(start_folder(()), SelectionOptions(), options.settings)
    with closing(look_into(project.state)) as history, no_garbage_collection():
        cached = whole_archive(project, console, options.jobs)
        if options.urls or not options.choice.is_of_all:
            _show(options, project, history, read_archive(cached))
        else:
            _show_all(options, project, history, cached)
    for warning in history.notes:
        console.warning(warning)
    return ExitCode.CLEAN


def _show_all(options: SourcesOptions, project: Project, history: History, cached: CachedRun) -> None:
    """Show the figures of every URL: those of the last time where nothing has changed since then."""
    # Before the history is read: what is written meanwhile makes the next run count again.
    kept = KeptFigures(cached, project)
    rot, note = kept.read(), ""
    if rot is None:
        rot, is_cited, is_known = kept.count(read_archive(cached), history)
        note = _NO_SOURCES if not is_cited else _NEVER_CHECKED if not is_known else ""
    counted = rot
    to_standard_output(lambda stream: _write_figures(options, counted, note, stream))


def _show(options: SourcesOptions, project: Project, history: History, results: Results) -> None:
    known = Known(history.last_seen(), project.settings.web.exclude)
    every = distinct_urls(results)
    cites = options.choice.of(every, known)
    note = _NO_SOURCES if not every else _NEVER_CHECKED if not known else "" if cites else _NONE_LEFT
    if options.urls:
        rows = inventory(project, results, cites, known, history)
        to_standard_output(lambda stream: _write_inventory(options, rows, note, stream))
    else:
        rot = rot_of(cites, known.kind_of, ())
        to_standard_output(lambda stream: _write_figures(options, rot, note, stream))


def _write_figures(options: SourcesOptions, rot: Rot, note: str, stream: BinaryIO) -> None:
    if options.output_format == "json":
        figures.write_figures_json(rot, stream)
    elif options.output_format == "csv":
        figures.write_figures_csv(rot, stream)
    else:
        if rot.hosts:
            figures.write_figures(rot, stream, _look())
        write_lines(stream, [note] if note else [])


def _write_inventory(options: SourcesOptions, rows: Iterable[lists.InventoryRow], note: str, stream: BinaryIO) -> None:
    if options.output_format == "json":
        lists.write_inventory_json(rows, stream)
    elif options.output_format == "csv":
        lists.write_inventory_csv(rows, stream)
    else:
        lists.write_inventory(rows, stream)
        write_lines(stream, [note] if note else [])


def _look() -> figures.Look:
    is_seen = sys.stdout.isatty()
    return figures.Look(
        color=wants_color("auto", sys.stdout), width=shutil.get_terminal_size().columns if is_seen else None
    )
