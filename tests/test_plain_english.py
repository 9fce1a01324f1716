"""Plain English: grammar that was given up does not come back, and the API says what goes in and what comes out."""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from archive_lint import api

ROOT = Path(__file__).parent.parent
MOST_EXCEPTIONS = 5


class Text(NamedTuple):
    """A docstring, comment, string or line of Markdown, by its place."""

    place: str
    kind: str
    """`module`, `class`, `function`, `property` or `field`; `comment` or `string`; `prose` for Markdown."""
    text: str


class Pattern(NamedTuple):
    """A pattern that was given up."""

    regex: str
    instead: str
    kinds: frozenset[str] = frozenset()
    """The kinds of texts that it is looked for in; all if empty."""
    exceptions: frozenset[str] = frozenset()
    """Texts in which it is right, by a part of them."""


_NOUN = (
    "archive|byte|column|commit|entry|family|field|file|finding|folder|format|heading|host|index|issue|key|kind|line"
)
_NOUN += "|link|month|name|page|process|record|request|row|rule|run|section|server|site|step|story|suite|test|URL|year"

PATTERNS = {
    "is no X": Pattern(
        r"(?<!there )(?<!There )\b(?:is|are|was|were) no (?!longer|more|less|better|one\b|such|need|way\b)",
        "is not a X",
    ),
    "behind": Pattern(
        r"(?<!left )\bbehind\b(?![- ](?:a|the|some)[- ](?:proxy|wall|login|bot))",
        "after; exclusive, for offsets",
    ),
    "one behind the other": Pattern(r"\bone (?:behind|after) (?:the other|another)\b", "concatenated; in turn"),
    "a X a Y": Pattern(
        rf"\b(?:[Aa]n?|[Oo]ne) (?:{_NOUN}) an? (?:{_NOUN}|day)\b",
        "one X per Y",
    ),
    "gives": Pattern(r"\A(?:Gives|Says|Tells)\b", "Return …", frozenset({"function"})),
    "the same": Pattern(r"\A(?:Likewise|The same)\b", "the noun", frozenset({"function", "property", "field"})),
    "be it that": Pattern(r"\bbe it (?:that|by|as|a)\b", "even if; whether … or"),
    "left out of account": Pattern(r"\bleft out of account\b", "ignored"),
    "anew, in vain": Pattern(r"\b(?:anew|in vain)\b", "again; for nothing"),
    "whoever": Pattern(r"\b[Ww]hoever\b", "the person, page or program that is meant"),
    "is none": Pattern(r"(?<!there )(?<!There )\b(?:is|are) none\b", "is not one"),
    "of which nobody": Pattern(
        r"\b[Oo]f (?:which|whom) (?:it|nobody|nothing|somebody|anything|everything)\b", "the noun first"
    ),
}


def kinds_of_docstrings(nodes: Iterable[ast.AST]) -> dict[int, str]:
    """Return the kinds of docstrings by the identity of their constants."""
    kinds = {}
    for node in nodes:
        body = getattr(node, "body", None)
        for position, statement in enumerate(body if isinstance(body, list) else ()):
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                kinds[id(statement.value)] = _kind(node) if position == 0 else "field"
    return kinds


