"""The commands beside the main one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive_lint.rule.examples import PATH, day_index, story
from archive_lint.rule.registry import load_registry

from .conftest import INDEX, Run, Write


@pytest.mark.parametrize("selector", ["S001", "missing-section", "s001", "Missing-Section"])
def test_a_rule_is_explained_by_code_or_name(run: Run, selector: str) -> None:
    assert run("rule", selector).out.startswith("# missing-section (S001)\n")


@pytest.mark.parametrize("arguments", [(), ("--all",)])
def test_all_rules_are_listed_a_line_each(run: Run, arguments: tuple[str, ...]) -> None:
    lines = run("rule", *arguments).out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in load_registry().rules]


def test_rules_are_given_as_data(run: Run) -> None:
    data = json.loads(run("rule", "--all", "--output-format", "json").out)
    assert {"code", "name", "summary", "severity", "scope", "fixes", "options", "documentation"} <= data[0].keys()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("S0001",), "did you mean"),
        (("S001", "--all"), "name no rule beside it"),
        (("zzz",), "--all"),
    ],
)
def test_a_rule_that_does_not_exist_is_an_error(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run("rule", *arguments)
    assert done.code == 2
    assert said in done.err


def test_config_shows_each_value_with_its_origin_and_each_rule_with_the_reason(run: Run, write: Write) -> None:
    write({"archive-lint.toml": '[archive]\nsite-prefix = "/zh"\n[lint]\nignore = ["S"]\n', "a.md": "x"})
    lines = run("config", "--ignore", "L002").out.splitlines()
    assert any(line.startswith("archive.site-prefix") and line.endswith("archive-lint.toml:2") for line in lines)
    assert any(line.startswith("S001  off") and line.endswith("ignore S in archive-lint.toml") for line in lines)
    assert any(line.startswith("L002  off") and line.endswith("ignore L002 in the command line") for line in lines)
    assert any(line.startswith("L001  on") for line in lines)


def test_config_of_a_place_that_is_not_there_is_an_error(run: Run) -> None:
    done = run("config", "none")
    assert (done.code, done.out) == (2, "")
    assert "none: there is no such file or folder" in done.err


def test_config_is_given_as_data(run: Run, write: Write) -> None:
    write({"a.md": "x"})
    data = json.loads(run("config", "--output-format", "json").out)
    assert data["settings"]["archive.index"] == {"value": "index.md", "origin": "default"}
    assert data["rules"]["S001"]["enabled"] is True


@pytest.mark.usefixtures("archive")
def test_init_writes_a_configuration_that_fits(run: Run, tmp_path: Path) -> None:
    assert run("init").code == 0
    assert (tmp_path / "archive-lint.toml").exists()
    assert run("config").code == 0
    again = run("init")
    assert again.code == 2
    assert "exists already and is not changed" in again.err


@pytest.mark.usefixtures("archive")
def test_init_can_print_instead(run: Run, tmp_path: Path) -> None:
    assert "[archive]" in run("init", "--stdout").out
    assert not (tmp_path / "archive-lint.toml").exists()


@pytest.mark.usefixtures("archive")
def test_init_below_another_configuration_says_that_it_takes_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "archive-lint.toml").write_text("")
    done = run("init", "news")
    assert done.code == 0
    assert f"{tmp_path / 'archive-lint.toml'} configures this folder too" in done.err


def test_init_needs_pages_to_learn_from(run: Run) -> None:
    done = run("init")
    assert done.code == 2
    assert "no Markdown page to learn from" in done.err


def test_a_folder_with_the_name_of_a_command_can_be_checked(run: Run, write: Write) -> None:
    write({"news/2014/05/23/index.md": "x", "rule/a.md": "x"})
    assert run("--select", "S001", "./rule").code == 0


def test_the_program_runs_as_a_module_and_says_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "archive_lint", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("archive-lint ")


def test_a_reader_that_goes_away_early_is_not_an_error(tmp_path: Path, write: Write) -> None:
    write({PATH.replace("harbour", f"h{number}"): story(related=None) for number in range(300)})
    process = subprocess.Popen(
        [sys.executable, "-m", "archive_lint", "--select", "S001", str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [(), ("--diff",), ("rule", "--all"), ("--timing",)])
def test_standard_output_that_cannot_be_written_is_told_of(
    tmp_path: Path, write: Write, arguments: Sequence[str]
) -> None:
    write({PATH: story(related=None, summary="Cars and &quot;lorries&quot;")})
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "archive_lint", *arguments],
            cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.stderr == "archive-lint: error: standard output cannot be written: No space left on device\n"
    assert done.returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix closes the streams")
@pytest.mark.parametrize(
    ("arguments", "closed", "code"),
    [
        ("", ">&-", 1),
        ("", "2>&-", 1),
        ("none.md", "2>&-", 2),
        ("--fix --diff", ">&- 2>&-", 2),
        ("--diff", ">&-", 0),
        ("--stdin-filename news/2014/05/23/a.md -", "<&-", 1),
    ],
)
def test_the_exit_code_speaks_where_streams_are_closed(
    tmp_path: Path, write: Write, arguments: str, closed: str, code: int
) -> None:
    write({PATH: story(related=None), INDEX: day_index([("Harbour bridge reopens after repairs", PATH)])})
    command = f'"$0" -m archive_lint --select S001 {arguments} {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert "fault of archive-lint" not in done.stderr


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.6])
def test_ctrl_c_ends_the_run_with_what_is_known_and_no_traceback(tmp_path: Path, write: Write, seconds: float) -> None:
    write({PATH.replace("harbour", f"h{number}"): story(related=None) for number in range(3000)})
    process = subprocess.Popen(
        [sys.executable, "-c", "from archive_lint.cli.main import run; print('up', flush=True); run()",
         "--select", "S", "--output-format", "json", str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert "Traceback" not in err
    # One that comes while the report is written is too late to make it partial.
    is_complete = bool(out) and json.loads(out)["complete"]
    assert out or err == "archive-lint: error: interrupted\n"
    assert process.returncode == (1 if is_complete else 130)
