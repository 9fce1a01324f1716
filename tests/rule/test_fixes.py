"""The edits that fixes are made of."""

from __future__ import annotations

import pytest

from archive_lint.archive.similarity import best_match, is_edited, is_version
from archive_lint.config.settings import Settings
from archive_lint.fix.edits import apply_edits
from archive_lint.markdown.link_text import escape_link_text
from archive_lint.markdown.parse import parse
from archive_lint.model.evidence import following, guessed, repeated
from archive_lint.model.finding import Edit, Fix
from archive_lint.model.page import PageFacts
from archive_lint.model.span import Span
from archive_lint.rule.fixes import (
    create_file,
    difference,
    insert,
    remove_entries,
    remove_lines,
    replace,
    replace_all,
    replace_difference,
    same_text,
    title_as_link_text,
)

LAYOUT = Settings().layout()


def facts_of(text: str) -> PageFacts:
    return parse("page.md", text.encode(), LAYOUT).facts


def without(numbers: str, removed: set[int], newline: str = "\n") -> str:
    """A list with these numbers after entries at some positions are removed: the numbers that are left."""
    lines = [f"{number} {letter}" for number, letter in zip(numbers.split(), "abcdefgh", strict=False)]
    text = newline.join(["### Related:", "", *lines, ""])
    fix = remove_entries(list(facts_of(text).related), removed, "remove")
    fixed = apply_edits(text.encode(), fix.edits).decode()
    left = fixed.split(newline)[2:-1]
    assert [line[-1] for line in left] == [line[-1] for at, line in enumerate(lines) if at not in removed]
    return " ".join(line.split()[0] for line in left)


