"""The man page, and that the wheel carries it and the scripts of shells."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from archive_lint.cli.command import COMMANDS
from archive_lint.cli.completion.whole_parser import arguments
from archive_lint.cli.exit_code import ExitCode
from archive_lint.report.registry import FORMATS
from docs.shared_files import COMPLETIONS, MAN_PAGE, shared_files

ROOT = Path(__file__).parents[2]
PAGE = ROOT / MAN_PAGE


def _shown() -> str:
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-rLL=2000n", "-P-cbou", str(PAGE)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


def test_groff_renders_it_without_a_warning_and_it_names_all_there_is() -> None:
    shown = _shown()
    options = {
        option
        for command in COMMANDS.values()
        for each in arguments(command.parser())
        for option in each.option_strings
    }
    named = {*COMMANDS, *FORMATS, *options, *(str(code.value) for code in ExitCode)}
    words = set(re.findall(r"[\w-]+", shown))
    assert named - words == set()
    assert "\\" not in shown.replace("\\[", "")
    titles = ("NAME", "SYNOPSIS", "COMMANDS", "EXIT STATUS", "FILES", "ENVIRONMENT", "EXAMPLES")
    assert [title for title in titles if f"\n{title}\n" not in shown] == []


def test_options_are_written_so_that_they_can_be_searched_and_copied() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert "\\-\\-fix" in text
    assert re.findall(r"(?<!\\)--?[a-z]", text) == []


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_shows_it_without_a_warning() -> None:
    done = subprocess.run(["man", "--warnings", "-l", str(PAGE)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "lint a Markdown news archive" in done.stdout


def test_what_is_committed_is_what_is_made() -> None:
    made = dict(shared_files())
    assert {path: (ROOT / path).read_text(encoding="utf-8") for path in made} == made


def test_the_wheel_lays_the_folder_where_shells_and_man_look() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"] == {"share": "share"}
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "share").rglob("*") if path.is_file()}
    assert files == {MAN_PAGE, *(path for path, _ in COMPLETIONS.values())}
