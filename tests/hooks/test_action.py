"""The action's scripts, run by bash as a runner runs them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest

from archive_lint.cli.main import main
from archive_lint.rule.examples import PATH, day_index, story
from tests.repository import Repository

ACTION = (Path(__file__).parents[2] / "action.yml").read_text()
BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None or sys.platform == "win32", reason="needs bash")

PAGE = "news/2014/05/24/a page.md"
INPUTS = {
    name.upper().replace("-", "_"): re.sub(r"\A\"|\"\Z", "", default)
    for name, default in re.findall(r"^  ([\w-]+):\n(?:    .*\n)*?    default: (.*)", ACTION, re.MULTILINE)
}


class Done(NamedTuple):
    code: int
    out: str
    outputs: dict[str, str]
    summary: str


def script(step: str) -> str:
    """What a step runs."""
    block = ACTION.partition(f"- name: {step}\n")[2].partition("\n    - ")[0]
    line, _, rest = block.partition("run: ")[2].partition("\n")
    return textwrap.dedent(rest) if line == "|" else line


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A checkout with two faults, and the program installed where the action installs it."""
    programs = tmp_path / "temp" / "archive-lint" / "bin"
    programs.mkdir(parents=True)
    program = programs / "archive-lint"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m archive_lint "$@"\n')
    program.chmod(0o755)
    root = tmp_path / "workspace"
    for path in (PATH, PAGE):
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(story(date="2014-05-24" if path == PAGE else "2014-05-23", related=None))
        (root / path).with_name("index.md").write_text(day_index([]))
    return root


def run(workspace: Path, step: str = "Lint", **inputs: str) -> Done:
    """Run a step of the action with inputs."""
    temp = workspace.parent / "temp"
    output, summary = temp / "output", temp / "summary"
    output.touch()
    summary.touch()
    done = subprocess.run(
        [BASH or "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(step)],
        cwd=workspace,
        env={
            "PATH": os.environ["PATH"],
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(temp),
            **INPUTS,
            **inputs,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return Done(done.returncode, done.stdout + done.stderr, outputs, summary.read_text())


def test_findings_become_annotations_and_a_summary_and_do_not_end_the_job_yet(workspace: Path) -> None:
    done = run(workspace)
    report = str(workspace.parent / "temp/archive-lint.md")
    assert (done.code, done.outputs) == (0, {"exit-code": "1", "report-file": report})
    assert "missing-section" in Path(report).read_text()
    assert re.search(rf"^::error file={PATH},.*title=S001 missing-section::", done.out, re.MULTILINE)
    assert "missing-section" in done.summary


@pytest.mark.parametrize(
    ("code", "expected", "said"),
    [
        ("0", 0, "Nothing at or above"),
        ("1", 1, "Findings"),
        ("2", 2, "Something could not be done"),
        ("3", 3, "The network is down"),
        ("137", 137, "::error title=archive-lint::It ended with code 137"),
        ("", 2, "::error title=archive-lint::It ended with code unknown"),
    ],
)
def test_the_last_step_gives_the_verdict(workspace: Path, code: str, expected: int, said: str) -> None:
    done = run(workspace, "Give the verdict", CODE=code)
    assert done.code == expected
    assert done.out.startswith(said)


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"CHANGED_SINCE": "origin/nope"}, "origin/nope"),
        ({"CONFIG": "gone.toml"}, "gone.toml"),
        ({"CONFIG": 'lint.selct=["L"]'}, "selct"),
        ({"BASELINE": "gone.json"}, "gone.json"),
        ({"FAIL_ON": "often"}, "often"),
        ({"PATHS": "gone.md"}, "gone.md"),
    ],
)
def test_why_a_run_could_not_start_is_an_annotation_and_in_the_summary(
    workspace: Path, inputs: dict[str, str], said: str
) -> None:
    done = run(workspace, **inputs)
    assert done.outputs["exit-code"] == "2"
    (annotation,) = re.findall(r"^::error .*", done.out, re.MULTILINE)
    assert said in annotation
    assert re.search(r"^\| error \|.*", done.summary, re.MULTILINE)
    assert said in done.summary.replace("&#95;", "_")


