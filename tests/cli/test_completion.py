"""`archive-lint completion`: what shells offer, asked of the shells themselves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from archive_lint.cli.command import COMMANDS
from archive_lint.cli.completion.script import SHELLS as SCRIPTS
from archive_lint.cli.completion.script import completion_script
from archive_lint.cli.completion.whole_parser import COMPLETERS, arguments
from archive_lint.report.registry import FORMATS
from archive_lint.rule.registry import load_registry
from docs.shared_files import COMPLETIONS

from .conftest import Run
from .shells import SHELLS

ROOT = Path(__file__).parents[2]
CODES = {rule.code for rule in load_registry().rules}
NAMES = {rule.name for rule in load_registry().rules}

OFFERS: dict[str, tuple[set[str], set[str]]] = {
    "": ({"check", "explain", "news", "notes.md"}, {"L001", "--fix", "concise"}),
    "ex": ({"explain"}, {"check", "news"}),
    "n": ({"news", "notes.md"}, {"version"}),
    "no-such": (set(), {"check", "news"}),
    "--sel": ({"--select"}, {"--all", "news"}),
    "--fix --uns": ({"--unsafe-fixes"}, {"--fix"}),
    "--fix ": ({"news", "notes.md"}, {"check", "explain"}),
    "news ru": ({"rules"}, {"rule"}),
    "news --sel": ({"--select"}, set()),
    "--select ": (CODES | NAMES | {"ALL"}, {"news"}),
    "--select L00": ({f"L00{n}" for n in range(1, 10)}, {"S001", "L010"}),
    "--select L001,self-": ({"self-related-link"}, {"L001", "L002"}),
    "--ignore L001 n": ({"news", "notes.md"}, NAMES),
    "--output-format ": (set(FORMATS), {"news"}),
    "--output-format js": ({"json", "json-lines"}, {"junit"}),
    "-o sa": ({"sarif"}, {"json", "news"}),
    "-o sarif:no": ({"notes.md"}, {"sarif", "explain"}),
    "--fail-on ": ({"error", "warning", "info", "never"}, {"news"}),
    "--config no": ({"notes.md"}, set()),
    "--state-dir n": ({"news"}, {"notes.md"}),
    "check n": ({"news", "notes.md"}, {"check"}),
    "check --un": ({"--unsafe-fixes"}, set()),
    "rule L01": ({"L010", "L011"}, {"L001"}),
    "rule L001 self-": ({"self-related-link"}, set()),
    "rule --": ({"--all", "--output-format"}, {"--fix"}),
    "rule --output-format ": ({"text", "json", "markdown"}, {"sarif"}),
    "sources --verdict dead,ali": ({"alive"}, {"dead"}),
    "init n": ({"news"}, {"notes.md"}),
    "help ": (set(COMMANDS), {"news"}),
    "completion ": (set(SCRIPTS), {"news"}),
}
"""By the line after the program's name: what is offered at its end, and what is not."""


@cache
def _script(shell: str) -> str:
    return completion_script(shell, load_registry().rules)


@pytest.fixture(scope="module", params=["bash", "zsh", "fish"])
def offered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """What one shell offers at the end of every line."""
    shell = request.param
    if shell not in SHELLS:
        pytest.skip(f"{shell} is not installed")
    scripts, folder = tmp_path_factory.mktemp("scripts"), tmp_path_factory.mktemp("standing") / "here"
    for each in ("news", "rules"):
        (folder / each).mkdir(parents=True)
    (folder / "notes.md").write_text("")
    script = scripts / "_archive-lint"
    script.write_text(_script(shell))
    return SHELLS[shell](script, folder, list(OFFERS))


@pytest.mark.parametrize("line", OFFERS)
def test_a_shell_offers_what_can_stand_there_and_nothing_else(offered: Mapping[str, set[str]], line: str) -> None:
    wanted, unwanted = OFFERS[line]
    assert wanted - offered[line] == set()
    assert offered[line] & unwanted == set()


@pytest.fixture(params=["bash", "zsh", "fish"])
def laid(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Path]:
    """A shell, and the file in an environment that it reads; the program on `PATH` is another one, which fails."""
    if request.param not in SHELLS:
        pytest.skip(f"{request.param} is not installed")
    shutil.copytree(ROOT / "share", tmp_path / "env/share")
    for folder, does in (
        ("env/bin", f'exec "{sys.executable}" -m archive_lint "$@"'),
        ("other", "echo no >&2; exit 2"),
    ):
        program = tmp_path / folder / "archive-lint"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "other"), prepend=os.pathsep)
    return request.param, tmp_path / "env" / COMPLETIONS[request.param][0]


def test_what_the_wheel_lays_for_a_shell_asks_the_program_of_its_environment(
    laid: tuple[str, Path], tmp_path: Path
) -> None:
    shell, script = laid
    (tmp_path / "here").mkdir()
    offered = SHELLS[shell](script, tmp_path / "here", ["--sel", "rule L01"])
    assert "--select" in offered["--sel"]
    assert offered["rule L01"] == {code for code in CODES if code.startswith("L01")}


