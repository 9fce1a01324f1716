"""A password that a page cites is in nothing that a command writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.report.registry import FORMATS
from archive_lint.rule.examples import PATH, story
from tests.cli.conftest import Run, Write

CITED = "https://reader:hunter2@gazette.example/a"
PAGE = story(
    sources=[
        f"[Gazette]({CITED})",
        f"[Gazette {CITED}]({CITED})",
        "[Gazette](http//reader:hunter2@gazette.example/)",
        "[](https://reader:hunter2@gazette.example/b)",
        "[Gazette &quot;hunter&quot;](https://reader:hunter2@gazette.example/d)",
        "[Gazette](https://reader:hunter2 x@gazette.example/)",
        "[Gazette](hxxp://reader:hunter2@gazette.example/)",
        "[Gazette](https://gazette.example/c?utm_source=a&access_token=hunter2)",
    ],
    related=[f"[Harbour]({CITED}) _Context: Harbour_", "[Harbour](//reader:hunter2@gazette.example/x.md)"],
)


@pytest.fixture(autouse=True)
def archive(write: Write) -> None:
    write({PATH: PAGE, "archive-lint.toml": '[lint]\nselect = ["ALL"]\n'})


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_a_password(run: Run, name: str) -> None:
    done = run("--no-cache", "--color", "always", "-v", "--output-format", name)
    assert done.code == 1
    # A badge tells a number.
    assert ("gazette.example" in done.out) is (name != "badge")
    assert "hunter2" not in done.out + done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--diff", "--unsafe-fixes"),
        ("--fix", "--unsafe-fixes", "--show-fixes"),
        ("--statistics",),
        ("explain", CITED),
        ("explain", CITED, "--output-format", "json"),
        ("config",),
    ],
    ids=" ".join,
)
def test_no_command_shows_a_password(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert "hunter2" not in done.out + done.err


def test_a_baseline_holds_no_password(run: Run, tmp_path: Path) -> None:
    assert run("baseline").code == 0
    written = (tmp_path / "archive-lint-baseline.json").read_text()
    assert "gazette.example" in written
    assert "hunter2" not in written
    assert run("--no-cache").code == 0


def test_an_excerpt_keeps_its_columns(run: Run) -> None:
    lines = run("--no-cache", "--output-format", "full", "--select", "U006").out.split("\n")
    at = next(number for number, line in enumerate(lines) if "[Gazette](" in line)
    assert "https://**************@gazette.example/a)" in lines[at]
    assert lines[at + 1].index("^") == lines[at].index("https:")


def test_a_change_that_would_print_a_password_is_left_out_of_the_diff(run: Run) -> None:
    assert f"# {PATH}: not shown, for a URL with a password stands there" in run("--diff").out.split("\n")


def test_a_fix_still_writes_what_the_page_says(run: Run, tmp_path: Path) -> None:
    run("--fix")
    assert (tmp_path / PATH).read_text().count("hunter2") == PAGE.count("hunter2")
