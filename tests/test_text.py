"""Words that more than one layer writes."""

from __future__ import annotations

import pytest

from archive_lint.text import MOST_QUOTED, counted, is_balanced, raised_at, shortened


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (15_812, "15,812 pages"), (-1, "-1 pages")]
)
def test_a_number_takes_its_noun(number: int, said: str) -> None:
    assert counted(number, "page") == said


@pytest.mark.parametrize("length", [0, MOST_QUOTED - 1, MOST_QUOTED])
def test_a_text_that_fits_is_quoted_whole(length: int) -> None:
    assert shortened("x" * length) == "x" * length


@pytest.mark.parametrize("length", [MOST_QUOTED + 1, 10_000])
def test_a_longer_text_ends_in_an_ellipsis(length: int) -> None:
    assert shortened("x" * length) == "x" * (MOST_QUOTED - 1) + "…"


def _raise() -> None:
    raise LookupError


def test_an_exception_is_located_where_it_was_raised_and_not_where_it_was_caught() -> None:
    with pytest.raises(LookupError) as caught:
        _raise()
    assert raised_at(caught.value) == (__file__, _raise.__code__.co_firstlineno + 1)


def test_an_exception_that_was_never_raised_has_no_place() -> None:
    assert raised_at(LookupError()) is None


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
