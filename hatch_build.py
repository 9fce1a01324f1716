"""Build hook of the wheel: what only readers of the source need stays out of it, and the rest is compressed well.

A fifth of the wheel would be text for readers of the source, who have the repository. Its modules differ from those of
the source in this:

- There are no comments, and docstrings only where the wheel needs them: of the names that authors of rules import from
  `archive_lint.api`, with their public members, for their editors; and of the rules, for `archive-lint rule`. The
  modules that authors import, `api` and `testing`, are left as they are.
- Functions have no annotations, except in the modules that these names come from: type checkers look at the others in
  the checkout alone. Annotations of classes stay, since msgspec reads them.
- A tab stands for four spaces of indentation, and there are no spaces where Python needs none.

Lines keep their numbers, so that a traceback leads to the same line of the source; `tests/packaging/test_wheel.py`
compares the two. In the end libdeflate compresses all files again, since it makes them smaller than zlib does. Where it
is not installed, the files stay as zlib made them.
"""

from __future__ import annotations

import ast
import io
import tempfile
import tokenize
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ENGINE, RULES = "linter/archive_lint", "rules/archive_lint_rules"
FOR_AUTHORS = ("api.py", "testing.py")
_INDENTATION = 4
_WITH_BODIES = (ast.stmt, ast.excepthandler, ast.match_case)
_EMPTY = '""'
"""What stands where a body has nothing but its docstring."""
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_SMALLEST = 12
"""The level at which libdeflate takes the most trouble."""

Lines = tuple[int, int, str]
"""The first and the last of some lines, and what goes there in their place."""
Cut = tuple[int, int, int]
"""A line, and the first byte of it that goes, and the first after that which stays."""


class Kept(NamedTuple):
    """What a module keeps in the wheel."""

    documented: Collection[str] = ()
    """The names that it defines whose docstrings stay, with those of their public members."""
    is_typed: bool = False
    """Whether its functions keep their annotations."""


class LeanWheel(BuildHookInterface[Any]):
    """Replaces modules in the wheel by lean copies, and compresses it again."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the copies, unless the checkout itself is what is installed."""
        if not self._is_packed(version):
            return
        # Removed when the build ends: the object keeps it until then.
        self._copies = tempfile.TemporaryDirectory()
        for number, (module, kept) in enumerate(modules(Path(self.root)).items()):
            copy = Path(self._copies.name, f"{number}.py")
            copy.write_text(lean(module.read_text(encoding="utf-8"), kept), encoding="utf-8", newline="\n")
            # Without the folder of the checkout that holds the package.
            build_data["force_include"][str(copy)] = "/".join(module.relative_to(self.root).parts[1:])

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Compress the wheel again."""
        if self._is_packed(version):
            compress(Path(artifact_path))

    def _is_packed(self, version: str) -> bool:
        return self.target_name == "wheel" and version != "editable"


def modules(root: Path) -> Mapping[Path, Kept]:
    """Return the modules that the wheel has lean copies of, and what each keeps."""
    engine = root / ENGINE
    kept = dict.fromkeys(sorted(engine.rglob("*.py")), Kept())
    for name in FOR_AUTHORS:
        del kept[engine / name]
    for statement in ast.parse((engine / "api.py").read_bytes()).body:
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(engine.name):
            path = engine.parent / f"{str(statement.module).replace('.', '/')}.py"
            kept[path] = Kept({alias.name for alias in statement.names}, is_typed=True)
    for path in sorted((root / RULES).rglob("*.py")):
        body = ast.parse(path.read_bytes()).body
        kept[path] = Kept({each.name for each in body if isinstance(each, ast.ClassDef) and _is_public(each.name)})
    return kept


def lean(source: str, kept: Kept = Kept()) -> str:  # noqa: B008  # it cannot be changed
    """Return the source of a module as it goes into the wheel; every line stays where it is."""
    lines = source.splitlines(keepends=True)
    tree = ast.parse(source)
    in_text: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        (first, column), (last, _) = token.start, token.end
        in_text.update(range(first + 1, last + 1))
        if token.type == tokenize.COMMENT:
            lines[first - 1] = lines[first - 1][:column].rstrip() + "\n"
    for line, begin, end in () if kept.is_typed else sorted(_annotations(tree, lines), reverse=True):
        row = lines[line - 1].encode()
        lines[line - 1] = (row[:begin] + row[end:]).decode()
    lines = [line if number in in_text else _with_tabs(line) for number, line in enumerate(lines, start=1)]
    for first, last, text in _unread(tree, kept.documented, is_read=False):
        lines[first - 1 : last] = [f"{text}\n", *["\n"] * (last - first)]
    return _dense("".join(lines))


def _dense(source: str) -> str:
    """Return a source without the spaces that Python does not need: within lines, and before those within brackets."""
    lines = source.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    depth = brackets = 0
    """How many f-strings the token stands in, where they are taken apart (Python 3.12 does), and how many brackets."""
    gaps: list[Cut] = []
    for token, following in pairwise(tokens):
        depth += {"FSTRING_START": 1, "FSTRING_END": -1}.get(tokenize.tok_name[token.type], 0)
        if token.type == tokenize.OP:
            brackets += (token.string in _OPENING) - (token.string in _CLOSING)
        (row, end), (next_row, start) = token.end, following.start
        if depth:
            continue
        if row == next_row and end < start and _may_touch(token.string, following.string):
            gaps.append((row, end, start))
        elif row < next_row and brackets and following.type != tokenize.NL:
            gaps.append((next_row, 0, start))
    for row, end, start in reversed(gaps):
        line = lines[row - 1]
        lines[row - 1] = line[:end] + line[start:]
    return "".join(lines)


def _may_touch(one: str, other: str) -> bool:
    """Return whether two tokens stay two without a space: `1.` or `r""` would become another one."""
    return bool(one.strip() and other.strip()) and not (
        _is_of_word(one[-1]) and (_is_of_word(other[0]) or other[0] == ".")
    )


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character in "_\"'" or not character.isascii()


def _annotations(tree: ast.AST, lines: Sequence[str]) -> Iterator[Cut]:
    """Yield the annotations of functions that stand on one line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation and node.lineno == node.end_lineno:
            yield node.lineno, node.col_offset + len(node.arg.encode()), node.end_col_offset or 0
        result = getattr(node, "returns", None)
        if isinstance(result, ast.expr) and result.lineno == result.end_lineno:
            before, arrow, between = lines[result.lineno - 1].encode()[: result.col_offset].rpartition(b"->")
            if arrow and not between.strip():
                yield result.lineno, len(before.rstrip()), result.end_col_offset or 0


