"""The wheel's modules are those of the source, and all that is missing from some is text for readers of the source."""

from __future__ import annotations

import ast
import os
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_lint.rule.registry import load_registry
from hatch_build import Kept, compress, is_docstring, lean
from hatch_build import modules as kept_by_module
from tests.packaging.distributions import ROOT, Distributions
from tests.soak import FACTOR

pytestmark = pytest.mark.xdist_group("distributions")

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
OWNERS = (ast.ClassDef, *FUNCTIONS)
TYPED = [path for path, kept in kept_by_module(ROOT).items() if kept.is_typed]
"""The modules that the names of the API come from."""


def program(source: str, *, is_typed: bool = True) -> list[object]:
    """What a module says to Python: each node of its syntax with its line and what it holds, docstrings left out.

    Without `is_typed` the annotations of functions are left out too, where they stand on one line.
    """
    found: list[object] = []
    waiting: list[ast.AST] = [ast.parse(source)]
    for node in waiting:
        left_out = set() if is_typed else set(annotations_on_one_line(node))
        held = [value for name, value in ast.iter_fields(node) if name not in left_out]
        found += [type(node), getattr(node, "lineno", 0)]
        found += [value for value in held if not isinstance(value, ast.AST | list)]
        for value in (value if isinstance(value, list) else [value] for value in held):
            waiting += [child for child in value if isinstance(child, ast.AST) and not is_docstring(child)]
    return found


def annotations_on_one_line(node: ast.AST) -> Iterator[str]:
    """Yield the fields of a function or a parameter that have an annotation on one line, or could have one."""
    for name in ("annotation", "returns") if isinstance(node, (*FUNCTIONS, ast.arg)) else ():
        value = getattr(node, name, None)
        if value is None or value.lineno == value.end_lineno:
            yield name


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
    looked_at = sorted(modules.items())[:: 1 if FACTOR else 16]
    typed = {path.as_posix().removeprefix(f"{ROOT.as_posix()}/linter/") for path in TYPED}
    changed = [
        name
        for name, (source, packed) in looked_at
        if program(source, is_typed=name in typed) != program(packed, is_typed=name in typed)
    ]
    assert changed == []
    assert len(typed) > 20


@pytest.mark.parametrize("name", ["archive_lint/api.py", "archive_lint/testing.py"])
def test_the_modules_that_authors_of_rules_import_are_left_as_they_are(
    modules: dict[str, tuple[str, str]], name: str
) -> None:
    source, packed = modules[name]
    assert packed == source


def _docstrings(source: str) -> dict[str, str]:
    """The docstrings of a module's classes and functions, and of the members of its classes, by name."""
    named = {"": ast.parse(source)} | {each.name: each for each in ast.parse(source).body if isinstance(each, OWNERS)}
    for name, owner in list(named.items()):
        members = owner.body if isinstance(owner, ast.ClassDef) else []
        named |= {f"{name}.{each.name}": each for each in members if isinstance(each, OWNERS)}
    return {name: ast.get_docstring(owner) or "" for name, owner in named.items()}


def test_all_that_authors_of_rules_import_keeps_its_docstrings(modules: dict[str, tuple[str, str]]) -> None:
    imported = {
        name: f"{statement.module.replace('.', '/')}.py"
        for statement in ast.parse(modules["archive_lint/api.py"][0]).body
        if isinstance(statement, ast.ImportFrom) and statement.module and statement.module.startswith("archive_lint.")
        for name in (alias.name for alias in statement.names)
    }
    assert len(imported) > 50
    for name, module in imported.items():
        before, after = map(_docstrings, modules[module])
        wanted = {each for each in before if re.fullmatch(rf"{name}(\.[^_]\w*)?", each)}
        assert {each: after[each] for each in wanted} == {each: before[each] for each in wanted}


