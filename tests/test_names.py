"""One name for one thing: no public class, type or function of the package stands at the top of two modules."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "linter/archive_lint"

# Roles that every module of a folder plays: which one is meant is told by the module. One more may have the name.
ROLES = {
    "run": "cli.commands.*",  # does what the command is for
    "parse": "cli.commands.*",  # reads the command's options
    "parser": "cli.commands.*",  # declares them
    "write": "report.formats.*",  # writes a report in the format
    "register": "server.*",  # has the server answer what the module is about
}
# Names that stand twice for now. One that no longer does has to leave this list.
UNSETTLED: set[str] = set()


def public_names(source: str) -> Iterator[str]:
    """Classes, functions and types under another name; constants may be called alike, for modules name them."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [name.id for name in targets if isinstance(name, ast.Name) and not name.id.isupper()]
        else:
            names = []
        yield from (name for name in names if not name.startswith("_"))


@cache
def names_in_several_modules() -> dict[str, list[str]]:
    modules: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for name in set(public_names(path.read_text(encoding="utf-8"))):
            if not fnmatch(module, ROLES.get(name, "")):
                modules[name].append(module)
    return {name: found for name, found in modules.items() if len(found) > 1}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("class A: ...", ["A"]),
        ("def f(): ...\nasync def g(): ...", ["f", "g"]),
        ("Name = tuple[str, int]\nOther: type = int", ["Name", "Other"]),
        ("def _f(): ...\nclass _A: ...\n_Name = int", []),
        ("LIMIT = 3\nMOST_BYTES: int = 4", []),
        ("class A:\n    def run(self): ...\ndef f():\n    def g(): ...", ["A", "f"]),
    ],
    ids=["class", "functions", "types", "private", "constants", "inner"],
)
def test_public_names_are_those_that_others_can_import(source: str, names: list[str]) -> None:
    assert list(public_names(source)) == names


def test_no_public_name_stands_in_two_modules() -> None:
    assert {name: modules for name, modules in names_in_several_modules().items() if name not in UNSETTLED} == {}


def test_only_names_that_stand_twice_are_unsettled() -> None:
    assert names_in_several_modules().keys() >= UNSETTLED
