"""One recipe per rule: how to put into an archive the defect that the rule is about."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.corpus.defects import dates, indexes, related, sections, sources, suppressions, text
from benchmarks.corpus.defects.workbench import Recipe

RECIPES: Mapping[str, Recipe] = {
    **sections.RECIPES,
    **dates.RECIPES,
    **related.RECIPES,
    **sources.RECIPES,
    **indexes.RECIPES,
    **text.RECIPES,
    **suppressions.RECIPES,
}
"""Recipes by the code of the rule that must report."""

WITHOUT_RECIPE: Mapping[str, str] = {
    "D008": "a folder's name is known to all pages around it; tests/rules/test_dates_cases.py has its cases",
    "L011": "off where nothing says how headings get their ids; tests/rules/test_fragments_cases.py has its cases",
}
"""The reasons why the recall of an offline rule is not measured, by code."""
