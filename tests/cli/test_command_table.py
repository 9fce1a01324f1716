"""The table of commands, and the way from words to typed options."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable, Iterator, Sequence

import pytest
from msgspec import Struct

from archive_lint.cli.check_options import parse_check
from archive_lint.cli.command import COMMANDS, DEFAULT, OfflineCommand, OnlineCommand
from archive_lint.cli.commands import (
    baseline,
    check,
    completion,
    config,
    explain,
    init,
    new_rule,
    rule,
    server,
    sources,
    version,
)
from archive_lint.cli.commands import help as help_command
from archive_lint.cli.main import main
from archive_lint.cli.option_types import PathIgnore, ReportFile
from archive_lint.cli.options import SelectionOptions, typed
from archive_lint.web.background import Network

PARSES: dict[str, tuple[Callable[[Sequence[str]], Struct], list[str]]] = {
    "check": (parse_check, []),
    "rule": (rule.parse, []),
    "baseline": (baseline.parse, []),
    "explain": (explain.parse, ["http://a.example/"]),
    "sources": (sources.parse, []),
    "init": (init.parse, []),
    "config": (config.parse, []),
    "new-rule": (new_rule.parse, ["long-title"]),
    "completion": (completion.parse, ["bash"]),
    "server": (server.parse, []),
    "help": (help_command.parse, []),
    "version": (version.parse, []),
}
"""How each command parses, and the fewest words that it takes."""


def fields(options: Struct) -> Iterator[str]:
    for name in options.__struct_fields__:
        value = getattr(options, name)
        yield from fields(value) if isinstance(value, Struct) else [name]


def destinations(parser: ArgumentParser) -> list[str]:
    return [action.dest for action in parser._actions if action.default is not SUPPRESS]


def test_each_command_is_a_module_of_its_kind() -> None:
    # That these are what the table says is for the type checker to say.
    offline: list[OfflineCommand] = [
        rule,
        baseline,
        explain,
        sources,
        init,
        config,
        new_rule,
        completion,
        help_command,
        version,
    ]
    online: list[OnlineCommand] = [check, server]
    assert {command.module: command.is_online for command in COMMANDS.values()} == {
        **{module.__name__: False for module in offline},  # type: ignore[attr-defined]
        **{module.__name__: True for module in online},  # type: ignore[attr-defined]
    }


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.name)
def test_a_command_s_help_begins_with_its_own_name(command: object) -> None:
    assert isinstance(command, type(DEFAULT))
    program = "archive-lint" if command is DEFAULT else f"archive-lint {command.name}"
    assert command.parser().prog == program


def test_help_lists_every_command_with_its_summary() -> None:
    shown = DEFAULT.parser().format_help()
    assert [command for command in COMMANDS.values() if f"  {command.name:<10} {command.summary}\n" not in shown] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_a_typed_field_and_every_field_an_option(name: str) -> None:
    parse, words = PARSES[name]
    assert sorted(fields(parse(words))) == sorted(destinations(COMMANDS[name].parser()))


def test_a_field_that_is_not_an_option_is_found_at_the_first_parse() -> None:
    class Misspelt(Struct):
        stdotu: bool

    with pytest.raises(AttributeError, match="stdotu"):
        typed(init.parser().parse_args([]), Misspelt)


@pytest.mark.parametrize(
    ("words", "selection"),
    [
        ([], SelectionOptions()),
        (["--select", "S,L001"], SelectionOptions(select=("S", "L001"))),
        (["--select", "S", "--select", "L001, D"], SelectionOptions(select=("S", "L001", "D"))),
        (["--ignore", "S", "--ignore", "L"], SelectionOptions(ignore=("S", "L"))),
        (["--extend-select", "S", "--ignore", "L"], SelectionOptions(extend_select=("S",), ignore=("L",))),
        (
            ["--per-file-ignores", "a/**:S,L", "--per-file-ignores", "b:c:D"],
            SelectionOptions(per_file_ignores=(PathIgnore("a/**", ("S", "L")), PathIgnore("b:c", ("D",)))),
        ),
    ],
)
def test_rules_given_several_times_add_up(words: list[str], selection: SelectionOptions) -> None:
    assert parse_check(words).selection == config.parse(words).selection == baseline.parse(words).selection == selection


@pytest.mark.parametrize(
    ("words", "is_fixing"),
    [([], False), (["--fix"], True), (["--fix-only"], True), (["--diff"], False), (["--fix-only", "--diff"], False)],
)
def test_fix_only_fixes_unless_a_diff_is_wanted(words: list[str], is_fixing: bool) -> None:
    assert parse_check(words).fixes.fix is is_fixing


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("30m", 1800), ("2h", 7200), ("1.5d", 129600)])
def test_a_time_is_in_seconds(text: str, seconds: float) -> None:
    assert parse_check(["--max-time", text]).sources.max_time == seconds


def test_reports_to_files_keep_their_order() -> None:
    given = parse_check(["-o", "json:a.json", "--output", "sarif:b:c.sarif"]).output.files
    assert given == (ReportFile("json", "a.json"), ReportFile("sarif", "b:c.sarif"))


def test_options_cannot_be_changed_after_parsing() -> None:
    options = parse_check([])
    with pytest.raises(AttributeError, match="immutable"):
        options.fixes.fix = True  # type: ignore[misc]


def test_one_parse_leaves_nothing_to_the_next() -> None:
    parse_check(["--ignore", "S", "--config", "a.toml", "--allow-network", "10.0.0.0/8"])
    again = parse_check([])
    assert (again.selection.ignore, again.settings.config, again.sources.allow_network) == ((), (), ())


@pytest.mark.usefixtures("run")
def test_a_command_that_asks_nothing_of_the_network_runs_with_any(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rule", "S001"], network=Network()) == 0
    assert capsysbinary.readouterr().out.startswith(b"# missing-section (S001)")
