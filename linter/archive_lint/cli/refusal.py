"""Reports of a run that could not start: a reader who waits for a document gets one, with the reason."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

from msgspec import Struct

from archive_lint.cli.console import UsageError
from archive_lint.cli.option_types import ReportFile, report_file
from archive_lint.cli.options import Parser
from archive_lint.cli.output import to_standard_output
from archive_lint.cli.paths import STANDARD_INPUT
from archive_lint.cli.report_output import write_to_file
from archive_lint.config.errors import ConfigError, ConfigFault
from archive_lint.files.locate import display_base
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.registry import FORMATS, write_report
from archive_lint.report.report import Report, make_report
from archive_lint.report.statistics import write_statistics
from archive_lint.report.view import PLAIN
from archive_lint.rule.errors import LoadError
from archive_lint.text import raised_at


class _Wanted(Struct, frozen=True):
    """The reports that a command line asks for, as far as it can be parsed."""

    on_standard_output: str
    """A format for programs; empty if standard output is for people, or for something other than a report."""
    is_counted: bool
    """Whether standard output wants `--statistics`."""
    files: tuple[ReportFile, ...]


def write_refusal(words: Sequence[str], error: Exception) -> None:
    """Write the error that ended the run into all reports that a command line asks for, as far as possible."""
    wanted = _wanted(words)
    report = _report(error)
    for file in wanted.files:
        write_to_file(file, report)
    # A failure to write is not reported: it would replace the error that ended the run.
    with suppress(UsageError):
        if wanted.is_counted and wanted.on_standard_output in ("json", "json-lines"):
            to_standard_output(partial(write_statistics, report, view=PLAIN, as_json=True))
        elif wanted.on_standard_output and not wanted.is_counted:
            to_standard_output(partial(write_report, wanted.on_standard_output, report))


def internal_error(error: Exception) -> str:
    """Return the message about a fault of this program: what, and where."""
    place = raised_at(error)
    where = "" if place is None else f" at {place[0].rpartition('archive_lint')[2]}:{place[1]}"
    return f"internal error: {type(error).__name__}: {error}{where}"


def _wanted(words: Sequence[str]) -> _Wanted:
    # The words may be the cause: only needed options are parsed, and all others are skipped.
    parser = Parser("archive-lint", "")
    parser.add_argument("--output-format", default="full")
    parser.add_argument("-o", "--output", dest="files", action="append", default=[])
    for option in ("--diff", "--timing", "--statistics", "--fix", "--fix-only"):
        parser.add_argument(option, action="store_true")
    try:
        given, others = parser.parse_known_args([word for word in words if word not in ("-h", "--help")])
    except UsageError:
        return _Wanted("", is_counted=False, files=())
    is_page = STANDARD_INPUT in others and (given.fix or given.fix_only)
    is_report = not (is_page or given.diff or given.timing)
    is_for_programs = given.output_format in FORMATS and not FORMATS[given.output_format].for_people
    return _Wanted(
        given.output_format if is_report and is_for_programs else "", given.statistics, tuple(_files(given.files))
    )


def _files(given: Sequence[str]) -> Iterator[ReportFile]:
    for text in given:
        try:
            yield report_file(text)
        except ArgumentTypeError:
            continue


def _report(error: Exception) -> Report:
    return make_report((), _problems(error), prefix="", read=lambda _: None)


def _problems(error: Exception) -> Iterator[Problem]:
    if isinstance(error, ConfigError):
        yield from map(_fault, error.faults)
    elif isinstance(error, UsageError):
        yield Problem(ProblemKind.USAGE, "", str(error))
    elif isinstance(error, LoadError):
        yield Problem(ProblemKind.RULE_PACKAGE, "", str(error))
    else:
        yield Problem(ProblemKind.INTERNAL, "", internal_error(error))


def _fault(fault: ConfigFault) -> Problem:
    """Return a fault at its place, where that is a file of the repository around the current folder."""
    current = os.getcwd()
    path = os.path.relpath(fault.file, display_base(current, current)).replace(os.sep, "/")
    if not os.path.isfile(fault.file) or path.startswith("../"):
        return Problem(ProblemKind.CONFIGURATION, "", str(fault))
    message = fault.message if fault.hint is None else f"{fault.message} ({fault.hint})"
    return Problem(ProblemKind.CONFIGURATION, path, message, line=fault.line or 0)
