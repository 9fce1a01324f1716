"""Words that are nearly a command, an option or a choice: the message names the one that was meant."""

from __future__ import annotations

from contextlib import suppress

import pytest

from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.main import main

from .conftest import Run


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["chekc"], "'chekc' is not a command, a file or a folder; did you mean 'check'?"),
        (["rules"], "'rules' is not a command, a file or a folder; did you mean 'rule'?"),
        (["newrule"], "'newrule' is not a command, a file or a folder; did you mean 'new-rule'?"),
        (["new-rul", "long-title"], "did you mean 'new-rule'?"),
        (["completions", "bash"], "did you mean 'completion'?"),
        (["completion"], "the following arguments are required: SHELL"),
        (["baselin", "--prune"], "there is no option '--prune'"),
        (["check", "exlpain"], "did you mean 'explain'?"),
        (["help", "chek"], "there is no command 'chek'; did you mean 'check'?"),
        (["help", "weather"], "there is no command 'weather'; there are check, rule, "),
        (["--selct", "L001"], "there is no option '--selct'; did you mean '--select'?"),
        (["--select-extend=L001"], "there is no option '--select-extend'"),
        (["--online=yes", "--offlin"], "argument --online: ignored explicit argument 'yes'"),
        (["--format", "json"], "there is no option '--format'; did you mean '--output-format'?"),
        (["-x"], "there is no option '-x'\n"),
        (["rule", "--al"], "there is no option '--al'; did you mean '--all'?"),
        (["sources", "these", "hosts"], "there is nothing to do with 'these hosts'"),
        (["--fail-on", "eror"], "argument --fail-on: 'eror' is not a choice; did you mean 'error'?"),
        (
            ["--fail-on", "often"],
            "argument --fail-on: 'often' is not a choice; choose from error, warning, info, never",
        ),
        (["--output-format", "jsno"], "argument --output-format: 'jsno' is not a choice; did you mean 'json'?"),
        (["--color", "\x1b[31m" + "x" * 300], "choose from auto, always, never"),
        (["--proxi=http://me:secret@proxy.example"], "there is no option '--proxi'; did you mean '--proxy'?"),
    ],
)
def test_a_mistyped_word_is_told_with_the_one_that_was_meant(run: Run, words: list[str], told: str) -> None:
    done = run(*words)
    assert done.code == ExitCode.ERROR
    assert told in done.err
    assert "secret" not in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize("word", ["news", "sourced-from-the-web.md", "./chekc", "chekc/", "intro", "4711"])
def test_a_path_that_is_not_there_and_not_nearly_a_command_is_a_path(run: Run, word: str) -> None:
    done = run(word)
    assert done.code == ExitCode.ERROR
    assert "there is no such file or folder" in done.err
    assert done.out == "Nothing was checked: 1 problem.\n"


def told_by(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with suppress(SystemExit):  # How argparse ends after help.
        main(words)
    return capsys.readouterr().out


@pytest.mark.parametrize("words", [["--help"], ["help"], ["help", "check"], ["check", "-h"]])
def test_help_of_the_program_lists_the_commands_before_the_options(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    shown = told_by(capsys, *words)
    assert shown.index("\n  baseline ") < shown.index("--changed-since")
    assert shown.startswith("Usage: archive-lint [check] [OPTION]... [PATH]...\n")


def test_help_of_a_command_is_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert told_by(capsys, "help", "rule") == told_by(capsys, "rule", "--help")
    assert "archive-lint rule" in told_by(capsys, "help", "rule")


def test_the_version_is_told_by_command_and_by_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert told_by(capsys, "version") == told_by(capsys, "--version") == told_by(capsys, "-V")