def test_a_shell_says_nothing_of_a_program_that_fails(laid: tuple[str, Path], tmp_path: Path) -> None:
    shell, script = laid
    (tmp_path / "env/bin/archive-lint").unlink()
    done = subprocess.run([shell, "-c", f"source '{script}'"], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where zsh keeps what it completes by itself: to look for that takes it a third of a second."""
    return tmp_path_factory.mktemp("zsh") / "dump"


@pytest.mark.skipif("zsh" not in SHELLS, reason="zsh is not installed")
@pytest.mark.parametrize("way", ['source "$1"', '. "$1"', 'eval "$(<"$1")"', 'source <(cat "$1")'])
def test_zsh_takes_the_script_from_its_start_up_file_too(tmp_path: Path, dump: Path, way: str) -> None:
    (tmp_path / "script").write_text(_script("zsh"))
    assert _registered(way, tmp_path / "script", dump) == ("_shtab_archive_lint\n", "")


@pytest.mark.parametrize("laid", ["zsh"], indirect=True)
def test_zsh_takes_what_the_wheel_lays_for_it_from_its_start_up_file_too(laid: tuple[str, Path], dump: Path) -> None:
    _, script = laid
    assert _registered('source "$1"', script, dump) == ("_shtab_archive_lint\n", "")


def _registered(way: str, script: Path, dump: Path) -> tuple[str, str]:
    """Return what completes the program after zsh has read the script, and what zsh says about it."""
    begin = f"autoload -Uz compinit; compinit -u -d {dump}"
    words = ["zsh", "-f", "-c", f"{begin}; {way}; print -r -- ${{_comps[archive-lint]}}", "zsh", f"./{script.name}"]
    done = subprocess.run(words, cwd=script.parent, capture_output=True, text=True, check=True)
    return done.stdout, done.stderr


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_command_prints_the_script_with_all_commands_options_rules_and_formats(run: Run, shell: str) -> None:
    done = run("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert done.out == _script(shell)
    options = {
        option
        for command in COMMANDS.values()
        for each in arguments(command.parser())
        for option in each.option_strings
    }
    # Fish writes an option without its dashes.
    words = set(re.findall(r"[\w-]+", done.out)) | {f"--{word}" for word in re.findall(r"-l ([\w-]+)", done.out)}
    words |= {f"-{letter}" for letter in re.findall(r"-s (\w) ", done.out)}
    assert {*COMMANDS, *CODES, *NAMES, *FORMATS, *options} - words == set()


def test_the_script_of_powershell_registers_for_the_program_and_has_all_that_it_calls() -> None:
    script = _script("powershell")
    assert "Register-ArgumentCompleter -Native -CommandName archive-lint" in script
    called = set(re.findall(r"'(_archive_lint_\w+)'", script)) | set(re.findall(r"^\s+(_\w+) \$", script, re.MULTILINE))
    assert called - set(re.findall(r"^function (\w+) \{", script, re.MULTILINE)) == set()
    assert {script.count(opening) - script.count(closing) for opening, closing in ("{}", "[]")} == {0}


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="pwsh is not installed")
def test_powershell_reads_its_script(tmp_path: Path) -> None:
    (tmp_path / "a.ps1").write_text(_script("powershell"))
    subprocess.run(["pwsh", "-NoProfile", "-File", "a.ps1"], cwd=tmp_path, check=True)


@pytest.mark.parametrize("shell", ["tcsh", "bassh"])
def test_another_shell_is_refused_with_those_there_are(run: Run, shell: str) -> None:
    done = run("completion", shell)
    assert done.code == 2
    assert f"{shell!r} is not a choice" in done.err


FREE = {
    "CIDR|HOST",
    "CODE",
    "DATE",
    "GLOB:RULE[,…]",
    "HOST",
    "HOST:PORT",
    "N",
    "NAME",
    "REASON",
    "REV",
    "TEMPLATE",
    "TIME",
    "URL",
} | {
    "URL|HOST|PREFIX",
    "dask:ADDRESS",
}
"""Stand for what no shell can know."""


def test_every_argument_is_completed_or_free() -> None:
    known = {*COMPLETERS, "COMMAND", *FREE}
    unknown = {
        f"{command.name} {action.dest}"
        for command in COMMANDS.values()
        for action in arguments(command.parser())
        if action.nargs != 0 and not action.choices and action.metavar not in known
    }
    assert unknown == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_rule_s_summary_is_text_to_a_shell(shell: str, tmp_path: Path) -> None:
    class Hostile(load_registry().rules[0]):  # type: ignore[misc]
        code, name = "X001", "hostile-rule"
        summary = "It's \\' $(touch ran) `touch ran` (touch ran); touch ran"

    if shell not in SHELLS:
        pytest.skip(f"{shell} is not installed")
    script, folder = tmp_path / "scripts/_archive-lint", tmp_path / "here"
    script.parent.mkdir()
    folder.mkdir()
    script.write_text(completion_script(shell, [Hostile]))
    assert SHELLS[shell](script, folder, ["rule X"]) == {"rule X": {"X001"}}
    assert list(folder.iterdir()) == []