@pytest.mark.parametrize(
    ("numbers", "removed", "left"),
    [
        ("1. 2. 3.", {0}, "1. 2."),
        ("1. 2. 3.", {1}, "1. 2."),
        ("1. 2. 3.", {2}, "1. 2."),
        ("1. 2. 3. 4.", {1, 2}, "1. 2."),
        ("1. 2. 3. 4.", {0, 2}, "1. 2."),
        ("1. 2. 3. 3.", {0}, "1. 2. 2."),
        ("1. 2. 3. 3.", {2}, "1. 2. 3."),
        ("1. 2. 2. 3.", {2}, "1. 2. 3."),
        ("1. 2. 2. 3.", {1, 2}, "1. 2."),
        ("1. 1. 1.", {0}, "1. 1."),
        ("5. 5. 5.", {1}, "5. 5."),
        ("1. 2. 4.", {1}, "1. 4."),
        ("3. 4. 5.", {0}, "3. 4."),
        ("9. 10. 11.", {0}, "9. 10."),
        ("1) 2) 3)", {0}, "1) 2)"),
        ("- - -", {1}, "- -"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_what_is_left_of_a_list_is_counted_as_before(numbers: str, removed: set[int], left: str, newline: str) -> None:
    assert without(numbers, removed, newline) == left


def test_an_entry_of_several_lines_is_removed_whole() -> None:
    text = "### Related:\n\n1. a\n   more\n2. b"
    entries = list(facts_of(text).related)
    assert apply_edits(text.encode(), remove_entries(entries, {0}, "").edits) == b"### Related:\n\n1. b"
    assert apply_edits(text.encode(), remove_entries(entries, {1}, "").edits) == b"### Related:\n\n1. a\n   more\n"


def test_nothing_removed_is_not_an_edit() -> None:
    assert remove_entries(list(facts_of("### Related:\n\n1. a\n2. b\n").related), set(), "").edits == ()


@pytest.mark.parametrize(
    ("fix", "edits", "safe"),
    [
        (replace(Span(1, 3), "x", "m", evidence=following()), (Edit("", 1, 3, "x"),), True),
        (replace(Span(1, 3), "x", "m", evidence=guessed("why"), path="a.md"), (Edit("a.md", 1, 3, "x"),), False),
        (
            replace_all([(Span(1, 2), "x"), (Span(3, 4), "")], "m", evidence=following()),
            (Edit("", 1, 2, "x"), Edit("", 3, 4, "")),
            True,
        ),
        (insert(4, "x", "m"), (Edit("", 4, 4, "x"),), False),
        (insert(4, "x", "m", path="a.md"), (Edit("a.md", 4, 4, "x"),), False),
        (remove_lines(Span(2, 5), "m", evidence=repeated("a", "a b")), (Edit("", 2, 5, ""),), True),
        (create_file("a.md", "x", "m"), (Edit("a.md", 0, 0, "x"),), False),
    ],
)
def test_a_fix_is_what_its_maker_says(fix: Fix, edits: tuple[Edit, ...], safe: bool) -> None:
    assert (fix.message, fix.edits, fix.safe) == ("m", edits, safe)


@pytest.mark.parametrize(
    ("old", "new", "span"),
    [
        ("abc", "abc", (3, 3)),
        ("abc", "axc", (1, 2)),
        ("abc", "ac", (1, 2)),
        ("ac", "abc", (1, 1)),
        ("aa", "aaa", (2, 2)),
        ("aaa", "aa", (2, 3)),
        ("", "abc", (0, 0)),
        ("abc", "", (0, 3)),
        ("é", "è", (0, 2)),
        ("aé", "aÉ", (1, 3)),
        ("中", "串", (0, 3)),
        ("a\U0001f600b", "a\U0001f601b", (1, 5)),
    ],
)
def test_a_difference_is_as_small_as_whole_characters_allow(old: str, new: str, span: tuple[int, int]) -> None:
    assert difference(old.encode(), new.encode()) == Span(*span)
    fix = replace_difference(old.encode(), new.encode(), "m")
    assert apply_edits(old.encode(), fix.edits) == new.encode()


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a [b] c",
        "a [b c",
        "a ]b[ c",
        "a*b*",
        "a_b_",
        "`code`",
        "<b>",
        "back\\slash",
        "[x](y)",
        "a\\",
        "&amp;lt;",
    ],
)
def test_escaped_text_is_one_link_that_reads_as_it_did(text: str) -> None:
    link = facts_of(f"[{escape_link_text(text)}](/x.md)").links[0]
    assert (link.target, link.text) == ("/x.md", text.replace("&amp;", "&"))


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("# Storm", "Storm"),
        ("#  Storm ", " Storm "),
        ("# The *Gazette* & co", "The *Gazette* & co"),
        ("# Storm [BBC] ends", "Storm [BBC] ends"),
        ("# Storm [BBC ends", "Storm \\[BBC ends"),
        ("# Storm ](x", "Storm \\](x"),
        ("# A `b` c", "A b c"),
        ("# Storm #", "Storm"),
        ("Storm\n===", "Storm"),
        ("no title", ""),
        ("# Storm [ends]\n\n[ends]: /x.md", "Storm ends"),
        ("# Storm [ends][e] now\n\n[e]: /x.md", "Storm ends now"),
        ("# Storm [ends][] now\n\n[ends]: /x.md", "Storm ends now"),
        ("# Storm[^1]\n\n[^1]: Notes", "Storm"),
        ("# ![Photo][p] Storm\n\n[p]: /p.png", "Photo Storm"),
        ("# Write <desk@a.example>", "Write desk@a.example"),
    ],
)
def test_a_title_is_copied_as_written_where_that_is_one_link(heading: str, text: str) -> None:
    page = facts_of(heading)
    assert title_as_link_text(page) == text
    if page.title is not None:
        assert same_text(facts_of(f"[{text}](/x.md)").links[0].text, page.title.text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Storm", "Storm", True),
        (" Storm  ends ", "Storm ends", True),
        ("Z\u00fcrich", "Zu\u0308rich", True),
        ("Storm", "storm", False),
        ("Storm", "Storm.", False),
    ],
)
def test_texts_that_read_the_same_are_the_same(one: str, other: str, same: bool) -> None:
    assert same_text(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "edited", "version"),
    [
        ("Storm closes the harbour bridge", "Strom closes the harbour bridge", True, True),
        ("Storm closes the harbour bridge", "Storm shuts harbour bridge for good", True, False),
        ("Storm closes the harbour bridge", "Ferry sinks", False, False),
        ("Storm closes the bridge.", "Storm closes the bridge [http:--gazette.example-2014-05-storm]", False, True),
        ("Storm", "Storm closes the harbour bridge for a week", False, False),
        ("", "Storm", False, False),
    ],
)
def test_titles_are_judged_by_how_alike_they_are(one: str, other: str, edited: bool, version: bool) -> None:
    assert (is_edited(one, other), is_version(one, other)) == (edited, version)


@pytest.mark.parametrize(
    ("wanted", "candidates", "found"),
    [
        (("storm-ends", ""), {"a": ("storm-end", "x"), "b": ("ferry-sinks", "x")}, "a"),
        (("other", "Storm ends"), {"a": ("x", "STORM  ends"), "b": ("y", "")}, "a"),
        (("storm-ends", ""), {"a": ("storm-ends", ""), "b": ("storm-ends", "")}, None),
        (("storm-ends", ""), {"a": ("ferry", "")}, None),
        (("", ""), {"a": ("", "")}, None),
        (("x", "x"), {}, None),
    ],
)
def test_the_likest_is_told_only_where_it_is_clear(
    wanted: tuple[str, str], candidates: dict[str, tuple[str, str]], found: str | None
) -> None:
    assert best_match(wanted, candidates.items()) == found


def test_a_hostile_name_is_compared_at_once() -> None:
    assert best_match(("a" * 1_000_000, ""), [("x", ("a" * 999_999, ""))]) == "x"
