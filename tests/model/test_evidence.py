"""When a fix is safe: what its witnesses state, whether there is a choice, what is lost."""

from __future__ import annotations

import pytest

from archive_lint.model.evidence import Evidence, Ground, agreeing, following, guessed, is_safe, looks_damaged, repeated
from archive_lint.model.finding import Edit, Fix

PATH, TEXT, INDEX, TITLE = Ground.PATH, Ground.LINK_TEXT, Ground.INDEX, Ground.TITLE


@pytest.mark.parametrize(
    ("witnesses", "safe"),
    [
        pytest.param({PATH: "a"}, False, id="one alone"),
        pytest.param({PATH: "a", TITLE: "a"}, True, id="two"),
        pytest.param({PATH: "a", TITLE: "a", TEXT: "b"}, True, id="two against one"),
        pytest.param({PATH: "a", TITLE: "a", TEXT: "b", INDEX: "b"}, False, id="two against two"),
        pytest.param({PATH: "a", TITLE: "a", TEXT: "b", INDEX: "c"}, False, id="two against two that differ"),
        pytest.param({PATH: "b", TITLE: "a", TEXT: "b"}, False, id="one against two"),
        pytest.param({}, False, id="nobody"),
    ],
)
def test_what_is_written_is_stated_by_two_and_by_more_than_state_otherwise(
    witnesses: dict[Ground, str], safe: bool
) -> None:
    assert is_safe(agreeing("a", witnesses), ["a"]) is safe


@pytest.mark.parametrize(
    ("evidence", "safe"),
    [
        (following(), True),
        (following(PATH), True),
        (guessed("why"), False),
        (Evidence(), False),
        (Fix("f", ()).evidence, False),
        (following().and_no_loss(()), True),
        (following().and_no_loss(["word"]), False),
        (agreeing("a", {PATH: "a", TITLE: "a"}).and_no_loss(["word"]), False),
        (repeated("Storm closes, the port!", "[The port] closes: storm"), True),
        (repeated("Storm closes the port", "Storm closes"), False),
        (repeated("", ""), True),
    ],
)
def test_without_a_choice_only_a_lost_word_makes_it_unsafe(evidence: Evidence, safe: bool) -> None:
    assert is_safe(evidence, []) is safe


@pytest.mark.parametrize("damage", ["Stor\ufffdm", "a\n<<<<<<< HEAD\nb", "x\n>>>>>>> topic"])
def test_what_looks_damaged_is_never_copied(damage: str) -> None:
    assert looks_damaged(damage)
    assert not Fix("f", (Edit("", 0, 0, damage),), following()).safe
    assert not is_safe(agreeing(damage, {PATH: damage, TITLE: damage}), [])


@pytest.mark.parametrize("text", ["", "a <<<<<<< b", "=======", "<<<<<<<", ">> >>>>>>> x"])
def test_marks_within_a_line_are_not_a_conflict(text: str) -> None:
    assert not looks_damaged(text)
