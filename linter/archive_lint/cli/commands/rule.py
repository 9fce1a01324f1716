"""`archive-lint rule`: explains rules."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from archive_lint.cli.console import UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.options import Parser, add_output_format, typed
from archive_lint.cli.output import to_standard_output
from archive_lint.config.shape import did_you_mean
from archive_lint.report.escape import terminal
from archive_lint.rule.base import Rule
from archive_lint.rule.documentation import fix_label, rule_data, rule_markdown
from archive_lint.rule.registry import Registry, load_registry

_WIDEST = 100
"""The most cells of a line: longer lines are hard to read."""


class RuleCommandOptions(Struct, frozen=True, kw_only=True):
    """The options of `rule`."""

    rules: tuple[str, ...]
    """Codes or names; empty for all."""
    all: bool
    output_format: str


def parser() -> argparse.ArgumentParser:
    """Return the parser of `rule`."""
    accepted = Parser("archive-lint rule", "Explain rules.")
    accepted.add_argument("rules", nargs="*", metavar="CODE|NAME", help="rules to explain (default: list all)")
    accepted.add_argument(
        "--all", action="store_true", help="list every rule; with markdown or json: explain every rule"
    )
    add_output_format(accepted, ("text", "json", "markdown"))
    return accepted


def parse(words: Sequence[str]) -> RuleCommandOptions:
    """Return the options that were given. Raises `UsageError`."""
    return typed(parser().parse_args(words), RuleCommandOptions)


def run(words: Sequence[str]) -> int:
    """Print the documentation of rules."""
    options = parse(words)
    if options.rules and options.all:
        raise UsageError("--all shows every rule: name no rule beside it")
    registry = load_registry()
    is_all = not options.rules
    rules = registry.rules if is_all else [_find(registry, selector) for selector in options.rules]
    if options.output_format == "json":
        data = [rule_data(rule) for rule in rules]
        text = (
            msgspec.json.format(
                msgspec.json.encode(data if is_all else data[0] if len(data) == 1 else data), indent=2
            ).decode()
            + "\n"
        )
    elif options.output_format == "text" and is_all:
        text = _list(rules)
    else:
        text = "\n".join(rule_markdown(rule) for rule in rules)
        if options.output_format == "text" and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
            text = _rendered(text)
    to_standard_output(lambda stream: stream.write(text.encode()))
    return ExitCode.CLEAN


def _find(registry: Registry, selector: str) -> type[Rule]:
    rule = registry.find(selector) or registry.find(selector.upper()) or registry.find(selector.lower())
    if rule is None:
        hint = did_you_mean(selector, registry.selectors)
        raise UsageError(f"there is no rule {selector!r}" + (f"; {hint}" if hint else "; --all lists them"))
    return rule


def _rendered(markdown: str) -> str:
    """Return a page rendered for a terminal: headings, tables and examples, in colour if it has any."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    # Examples contain what rules report: marks that reverse the text, or control the terminal.
    shown = "\n".join(terminal(line) for line in markdown.split("\n"))
    with console.capture() as captured:
        console.print(Markdown(shown, code_theme="ansi_dark", hyperlinks=False), width=min(console.width, _WIDEST))
    return captured.get()


def _list(rules: Sequence[type[Rule]]) -> str:
    rows = [(rule.code, rule.name, rule.severity.value, fix_label(rule), rule.summary) for rule in rules]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "".join(
        "  ".join((*(cell.ljust(width) for cell, width in zip(row[:4], widths, strict=True)), row[4])) + "\n"
        for row in rows
    )
