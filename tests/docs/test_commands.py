"""Every command on a page does what the page says: run in a copy of the example archive, offline."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from archive_lint.cli.command import COMMANDS
from tests.docs.commands import ROOT, Command, commands_of, is_shown, run
from tests.repository import ENVIRONMENT, Repository

NOT_RUN = {
    "make": "sets up an environment; tests/packaging/test_first_minutes.py plays that",
    "pip": "asks an index; tests/packaging builds what it installs",
    "pipx": "asks an index; tests/packaging builds what it installs",
    "uv": "asks an index; tests/packaging builds what it installs",
    "cd editors/vscode": "asks an index; its workflow builds the extension",
    "docker": "needs a container engine; tests/packaging/test_image.py reads what it builds",
    "pre-commit": "builds an environment; tests/hooks installs and runs the hooks",
    "archive-lint completion": "writes to folders of shells; tests/cli sources the scripts in real shells",
    "dask": "listens on the network; tests/engine has workers of its own",
    "archive-lint --executor dask:tcp://10.1.0.5:8786": "asks another machine; tests/engine has workers of its own",
}
"""Commands that cannot be run here, by how they begin, each with the reason."""

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWN = {page.relative_to(ROOT).as_posix(): list(commands_of(page)) for page in PAGES}
RUN_HERE = {
    page: [command for command in commands if not command.text.startswith(tuple(NOT_RUN))]
    for page, commands in SHOWN.items()
}


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example archive without its configuration, committed on `main`, as the current folder."""
    root = tmp_path / "archive"
    shutil.copytree(ROOT / "examples/archive", root, ignore=shutil.ignore_patterns("*.toml"))
    Repository(root).commit()
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ARCHIVE_LINT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(root)
    return root


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("page", [page for page, commands in RUN_HERE.items() if commands])
def test_the_commands_of_a_page_run_and_print_what_it_shows(page: str) -> None:
    for command in RUN_HERE[page]:
        code, printed = run(command)
        where = f"{page}:{command.line}: {command.text}"
        assert code in {0, 1}, f"{where}\n{printed}"
        if command.prints:
            assert is_shown(command.prints, printed), f"{where}\n{printed}"


def test_every_reason_not_to_run_a_command_is_needed() -> None:
    texts = [command.text for commands in SHOWN.values() for command in commands]
    assert [start for start in NOT_RUN if not any(text.startswith(start) for text in texts)] == []


def test_most_commands_are_run() -> None:
    assert sum(map(len, RUN_HERE.values())) > 40


OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+|(?<![\w-])-[a-zA-Z](?![\w-])")
KNOWN = {
    name: {option for action in command.parser()._actions for option in action.option_strings}
    for name, command in COMMANDS.items()
}


@pytest.mark.parametrize("page", SHOWN)
def test_every_option_that_a_sentence_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for words in re.findall(r"`archive-lint ([^`]+)`", text):
        named = words.split()[0]
        options = KNOWN.get(named, KNOWN["check"])
        assert named in KNOWN or not re.fullmatch(r"[a-z]+", named), words
        assert set(OPTION.findall(re.sub(r"'.*?'", "", words))) <= options, words


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\nb", "a\nc\n", False),
        ("a\n …\nd", "a\nb\nc\nd\n", True),
        ("a\n…\nd", "a\nb\nc\n", False),
        ("at 2026-01-02 03:04", "at 2027-05-06 07:08\n", True),
        ("a", "a\nmore\n", False),
    ],
)
def test_what_is_shown_is_compared_line_by_line(shown: str, printed: str, same: bool) -> None:
    assert is_shown(shown, printed) is same


def test_a_block_is_read_as_commands_with_what_they_print(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# x\n\n```console\n$ one    # why\nprinted\n\n$ two 'a b'\n```\n\n```sh\n#!/bin/sh\nexec three\n```\n"
    )
    commands = list(commands_of(page))
    assert commands == [Command(4, "one    # why", "printed"), Command(7, "two 'a b'", ""), Command(12, "three", "")]
    assert [command.words for command in commands] == [["one"], ["two", "a b"], ["three"]]
