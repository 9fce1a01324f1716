"""Each offline rule finds every defect that was put into a synthetic archive for it, and nothing else in all of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import EDITIONS, RECIPES, Score, generate, inject, score
from benchmarks.corpus.linting import lint, reports
from tests.soak import FACTOR

_PAGES, _DEFECTS = (3500, 10) if FACTOR else (2000, 5)
_BY_DESIGN = {"zh-prefixed": {"L004": 5}}
"""Findings of archives without defects: every date heading lacks the prefix, which is one finding, and the front page's
four headings, each of which is one."""
_LETTERS = [(edition.name, letter) for edition in EDITIONS.values() for letter in edition.generations]


def scores(edition: str, root: str) -> dict[str, Score]:
    """All rules' scores on an archive with defects of every kind."""
    plan = generate(root, pages=_PAGES, seed=11, edition=edition)
    injected = inject(root, plan, defects=dict.fromkeys(RECIPES, _DEFECTS), seed=12)
    return score(reports(lint(root, plan.settings)), injected)


@pytest.mark.soak
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_rule_finds_all_its_defects_and_no_others(tmp_path: Path, edition: str) -> None:
    found = scores(edition, str(tmp_path))
    assert found.keys() == RECIPES.keys()
    assert {code: found[code].wanted for code in RECIPES if found[code].wanted < _DEFECTS} == {}
    assert {code: result.missed for code, result in found.items() if result.missed} == {}
    false = {code: result.false for code, result in found.items() if result.false}
    assert {code: len(findings) for code, findings in false.items()} == _BY_DESIGN.get(edition, {}), false


@pytest.mark.parametrize(("edition", "letter"), _LETTERS)
def test_an_archive_without_defects_has_no_findings(tmp_path: Path, edition: str, letter: str) -> None:
    root = str(tmp_path)
    plan = generate(root, pages=600 if FACTOR else 300, seed=21, edition=edition, generation=letter)
    outcome = lint(root, plan.settings)
    assert outcome.problems == []
    assert Counter(code for code, _, _ in reports(outcome)) == _BY_DESIGN.get(edition, {})
