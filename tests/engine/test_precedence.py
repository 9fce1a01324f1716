"""Of two findings on the same words, one is reported."""

from __future__ import annotations

from typing import ClassVar

import pytest

from archive_lint.engine.precedence import Precedence
from archive_lint.model.finding import Finding, Severity
from archive_lint.model.span import Span
from archive_lint.rule.base import PageRule
from archive_lint.rule.registry import load_registry


class Weaker(PageRule):
    code = "X002"
    name = "weaker"
    summary = "s"
    severity = Severity.INFO
    since = "0.1"
    valid: ClassVar = []
    invalid: ClassVar = []
    yields_to = ("X001",)


def finding(code: str, start: int, end: int, path: str = "a.md") -> Finding:
    return Finding(code=code, name="n", severity=Severity.INFO, message="m", path=path, span=Span(start, end))


@pytest.mark.parametrize(
    ("stronger", "weaker", "stays"),
    [
        pytest.param((5, 9), (5, 9), False, id="same words"),
        pytest.param((0, 20), (5, 9), False, id="within"),
        pytest.param((6, 7), (5, 9), False, id="around"),
        pytest.param((5, 5), (5, 9), False, id="a place without words"),
        pytest.param((5, 9), (5, 5), False, id="a place without words, the other way round"),
        pytest.param((0, 5), (5, 9), True, id="words before"),
        pytest.param((9, 12), (5, 9), True, id="words after"),
    ],
)
def test_a_finding_gives_way_on_the_same_words_only(
    stronger: tuple[int, int], weaker: tuple[int, int], stays: bool
) -> None:
    found = [finding("X002", *weaker), finding("X001", *stronger)]
    assert (found[0] in Precedence([Weaker()]).apply(found)) is stays
    assert found[1] in Precedence([Weaker()]).apply(found)


def test_a_long_finding_still_counts_after_shorter_ones() -> None:
    found = [finding("X001", 0, 100), finding("X001", 1, 2), finding("X002", 50, 60)]
    assert Precedence([Weaker()]).apply(found) == found[:2]


def test_a_finding_on_another_page_or_of_another_rule_stays() -> None:
    found = [finding("X001", 0, 5, "b.md"), finding("X002", 0, 5), finding("X003", 0, 5)]
    assert Precedence([Weaker()]).apply(found) == found


def test_every_code_that_a_rule_gives_way_to_is_a_rule_and_none_gives_way_to_itself_in_a_circle() -> None:
    rules = {rule.code: rule for rule in load_registry().rules}
    planned = {"I008", "I009", "T008", "D008"}

    def above(code: str, seen: tuple[str, ...] = ()) -> None:
        assert code not in seen, (*seen, code)
        for other in rules[code].yields_to if code in rules else ():
            assert other in rules or other in planned
            above(other, (*seen, code))

    for code in rules:
        above(code)