def _with_tabs(line: str) -> str:
    code = line.lstrip(" ")
    tabs, spaces = divmod(len(line) - len(code), _INDENTATION)
    return "\t" * tabs + " " * spaces + code


def _unread(owner: ast.AST, documented: Collection[str] | None, *, is_read: bool) -> Iterator[Lines]:
    """Yield docstrings that nobody reads.

    `documented` are the names that `owner` defines and somebody reads about, None for all public ones. With `is_read`
    it is one of them.
    """
    body = getattr(owner, "body", [])
    for statement in ast.iter_child_nodes(owner):
        if not isinstance(statement, _WITH_BODIES):
            continue
        if is_docstring(statement):
            if not is_read:
                is_needed = statement is body[0] and all(is_docstring(each) for each in body)
                tabs = "\t" * (statement.col_offset // _INDENTATION)
                yield *_place(statement), f"{tabs}{_EMPTY}" if is_needed else ""
            continue
        # What comes next may be the docstring of this name.
        name = _name(statement)
        is_read = _is_public(name) if documented is None else name in documented
        is_open = is_read and isinstance(statement, ast.ClassDef)
        yield from _unread(statement, None if is_open else (), is_read=is_read)


def _place(node: ast.stmt | ast.expr) -> tuple[int, int]:
    return node.lineno, node.end_lineno or node.lineno


def _name(statement: ast.AST) -> str:
    """Return the name that a statement defines, or nothing."""
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0])
    if isinstance(statement, ast.AnnAssign):
        return ast.unparse(statement.target)
    return getattr(statement, "name", "")


def _is_public(name: str) -> bool:
    return name != "" and not name.startswith("_")


def is_docstring(statement: ast.AST) -> TypeGuard[ast.Expr]:
    """Whether a statement is a string and nothing else: of a module, class or function, or of the name above it."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def compress(wheel: Path) -> None:
    """Compress the files of a wheel again, if libdeflate is installed. All else of the wheel stays as it is."""
    try:
        import deflate
    except ModuleNotFoundError:
        return
    with zipfile.ZipFile(wheel) as made:
        entries = [(entry, made.read(entry)) for entry in made.infolist()]
    with zipfile.ZipFile(wheel, "w") as packed:
        for entry, content in entries:
            checksum = entry.CRC
            packed.writestr(entry, bytes(deflate.deflate_compress(content, _SMALLEST)), zipfile.ZIP_STORED)
            # It is compressed already: from here on the entry says so, in the directory at the end of the wheel …
            entry.compress_type, entry.CRC, entry.file_size = zipfile.ZIP_DEFLATED, checksum, len(content)
    with wheel.open("r+b") as file:
        for entry, _ in entries:
            # … and here before the file itself.
            file.seek(entry.header_offset)
            file.write(entry.FileHeader())