def _kind(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return "property" if any("property" in ast.unparse(each) for each in node.decorator_list) else "function"
    return {ast.Module: "module", ast.ClassDef: "class"}.get(type(node), "field")


def texts_of_code(source: str, name: str) -> Iterator[Text]:
    """Yield the docstrings and strings of a module, and such comments as may have a pattern that was given up."""
    yield from strings_of(source, name)
    # To find the comments takes longer than all else.
    if any(_comment_with(pattern).search(source) for pattern in PATTERNS.values()):
        yield from comments_of(source, name)


@cache
def _comment_with(pattern: Pattern) -> re.Pattern[str]:
    """Return an expression for lines which may hold a comment with a pattern."""
    return re.compile(rf"#.*(?:{pattern.regex})")


def strings_of(source: str, name: str) -> Iterator[Text]:
    """Yield the docstrings and strings of a module."""
    nodes = list(ast.walk(ast.parse(source)))
    kinds = kinds_of_docstrings(nodes)
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = " ".join(node.value.split())
            yield Text(f"{name}:{node.lineno}", kinds.get(id(node), "string"), words)


def comments_of(source: str, name: str) -> Iterator[Text]:
    """Yield the comments of a module."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Text(f"{name}:{token.start[0]}", "comment", token.string)


@cache
def texts() -> tuple[Text, ...]:
    """Return all texts of the linter, its rules and its documentation."""
    code = sorted(path for folder in ("linter", "rules") for path in (ROOT / folder).rglob("*.py"))
    pages = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")} - {ROOT / "CHANGELOG.md"})
    pages = [page for page in pages if page.parent.name != "families"]  # their examples are written like news
    found = [text for path in code for text in texts_of_code(path.read_text("utf-8"), str(path.relative_to(ROOT)))]
    for page in pages:
        lines = page.read_text("utf-8").split("\n")
        found += (Text(f"{page.relative_to(ROOT)}:{at}", "prose", line) for at, line in enumerate(lines, start=1))
    return tuple(found)


def explanations() -> Iterator[Text]:
    """Yield the docstrings of tests and tools, and some comments.

    Their strings are what tests and benchmarks put in, in any English.
    """
    folders = ("benchmarks", "docs", "examples", "tests")
    paths = {path for folder in folders for path in (ROOT / folder).rglob("*.py")} | {ROOT / "hatch_build.py"}
    for path in sorted(paths - {Path(__file__)}):
        found = texts_of_code(path.read_text("utf-8"), str(path.relative_to(ROOT)))
        yield from (text for text in found if text.kind != "string")


def found_in(pattern: Pattern, among: tuple[Text, ...]) -> list[str]:
    """Return the places and texts in which a pattern stands where it is not right."""
    regex = re.compile(pattern.regex)
    return [
        f"{text.place}: {text.text[:150]}"
        for text in among
        if (not pattern.kinds or text.kind in pattern.kinds) and regex.search(text.text)
        if not any(right in text.text for right in pattern.exceptions)
    ]


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_that_was_given_up_is_not_used(name: str) -> None:
    pattern = PATTERNS[name]
    assert found_in(pattern, texts()) == [], f"instead: {pattern.instead}"


def test_nor_is_it_in_the_docstrings_and_comments_of_tests_and_tools() -> None:
    among = tuple(explanations())
    assert len(among) > 1000
    assert {name: found for name, each in PATTERNS.items() if (found := found_in(each, among))} == {}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_exceptions_are_few_and_each_is_needed(pattern: Pattern) -> None:
    assert len(pattern.exceptions) <= MOST_EXCEPTIONS
    assert all(any(right in text.text for text in texts()) for right in pattern.exceptions)


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("is no X", "string", "'10.1' is no valid network"),
        ("behind", "field", "Behind its last character, behind it."),
        ("one behind the other", "comment", "# Their bytes, one behind the other."),
        ("a X a Y", "prose", "A page a story and an index a day"),
        ("a X a Y", "function", "Write one issue a line."),
        ("gives", "function", "Gives the page."),
        ("the same", "property", "The same in numbers."),
        ("be it that", "prose", "Be it a page, be it a folder: be it that it is not there."),
        ("left out of account", "prose", "It is left out of account."),
        ("anew, in vain", "comment", "# Made anew, and in vain."),
        ("whoever", "class", "Whoever waits for it."),
        ("is none", "string", "entry 3 is none"),
        ("of which nobody", "class", "A source of which nobody could say whether it is there."),
    ],
)
def test_a_pattern_is_found(name: str, kind: str, text: str) -> None:
    assert found_in(PATTERNS[name], (Text("a.py:1", kind, text),)) != []


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("is no X", "string", "there is no such page, and it is no longer there"),
        ("behind", "prose", "The page stands behind a login, behind the proxy."),
        ("a X a Y", "prose", "Give a page a title; ask one page at a time."),
        ("gives", "class", "Tells new findings from old ones."),
        ("the same", "class", "The same source twice on one page."),
        ("is none", "function", "Return the first; `None` if there is none."),
        ("of which nobody", "function", "Return the pages, of which some are twins."),
    ],
)
def test_good_english_is_left_alone(name: str, kind: str, text: str) -> None:
    assert found_in(PATTERNS[name], (Text("a.py:1", kind, text),)) == []


# The API


def api_functions() -> Iterator[tuple[str, Callable[..., Any], bool]]:
    """Yield the functions of the API and the public methods of its classes, and whether each is a property."""
    for name in api.__all__:
        value = getattr(api, name)
        if inspect.isfunction(value):
            yield name, value, False
        elif inspect.isclass(value) and value.__module__.startswith("archive_lint"):
            yield from _methods(name, value)


def _methods(name: str, cls: type) -> Iterator[tuple[str, Callable[..., Any], bool]]:
    for attribute, value in vars(cls).items():
        function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if isinstance(function, property):
            function = function.fget
        elif isinstance(function, cached_property):
            function = function.func
        if inspect.isfunction(function) and not attribute.startswith("_"):
            yield f"{name}.{attribute}", function, isinstance(value, property | cached_property)


def is_named(parameter: str, docstring: str) -> bool:
    """Return whether a docstring names a parameter, in backticks or by its words."""
    words = [word for word in parameter.split("_") if word not in ("is", "has")]
    return f"`{parameter}`" in docstring or all(
        re.search(rf"\b{word.removesuffix('s')}", docstring, re.IGNORECASE) for word in words
    )


def faults_of_docstring(function: Callable[..., Any], *, is_property: bool = False) -> list[str]:
    """Return what a docstring leaves unsaid: the names of parameters, and `result`."""
    docstring = inspect.getdoc(function) or ""
    signature = inspect.signature(function)
    parameters = [name for name in signature.parameters if name not in ("self", "cls")]
    untyped = [name for name in parameters if signature.parameters[name].annotation is inspect.Parameter.empty]
    unnamed = [name for name in parameters if not is_named(name, docstring)]
    has_result = signature.return_annotation not in ("None", None)
    says_result = is_property or not has_result or docstring.startswith(("Return ", "Yield ", "Parse ", "Read "))
    return [*untyped, *unnamed, *([] if docstring and says_result else ["result"])]


def test_functions_of_the_api_say_what_goes_in_and_comes_out() -> None:
    faults = {name: faults_of_docstring(function, is_property=is_a) for name, function, is_a in api_functions()}
    assert {name: found for name, found in faults.items() if found} == {}
    assert len(faults) > 100


def _without_a_word() -> int:
    return 1


def _with_one_parameter_unsaid(path: str, most_bytes: int) -> bytes:
    """Return the contents of the file at `path`."""
    return path.encode()[:most_bytes]


def _with_all_said(path: str, most_bytes: int) -> bytes:
    """Return the first bytes of the file at `path`, at most `most_bytes`."""
    return path.encode()[:most_bytes]


@pytest.mark.parametrize(
    ("function", "faults"),
    [(_without_a_word, ["result"]), (_with_one_parameter_unsaid, ["most_bytes"]), (_with_all_said, [])],
)
def test_what_a_docstring_leaves_unsaid_is_found(function: Callable[..., Any], faults: list[str]) -> None:
    assert faults_of_docstring(function) == faults


def test_every_class_and_type_of_the_api_has_a_docstring() -> None:
    classes = [name for name in api.__all__ if inspect.isclass(getattr(api, name))]
    own = [name for name in classes if getattr(api, name).__module__.startswith("archive_lint")]
    assert [name for name in own if not (getattr(api, name).__doc__ or "").strip()] == []


def test_every_constant_of_the_api_is_described_where_it_is_defined() -> None:
    constants = {name for name in api.__all__ if name.isupper()}
    described = set()
    for path in (ROOT / "linter/archive_lint").rglob("*.py"):
        source = path.read_text("utf-8")
        body = ast.parse(source).body if any(name in source for name in constants) else []
        for statement, following in pairwise(body):
            if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                targets = statement.targets if isinstance(statement, ast.Assign) else ()
                described |= {target.id for target in targets if isinstance(target, ast.Name)}
    assert constants - described == set()
