"""The extension for VS Code agrees with the server that it starts."""

from __future__ import annotations

import json
import re
from pathlib import Path

from archive_lint import __version__
from archive_lint.cli.commands.server import INSTALL
from archive_lint.server.commands import CHECK_SOURCE, FIND_COPY, RESTART, SHOW_REPORT

FOLDER = Path(__file__).parent.parent.parent / "editors" / "vscode"
PACKAGE = json.loads((FOLDER / "package.json").read_text())
SOURCE = (FOLDER / "src" / "extension.ts").read_text()


def test_it_has_the_server_s_commands_and_version() -> None:
    commands = {each["command"] for each in PACKAGE["contributes"]["commands"]}
    assert commands == {CHECK_SOURCE, FIND_COPY, RESTART, SHOW_REPORT}
    assert PACKAGE["version"] == __version__


def test_those_of_a_place_are_given_one() -> None:
    found = re.search(r"OF_A_PLACE = new Set\(\[(.*?)\]\)", SOURCE)
    assert found is not None
    assert set(json.loads(f"[{found[1]}]")) == {CHECK_SOURCE, FIND_COPY}


def test_a_workspace_cannot_name_the_program_that_is_started() -> None:
    settings = PACKAGE["contributes"]["configuration"]["properties"]
    assert {name: setting["scope"] for name, setting in settings.items()} == {"archive-lint.command": "machine"}


def test_it_says_how_to_get_the_program() -> None:
    assert INSTALL in SOURCE


def test_what_it_is_made_of_is_locked_and_names_no_address() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text())
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert all("integrity" in each and "resolved" not in each for each in packages.values())
    assert lock["packages"][""]["dependencies"] == PACKAGE["dependencies"]
