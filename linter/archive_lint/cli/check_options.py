"""The options of `check`. Names and meanings are those of ruff if ruff has them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archive_lint import __version__
from archive_lint.cli.command import COMMANDS
from archive_lint.cli.console import UsageError
from archive_lint.cli.exit_code import MEANINGS
from archive_lint.cli.option_types import (
    ReportFile,
    cluster_address,
    finding_count,
    network,
    proxy,
    reason,
    report_file,
    seconds,
    source_url,
)
from archive_lint.cli.options import (
    Parser,
    SelectionOptions,
    SettingsOptions,
    add_baseline_file,
    add_jobs,
    add_paths,
    add_selection,
    add_settings,
    typed,
)
from archive_lint.config.shape import did_you_mean
from archive_lint.model.finding import Severity
from archive_lint.report.registry import FORMATS
from archive_lint.report.view import Grouping

if TYPE_CHECKING:
    from archive_lint.model.address import Allowed
    from archive_lint.model.proxy import Proxy


ABOUT = "Lint a Markdown news archive: sections, dates, links, indexes and sources."
NEVER = "never"


class PageOptions(Struct, frozen=True, kw_only=True):
    """The pages to report on."""

    paths: tuple[str, ...]
    changed_since: str | None
    stdin_filename: str | None
    force_exclude: bool


class FindingOptions(Struct, frozen=True, kw_only=True):
    """The findings to show, and those that fail the run."""

    baseline: str | None
    no_baseline: bool
    ignore_suppressions: bool
    fail_on: str
    """The lowest severity that fails the run, or `NEVER`; code uses `fails_from`."""
    exit_zero: bool

    @property
    def fails_from(self) -> Severity | None:
        """The lowest severity that fails the run; `None` where no finding does."""
        return None if self.exit_zero or self.fail_on == NEVER else Severity(self.fail_on)


class FixOptions(Struct, frozen=True, kw_only=True):
    """The fixes to apply."""

    fix: bool
    """Whether to fix; also set by `--fix-only`."""
    unsafe_fixes: bool
    fix_only: bool
    diff: bool
    show_fixes: bool
    add_suppressions: str | None
    """The reason that the comments give."""

    @property
    def writes(self) -> bool:
        """Whether pages are written, or one from standard input is printed."""
        return self.fix or (self.add_suppressions is not None and not self.diff)


class OutputOptions(Struct, frozen=True, kw_only=True):
    """The reports to print and write."""

    output_format: str | None
    files: tuple[ReportFile, ...]
    group_by: str | None
    max_findings: int | None
    source_url: str | None
    statistics: bool
    color: str
    quiet: bool
    verbose: bool


class SourceOptions(Struct, frozen=True, kw_only=True):
    """Whether and how to check sources."""

    online: bool
    offline: bool
    max_time: float | None
    """Time limit in seconds."""
    observations: str | None
    allow_network: tuple[Allowed, ...]
    proxy: Proxy | None


class ExecutionOptions(Struct, frozen=True, kw_only=True):
    """The execution of the run."""

    jobs: int | None
    executor: str | None
    """The address of a Dask scheduler; `None` for this machine."""
    no_cache: bool
    timing: bool
    watch: bool
    no_progress: bool


class CheckOptions(Struct, frozen=True, kw_only=True):
    """All options of `check`."""

    pages: PageOptions
    selection: SelectionOptions
    findings: FindingOptions
    fixes: FixOptions
    output: OutputOptions
    sources: SourceOptions
    settings: SettingsOptions
    execution: ExecutionOptions


def parse_check(words: Sequence[str]) -> CheckOptions:
    """Return the options that were given. Raises `UsageError`."""
    given = check_parser().parse_args(words)
    _refuse_mistyped_command(given.paths)
    fixes = typed(given, FixOptions)
    if fixes.fix_only and not fixes.diff:
        fixes = replace(fixes, fix=True)
    return CheckOptions(
        pages=typed(given, PageOptions),
        selection=typed(given, SelectionOptions),
        findings=typed(given, FindingOptions),
        fixes=fixes,
        output=typed(given, OutputOptions),
        sources=typed(given, SourceOptions),
        settings=typed(given, SettingsOptions),
        execution=typed(given, ExecutionOptions),
    )


def _refuse_mistyped_command(paths: Sequence[str]) -> None:
    """Raise `UsageError` for a first word that is not a path and is similar to a command."""
    word = paths[0] if paths else ""
    if not word.replace("-", "").isalpha() or os.path.lexists(word):
        return
    hint = did_you_mean(word, list(COMMANDS))
    if hint:
        raise UsageError(f"{word!r} is not a command, a file or a folder; {hint}")


def check_parser() -> argparse.ArgumentParser:
    """Return the parser of `check`, whose help describes the whole program."""
    commands = "\n".join(f"  {command.name:<10} {command.summary}" for command in COMMANDS.values())
    parser = Parser("archive-lint", f"{ABOUT}\n\nCommands:\n{commands}")
    parser.usage = "archive-lint [check] [OPTION]... [PATH]...\n       archive-lint COMMAND [OPTION]..."
    codes = "\n".join(f"  {code.value}  {meaning}" for code, meaning in MEANINGS.items())
    parser.epilog = f"exit codes:\n{codes}"
    _add_pages(parser)
    _add_rules(parser)
    _add_fixes(parser)
    _add_output(parser)
    _add_sources(parser)
    add_settings(parser)
    _add_execution(parser)
    return parser


def _add_pages(parser: argparse.ArgumentParser) -> None:
    add_paths(
        parser, "pages or folders to report on; `-` reads one page from standard input; by default the whole archive"
    )
    parser.add_argument(
        "--changed-since",
        metavar="REV",
        help="report only what changed since the work parted from this commit or branch, and what that broke elsewhere"
        "; `HEAD`: what the next commit would change",
    )


def _add_rules(parser: argparse.ArgumentParser) -> None:
    group = add_selection(parser)
    add_baseline_file(group)
    group.add_argument("--no-baseline", action="store_true", help="also show findings in the baseline")
    group.add_argument(
        "--ignore-suppressions", action="store_true", help="also show findings that comments on pages suppress"
    )
    group.add_argument(
        "--fail-on",
        choices=(*map(str, Severity), NEVER),
        default="error",
        help="lowest severity that fails the run; `never`: findings do not (default: %(default)s)",
    )
    group.add_argument("-e", "--exit-zero", action="store_true", help="the same as --fail-on never")


def _add_fixes(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("fixes")
    group.add_argument("--fix", action="store_true", help="fix what can be fixed safely")
    group.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff: also apply fixes that may lose or invent content",
    )
    group.add_argument("--fix-only", action="store_true", help="fix, and do not report or fail on what is left")
    group.add_argument("--diff", action="store_true", help="show what would be changed, and write nothing")
    group.add_argument("--show-fixes", action="store_true", help="list what was fixed")
    group.add_argument(
        "--add-suppressions",
        type=reason,
        metavar="REASON",
        help="write a comment that suppresses it, with this reason, at each finding; with --diff: show them",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    group.add_argument(
        "--output-format",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"of standard output: {', '.join(FORMATS)} (default: full)",
    )
    group.add_argument(
        "-o",
        "--output",
        dest="files",
        action="append",
        default=[],
        type=report_file,
        metavar="FORMAT:PATH",
        help="write a report to a file too; can be given several times",
    )
    group.add_argument(
        "--source-url",
        type=source_url,
        metavar="TEMPLATE",
        help="where `html` and `markdown` link to: a URL with {commit}, {path} and {line} (default: as the CI "
        "system or the git remote `origin` says)",
    )
    group.add_argument(
        "--group-by",
        choices=tuple(grouping.value for grouping in Grouping),
        help="put findings under headings, in full and concise; a host is that of the URL that a finding is about",
    )
    group.add_argument(
        "--max-findings",
        type=finding_count,
        metavar="N",
        help="print the worst N only, in full and concise; counts, exit code and reports in files are of all",
    )
    group.add_argument(
        "--statistics",
        action="store_true",
        help="count the findings of each rule, and the fixes they have, instead of showing them",
    )
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: %(default)s")
    group.add_argument("-q", "--quiet", action="store_true", help="print findings and errors only, no counts")
    group.add_argument("-v", "--verbose", action="store_true", help="show details of the run")
    group.add_argument("-V", "--version", action="version", version=f"archive-lint {__version__}")


def _add_sources(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("sources")
    group.add_argument("--online", action="store_true", help="check source URLs (default: as `[web] enabled` says)")
    group.add_argument("--offline", action="store_true", help="do not check source URLs, whatever else says so")
    group.add_argument(
        "--max-time",
        type=seconds,
        metavar="TIME",
        help="time for checking sources: `90`, `30m`, `2h`; the rest waits for the next run",
    )
    group.add_argument(
        "--observations", metavar="FILE", help="add one JSON object per line to FILE for each request that is made"
    )
    group.add_argument(
        "--allow-network",
        action="append",
        type=network,
        default=[],
        metavar="CIDR|HOST",
        help="also reach this network, host or all hosts under `*.SUFFIX`, on any port: for an intranet's archive; "
        "can be given several times",
    )
    group.add_argument(
        "--proxy",
        type=proxy,
        metavar="URL",
        help="send requests through this HTTP proxy, `http://[USER:PASSWORD@]HOST:PORT`; it resolves names, so only it "
        "can refuse private addresses of public names; the environment's proxies are never used",
    )


def _add_execution(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how it runs")
    workers = group.add_mutually_exclusive_group()
    add_jobs(workers)
    workers.add_argument(
        "--executor",
        type=cluster_address,
        metavar="dask:ADDRESS",
        help="read pages on the workers of this Dask scheduler, which must see the archive at the same path",
    )
    group.add_argument("--no-cache", action="store_true", help="reuse nothing of earlier runs, and keep nothing")
    group.add_argument("--timing", action="store_true", help="show how long each rule takes instead of what it finds")
    group.add_argument(
        "--watch", action="store_true", help="check again whenever a page or the configuration changes, until Ctrl-C"
    )
    group.add_argument("--no-progress", action="store_true", help="show no progress, not even on a terminal")
    group.add_argument("--stdin-filename", metavar="PATH", help="path in the archive of the page from standard input")
    group.add_argument("--force-exclude", action="store_true", help="leave out excluded pages even when they are named")
