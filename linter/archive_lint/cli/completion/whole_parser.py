"""The parsers of all commands as one, each argument with what completes it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping

from archive_lint.cli.command import COMMANDS, DEFAULT
from archive_lint.cli.options import Parser

Completer = Mapping[str, str]
"""The name of what completes a word, by shell."""


def _named(name: str) -> Completer:
    return {
        "bash": f"_archive_lint_{name}",
        "zsh": f"_archive_lint_{name}",
        "fish": f"(_archive_lint_{name})",
        "powershell": f"_archive_lint_{name}",
    }


_FILES = _named("files")
_FOLDERS = _named("dirs")

COMPLETERS: Mapping[str, Completer] = {
    "PATH": _FILES,
    "FILE": _FILES,
    "FILE|KEY=VALUE": _FILES,
    "DIR": _FOLDERS,
    "FOLDER": _FOLDERS,
    "CODE|NAME": _named("rules"),
    "RULE[,…]": _named("rule_list"),
    "VERDICT[,…]": _named("verdict_list"),
    "FORMAT:PATH": _named("report"),
}
"""The completers of arguments, by the word for the argument in the help."""


def whole_parser(*, is_check_open: bool) -> argparse.ArgumentParser:
    """Return a parser whose subparsers are the commands. With `is_check_open` it takes the options of `check` too.

    It is there to be read, not to parse.
    """
    whole = _completed(DEFAULT.parser()) if is_check_open else Parser("archive-lint", "")
    for action in _positionals(whole):
        whole._remove_action(action)  # noqa: SLF001  # argparse has no public way to read a parser or to take from it
    commands = whole.add_subparsers(metavar="COMMAND", parser_class=_Ready)
    for command in COMMANDS.values():
        parser = _completed(command.parser())
        parser.description = command.summary
        commands.add_parser(command.name, help=command.summary, made=parser)
    return whole


class _Ready(argparse.ArgumentParser):
    """Stands where argparse wants to make the parser of a command: it is the one that the command has made."""

    def __new__(cls, *, made: argparse.ArgumentParser, **_: object) -> argparse.ArgumentParser:  # type: ignore[misc]
        return made


def _positionals(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in arguments(parser) if not action.option_strings]


def arguments(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield all that a parser takes, help apart."""
    return (action for action in list(parser._actions) if action.dest != "help")  # noqa: SLF001


def _completed(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    for action in arguments(parser):
        if action.metavar == "COMMAND" and not action.choices:
            action.choices = list(COMMANDS)
        completer = COMPLETERS.get(str(action.metavar))
        if completer is not None:
            action.complete = completer  # type: ignore[attr-defined]  # where shtab looks for it
        # What the help prints ends at a colon in zsh, and what follows would be run.
        action.metavar = str(action.metavar or action.dest).replace(":", " ")
    return parser
