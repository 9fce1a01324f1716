"""What suppression comments hide, and which of them hide nothing."""

from __future__ import annotations

import pytest

from archive_lint.engine.suppress import suppressed, suppression_uses
from archive_lint.markdown.parse import parse
from archive_lint.model.finding import Finding, Severity
from archive_lint.model.layout import Layout
from archive_lint.model.page import PageFacts
from archive_lint.model.span import Span


def page(text: str) -> PageFacts:
    return parse("about.md", text.encode(), Layout()).facts


def finding(at: int, code: str = "T004", name: str = "markup-debris") -> Finding:
    return Finding(code=code, name=name, severity=Severity.WARNING, message="m", span=Span(at, at + 1))


@pytest.mark.parametrize("selector", ["T004", "markup-debris"])
def test_a_finding_is_hidden_by_its_code_or_its_name(selector: str) -> None:
    text = f"one\n\n<!-- archive-lint: ignore[{selector}] -->\n\ntwo\n\nthree\n"
    at = [finding(text.index(word)) for word in ("one", "two", "three")]
    assert suppressed(at, page(text).directives) == ([at[0], at[2]], [at[1]])


def test_a_finding_of_another_rule_shows() -> None:
    text = "<!-- archive-lint: ignore[T004] -->\n\ntwo\n"
    other = finding(text.index("two"), "T003", "undecoded-entity")
    assert suppressed([other], page(text).directives) == ([other], [])


def test_a_page_that_ignores_a_rule_hides_it_at_its_very_end_too() -> None:
    text = "one\n\n<!-- archive-lint: file-ignore[T004] -->"
    found = [finding(0), finding(len(text) - 1)]
    assert suppressed(found, page(text).directives) == ([], found)


def test_overlapping_suppressions_of_one_rule_add_up() -> None:
    text = "<!-- archive-lint: disable[T004] -->\n\n<!-- archive-lint: ignore[T004] -->\n\none\n\ntwo\n"
    found = [finding(text.index(word)) for word in ("one", "two")]
    assert suppressed(found, page(text).directives) == ([], found)


def test_a_malformed_comment_hides_nothing() -> None:
    found = [finding(0)]
    assert suppressed(found, page("<!-- archive-lint: T004 -->\n").directives) == (found, [])


@pytest.mark.parametrize(
    ("selectors", "hidden", "unused", "unknown"),
    [
        ("T004", True, (), ()),
        ("T004", False, ("T004",), ()),
        ("T004,markup-debris", True, (), ()),
        ("T004,S001", True, ("S001",), ()),
        ("T004,X999", True, (), ("X999",)),
        ("U001", False, (), ()),
    ],
)
def test_a_use_tells_what_was_of_no_use(
    selectors: str, hidden: bool, unused: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    text = f"<!-- archive-lint: ignore[{selectors}] -->\n\ntwo\n"
    (use,) = suppression_uses(
        page(text),
        [finding(text.index("two"))] if hidden else [],
        exists=lambda selector: selector != "X999",
        ran=lambda selector: selector != "U001",
    )
    assert (use.unused, use.unknown) == (unused, unknown)


def test_a_suppression_is_unused_where_only_another_one_hid_something() -> None:
    text = "<!-- archive-lint: ignore[T004] -->\n\none\n\n<!-- archive-lint: ignore[T004] -->\n\ntwo\n"
    uses = suppression_uses(
        page(text), [finding(text.index("two"))], exists=lambda selector: True, ran=lambda selector: True
    )
    assert [use.unused for use in uses] == [("T004",), ()]


def test_many_findings_and_many_suppressions_take_no_more_than_their_time() -> None:
    text = "".join(f"<!-- archive-lint: ignore[T004] -->\n\np{number}\n\n" for number in range(5_000))
    facts = page(text)
    found = [finding(directive.covers_start) for directive in facts.directives] * 10
    shown, hidden = suppressed(found, facts.directives)
    assert (len(shown), len(hidden)) == (0, 50_000)
    uses = suppression_uses(facts, hidden, exists=lambda selector: True, ran=lambda selector: True)
    assert not any(use.unused for use in uses)
