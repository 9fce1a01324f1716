"""Questions about text that several layers ask."""

from __future__ import annotations

import pytest

from archive_lint.text import is_balanced


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ("", True),
        ("a", True),
        ("()", True),
        ("a(b(c)d)e", True),
        ("(", False),
        (")", False),
        (")(", False),
        ("())(", False),
    ],
)
@pytest.mark.parametrize("pair", ["()", "[]"])
def test_brackets_are_balanced_when_each_has_its_partner(text: str, balanced: bool, pair: str) -> None:
    assert is_balanced(text.translate(str.maketrans("()", pair)), pair) is balanced


def test_brackets_of_another_pair_do_not_count() -> None:
    assert is_balanced("([)", "()")
    assert not is_balanced("([)", "[]")
