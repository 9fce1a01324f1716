"""`archive-lint new-rule`: the package that it writes passes its own test, and archive-lint finds its rule."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive_lint import __version__
from archive_lint.cli.rule_package.package_files import package_files

from .conftest import Run, Write

FOLDER = "archive-lint-long-title"


def python(folder: Path, *words: str, paths: Sequence[Path] = ()) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths)), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_package_passes_its_own_test_at_once(run: Run, tmp_path: Path) -> None:
    done = run("new-rule", "long-title")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Wrote {FOLDER}/ with the rule X001 long-title.\n")
    tested = python(tmp_path / FOLDER, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert tested.returncode == 0, tested.stdout
    assert "3 passed" in tested.stdout


def test_installed_it_takes_part_in_every_run(run: Run, write: Write, tmp_path: Path) -> None:
    run("new-rule", "long-title", "--code", "ZZ042")
    project = tomllib.loads((tmp_path / FOLDER / "pyproject.toml").read_text())["project"]
    points = project["entry-points"]["archive_lint.rules"]
    source = tmp_path / FOLDER / "src"
    # What an installation leaves beside a package.
    installed = f"{FOLDER}/src/archive_lint_long_title-0.1.0.dist-info"
    write(
        {
            f"{installed}/METADATA": "Name: archive-lint-long-title\nVersion: 1\n",
            f"{installed}/entry_points.txt": "[archive_lint.rules]\n"
            + "".join(f"{name} = {value}\n" for name, value in points.items()),
            "page.md": f"# {'Bridge ' * 20}\n",
        }
    )
    shown = python(tmp_path, "-m", "archive_lint", "rule", "ZZ042", paths=[source])
    assert shown.stdout.startswith("# long-title (ZZ042)"), shown.stderr
    options = ("--select", "ZZ", "--config", "archive.story='{slug}.md'", "--output-format", "concise", "page.md")
    checked = python(tmp_path, "-m", "archive_lint", *options, paths=[source])
    assert "page.md:1:1: ZZ042 title has 139 characters, 120 are allowed" in checked.stdout


@pytest.mark.parametrize("name", ["long-title", "page", "class", "rule", "a1-b2", "severity", "is"])
def test_every_file_that_is_written_can_be_read(name: str) -> None:
    files = package_files(name, "X001")
    assert [path for path, text in files.items() if "@" in text.replace("@pytest", "")] == []
    classes = []
    for path, text in files.items():
        if path.endswith(".py"):
            module = ast.parse(text)
            imported = {
                alias.name for each in ast.walk(module) if isinstance(each, ast.ImportFrom) for alias in each.names
            }
            classes += [
                each.name for each in module.body if isinstance(each, ast.ClassDef) and each.name not in imported
            ]
        elif path.endswith(".toml"):
            project = tomllib.loads(text)["project"]
            assert project["dependencies"] == [f"archive-lint>={__version__.rpartition('.')[0]}"]
    assert len(classes) == 1


def test_an_existing_folder_is_left_as_it_is(run: Run, write: Write, tmp_path: Path) -> None:
    write({f"{FOLDER}/README.md": "mine\n"})
    done = run("new-rule", "long-title")
    assert done.code == 2
    assert f"{FOLDER}: there is such a file or folder already" in done.err
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["LongTitle"], "did you mean 'long-title'?"),
        (["long_title"], "did you mean 'long-title'?"),
        (["Long Title!"], "did you mean 'long-title'?"),
        (["../long-title"], "did you mean 'long-title'?"),
        ([""], "e.g. 'long-title'"),
        (["4you"], "e.g. 'long-title'"),
        (["Ünder"], "e.g. 'long-title'"),
        (["a" * 60], "e.g. 'long-title'"),
        (["rules"], "and not 'rules'"),
        (["\x1b[31m"], "'\\x1b[31m' cannot be"),
        (["missing-section"], "there is a rule 'missing-section' already"),
        (["long-title", "--code", "x001"], "did you mean 'X001'?"),
        (["long-title", "--code", "X1"], "e.g. 'X001'"),
        (["long-title", "--code", "L001"], "there is a rule L001 already"),
        ([], "the following arguments are required: NAME"),
    ],
)
def test_a_name_or_code_that_cannot_be_is_refused_with_one_that_can(
    run: Run, tmp_path: Path, words: list[str], told: str
) -> None:
    done = run("new-rule", *words)
    assert done.code == 2
    assert told in done.err
    assert "\x1b" not in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = run("new-rule", "long-title")
    tmp_path.chmod(0o700)
    assert (done.code, "cannot be written" in done.err) == (2, True)
