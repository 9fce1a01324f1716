"""A newcomer's first ten minutes: the README's commands from top to bottom, with nothing installed before.

An index cannot be asked here, so the clean environment sees the dependencies of the one that runs the tests, and
archive-lint itself is installed into it from the wheel that this checkout builds. A brief play runs the commands that
everybody runs first; `make soak` runs all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.docs.commands import ROOT, commands_of
from tests.docs.test_commands import NOT_RUN
from tests.packaging.distributions import Distributions
from tests.repository import ENVIRONMENT, Repository
from tests.soak import FACTOR

README = list(commands_of(ROOT / "README.md"))
LATER = [each for each in README if not each.text.startswith(tuple(NOT_RUN)) and "--online" not in each.words]
FIRST = [["archive-lint", "--version"], ["archive-lint", "init"]]
PROGRAMS = "Scripts" if os.name == "nt" else "bin"

pytestmark = pytest.mark.xdist_group("distributions")


@pytest.fixture
def clean(built: Distributions, tmp_path: Path) -> Path:
    """An environment into which nothing but the wheel was installed."""
    environment = tmp_path / "clean"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    base = {"base": str(environment), "platbase": str(environment)}
    # What a `.pth` file names is searched, but no `.pth` files in it are read: the checkout is not among it.
    Path(sysconfig.get_path("purelib", vars=base), "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(environment)]
    subprocess.run([*pip, "install", "-q", "--no-index", "--no-deps", "--no-compile", built.wheel], check=True)
    return environment


@pytest.mark.soak
def test_the_commands_of_the_readme_run_from_top_to_bottom(clean: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(ROOT / "examples/archive", archive, ignore=shutil.ignore_patterns("*.toml"))
    Repository(archive).commit()
    environment = os.environ | ENVIRONMENT | {"ARCHIVE_LINT_STATE_DIR": str(tmp_path / "state")}
    for program, *words in [*FIRST, *(each.words for each in (LATER if FACTOR else LATER[:1]))]:
        command = [str(clean / PROGRAMS / program), *words]
        done = subprocess.run(command, cwd=archive, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode in {0, 1}, f"{words}\n{done.stdout}{done.stderr}"
        assert done.stdout + done.stderr, words
        assert "Traceback" not in done.stderr


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("target", sorted(each.words[1] for each in README if each.words[0] == "make"))
def test_each_target_that_the_readme_names_is_one(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_setting_up_says_that_it_is_at_work_and_how_long_it_takes() -> None:
    rules = (ROOT / "Makefile").read_text(encoding="utf-8").split("\n\n")
    installing = [rule for rule in rules if "pip install" in rule]
    assert len(installing) > 3
    for rule in installing:
        _, first, *_ = rule.splitlines()
        assert first.startswith("\t@echo 'Setting up .venv"), rule
