"""Options that several commands share, and the conversion of argparse's untyped result to frozen, typed values."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar

from msgspec import Struct

from archive_lint.cli.console import UsageError
from archive_lint.cli.option_types import PathIgnore, job_count, path, path_ignore, selectors
from archive_lint.config.shape import did_you_mean
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.text import shortened

Options = TypeVar("Options", bound=Struct)

_USERINFO = lazy_pattern(r"//\S*@")


def _check_formatter(prog: str) -> argparse.HelpFormatter:
    """Return the formatter with which argparse checks each declaration.

    Its own asks how wide the terminal is, for which it loads modules that nothing else needs.
    """
    return argparse.HelpFormatter(prog, width=80)


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError` instead of ending the program, and takes no abbreviated options."""

    def __init__(self, program: str, description: str) -> None:
        super().__init__(prog=program, description=description, allow_abbrev=False, formatter_class=_check_formatter)

    def parse_args(self, args: Sequence[str], namespace: None = None) -> argparse.Namespace:  # type: ignore[override]
        """Return the parsed options. Raises `UsageError`, which names the option or the choice that was meant."""
        given, unknown = self.parse_known_args(args, namespace)
        if unknown:
            self.error(self._unknown(unknown))
        return given

    def format_help(self) -> str:
        """Return the help, in colour if it is printed to a terminal."""
        # Here and not above: argparse makes a formatter for each option that is declared, and a run asks for no help.
        from rich_argparse import RawDescriptionRichHelpFormatter

        self.formatter_class = RawDescriptionRichHelpFormatter
        return super().format_help()

    def _unknown(self, words: Sequence[str]) -> str:
        option = next((word for word in words if word.startswith("-")), "").partition("=")[0]
        if not option:
            return f"there is nothing to do with {' '.join(words)!r}"
        known = [spelling for spelling in self._option_string_actions if spelling.startswith("--")]
        hint = did_you_mean(option, known) if option.startswith("--") else None
        if hint is None and len(option) > len("--x"):
            # Other programs have a word of it for it: `--format` for `--output-format`.
            hint = next((f"did you mean {each!r}?" for each in known if each.endswith(option[1:])), None)
        return f"there is no option {option!r}{f'; {hint}' if hint else ''}"

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            choices = list(map(str, action.choices))
            hint = did_you_mean(str(value), choices) or f"choose from {', '.join(choices)}"
            raise argparse.ArgumentError(action, f"{shortened(str(value))!r} is not a choice; {hint}")

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError`. A misspelt option may be quoted with its value, and that may be a URL with a password."""
        raise UsageError(f"{_USERINFO.sub('//***@', message)}\nRun `{self.prog} --help` for what there is.")


class SelectionOptions(Struct, frozen=True, kw_only=True):
    """The selection of rules on the command line, on top of the configuration's."""

    select: tuple[str, ...] | None = None
    """The selectors; `None` if the configuration decides."""
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[PathIgnore, ...] = ()


class SettingsOptions(Struct, frozen=True, kw_only=True):
    """Settings besides the archive's own configuration file."""

    config: tuple[str, ...] = ()
    """Files and `KEY=VALUE` settings, mixed."""
    isolated: bool = False
    state_dir: str | None = None
    """The state folder; `None` for the environment's or the default one."""


def typed(given: argparse.Namespace, options: type[Options], **groups: Struct) -> Options:
    """Return the options of one type.

    `groups` are fields that are options of other types, already typed. Every other field must be the destination of an
    option: otherwise this raises `AttributeError`, whatever was given.
    """
    plain = {name: getattr(given, name) for name in options.__struct_fields__ if name not in groups}
    return options(**groups, **{name: tuple(each) if isinstance(each, list) else each for name, each in plain.items()})


def add_selection(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Add `SelectionOptions` to a parser. Return their group, for more options about rules."""
    group = parser.add_argument_group("rules")
    lists: tuple[tuple[str, list[str] | None, str], ...] = (
        ("--select", None, "rules to run: codes, prefixes of codes, names or ALL"),
        ("--ignore", [], "rules not to run"),
        ("--extend-select", [], "rules to run besides the selected ones"),
    )
    for option, default, text in lists:
        group.add_argument(option, action="extend", type=selectors, default=default, metavar="RULE[,…]", help=text)
    group.add_argument(
        "--per-file-ignores",
        action="append",
        type=path_ignore,
        default=[],
        metavar="GLOB:RULE[,…]",
        help="rules not to run on paths that match; GLOB is relative to the archive",
    )
    return group


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add `SettingsOptions` to a parser."""
    group = parser.add_argument_group("settings")
    group.add_argument(
        "--config",
        action="append",
        default=[],
        metavar="FILE|KEY=VALUE",
        help='a configuration file to use, or one setting: `archive.site-prefix="/zh"`',
    )
    group.add_argument("--isolated", action="store_true", help="read no configuration file")
    group.add_argument(
        "--state-dir",
        type=path,
        metavar="DIR",
        help="folder for cache and history (default: $ARCHIVE_LINT_STATE_DIR, else one of the user's own)",
    )


def add_baseline_file(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add the path of a baseline to a parser."""
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="findings accepted as known (default: archive-lint-baseline.json of the archive)",
    )


def add_jobs(parser: argparse._ActionsContainer) -> None:
    """Add the number of worker processes to a parser."""
    parser.add_argument("--jobs", type=job_count, metavar="N", help="worker processes (default: one per processor)")


def add_paths(parser: argparse.ArgumentParser, text: str) -> None:
    """Add any number of paths to a parser."""
    parser.add_argument("paths", type=path, nargs="*", metavar="PATH", help=text)


def add_output_format(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """Add the choice of an output format to a parser; the first is the default."""
    parser.add_argument("--output-format", choices=formats, default=formats[0], help="default: %(default)s")
