"""The example that keeps one issue about the nightly sweep: its script, with a `gh` that notes what it is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

EXAMPLE = Path(__file__).parents[2] / "examples/workflows/github-nightly-issue.yml"
BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None or sys.platform == "win32", reason="needs bash")

JOB = yaml.safe_load(EXAMPLE.read_text())["jobs"]["sweep"]
STEP = JOB["steps"][-1]
RUN = "https://github.com/me/news/actions/runs/1"
REPORT = "## archive-lint\n\n**1 finding**\n\n<details open>\n\n| error | a.md |\n\n</details>\n"
GH = """\
#!/bin/sh
echo "$@" >> '{asked}'
case "$1 $2" in "issue list") printf '%s' '{found}' ;; esac
while [ $# -gt 1 ]; do
  if [ "$1" = --body-file ]; then cp "$2" '{body}'; fi
  shift
done
"""


class Told(NamedTuple):
    """What the script came to."""

    code: int
    asked: list[str]
    body: str


def tell(tmp_path: Path, code: str, found: str = "", report: str = REPORT) -> Told:
    """Run the script after a sweep with this exit code, where `gh` finds this issue."""
    asked, body, programs = tmp_path / "asked", tmp_path / "body", tmp_path / "bin"
    programs.mkdir()
    (programs / "gh").write_text(GH.format(asked=asked, body=body, found=found))
    (programs / "gh").chmod(0o755)
    asked.touch()
    (tmp_path / "report.md").write_text(report)
    done = subprocess.run(
        [BASH or "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEP["run"]],
        env={
            **{name: value for name, value in STEP["env"].items() if "${{" not in value},
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(tmp_path),
            "CODE": code,
            "REPORT": str(tmp_path / "report.md"),
            "RUN": RUN,
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    commands = [" ".join(line.split()[:3]) for line in asked.read_text().splitlines()]
    return Told(done.returncode, commands, body.read_text() if body.exists() else "")


LIST = "issue list --app"


@pytest.mark.parametrize(
    ("code", "found", "asked"),
    [
        ("1", "", [LIST, "label create archive-sources", "issue create --title"]),
        ("1", "7 OPEN", [LIST, "issue edit 7"]),
        ("1", "7 CLOSED", [LIST, "issue edit 7", "issue reopen 7"]),
        ("0", "7 OPEN", [LIST, "issue close 7"]),
        ("0", "7 CLOSED", [LIST]),
        ("0", "", [LIST]),
    ],
)
def test_there_is_one_issue_which_follows_the_sweeps(tmp_path: Path, code: str, found: str, asked: list[str]) -> None:
    told = tell(tmp_path, code, found)
    assert (told.code, told.asked) == (0, asked)
    assert told.body == ("" if code == "0" else f"{REPORT}\nFound by [the last sweep]({RUN}).\n")


@pytest.mark.parametrize(("code", "expected"), [("2", 2), ("3", 3), ("130", 130), ("", 2)])
def test_a_sweep_that_does_not_know_fails_and_leaves_the_issue(tmp_path: Path, code: str, expected: int) -> None:
    assert tell(tmp_path, code, "7 OPEN") == Told(expected, [], "")


def test_a_body_is_cut_at_a_line_and_within_what_an_issue_holds(tmp_path: Path) -> None:
    rows = [f"| error | {number} {'洪' * 300} |" for number in range(1_000)]
    report = "\n".join(["## archive-lint", "<details>", "", *rows, "", "</details>", ""])
    body = tell(tmp_path, "1", report=report).body
    assert len(body) <= 65_536
    shown = [line for line in body.splitlines() if line.startswith("| error")]
    assert 0 < len(shown) < 1_000
    assert shown == rows[: len(shown)]
    assert body.endswith(f"\n</details>\n\nThe rest is in the summary of [the last sweep]({RUN}).\n")


def test_the_job_may_do_no_more_than_it_must() -> None:
    whole = yaml.safe_load(EXAMPLE.read_text())
    assert whole["permissions"] == {}
    assert JOB["permissions"] == {"contents": "read", "issues": "write"}
    assert [step for step in JOB["steps"] if "token" in str(step.get("env", ""))] == [STEP]
    assert textwrap.dedent(STEP["run"]).count("${{") == 0
