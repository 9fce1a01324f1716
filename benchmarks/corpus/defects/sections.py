"""Defects of a story's sections and of the lists in them."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.corpus.defects.workbench import Defect, Recipe, Site, on_page
from benchmarks.corpus.plan import Story


def missing_section(site: Site, story: Story) -> Defect:
    """Source or Related is not there."""
    page = site.lines(story.path)
    start, end = page.block(site.choose(story, site.source_heading(story), site.related_heading(story)))
    del page.lines[start : end + 1]
    return on_page(story, page)


def empty_section(site: Site, story: Story) -> Defect:
    """Source or Related has no entry."""
    page = site.lines(story.path)
    start, end = page.block(site.choose(story, site.source_heading(story), site.related_heading(story)))
    del page.lines[start + 2 : end]
    return on_page(story, page, start + 1)


def duplicate_section(site: Site, story: Story) -> Defect | None:
    """Two Related sections, the second with a link that the first does not have."""
    page, entries = site.related(story)
    if len(entries) < 2:
        return None
    heading = site.related_heading(story)
    _, end = page.block(heading)
    last = entries[-1]
    last.number = 1
    page.lines[last.line : end] = ["", heading, "", str(last)]
    return on_page(story, page, last.line + 2)


def misplaced_section(site: Site, story: Story) -> Defect | None:
    """Related stands before Source."""
    page = site.lines(story.path)
    if page.find("### Changes:") >= 0:
        return None
    sources, sources_end = page.block(site.source_heading(story))
    related, related_end = page.block(site.related_heading(story))
    lines = page.lines
    page.lines = [
        *lines[:sources],
        *lines[related:related_end],
        "",
        *lines[sources:sources_end],
        *lines[related_end:],
    ]
    return on_page(story, page)


def unknown_section(site: Site, story: Story) -> Defect:
    """A section that no configuration knows."""
    page = site.lines(story.path)
    page.lines += ["### Weather:", "", "1. [Forecast](https://weather.example/today)", ""]
    return on_page(story, page, len(page.lines) - 3)


def misnumbered_list(site: Site, story: Story) -> Defect | None:
    """The last number of Related is wrong."""
    page, entries = site.related(story)
    if len(entries) < 2:
        return None
    last = entries[-1]
    last.number = int(site.choose(story, "1", str(last.number + 3), "97"))
    page.put(last)
    return on_page(story, page, last.line + 1)


def malformed_entry(site: Site, story: Story) -> Defect:
    """An entry that is not a link: a stray bracket in its text, or a space in its target."""
    if site.choose(story, "related", "source") == "related":
        page, entries = site.related(story)
        entries[0].text = entries[0].text.rstrip() + " (Marlow Herald)], "
    else:
        page, entries = site.sources(story)
        entries[0].target += "/two words.html"
    page.put(entries[0])
    return on_page(story, page, entries[0].line + 1)


def missing_title(site: Site, story: Story) -> Defect:
    """No title, or an empty one."""
    page = site.lines(story.path)
    at = page.find("# ")
    page.lines[at] = site.choose(story, "#", "")
    return on_page(story, page)


def several_titles(site: Site, story: Story) -> Defect:
    """A second title under the first."""
    page = site.lines(story.path)
    at = page.find("# ")
    page.lines[at + 1 : at + 1] = ["", "# Another story altogether", ""]
    return on_page(story, page, at + 3)


RECIPES: Mapping[str, Recipe] = {
    "S001": missing_section,
    "S002": empty_section,
    "S003": duplicate_section,
    "S004": misplaced_section,
    "S005": unknown_section,
    "S006": misnumbered_list,
    "S007": malformed_entry,
    "S008": missing_title,
    "S009": several_titles,
}
