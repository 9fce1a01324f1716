"""Every rule does what its own examples say."""

from __future__ import annotations

import pytest

from archive_lint.rule.base import Rule
from archive_lint.rule.examples import Invalid, Valid
from archive_lint.testing import check_example, examples_of
from archive_lint_rules import rules

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{kind}-{number}")
    for rule in rules()
    for kind, examples in (("valid", rule.valid), ("invalid", rule.invalid))
    for number, example in enumerate(examples)
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_rule_does_what_its_example_says(rule: type[Rule], example: Valid | Invalid) -> None:
    check_example(rule, example)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_a_rule_shows_both_good_and_bad_and_says_why(rule: type[Rule]) -> None:
    assert len(examples_of(rule)) > len(rule.invalid) > 0
    for heading in ("## What it does", "## Why it matters", "## Fix"):
        assert heading in (rule.__doc__ or "")
