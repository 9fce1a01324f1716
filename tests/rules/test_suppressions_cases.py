"""Rules about suppression comments, on whole runs and on what the examples have no room for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from archive_lint.fix.edits import apply_edits
from archive_lint.model.finding import Finding
from archive_lint.rule.base import Rule
from archive_lint.rule.examples import PATH
from archive_lint.testing import run_rule
from archive_lint_rules.suppressions.unknown_suppression import UnknownSuppression
from archive_lint_rules.suppressions.unused_suppression import UnusedSuppression

SETTINGS: Mapping[str, object] = {}


def findings(rule: type[Rule], page: str) -> list[Finding]:
    return run_rule(rule(), PATH, {PATH: page.encode()}, SETTINGS)


def after_fix(rule: type[Rule], page: str, *, safe: bool = True) -> str:
    """The page after as many passes as it takes, one fix a pass."""
    while fixes := [finding.fix for finding in findings(rule, page) if finding.fix is not None]:
        assert fixes[0].safe is safe
        page = apply_edits(page.encode(), fixes[0].edits).decode()
    return page


def comment(body: str) -> str:
    return f"<!-- archive-lint: {body} -->"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("page", "fixed"),
    [
        (f"{comment('ignore[T004]')}\n\n# A\n", "# A\n"),
        (f"\ufeff{comment('ignore[T004]')}\n\n# A\n", "\ufeff# A\n"),
        (f"# A\n\n{comment('ignore[T004]')}\n\nb\n", "# A\n\nb\n"),
        (f"# A\n{comment('ignore[T004]')}\nb\n", "# A\n\nb\n"),
        (f"1. a {comment('ignore[T004]')}\n2. b\n", "1. a\n2. b\n"),
        (f"1. a\n   {comment('ignore[T004]')}\n2. b\n", "1. a\n2. b\n"),
        (f"# A\n\n{comment('file-ignore[T004]')}", "# A\n\n"),
        (f"{comment('ignore[T004]')}\n{comment('ignore[S001]')}\n\n# A\n", "# A\n"),
    ],
)
def test_an_unused_comment_goes_without_a_trace(page: str, fixed: str, newline: str) -> None:
    assert after_fix(UnusedSuppression, page.replace("\n", newline)) == fixed.replace("\n", newline)


def test_only_what_names_no_rule_goes_from_a_list() -> None:
    page = f"{comment('ignore[X999,T004 ,X999, S001] why')}\n\n# A\n"
    assert after_fix(UnknownSuppression, page, safe=False) == f"{comment('ignore[T004, S001] why')}\n\n# A\n"


def test_a_disable_that_goes_takes_its_enable_with_it() -> None:
    page = f"# A\n\n{comment('disable[X999]')}\n\nb\n\n{comment('enable[X999]')}\n\nc\n"
    assert after_fix(UnknownSuppression, page, safe=False) == "# A\n\nb\n\nc\n"


@pytest.mark.parametrize(
    ("written", "meant", "safe"),
    [
        ("t004", "T004", True),
        ("Dead-Source", "dead-source", True),
        ("all", "ALL", True),
        ("s", "S", True),
        ("dead_source", "dead-source", False),
        ("ded-source", "dead-source", False),
        ("broken-related-links", "broken-related-link", False),
    ],
)
def test_a_misspelt_selector_keeps_its_comment_and_gets_the_likely_one(written: str, meant: str, safe: bool) -> None:
    page = f"{comment(f'ignore[{written}] agreed with the desk')}\n\n# A\n"
    assert after_fix(UnknownSuppression, page, safe=safe) == page.replace(f"[{written}]", f"[{meant}]")


@pytest.mark.parametrize("selector", ["T", "T0", "T00", "ALL"])
def test_a_prefix_names_all_its_rules(selector: str) -> None:
    assert findings(UnknownSuppression, f"{comment(f'ignore[{selector}]')}\n\n# A\n") == []


def test_an_unused_comment_with_a_reason_is_not_taken_away_safely() -> None:
    (finding,) = findings(UnusedSuppression, f"{comment('ignore[T004] agreed with the desk')}\n\n# A\n")
    assert finding.fix is not None
    assert not finding.fix.safe
    assert set(finding.fix.evidence.lost) == {"agreed", "with", "the", "desk"}


def test_an_unknown_code_is_not_unused_as_well() -> None:
    assert findings(UnusedSuppression, f"{comment('ignore[X999]')}\n\n# A\n") == []


@pytest.mark.parametrize("body", ["ignore", "ignore[]", "ignroe[T004]", "", "T004", "IGNORE[T004]"])
def test_a_comment_that_cannot_be_read_is_for_its_author(body: str) -> None:
    page = f"{comment(body)}\n\n# A\n"
    (finding,) = findings(UnknownSuppression, page)
    assert finding.fix is None
    assert findings(UnusedSuppression, page) == []


@pytest.mark.parametrize("rule", [UnusedSuppression, UnknownSuppression])
def test_a_hostile_comment_is_looked_at_without_an_error(rule: type[Rule]) -> None:
    body = "ignore[" + "X999,\u202e\x1b[31m," * 2_000 + "]"
    assert all(finding.message for finding in findings(rule, f"{comment(body)}\n"))
