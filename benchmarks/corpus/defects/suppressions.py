"""Defects of the comments that suppress findings."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.corpus.defects.workbench import Defect, Recipe, Site, on_page
from benchmarks.corpus.plan import Story


def unused_suppression(site: Site, story: Story) -> Defect:
    """A suppression of a rule that has nothing to report on the page."""
    return _with_comment(site, story, site.choose(story, "file-ignore[L001]", "file-ignore[duplicate-source]"))


def unknown_suppression(site: Site, story: Story) -> Defect:
    """A suppression of a rule that does not exist."""
    return _with_comment(site, story, site.choose(story, "file-ignore[Z987]", "file-ignore[no-such-rule]"))


def _with_comment(site: Site, story: Story, directive: str) -> Defect:
    page = site.lines(story.path)
    page.lines += [f"<!-- archive-lint: {directive} agreed with the editors -->", ""]
    return on_page(story, page, len(page.lines) - 1)


RECIPES: Mapping[str, Recipe] = {
    "A001": unused_suppression,
    "A002": unknown_suppression,
}
