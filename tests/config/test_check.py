"""A check that stands beside a type is asked wherever a text of that type can stand."""

# Annotations are evaluated here, as in the settings themselves: the tables below are local to this module.
from collections.abc import Collection, Iterator
from typing import Annotated, Any

import pytest
from msgspec import UNSET, UnsetType

from archive_lint.config.check import Check, CheckAll, Complaint, bad_values
from archive_lint.config.table import Table


def lower_case(value: str) -> Iterator[Complaint]:
    """Complain of capitals."""
    if value != value.lower():
        yield f"{value!r} has capitals", "write small letters"


def few_letters(values: Collection[str]) -> Iterator[Complaint]:
    """Complain of texts that are longer than five letters together."""
    if sum(map(len, values)) > 5:
        yield "has more than five letters", "leave some out"


Word = Annotated[str, Check(lower_case)]


class Inner(Table, frozen=True):
    """A table in a table."""

    word: Word = ""


class Outer(Table, frozen=True):
    """Each place where a text can stand."""

    word: Word = ""
    some_words: tuple[Word, ...] = ()
    may_be: Word | None = None
    may_be_left_out: Annotated[tuple[Word, ...] | UnsetType, "any other mark"] = UNSET
    inner: Inner = Inner()
    by_name: dict[Word, Inner] = {}
    few: Annotated[tuple[Word, ...], CheckAll(few_letters)] = ()
    few_by_name: Annotated[dict[Word, Inner], CheckAll(few_letters)] = {}
    anything: dict[str, Any] = {}


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"word": "A"}, ("word",)),
        ({"some-words": ["a", "B"]}, ("some-words", 1)),
        ({"may-be": "A"}, ("may-be",)),
        ({"may-be-left-out": ["A"]}, ("may-be-left-out", 0)),
        ({"inner": {"word": "A"}}, ("inner", "word")),
        ({"by-name": {"A": {}}}, ("by-name", "A")),
        ({"by-name": {"a": {"word": "A"}}}, ("by-name", "a", "word")),
    ],
    ids=repr,
)
def test_what_a_check_complains_of_is_named_with_its_place(data: dict[str, Any], path: tuple[str | int, ...]) -> None:
    (misfit,) = bad_values(data, Outer)
    assert (misfit.path, misfit.hint) == (path, "write small letters")
    assert misfit.message.endswith(" has capitals")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"few": ["abc", "def"]}, ("few",)),
        ({"few": ["abc", 1, "def"]}, ("few",)),
        ({"few-by-name": {"abc": {}, "def": {}}}, ("few-by-name",)),
    ],
    ids=repr,
)
def test_what_a_check_of_all_complains_of_is_named_with_the_place_of_all(
    data: dict[str, Any], path: tuple[str, ...]
) -> None:
    (misfit,) = bad_values(data, Outer)
    assert misfit == (path, "has more than five letters", "leave some out")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"few": ["abc", "de"], "few-by-name": {"abc": {"word": "abcdef"}}},
        {"few": "abcdef", "few-by-name": "abcdef"},
        {"few": {"abcdef": {}}, "few-by-name": ["abcdef"]},
        {"few": [["abcdef"]]},
        {"word": "a", "some-words": ["b"], "by-name": {"a": {"word": "b"}}},
        {"word": ["A"]},
        {"some-words": "A"},
        {"some-words": {"A": "A"}},
        {"inner": "A"},
        {"by-name": ["A"]},
        {"some_words": ["A"]},
        {"unknown": "A"},
        {"anything": {"A": {"A": "A"}}},
        {"anything": ["A"]},
    ],
    ids=repr,
)
def test_good_texts_wrong_types_and_unknown_keys_are_passed_over(data: dict[str, Any]) -> None:
    assert list(bad_values(data, Outer)) == []
