"""The output of a check: its reports, on standard output and in files, and its exit code."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, BinaryIO

from msgspec.structs import replace

from archive_lint.cli.check_options import CheckOptions, OutputOptions
from archive_lint.cli.console import UsageError, wants_color
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.github_actions import append_to_step_summary, is_step_summary, without_commands
from archive_lint.cli.option_types import ReportFile
from archive_lint.cli.output import to_file, to_standard_output
from archive_lint.cli.paths import STANDARD_INPUT
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.escape import iri_path, unicode_text
from archive_lint.report.registry import FORMATS, write_report
from archive_lint.report.report import Report
from archive_lint.report.view import PLAIN, Grouping, View

_SUMMARY = "markdown"
_MOST_AHEAD = 5_000
"""The most findings that are printed before it is known whether they hold."""
_LONGEST_AHEAD = 0.05
"""Seconds after which that is given up, between two pieces: about as long as files are listed meanwhile."""


class _HurriedStream(io.BytesIO):
    """A stream in memory that raises `TimeoutError` when it is written to too late."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._end = time.perf_counter() + seconds

    def write(self, data: Any, /) -> int:
        if time.perf_counter() > self._end:
            raise TimeoutError
        return super().write(data)

    def writelines(self, lines: Iterable[Any], /) -> None:
        # The inherited one does not come by `write`.
        for line in lines:
            self.write(line)


def printed_ahead(options: CheckOptions, report: Report) -> bytes | None:
    """Return what goes to standard output if the report holds; `None` if that is to be printed when it is known."""
    if options.output.files or len(report.findings) > _MOST_AHEAD:
        return None
    stream = _HurriedStream(_LONGEST_AHEAD)
    try:
        _write(options.output, _told_of_others(report, options.output.output_format or "full", ()), stream)
    except Exception:  # noqa: BLE001  # pages may be other ones than those that the report is about
        return None
    return stream.getvalue()


def write_reports(options: CheckOptions, report: Report, root: str, printed: bytes | None = None) -> None:
    """Write the reports to files, then the one for standard output, which may be printed already.

    `root` is the repository's. Raises `UsageError` for one that cannot be written, once all others are.
    """
    files = options.output.files
    # Complete, whatever --max-findings and --quiet say about printed output.
    view = replace(PLAIN, group_by=_grouping(options.output))
    refused = []
    for file in files:
        others = [other for other in files if other != file]
        told = replace(_told_of_others(report, file.format, others), root_url=_root_url(root, file.path))
        refused.append(write_to_file(file, told, view))
    report = _told_of_others(report, options.output.output_format or "full", files)
    # The page from standard input goes to standard output when it is fixed; the report then stands beside it.
    if options.fixes.fix and STANDARD_INPUT in options.pages.paths:
        _write(options.output, report, sys.stderr.buffer)
    else:
        write = partial(_write, options.output, report)
        to_standard_output(write if printed is None else lambda stream: stream.write(printed))
    if any(refused):
        raise UsageError("\n".join(filter(None, refused)))


def _told_of_others(report: Report, name: str, others: Sequence[ReportFile]) -> Report:
    """Return the report for one format, with the file that has all findings, which is not a summary if possible."""
    whole = [file for file in others if file.format != _SUMMARY] or (others if name != _SUMMARY else ())
    where = ["the job's summary" if is_step_summary(file.path) else file.path for file in whole[:1]]
    return replace(report, elsewhere=unicode_text("".join(where)))


def write_to_file(file: ReportFile, report: Report, view: View = PLAIN) -> str:
    """Write a report to a file. Return why that fails; empty on success."""
    write = partial(write_report, file.format, report, view=view)
    try:
        if is_step_summary(file.path):
            append_to_step_summary(file.path, write)
        else:
            to_file(file.path, write)
    except UsageError as error:
        return str(error)
    return ""


def _root_url(root: str, path: str) -> str:
    """Return what leads from a file to the root, as the beginning of a URL; nothing where it lies there."""
    try:
        way = os.path.relpath(root, os.path.dirname(path) or os.curdir)
    except ValueError:  # On Windows no relative path leads from one drive to another.
        from pathlib import Path

        return f"{Path(os.path.abspath(root)).as_uri()}/"
    return "" if way == os.curdir else f"{iri_path(way.replace(os.sep, '/'))}/"


def _write(options: OutputOptions, report: Report, stream: BinaryIO) -> None:
    name = options.output_format or "full"
    if options.statistics:
        from archive_lint.report.statistics import write_statistics

        with without_commands(stream):
            write_statistics(report, stream, _view(options), as_json=name in ("json", "json-lines"))
    elif FORMATS[name].for_people:
        # Problems are reported on standard error, which on a terminal and in most logs comes directly before this.
        report = replace(report, problems_told=True)
        with without_commands(stream):
            write_report(name, report, stream, _view(options))
    else:
        write_report(name, report, stream)


def _view(options: OutputOptions) -> View:
    """Return how standard output is to look."""
    return View(
        color=wants_color(options.color, sys.stdout),
        width=_width(),
        group_by=_grouping(options),
        most=options.max_findings,
        has_closing=not options.quiet,
    )


def _grouping(options: OutputOptions) -> Grouping | None:
    return None if options.group_by is None else Grouping(options.group_by)


def _width() -> int | None:
    """Return the width of the terminal, or that in `COLUMNS`; `None` if neither is known."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        # Here and not above, as what few other runs need.
        import shutil

        return shutil.get_terminal_size().columns
    return None


def exit_code(options: CheckOptions, report: Report, *, is_network_down: bool = False) -> int:
    """Return the exit code of a check with this report."""
    if not report.complete:
        return ExitCode.INTERRUPTED
    if has_failed(report.problems):
        return ExitCode.ERROR
    if is_network_down:
        return ExitCode.NO_NETWORK
    lowest = options.findings.fails_from
    if lowest is not None and any(finding.severity.rank >= lowest.rank for finding in report.findings):
        return ExitCode.FINDINGS
    return ExitCode.CLEAN


def has_failed(problems: Iterable[Problem]) -> bool:
    """Return whether one of the problems makes the run fail; a network that is down has its own exit code."""
    return any(problem.kind not in (ProblemKind.SKIPPED, ProblemKind.NETWORK) for problem in problems)
