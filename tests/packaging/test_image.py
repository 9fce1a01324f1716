"""The container image: what it is built from and as whom it runs. CI builds and runs it; here it is read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from archive_lint import HOMEPAGE, __version__
from tests.hooks.conftest import PACKAGED
from tests.packaging.distributions import PROJECT, ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
STAGES = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
IMAGE = f"archive-lint/archive-lint:{__version__}"


def test_hadolint_finds_nothing() -> None:
    program = shutil.which("hadolint", path=os.path.dirname(sys.executable))
    if program is None:
        pytest.skip("hadolint is not installed")
    done = subprocess.run([program, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_stage_has_the_same_slim_base_of_a_python_that_is_tested() -> None:
    (base,) = {stage.split()[0] for stage in STAGES}
    version = re.fullmatch(r"python:(3\.\d+)-slim-[a-z]+", base)
    assert version is not None
    assert f"Programming Language :: Python :: {version[1]}" in PROJECT["project"]["classifiers"]


def test_it_runs_as_a_user_without_privileges() -> None:
    (user,) = re.findall(r"^USER (.*)$", STAGES[-1], re.MULTILINE)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user), "numbers, so that whoever runs it can tell"
    assert STAGES[-1].index("USER ") > STAGES[-1].index("RUN ")


def test_its_labels_are_those_of_the_project() -> None:
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="(.*?)"', DOCKERFILE))
    project = PROJECT["project"]
    assert labels == {
        "title": project["name"],
        "description": project["description"],
        "licenses": project["license"],
        "source": HOMEPAGE,
        "documentation": project["urls"]["Documentation"],
    }


def test_it_is_built_from_what_the_wheel_is_built_from_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert "*" in lines
    assert kept == {name for name in PACKAGED if name != ".pre-commit-hooks.yaml"}
    assert all(any(fnmatch(path.name, name) for path in ROOT.iterdir()) for name in kept)


@pytest.mark.parametrize("page", [".pre-commit-hooks.yaml", "docs/installing.md"])
def test_the_image_that_is_named_is_that_of_this_version(page: str) -> None:
    named = re.findall(r"archive-lint/archive-lint:\d\S+", (ROOT / page).read_text(encoding="utf-8"))
    assert named
    assert set(named) == {IMAGE}


def test_the_hook_in_the_image_does_what_the_hook_does() -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = dict(re.findall(r"^- id: (\S+)\n(?:  .*\n)*?  entry: (.*)$", hooks, re.MULTILINE))
    assert entries["archive-lint-docker"] == entries["archive-lint"].replace("archive-lint", IMAGE, 1)


def test_a_user_without_a_home_has_a_place_for_state(tmp_path: Path) -> None:
    (state,) = re.findall(r'XDG_STATE_HOME="(.*?)"', DOCKERFILE)
    assert state.startswith("/tmp/")
    done = subprocess.run(
        [sys.executable, "-m", "archive_lint", "--offline", "--fail-on", "never", "--quiet", "examples/archive"],
        cwd=ROOT,
        env={**os.environ, "HOME": "/nonexistent", "XDG_STATE_HOME": str(tmp_path / "state")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "state").is_dir()
