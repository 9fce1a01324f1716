"""The wheel's modules are those of the source, and all that is missing from some is text for readers of the source."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hatch_build import is_docstring, lean
from tests.packaging.distributions import ROOT, Distributions
from tests.soak import FACTOR

pytestmark = pytest.mark.xdist_group("distributions")


def program(source: str) -> list[object]:
    """What a module says to Python: each node of its syntax with its line and what it holds, docstrings left out."""
    found: list[object] = []
    waiting: list[ast.AST] = [ast.parse(source)]
    for node in waiting:
        held = [value for _, value in ast.iter_fields(node)]
        found += [type(node), getattr(node, "lineno", 0)]
        found += [value for value in held if not isinstance(value, ast.AST | list)]
        for value in (value if isinstance(value, list) else [value] for value in held):
            waiting += [child for child in value if isinstance(child, ast.AST) and not is_docstring(child)]
    return found


@pytest.fixture(scope="module")
def modules(built: Distributions) -> dict[str, tuple[str, str]]:
    """Each module of the wheel: its source in the checkout, and what the wheel has."""
    with zipfile.ZipFile(built.wheel) as archive:
        return {
            name: (
                (ROOT / ("rules" if name.startswith("archive_lint_rules") else "linter") / name).read_text("utf-8"),
                archive.read(name).decode(),
            )
            for name in archive.namelist()
            if name.endswith(".py")
        }


@pytest.mark.soak
def test_no_module_does_anything_else_or_on_another_line(modules: dict[str, tuple[str, str]]) -> None:
    looked_at = sorted(modules.items())[:: 1 if FACTOR else 8]
    assert [name for name, (source, packed) in looked_at if program(source) != program(packed)] == []


@pytest.mark.parametrize(
    "name",
    [
        "archive_lint/api.py",
        "archive_lint/testing.py",
        "archive_lint/model/page.py",
        "archive_lint/rule/base.py",
        "archive_lint/archive/index.py",
        "archive_lint_rules/related/broken_related_link.py",
    ],
)
def test_what_authors_of_rules_read_in_their_editors_is_left_as_it_is(
    modules: dict[str, tuple[str, str]], name: str
) -> None:
    source, packed = modules[name]
    assert packed == source


def test_the_rest_of_the_engine_goes_without_comments_and_docstrings(modules: dict[str, tuple[str, str]]) -> None:
    source, packed = modules["archive_lint/engine/run.py"]
    assert len(packed) < 0.9 * len(source)
    assert '"""' in source
    assert '"""' not in packed


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ('"""Of a module."""\nx = 1  # why\n', "\nx = 1\n"),
        ('class A(Exception):\n    """Of a class."""\n', 'class A(Exception):\n    ""\n'),
        ('class A:\n    """Of a class."""\n\n    x: int\n    """Of a field."""\n', "class A:\n\n\n    x: int\n\n"),
        (
            'def f():\n    """Of a\n    function."""\n    return "# not a comment"\n',
            'def f():\n\n\n    return "# not a comment"\n',
        ),
        ('x = """\n# text\n"""\n', 'x = """\n# text\n"""\n'),
        ("# first\nx = (\n    1,  # one\n)\n", "\nx = (\n    1,\n)\n"),
        ("x = '…'  # other letters\n", "x = '…'\n"),
    ],
)
def test_docstrings_and_comments_go_and_nothing_else(source: str, left: str) -> None:
    assert lean(source) == left


def test_the_program_runs_from_the_wheel(built: Distributions, tmp_path: Path) -> None:
    words = ["-c", "from archive_lint.cli.main import run; run()", "--output-format", "concise", "examples/archive"]
    printed = {}
    for path in (str(built.wheel), f"{ROOT / 'linter'}{os.pathsep}{ROOT / 'rules'}"):
        # Without the checkout as the current folder, which Python would look into first.
        done = subprocess.run(
            [sys.executable, "-P", *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path, "ARCHIVE_LINT_STATE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, "")
        printed[path] = done.stdout
    first, second = printed.values()
    assert first == second
