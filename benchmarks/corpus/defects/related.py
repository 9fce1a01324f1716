"""Defects of links inside the archive."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.corpus.defects.workbench import Defect, Recipe, Site, on_page
from benchmarks.corpus.plan import Story


def broken_related_link(site: Site, story: Story) -> Defect:
    """A related link leads to a page that never was, or to where it is not."""
    page, entries = site.related(story)
    entry = entries[-1]
    if site.choose(story, "name", "day") == "name":
        entry.target = entry.target.replace(".md", "-and-more-of-it.md")
    else:
        entry.target = site.plan.link("news/1901/01/1/" + entry.target.rpartition("/")[2])
    page.put(entry)
    return on_page(story, page, entry.line + 1)


def self_related_link(site: Site, story: Story) -> Defect:
    """A story lists itself among its related ones."""
    page, entries = site.related(story)
    entry = entries[0]
    entry.target = site.plan.link(story.path)
    entry.text = story.title
    page.put(entry)
    return on_page(story, page, entry.line + 1)


def duplicate_related_link(site: Site, story: Story) -> Defect | None:
    """The last related link repeats the first."""
    page, entries = site.related(story)
    if len(entries) < 2:
        return None
    first, last = entries[0], entries[-1]
    last.text, last.target, last.rest = first.text, first.target, first.rest
    page.put(last)
    return on_page(story, page, last.line + 1)


def misprefixed_link(site: Site, story: Story) -> Defect:
    """A related link with another site's prefix, or without this one's."""
    page, entries = site.related(story)
    entry = entries[0]
    prefix = site.plan.edition.site_prefix
    entry.target = entry.target.removeprefix(prefix) if prefix else f"/fr{entry.target}"
    page.put(entry)
    return on_page(story, page, entry.line + 1)


def link_outside_archive(site: Site, story: Story) -> Defect:
    """A related link that climbs above the root, or names a file of one machine."""
    page, entries = site.related(story)
    entry = entries[0]
    entry.target = site.choose(story, "../../../../../../notes/draft.md", "file:///home/editor/draft.md")
    page.put(entry)
    return on_page(story, page, entry.line + 1)


def stale_related_title(site: Site, story: Story) -> Defect:
    """A related link with a title that its target never had."""
    page, entries = site.related(story)
    entry = entries[0]
    entry.text = f"Corrected: {entry.text.strip()}"
    page.put(entry)
    return on_page(story, page, entry.line + 1)


def missing_context(site: Site, story: Story) -> Defect:
    """A related link that does not say what the stories share."""
    page, entries = site.related(story)
    entry = entries[0]
    entry.rest = ""
    page.put(entry)
    return on_page(story, page, entry.line + 1)


def miscased_link(site: Site, story: Story) -> Defect:
    """A related link in other letters, or percent-encoded twice."""
    page, entries = site.related(story)
    entry = entries[0]
    if site.choose(story, "case", "encoding") == "case":
        entry.target = entry.target.replace("/news/", "/News/")
    else:
        entry.target = entry.target.replace(".md", "%252Emd")
    page.put(entry)
    return on_page(story, page, entry.line + 1)


def broken_internal_link(site: Site, story: Story) -> Defect:
    """A link in the text to a page that is not there."""
    page = site.lines(story.path)
    line = page.put_summary(f"See [the background]({site.plan.link('background/the-harbour.md')}) of this story.")
    return on_page(story, page, line)


def non_page_target(site: Site, story: Story) -> Defect:
    """A related link to a day's index or folder."""
    page, entries = site.related(story)
    entry = entries[0]
    index = site.previous_index(story)
    entry.target = site.plan.link(site.choose(story, index, index.removesuffix("index.md")))
    page.put(entry)
    return on_page(story, page, entry.line + 1, touched=(index,))


RECIPES: Mapping[str, Recipe] = {
    "L001": broken_related_link,
    "L002": self_related_link,
    "L003": duplicate_related_link,
    "L004": misprefixed_link,
    "L005": link_outside_archive,
    "L006": stale_related_title,
    "L007": missing_context,
    "L008": miscased_link,
    "L009": broken_internal_link,
    "L010": non_page_target,
}
