"""What the command line accepts. Names and meanings are ruff's where ruff has them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NoReturn

from archive_lint import __version__
from archive_lint.cli.console import UsageError
from archive_lint.report.registry import FORMATS

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

COMMANDS = {
    "check": "lint an archive (what is done when no command is named)",
    "rule": "explain rules",
    "baseline": "accept the findings there are, so that only new ones are shown and fail",
    "explain": "tell everything known of a URL",
    "init": "write an archive-lint.toml inferred from the archive at hand",
    "config": "show the effective settings, and why each rule is on or off",
}
"""Every command with what it does."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\nRun `{self.prog} --help` for what there is.")


def check_parser() -> argparse.ArgumentParser:
    """The parser of `check`, which speaks for the whole program."""
    commands = "\n".join(f"  {name:<8} {text}" for name, text in COMMANDS.items())
    parser = _Parser(
        prog="archive-lint",
        usage="archive-lint [COMMAND] [OPTION]... [PATH]...",
        description="Lint a Markdown news archive: sections, dates, links, indexes and sources.",
        epilog=f"commands:\n{commands}\n\nexit codes:\n"
        "  0  nothing at or above --fail-on\n  1  findings\n"
        "  2  usage, configuration, a rule package, or something that could not be read\n"
        "  3  the network is down\n  130  interrupted",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "paths",
        type=_path,
        nargs="*",
        metavar="PATH",
        help="pages or folders to report on; `-` reads one page from standard input; by default the whole archive",
    )
    parser.add_argument(
        "--changed-since",
        metavar="REV",
        help="report only what changed since the work parted from this commit or branch, and what that broke elsewhere; "
        "`HEAD`: what the next commit would change",
    )
    _rules(parser)
    _fixes(parser)
    _output(parser)
    _sources(parser)
    _settings(parser)
    running = parser.add_argument_group("how it runs")
    workers = running.add_mutually_exclusive_group()
    workers.add_argument("--jobs", type=_positive, metavar="N", help="worker processes (default: one a processor)")
    workers.add_argument(
        "--executor",
        type=_cluster,
        metavar="dask:ADDRESS",
        help="read pages on the workers of this Dask scheduler, which must see the archive at the same path",
    )
    running.add_argument("--no-cache", action="store_true", help="take nothing from earlier runs, and keep nothing")
    running.add_argument("--timing", action="store_true", help="show how long each rule takes instead of what it finds")
    running.add_argument("--no-progress", action="store_true", help="show no progress, not even on a terminal")
    running.add_argument(
        "--stdin-filename", metavar="PATH", help="where in the archive the page from standard input lies"
    )
    running.add_argument(
        "--force-exclude", action="store_true", help="leave out excluded pages even when they are named"
    )
    return parser


