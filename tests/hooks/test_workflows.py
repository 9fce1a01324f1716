"""What runs elsewhere and cannot be run here is held against the checks of those who know: all of them offline."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "workflows"
WORKFLOWS = [*(ROOT / ".github" / "workflows").glob("*.yml"), *EXAMPLES.glob("github-*.yml")]
ACTION = ROOT / "action.yml"
SCHEMAS = {
    "github-workflows": WORKFLOWS,
    "github-actions": [ACTION],
    "gitlab-ci": [EXAMPLES / "gitlab.yml"],
    "azure-pipelines": [EXAMPLES / "azure-pipelines.yml"],
}
PROGRAMS = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])


def scripts_of_the_action() -> list[str]:
    """What its steps run in a shell."""
    scripts = re.findall(r"run: (?:\|\n((?:        .*\n|\n)+)|(.*))", ACTION.read_text())
    assert len(scripts) == 3
    return [dedent(block) or line for block, line in scripts]


def check(program: str, *arguments: str | Path) -> str:
    """What a program that was installed beside Python says; fails the test unless it finds nothing."""
    found = shutil.which(program, path=PROGRAMS)
    if found is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run(
        [found, *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": PROGRAMS},  # actionlint looks there for shellcheck
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("schema", SCHEMAS)
def test_each_is_of_the_form_that_its_platform_reads(schema: str) -> None:
    # The default reads patterns as JavaScript does, and one of the Azure schema's is not valid there.
    check("check-jsonschema", "--regex-variant", "python", "--builtin-schema", f"vendor.{schema}", *SCHEMAS[schema])


def test_zizmor_finds_nothing_in_workflows_examples_and_action() -> None:
    config = ("--config", ROOT / ".github" / "zizmor.yml", "--persona", "pedantic")
    check("zizmor", "--offline", "--no-progress", *config, *WORKFLOWS, ACTION)


def test_actionlint_finds_nothing_in_workflows_and_examples() -> None:
    check("actionlint", "-no-color", *WORKFLOWS)


def test_pre_commit_reads_the_hooks() -> None:
    check("pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_actions_of_others_are_pinned_by_commit_with_their_version_beside(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text())
    assert used
    for action in used:
        if not action.startswith(("./", "archive-lint/")):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


def test_an_action_is_pinned_to_one_commit_everywhere() -> None:
    text = "\n".join(path.read_text() for path in [*WORKFLOWS, ACTION])
    pins = set(re.findall(r"uses: (?:\./|([\w-]+/[\w-]+)\S*(@.*))", text))
    assert len(pins) == len({name for name, _ in pins})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_gives_more_than_its_jobs_ask_for(path: Path) -> None:
    text = path.read_text()
    assert "\npermissions: {}\n" in text
    assert "pull_request_target" not in text


def test_no_input_of_the_action_is_written_into_a_script() -> None:
    assert not any("${{" in script for script in scripts_of_the_action())


def test_shellcheck_finds_nothing_in_the_scripts_of_the_action(tmp_path: Path) -> None:
    # Those of workflows are shown to it by actionlint, which reads no actions.
    for number, script in enumerate(scripts_of_the_action()):
        (tmp_path / f"{number}.sh").write_text(script, newline="\n")
    check("shellcheck", "--shell", "bash", *sorted(tmp_path.iterdir()))