@pytest.mark.soak
@pytest.mark.skipif(not FACTOR, reason="mypy reads all rules again: long")
def test_to_a_type_checker_the_api_is_as_typed_as_in_the_checkout(built: Distributions, tmp_path: Path) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        archive.extractall(tmp_path, [name for name in archive.namelist() if name.startswith("archive_lint/")])
    strict = [
        "--strict",
        "--follow-imports",
        "silent",
        "--config-file",
        os.devnull,
        "--cache-dir",
        str(tmp_path / "cache"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *strict, ROOT / "rules/archive_lint_rules"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_rule_keeps_what_it_shows(modules: dict[str, tuple[str, str]]) -> None:
    for rule in load_registry().rules:
        before, after = map(_docstrings, modules[f"{rule.__module__.replace('.', '/')}.py"])
        assert after[rule.__name__] == before[rule.__name__] != ""


@pytest.mark.parametrize(
    "name", ["archive_lint/engine/run.py", "archive_lint/model/url.py", "archive_lint_rules/titles.py"]
)
def test_the_rest_goes_without_comments_and_docstrings(modules: dict[str, tuple[str, str]], name: str) -> None:
    source, packed = modules[name]
    assert len(packed) < 0.9 * len(source)
    assert packed.count('"""') < source.count('"""')
    assert "# " not in packed


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ('"""Of a module."""\nx = 1  # why\n', "\nx=1\n"),
        ('class A(Exception):\n    """Of a class."""\n', 'class A(Exception):\n\t""\n'),
        ('class A:\n    """Of a class."""\n\n    x: int\n    """Of a field."""\n', "class A:\n\n\n\tx:int\n\n"),
        (
            'def f():\n    """Of a\n    function."""\n    return "# not a comment"\n',
            'def f():\n\n\n\treturn "# not a comment"\n',
        ),
        (
            'try:\n    pass\nexcept A:\n    def f():\n        """Of a function."""\n        pass\n',
            "try:\n\tpass\nexcept A:\n\tdef f():\n\n\t\tpass\n",
        ),
        ('x = """\n# text\n    text\n"""\n', 'x="""\n# text\n    text\n"""\n'),
        ('x = f"""\n    {1}\n    text\n"""\n', 'x=f"""\n    {1}\n    text\n"""\n'),
        ('x = [\n    """a\n    b"""  # a\n    "c"\n]\n', 'x=[\n"""a\n    b"""\n"c"\n]\n'),
        ("# first\nx = (\n    1,  # one\n)\n", "\nx=(\n1,\n)\n"),
        ("def f(a: A[B], /, *b: C, d: D = 1, **e: E) -> F[G]: ...\n", "def f(a,/,*b,d=1,**e):...\n"),
        ("async def f(ä: 'ö', b: B = ':') -> None:\n    x: int = 1\n", "async def f(ä,b=':'):\n\tx:int=1\n"),
        ("def f(\n    a: A,  # why\n    b: (B),\n) -> A | B:\n    ...\n", "def f(\na,\nb,\n):\n\t...\n"),
        (
            "def f(\n    a: A[\n        B\n    ],\n) -> (\n    C\n): ...\n",
            "def f(\na:A[\nB\n],\n)->(\nC\n):...\n",
        ),
        ("f = lambda a: a\nclass A:\n    a: A\n", "f=lambda a:a\nclass A:\n\ta:A\n"),
        ("x = '…'  # other letters\n", "x='…'\n"),
        ("x = 1 if a else 1 .real\n", "x=1 if a else 1 .real\n"),
        (
            "x = f'{a + b:>{c}}' r'' if not - 1 else a (* b, ** c)\n",
            "x=f'{a + b:>{c}}' r'' if not-1 else a(*b,**c)\n",
        ),
        ("from . import a\nfrom .b import c, d\n", "from .import a\nfrom .b import c,d\n"),
        ("x = a \\\n    + b\n", "x=a \\\n\t+b\n"),
        (
            "if a:\n    x = {\n        1: (\n            2,\n        ),\n    }\n    y\n",
            "if a:\n\tx={\n1:(\n2,\n),\n}\n\ty\n",
        ),
        ("@ f\ndef g(a, b = - 1): return a [b : ]\n", "@f\ndef g(a,b=-1):return a[b:]\n"),
    ],
)
def test_docstrings_comments_and_annotations_of_functions_go_and_tabs_come(source: str, left: str) -> None:
    assert lean(source) == left
    assert program(source, is_typed=False) == program(left, is_typed=False)