def baseline_parser() -> argparse.ArgumentParser:
    """The parser of `baseline`."""
    parser = _Parser(
        prog="archive-lint baseline",
        description="Accept the findings there are: from now on only new ones are shown and fail a run.",
        allow_abbrev=False,
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--prune", action="store_true", help="only forget what no longer occurs")
    mode.add_argument("--show", action="store_true", help="only show what is accepted")
    _baseline_file(parser)
    group = parser.add_argument_group("rules")
    _selection(group)
    _settings(parser)
    parser.add_argument("--jobs", type=_positive, metavar="N", help="worker processes (default: one a processor)")
    parser.add_argument("-q", "--quiet", action="store_true", help="errors only")
    # It is about the whole archive, as it is when comments on its pages are heeded.
    parser.set_defaults(paths=[], ignore_suppressions=False)
    return parser


def rule_parser() -> argparse.ArgumentParser:
    """The parser of `rule`."""
    parser = _Parser(prog="archive-lint rule", description="Explain rules.", allow_abbrev=False)
    parser.add_argument("rules", nargs="*", metavar="CODE|NAME", help="rules to explain")
    parser.add_argument("--all", action="store_true", help="explain every rule")
    parser.add_argument(
        "--output-format", choices=("text", "json", "markdown"), default="text", help="default: %(default)s"
    )
    return parser


def config_parser() -> argparse.ArgumentParser:
    """The parser of `config`."""
    parser = _Parser(
        prog="archive-lint config",
        description="Show the effective settings with where each comes from, and why each rule is on or off.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "paths", type=_path, nargs="*", metavar="PATH", help="where to look for the archive (default: here)"
    )
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: %(default)s")
    _selection(parser.add_argument_group("rules"))
    _settings(parser)
    return parser


def explain_parser() -> argparse.ArgumentParser:
    """The parser of `explain`."""
    parser = _Parser(
        prog="archive-lint explain",
        description="Tell everything known of a URL: what checks found, the verdict, and the pages that cite it.",
        allow_abbrev=False,
    )
    parser.add_argument("url", metavar="URL", help="as pages cite it")
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: %(default)s")
    _settings(parser)
    parser.add_argument("--jobs", type=_positive, metavar="N", help="worker processes (default: one a processor)")
    parser.set_defaults(
        paths=[], select=[["U"]], ignore=None, extend_select=None, per_file_ignores=None, ignore_suppressions=False
    )
    return parser


def init_parser() -> argparse.ArgumentParser:
    """The parser of `init`."""
    parser = _Parser(
        prog="archive-lint init",
        description="Write an archive-lint.toml inferred from the archive at hand. An existing one is left alone.",
        allow_abbrev=False,
    )
    parser.add_argument("path", nargs="?", default=".", metavar="FOLDER", help="the archive (default: here)")
    parser.add_argument("--stdout", action="store_true", help="print it instead")
    return parser


PARSERS: Mapping[str, Callable[[], argparse.ArgumentParser]] = {
    "check": check_parser,
    "rule": rule_parser,
    "baseline": baseline_parser,
    "explain": explain_parser,
    "init": init_parser,
    "config": config_parser,
}
"""The parser of each command. Parsing raises `UsageError`."""


def _rules(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("rules")
    _selection(group)
    _baseline_file(group)
    group.add_argument("--no-baseline", action="store_true", help="show what the baseline knows, too")
    group.add_argument("--ignore-suppressions", action="store_true", help="show what comments on the pages hide")
    group.add_argument(
        "--fail-on",
        choices=("error", "warning", "info"),
        default="error",
        help="lowest severity that fails the run (default: %(default)s)",
    )
    group.add_argument("-e", "--exit-zero", action="store_true", help="exit 0 even with findings")


def _fixes(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("fixes")
    group.add_argument("--fix", action="store_true", help="mend what can be mended safely")
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff: also what may lose or invent content"
    )
    group.add_argument("--fix-only", action="store_true", help="fix, and do not report or fail on what is left")
    group.add_argument("--diff", action="store_true", help="show what --fix would change, and write nothing")
    group.add_argument("--show-fixes", action="store_true", help="list what was fixed")


def _baseline_file(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="findings accepted as known (default: archive-lint-baseline.json of the archive)",
    )


def _selection(group: argparse._ArgumentGroup) -> None:
    for option, text in (
        ("--select", "rules to run: codes, prefixes of codes, names or ALL"),
        ("--ignore", "rules not to run"),
        ("--extend-select", "rules to run besides the selected ones"),
    ):
        group.add_argument(option, action="append", type=_selectors, metavar="RULE[,…]", help=text)
    group.add_argument(
        "--per-file-ignores",
        action="append",
        type=_path_ignore,
        metavar="GLOB:RULE[,…]",
        help="rules not to run on paths that match; GLOB is relative to the archive",
    )


def _output(parser: argparse.ArgumentParser) -> None:
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
        action="append",
        default=[],
        type=_output_file,
        metavar="FORMAT:PATH",
        help="write a report to a file too; can be given several times",
    )
    group.add_argument(
        "--statistics", action="store_true", help="count the findings of each rule instead of showing them"
    )
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: %(default)s")
    group.add_argument("-q", "--quiet", action="store_true", help="findings and errors only")
    group.add_argument("-v", "--verbose", action="store_true", help="say how the run goes about it")
    group.add_argument("--version", action="version", version=f"archive-lint {__version__}")


def _sources(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("sources")
    group.add_argument("--online", action="store_true", help="check source URLs (default: as `[web] enabled` says)")
    group.add_argument("--offline", action="store_true", help="do not, whatever else says so")
    group.add_argument(
        "--max-time",
        type=_duration,
        metavar="TIME",
        help="time for checking sources: `90`, `30m`, `2h`; the rest waits for the next run",
    )
    group.add_argument(
        "--observations", metavar="FILE", help="add a JSON object a line to FILE for each request that is made"
    )
    group.add_argument(
        "--allow-network",
        action="append",
        type=_network,
        metavar="CIDR",
        help="also reach these addresses, on any port: for an intranet's archive; can be given several times",
    )


def _settings(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("settings")
    group.add_argument(
        "--config",
        action="append",
        default=[],
        metavar="FILE|KEY=VALUE",
        help='a configuration file to use, or one setting: `archive.site-prefix="/zh"`',
    )
    group.add_argument("--isolated", action="store_true", help="read no configuration file")


def _path(text: str) -> str:
    if not text:
        # What "$UNSET" of a script comes to: neither the current folder nor the whole archive can be told to be meant.
        raise argparse.ArgumentTypeError("an empty text is no path")
    return text


_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def _duration(text: str) -> float:
    number, unit = (text[:-1], text[-1]) if text[-1:].isalpha() else (text, "")
    try:
        seconds = float(number) * _SECONDS[unit]
    except (ValueError, KeyError):
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no time, as in '90', '30m' or '2h'")
    return seconds


def _network(text: str) -> IPv4Network | IPv6Network:
    from ipaddress import ip_network

    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no network, as in '10.1.0.0/16'") from None


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= 1024:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 1024")
    return number


def _cluster(text: str) -> str:
    from archive_lint.cli.executor import cluster_address

    return cluster_address(text)


def _selectors(text: str) -> list[str]:
    selectors = [part.strip() for part in text.split(",") if part.strip()]
    if not selectors:
        raise argparse.ArgumentTypeError("names no rule")
    return selectors


def _path_ignore(text: str) -> tuple[str, list[str]]:
    glob, colon, selectors = text.rpartition(":")
    if not colon or not glob:
        raise argparse.ArgumentTypeError(f"{text!r} is not GLOB:RULE, as in 'opinion/**:S'")
    return glob, _selectors(selectors)


def _output_file(text: str) -> tuple[str, str]:
    name, colon, path = text.partition(":")
    if not colon or not path:
        raise argparse.ArgumentTypeError(f"{text!r} is not FORMAT:PATH, as in 'sarif:out.sarif'")
    if name not in FORMATS:
        raise argparse.ArgumentTypeError(f"{name!r} is no format; there are {', '.join(FORMATS)}")
    if path == "-":
        raise argparse.ArgumentTypeError(f"{text!r}: to standard output goes what --output-format names")
    if os.path.isdir(path):
        raise argparse.ArgumentTypeError(f"{path!r} is a folder; name a file in it")
    return name, path
