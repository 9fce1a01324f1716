"""The man page, made from the parsers of all commands. groff and mandoc read it; `man -l` shows it.

argparse-manpage was looked at: it writes the help of each command as one text, with usage and list of commands in it,
and has no place for files, environment and exit codes per section.
"""

from __future__ import annotations

import re
from argparse import Action, ArgumentParser
from collections.abc import Iterator, Mapping

from archive_lint import __version__
from archive_lint.baseline import FILE_NAME as BASELINE
from archive_lint.cli.check_options import ABOUT
from archive_lint.cli.command import COMMANDS, DEFAULT
from archive_lint.cli.exit_code import MEANINGS
from archive_lint.config.discover import FILE_NAMES as CONFIGURATIONS
from archive_lint.files.state_folder import VARIABLE
from archive_lint.report.registry import FORMATS

FILES: Mapping[str, str] = {
    ", ".join(f"`{name}`" for name in CONFIGURATIONS): "Settings of an archive; of `pyproject.toml` the table "
    "`[tool.archive-lint]`. The nearest one above the pages counts; `archive-lint init` writes the first.",
    f"`{BASELINE}`": "Findings that are accepted as known; `archive-lint baseline` writes it.",
    "`$XDG_STATE_HOME/archive-lint`, `~/.local/state/archive-lint`": "Where the cache and the history of checks lie, a "
    "folder per archive; on macOS and Windows where these systems keep such things.",
}
ENVIRONMENT: Mapping[str, str] = {
    VARIABLE: "The folder for the cache and the history of this archive, as `--state-dir` names it.",
    "NO_COLOR": "Nothing is coloured, unless `--color always` asks for it.",
    "FORCE_COLOR": "Colour what is not a terminal, too.",
    "COLUMNS": "The width of what is printed, where standard output is not a terminal.",
    "SSL_CERT_FILE, SSL_CERT_DIR": "Certificates to trust, and no others, when sources are checked.",
}
EXAMPLES: Mapping[str, str] = {
    "archive-lint": "Check the archive around the current folder.",
    "archive-lint --fix --select L,I news/2014": "Fix what can be fixed safely in the links and indexes of a year.",
    "archive-lint --changed-since main": "Report what this branch is to blame for, here or on other pages.",
    "archive-lint --online --max-time 2h -o html:report.html": "Check sources too, for two hours at most, and write a "
    "page to look at.",
    "archive-lint rule L001": "Explain a rule.",
}
_WORD = re.compile(r"`([^`]+)`")
_ESCAPES = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "^": r"\(ha", "~": r"\(ti"}


def man_page() -> str:
    """Return the man page."""
    lines = [*_head(), *_commands(), *_output_formats(), *_tail()]
    return "\n".join(lines) + "\n"


def _head() -> Iterator[str]:
    # Without a date, so that it is the same bytes whenever it is made.
    yield f'.TH ARCHIVE\\-LINT 1 "" "archive\\-lint {__version__}" "User Commands"'
    yield ".SH NAME\narchive\\-lint \\- lint a Markdown news archive"
    yield ".SH SYNOPSIS"
    yield ".B archive\\-lint\n[\\fBcheck\\fR] [\\fIOPTION\\fR]... [\\fIPATH\\fR]...\n.br"
    yield ".B archive\\-lint\n\\fICOMMAND\\fR [\\fIOPTION\\fR]..."
    yield ".SH DESCRIPTION"
    yield _text(ABOUT)
    yield ".PP\n" + _text("Where no command is named, the words are those of `check`.")
    yield ".SH COMMANDS"
    for command in COMMANDS.values():
        yield from _item(f"\\fB{_text(command.name)}\\fR", command.summary)


def _commands() -> Iterator[str]:
    for command in COMMANDS.values():
        parser = command.parser()
        yield f".SH {_text(f'archive-lint {command.name}').upper()}"
        yield _text(ABOUT if command is DEFAULT else (parser.description or ""))
        yield from _arguments(parser, is_titled=command is DEFAULT)
        if parser.epilog and command is not DEFAULT:
            yield ".PP\n.nf\n" + "\n".join(map(_text, parser.epilog.split("\n"))) + "\n.fi"


def _arguments(parser: ArgumentParser, *, is_titled: bool) -> Iterator[str]:
    for group in parser._action_groups:
        actions = [action for action in group._group_actions if action.dest != "help"]
        if actions and is_titled:
            yield f".SS {_text((group.title or '').capitalize())}"
        for action in actions:
            yield from _item(_spelling(action), _meaning(action))


def _spelling(action: Action) -> str:
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else "")
    shown = f"\\fI{_text(str(value or action.dest))}\\fR"
    if not action.option_strings:
        return shown
    return ", ".join(f"\\fB{_text(o)}\\fR{f' {shown}' if action.nargs != 0 else ''}" for o in action.option_strings)


def _meaning(action: Action) -> str:
    return (action.help or "").replace("%(default)s", str(action.default))


def _output_formats() -> Iterator[str]:
    yield ".SH OUTPUT FORMATS"
    for info in FORMATS.values():
        yield from _item(f"\\fB{_text(info.name)}\\fR", info.summary)


def _tail() -> Iterator[str]:
    yield ".SH EXIT STATUS"
    for code, meaning in MEANINGS.items():
        yield from _item(f"\\fB{code.value}\\fR", meaning)
    for title, table in (("FILES", FILES), ("ENVIRONMENT", ENVIRONMENT)):
        yield f".SH {title}"
        for name, meaning in table.items():
            yield from _item(_text(name if "`" in name else f"`{name}`"), meaning)
    yield ".SH EXAMPLES"
    for line, meaning in EXAMPLES.items():
        yield from _item(f"\\fB{_text(line)}\\fR", meaning)
    yield ".SH SEE ALSO\n.BR git (1)"


def _item(head: str, text: str) -> Iterator[str]:
    yield f".TP\n{head}\n{_text(text)}"


def _text(text: str) -> str:
    """Return text as groff and mandoc take it: no character of it is a command, and what is quoted is bold."""
    written = "".join(_ESCAPES.get(c) or (c if c.isascii() else f"\\[u{ord(c):04X}]") for c in " ".join(text.split()))
    written = _WORD.sub(r"\\fB\1\\fR", written).replace("`", r"\(ga")
    return f"\\&{written}" if written.startswith(".") else written
