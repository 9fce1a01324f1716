"""The layout keeps its shape: few layers, small modules and functions, a light start."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "linter/archive_lint"
FOLDERS = ("linter", "rules", "tests", "benchmarks", "docs", "examples")
OURS = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]

PRAGMA_OR_URL = re.compile(r'\s+# (?:type: ignore|noqa|fmt:).*|"https?://[^"\s]*",?$')
"""At the end of a line: what cannot be broken, and what ruff overlooks too."""

MOST_LINES = 400
MOST_FUNCTION_LINES = 60
MOST_CHARACTERS = 120
MOST_ROOT_FILES = 8
MOST_LAYERS = 10

LONG_FUNCTIONS: set[str] = set()
"""EXCEPTIONS, to be emptied: functions that are still too long. None may join them."""


def test_every_layer_imports_only_downward() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_file_is_too_long() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_bytes().count(b"\n") for path in OURS}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    # Only statements hold functions: a look at all expressions in them would take seconds.
    nodes: list[ast.AST] = [ast.parse(path.read_bytes())]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
        for name in _BLOCKS & set(node._fields):
            nodes.extend(getattr(node, name))


_BLOCKS = {"body", "orelse", "finalbody", "handlers", "cases"}


def test_functions_are_found_in_every_kind_of_statement(tmp_path: Path) -> None:
    inner = "def f(): ...\nasync def g(): ...".replace("\n", "\n    ")
    blocks = [
        *("if x:", "else:", "try:", "except x:", "else:", "finally:", "for x in y:", "else:", "while x:", "else:"),
        *("with x:", "class A:", "def h():", "async def h():"),
    ]
    text = "\n".join(f"{block}\n    {inner}" for block in blocks)
    (tmp_path / "a.py").write_text(f"{text}\nmatch x:\n  case 1:\n    {inner}\n")
    counts = Counter(name for name, _ in _functions(tmp_path / "a.py"))
    assert counts == {"f": len(blocks) + 1, "g": len(blocks) + 1, "h": 2}


def test_no_function_is_too_long() -> None:
    # A file that is short as a whole need not be parsed.
    paths = [path for path in OURS if path.read_bytes().count(b"\n") > MOST_FUNCTION_LINES]
    lengths = {f"{path.relative_to(ROOT)} {name}": lines for path in paths for name, lines in _functions(path)}
    long = {name: lines for name, lines in lengths.items() if lines > MOST_FUNCTION_LINES}
    assert {name: lines for name, lines in long.items() if name not in LONG_FUNCTIONS} == {}


def test_no_line_is_too_long() -> None:
    excepted = {path for path, codes in PROJECT["ruff"]["lint"]["per-file-ignores"].items() if "E501" in codes}
    long = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in OURS
        if str(path.relative_to(ROOT)) not in excepted
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1)
        if len(PRAGMA_OR_URL.sub("", line)) > MOST_CHARACTERS
    }
    assert long == set()


def test_the_linter_of_lines_is_on_and_excepts_no_folder() -> None:
    lint = PROJECT["ruff"]["lint"]
    assert "E501" not in lint["ignore"]
    assert [path for path, codes in lint["per-file-ignores"].items() if "E501" in codes and "*" in path] == []


def test_the_root_of_the_package_holds_its_public_faces_alone() -> None:
    files = sorted(path.name for path in PACKAGE.iterdir() if path.is_file())
    assert len(files) <= MOST_ROOT_FILES, files


def _layers() -> list[str]:
    (contract,) = (each for each in PROJECT["importlinter"]["contracts"] if each["id"] == "layers")
    assert contract["exhaustive"] is True
    return list(contract["layers"])


def test_there_are_few_layers() -> None:
    assert len(_layers()) <= MOST_LAYERS


def test_every_module_of_the_package_has_its_layer() -> None:
    modules = {path.stem for path in PACKAGE.iterdir() if path.is_dir() or path.suffix == ".py"}
    named = {name for layer in _layers() for name in layer.split(" | ")}
    assert named == {module for module in modules if not module.startswith("__")}


@pytest.mark.parametrize("word", ["utils", "util", "helpers", "helper", "manager", "misc", "common"])
def test_no_module_has_a_name_that_says_nothing(word: str) -> None:
    assert [path for path in OURS if path.stem == word or path.parent.name == word] == []


HEAVY = {
    "httpx",
    "rich",
    "asyncio",
    "tenacity",
    "sqlite3",
    "multiprocessing",
    "rapidfuzz",
    "publicsuffixlist",
    "platformdirs",
    "shtab",
    "yaml",
    "hashlib",
    "pygls",
    "lsprotocol",
    "archive_lint.server",
    "archive_lint.fix.apply",
    "archive_lint.cache.run_cache",
}


def test_the_command_line_starts_without_what_is_heavy() -> None:
    modules = "archive_lint.cli, archive_lint.cli.main, archive_lint.cli.commands.check, archive_lint.cli.checking"
    code = f"import {modules}, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert HEAVY & set(loaded) == set()


def test_the_archive_is_walked_before_what_checks_it_is_loaded() -> None:
    modules = "archive_lint.cli.main, archive_lint.cli.told_errors, archive_lint.cli.commands.check"
    code = f"import {modules}, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    late = ("archive_lint.engine", "archive_lint.archive", "archive_lint.rule.base", "archive_lint.report.report")
    assert not [name for name in loaded if name.startswith(late)]


@cache
def _loaded_by_a_check() -> frozenset[str]:
    arguments = ["--isolated", "--no-cache", "--jobs", "1", "--exit-zero", "-q", str(ROOT / "examples/archive")]
    code = f"import sys; from archive_lint.cli.main import main; main({arguments}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return frozenset(done.stdout.split())


@pytest.mark.parametrize("unused", ["yaml", "archive_lint.markdown.front_matter.read", "rich_argparse", "jinja2"])
def test_what_a_check_has_no_use_for_is_not_loaded(unused: str) -> None:
    assert "archive_lint.engine.run" in _loaded_by_a_check()
    assert unused not in _loaded_by_a_check()


def test_the_command_line_starts_without_expressions_of_rare_characters() -> None:
    code = (
        "import archive_lint.cli.main, archive_lint.cli.checking, sys; from archive_lint.report import escape; "
        "sys.exit(escape._compiled.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("package", "only"),
    [("httpx", "web"), ("tenacity", "web"), ("pyromark", "markdown"), ("platformdirs", "files"), ("pygls", "server")],
)
def test_one_folder_alone_imports(package: str, only: str) -> None:
    importers = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        if any(line.split()[:2] in (["import", package], ["from", package]) for line in path.read_text().splitlines())
    }
    assert importers <= {only}
