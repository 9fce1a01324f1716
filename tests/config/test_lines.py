from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.config.lines import KeyPath, key_lines, line_of

CASES = [
    ("a = 1\nb = 2\n", ("b",), 2),
    ("[a]\nb = 1\n", ("a",), 1),
    ("[a]\n\n# c\nb = 1\n", ("a", "b"), 4),
    ("[a.b]\nc = 1\n[a]\nd = 1\n", ("a",), 3),
    ("a.b.c = 1\n", ("a", "b", "c"), 1),
    ("a = [\n  1,\n  # two\n  2,\n]\nb = 1", ("a", 1), 4),
    ("a = [\n  1,\n  2,\n]\nb = 1", ("b",), 5),
    ("a = { b = 1, c = { d = 2 } }\ne = 1", ("a", "c", "d"), 1),
    ("a = [\n { b = 1 },\n { b = 2 },\n]", ("a", 1, "b"), 3),
    ("\"a.b\" = 1\n'c d' = 2", ("c d",), 2),
    ('"\\u0061b" = 1', ("ab",), 1),
    ('a = """\nb = 1\n"""\nb = 2', ("b",), 4),
    ("a = '''\nb = 1\n''''\nb = 2", ("b",), 4),
    ('a = "#" # "\nb = 2', ("b",), 2),
    ("[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 1", ("a", 1, "c", "d"), 6),
    ("a = 1\r\n\r\nb = 2\r\n", ("b",), 3),
    ("a = []\nb = {}\nc = [[], [1]]", ("c", 1, 0), 3),
    ("a = 1979-05-27 07:32:00 # x\nb = 1", ("b",), 2),
    ('a = """x\\"""" \nb = 1', ("b",), 2),
]


@pytest.mark.parametrize(("text", "path", "line"), CASES, ids=[repr(case[0]) for case in CASES])
def test_a_key_is_found_on_its_line(text: str, path: KeyPath, line: int) -> None:
    assert key_lines(text)[path] == line
    assert line_of(key_lines(text), path) == line


def test_an_unknown_key_is_on_the_line_of_its_table() -> None:
    assert line_of(key_lines("x = 1\n[a]\nb = 1\n"), ("a", "missing", 3)) == 2


def test_what_no_table_holds_has_no_line() -> None:
    assert line_of(key_lines("x = 1\n"), ("a",)) is None


def test_a_value_that_nests_a_thousand_deep_is_passed_over() -> None:
    assert key_lines("a = " + "[" * 1000 + "]" * 1000 + "\nb = 1")[("b",)] == 2


words = st.text(alphabet="ab-1 .\"'#é\n\\[]{}=,", max_size=6)
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.integers(-9, 9), st.booleans(), words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=8,
)


def _quoted(text: str) -> str:
    return (
        '"' + "".join(f"\\U{ord(character):08x}" if not character.isalnum() else character for character in text) + '"'
    )


def _inline(value: Any, draw: Any) -> str:
    gap: str = draw(st.sampled_from(["", " ", "\n", " # ] } = x\n"]))
    if isinstance(value, bool | int):
        return f"{value}".lower()
    if isinstance(value, list):
        return "[" + gap + ",".join(gap + _inline(item, draw) + gap for item in value) + gap + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f" {_quoted(key)} = {_inline(item, draw)} " for key, item in value.items()) + "}"
    return _quoted(str(value))


def _paths(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in items for place in [(*path, key), *_paths(item, (*path, key))]]


@given(st.dictionaries(words, values, max_size=4), st.data())
def test_every_key_of_any_document_is_found_in_order(document: dict[str, Any], data: Any) -> None:
    text = "\n".join(
        f"# {number}\n{_quoted(key)} = {_inline(document[key], data.draw)}" for number, key in enumerate(document)
    )
    assert tomllib.loads(text) == document
    lines = key_lines(text)
    assert sorted(map(repr, lines)) == sorted(map(repr, _paths(document)))
    starts = [lines[(key,)] for key in document]
    assert [
        text.splitlines()[line - 1].startswith(_quoted(key)) for key, line in zip(document, starts, strict=True)
    ] == [True] * len(document)


@given(st.text(alphabet="ab=.[]{}\"'#\n ,1\\", max_size=40))
def test_no_text_makes_it_stumble(text: str) -> None:
    key_lines(text)
