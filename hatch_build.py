"""Build hook of the wheel: modules that nobody imports by hand go into it without docstrings and comments.

A fifth of the wheel would be text for readers of the source, who have the repository. Left as they are: the rules,
which show their docstrings, and what authors of rules import, which their editors explain. Lines keep their numbers,
so that a traceback leads to the same line of the source; `tests/packaging/test_wheel.py` compares the two.
"""

from __future__ import annotations

import ast
import io
import tempfile
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = "linter"
FOR_AUTHORS = ("api.py", "testing.py")
_EMPTY = '""'
"""What stands where a body has nothing but its docstring."""


class LeanModules(BuildHookInterface[Any]):
    """Replaces modules of the engine in the wheel by copies without docstrings and comments."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the copies, unless the checkout itself is what is installed."""
        if self.target_name != "wheel" or version == "editable":
            return
        # Removed when the build ends: the object keeps it until then.
        self._copies = tempfile.TemporaryDirectory()
        sources = Path(self.root, SOURCES)
        for number, module in enumerate(lean_modules(sources)):
            copy = Path(self._copies.name, f"{number}.py")
            copy.write_text(lean((sources / module).read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
            build_data["force_include"][str(copy)] = module.as_posix()


def lean_modules(sources: Path) -> Iterator[Path]:
    """Yield the modules of the engine that authors of rules do not import, relative to `sources`."""
    package = sources / "archive_lint"
    kept = {package / name for name in FOR_AUTHORS}
    for path in tuple(kept):
        for statement in ast.parse(path.read_bytes()).body:
            if isinstance(statement, ast.ImportFrom) and statement.module:
                kept.add(sources / f"{statement.module.replace('.', '/')}.py")
    yield from (path.relative_to(sources) for path in sorted(package.rglob("*.py")) if path not in kept)


def lean(source: str) -> str:
    """Return the source of a module without docstrings and comments; every other line stays where it is."""
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            lines[line - 1] = lines[line - 1][:column].rstrip() + "\n"
    for first, last, text in _docstrings(ast.parse(source)):
        lines[first - 1 : last] = [f"{text}\n", *["\n"] * (last - first)]
    return "".join(lines)


def _docstrings(tree: ast.AST) -> Iterator[tuple[int, int, str]]:
    """Yield first and last line of strings that stand as statements, and what goes there in their place."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        strings = [statement for statement in body if is_docstring(statement)]
        for statement in strings:
            is_needed = statement is body[0] and len(strings) == len(body)
            yield statement.lineno, statement.end_lineno, f"{' ' * statement.col_offset}{_EMPTY}" if is_needed else ""


def is_docstring(statement: ast.AST) -> bool:
    """Whether a statement is a string and nothing else: of a module, class or function, or of the name above it."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
