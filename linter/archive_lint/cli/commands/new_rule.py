"""`archive-lint new-rule`: writes a package with a rule, which passes its own test and is there to be changed."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from msgspec import Struct

from archive_lint.cli.console import UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.options import Parser, typed
from archive_lint.cli.rule_package.package_files import package_files, project_name
from archive_lint.rule.base import is_rule_code, is_rule_name
from archive_lint.rule.registry import Registry, load_registry
from archive_lint.text import shortened

_LONGEST = 50
_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_RESERVED = "rules"
"""Names the package of the rules that come with archive-lint."""


class NewRuleOptions(Struct, frozen=True, kw_only=True):
    """The options of `new-rule`."""

    name: str
    code: str | None


def parser() -> argparse.ArgumentParser:
    """Return the parser of `new-rule`."""
    accepted = Parser(
        "archive-lint new-rule",
        "Write a package with a rule of your own into a new folder, archive-lint-NAME: the rule, its test, its entry "
        "point. It passes its test and reports long titles; change it into what yours is about.",
    )
    accepted.add_argument(
        "name", metavar="NAME", help="of the rule: small letters and hyphens, naming the bad thing (`long-title`)"
    )
    accepted.add_argument("--code", metavar="CODE", help="of the rule (default: X001, or the next that is free)")
    return accepted


def parse(words: Sequence[str]) -> NewRuleOptions:
    """Return the options that were given. Raises `UsageError`."""
    return typed(parser().parse_args(words), NewRuleOptions)


def run(words: Sequence[str]) -> int:
    """Write the package, and say how to go on."""
    options = parse(words)
    registry = load_registry()
    _check_name(options.name, registry)
    code = _free_code(registry) if options.code is None else _checked_code(options.code, registry)
    folder = project_name(options.name)
    _write(folder, options.name, code)
    sys.stdout.write(
        f"Wrote {folder}/ with the rule {code} {options.name}.\n"
        f"Next: cd {folder} && pip install -e . pytest && pytest && archive-lint rule {code}\n"
    )
    return ExitCode.CLEAN


def _check_name(name: str, registry: Registry) -> None:
    if not _can_be_named(name):
        likely = "-".join(part.lower() for part in _WORD_BREAK.split(name) if part)
        hint = f"did you mean {likely!r}?" if name.isascii() and _can_be_named(likely) else "e.g. 'long-title'"
        raise UsageError(
            f"{shortened(name)!r} cannot be the name of a rule's package: small letters and digits in words that "
            f"hyphens join, a letter first, {_LONGEST} characters at most, and not {_RESERVED!r}; {hint}"
        )
    if name in registry.selectors:
        raise UsageError(f"there is a rule {name!r} already: `archive-lint rule {name}` shows it")


def _can_be_named(name: str) -> bool:
    return is_rule_name(name) and name[0].isalpha() and len(name) <= _LONGEST and name != _RESERVED


def _checked_code(code: str, registry: Registry) -> str:
    if not is_rule_code(code):
        hint = f"did you mean {code.upper()!r}?" if is_rule_code(code.upper()) else "e.g. 'X001'"
        raise UsageError(
            f"{shortened(code)!r} cannot be the code of a rule: one to three capital letters and three digits; {hint}"
        )
    if registry.find(code) is not None:
        raise UsageError(f"there is a rule {code} already: `archive-lint rule {code}` shows it")
    return code


def _free_code(registry: Registry) -> str:
    return next(code for number in count(1) if registry.find(code := f"X{number:03}") is None)


def _write(folder: str, name: str, code: str) -> None:
    """Write the files into a folder that is not there yet. Raises `UsageError`."""
    try:
        os.mkdir(folder)
        for path, text in package_files(name, code).items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise UsageError(f"{folder}: there is such a file or folder already; it is left as it is") from None
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror or error}") from error