def test_why_the_program_cannot_be_installed_is_an_annotation_and_in_the_summary(workspace: Path) -> None:
    python = workspace.parent / "python"
    programs = workspace.parent / "temp/archive-lint/bin"
    python.write_text("#!/bin/sh\n")
    (programs / "python").write_text(
        "#!/bin/sh\necho 'WARNING: slow' >&2\necho 'ERROR: No matching 100%' >&2\nexit 1\n"
    )
    for program in (python, programs / "python"):
        program.chmod(0o755)
    done = run(workspace, "Install archive-lint", PYTHON=str(python), VERSION="99", SOURCE=".")
    assert done.code == 2
    assert "::error title=archive-lint cannot be installed::ERROR: No matching 100%25\n" in done.out
    assert "    ERROR: No matching 100%\n" in done.summary


def test_paths_are_one_a_line(workspace: Path) -> None:
    done = run(workspace, PATHS=f"\n{PAGE}\n")
    assert PATH not in done.out
    assert done.outputs["exit-code"] == "1"


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"FAIL_ON": "never"}, "0"),
        ({"FAIL_ON": "info", "CONFIG": 'lint.select=["A002"]'}, "0"),
        ({"FAIL_ON": "often"}, "2"),
        ({"BASELINE": "gone.json"}, "2"),
        ({"CHANGED_SINCE": "HEAD"}, "2"),
        ({"ONLINE": "false", "CONFIG": "web.enabled=true", "MAX_TIME": "1s"}, "1"),
    ],
)
def test_inputs_reach_the_program(workspace: Path, inputs: dict[str, str], code: str) -> None:
    assert run(workspace, **inputs).outputs["exit-code"] == code


def test_what_is_known_between_runs_lies_outside_of_the_workspace(workspace: Path) -> None:
    before = {path.name for path in workspace.iterdir()}
    run(workspace)
    assert {path.name for path in workspace.iterdir()} == before
    assert (workspace.parent / "temp/archive-lint-state/outcome.cache").is_file()
    kept = re.findall(r"path: (\S.*)", ACTION)
    assert kept == ["${{ runner.temp }}/archive-lint-state"] * 2


def test_sarif_is_written_where_the_next_step_looks(workspace: Path) -> None:
    done = run(workspace, SARIF="true")
    assert len(json.loads(Path(done.outputs["sarif-file"]).read_text())["runs"]) == 1


@pytest.mark.parametrize("name", sorted(set(INPUTS) - {"VERSION", "CATEGORY"}))
@pytest.mark.parametrize(
    "hostile", ["$(touch pwned)", "`touch pwned`", "; touch pwned", '"; touch pwned; "', "--output=json:pwned"]
)
def test_no_input_is_taken_for_a_command_or_an_option(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, name: str, hostile: str
) -> None:
    program, asked = workspace.parent / "temp/archive-lint/bin/archive-lint", workspace.parent / "asked"
    program.write_text(f"#!/bin/sh\nprintf '%s\\0' \"$@\" > '{asked}'\n")
    run(workspace, **{name: hostile})
    # Done in this process: a program started for each of so many would take most of the time.
    monkeypatch.chdir(workspace)
    main(asked.read_text().split("\0")[:-1])
    assert not (workspace / "pwned").exists()


@pytest.fixture
def below(workspace: Path) -> Repository:
    """The checkout with its archive in a folder, as the configuration at the top says."""
    site = workspace / "site"
    site.mkdir()
    shutil.move(workspace / "news", site / "news")
    (workspace / "archive-lint.toml").write_text('[archive]\nroot = "site"\n')
    repository = Repository(workspace)
    repository.commit()
    return repository


def test_annotations_name_files_from_the_top_of_the_repository(below: Repository) -> None:
    done = run(below.root)
    assert done.outputs["exit-code"] == "1"
    assert re.search(rf"^::error file=site/{PATH},.*title=S001 missing-section::", done.out, re.MULTILINE)


def test_what_changed_since_a_commit_is_found_below(below: Repository) -> None:
    assert run(below.root, CHANGED_SINCE="HEAD").outputs["exit-code"] == "0"
    below.write({f"site/{PATH}": story(related=["[Gone](/news/2014/05/23/gone.md) _Context: Gone_"])})
    done = run(below.root, CHANGED_SINCE="HEAD")
    assert f"file=site/{PATH},line=11" in done.out
