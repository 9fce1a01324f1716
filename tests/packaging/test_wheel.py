"""The wheel's modules are those of the source, and all that is missing from some is text for readers of the source."""

from __future__ import annotations

import ast
import os
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from archive_lint.rule.registry import load_registry
from hatch_build import compress, is_docstring, lean, only_tests
from tests.packaging.distributions import ROOT, Distributions
from tests.soak import FACTOR

pytestmark = pytest.mark.xdist_group("distributions")


def program(source: str) -> list[object]:
    """What a module says to Python: each node of its syntax with its line and what it holds.

    Docstrings are left out, and examples that are nothing but tests.
    """
    found: list[object] = []
    waiting: list[ast.AST] = [ast.parse(source)]
    left_out: set[int] = set()
    for node in waiting:
        left_out.update(map(id, only_tests(node)))
        held = [value for _, value in ast.iter_fields(node)]
        found += [type(node), getattr(node, "lineno", 0)]
        found += [value for value in held if not isinstance(value, ast.AST | list)]
        for value in (value if isinstance(value, list) else [value] for value in held):
            children = [child for child in value if isinstance(child, ast.AST) and not is_docstring(child)]
            waiting += [child for child in children if id(child) not in left_out]
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


OWNERS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


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
        ('"""Of a module."""\nx = 1  # why\n', "\nx = 1\n"),
        ('class A(Exception):\n    """Of a class."""\n', 'class A(Exception):\n\t""\n'),
        ('class A:\n    """Of a class."""\n\n    x: int\n    """Of a field."""\n', "class A:\n\n\n\tx: int\n\n"),
        (
            'def f():\n    """Of a\n    function."""\n    return "# not a comment"\n',
            'def f():\n\n\n\treturn "# not a comment"\n',
        ),
        (
            'try:\n    pass\nexcept A:\n    def f():\n        """Of a function."""\n        pass\n',
            "try:\n\tpass\nexcept A:\n\tdef f():\n\n\t\tpass\n",
        ),
        ('x = """\n# text\n    text\n"""\n', 'x = """\n# text\n    text\n"""\n'),
        ('x = f"""\n    {1}\n    text\n"""\n', 'x = f"""\n    {1}\n    text\n"""\n'),
        ('x = [\n    """a\n    b"""  # a\n    "c"\n]\n', 'x = [\n\t"""a\n    b"""\n\t"c"\n]\n'),
        ("# first\nx = (\n    1,  # one\n)\n", "\nx = (\n\t1,\n)\n"),
        ("x = '…'  # other letters\n", "x = '…'\n"),
    ],
)
def test_docstrings_and_comments_go_tabs_come_and_nothing_else(source: str, left: str) -> None:
    assert lean(source) == left
    assert program(source) == program(left)


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
    packed = lean(DOCUMENTED, documented)
    assert set(re.findall(r'"""Of (\w+)\."""', packed)) == left
    assert program(packed) == program(DOCUMENTED)


RULE = """class A(PageRule):
    valid = [
        Valid("a"),
        Valid(
            "left out",
        ),
        Valid("left out", note="a"),
        *more(),
        Valid("b"), Valid("c"),
        Valid("d")]
    invalid = [
        Invalid("e"),
        Invalid("f", fixed="g", safe=False),
        Invalid("left out", at="1:2"),
        other("h"),
    ]
    more = [
        Valid("i"),
        Valid("j"),
    ]
"""


def test_a_rule_keeps_its_first_examples_and_those_with_a_fix() -> None:
    packed = lean(RULE)
    kept = [line.strip() for line in packed.splitlines()]
    written = [line.strip() for line in RULE.splitlines()]
    assert [number for number, line in enumerate(kept, start=1) if not line] == [4, 5, 6, 7, 14]
    assert [line for line in kept if line] == [line for line, left in zip(written, kept, strict=True) if left]
    assert program(packed) == program(RULE)


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