def test_a_module_that_authors_import_from_keeps_its_annotations() -> None:
    source = "def f(a: A, *b: C) -> F[G]: ...\n"
    assert lean(source, Kept(is_typed=True)) == source.replace(", ", ",").replace(": ", ":").replace(" -> ", "->")


DOCUMENTED = '''"""Of the module."""

class A(Exception):
    """Of A."""

    x: int
    """Of x."""
    _y: int
    """Of _y."""

    def f(self) -> int:
        """Of f."""
        def inner():
            """Of inner."""
            return 1

    def _g(self):
        """Of _g."""
        return 1

B = 1
"""Of B."""
C = 1
"""Of C."""

def d():
    """Of d."""
    return 1
'''


@pytest.mark.parametrize(
    ("documented", "left"),
    [
        ((), set()),
        (("A",), {"A", "x", "f"}),
        (("B",), {"B"}),
        (("A", "d"), {"A", "x", "f", "d"}),
        (("f", "x", "inner", "_g"), set()),
    ],
)
def test_what_is_documented_keeps_the_docstrings_of_its_public_members(
    documented: tuple[str, ...], left: set[str]
) -> None:
    packed = lean(DOCUMENTED, Kept(documented, is_typed=True))
    assert set(re.findall(r'"""Of (\w+)\."""', packed)) == left
    assert program(packed) == program(DOCUMENTED)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--output-format", "concise", "examples/archive"], 1),
        (["rule", "--all", "--output-format", "json"], 0),
    ],
    ids=["check", "rule"],
)
def test_the_program_says_the_same_from_the_wheel(
    built: Distributions, tmp_path: Path, words: list[str], code: int
) -> None:
    printed = set()
    for path in (str(built.wheel), f"{ROOT / 'linter'}{os.pathsep}{ROOT / 'rules'}"):
        # Without the checkout as the current folder, which Python would look into first.
        done = subprocess.run(
            [sys.executable, "-P", "-c", "from archive_lint.cli.main import run; run()", *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path, "ARCHIVE_LINT_STATE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (code, "")
        printed.add(done.stdout)
    assert len(printed) == 1


def test_a_wheel_that_is_compressed_again_is_the_same_and_smaller(tmp_path: Path) -> None:
    wheel = tmp_path / "a.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/ö.py", "import this\n" * 3 + ROOT.joinpath("hatch_build.py").read_text("utf-8"))
        archive.writestr(zipfile.ZipInfo("a/empty.py", (2020, 2, 2, 0, 0, 0)), "")
        script = zipfile.ZipInfo("a/script")
        script.external_attr = 0o755 << 16
        archive.writestr(script, "#!/bin/sh\n")
    before, size = _entries(wheel), wheel.stat().st_size
    compress(wheel)
    assert _entries(wheel) == before
    assert wheel.stat().st_size < size
    compressed = wheel.read_bytes()
    compress(wheel)
    assert wheel.read_bytes() == compressed


def _entries(wheel: Path) -> list[tuple[object, ...]]:
    """Return what each file in a wheel is, after a look whether both its descriptions there say the same."""
    found: list[tuple[object, ...]] = []
    with zipfile.ZipFile(wheel) as archive:
        for each in archive.infolist():
            described = struct.unpack_from("<8xH4x3I", wheel.read_bytes(), each.header_offset)
            assert described == (each.compress_type, each.CRC, each.compress_size, each.file_size)
            found.append((each.filename, each.date_time, each.external_attr, each.create_system, archive.read(each)))
    return found
