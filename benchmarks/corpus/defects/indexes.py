"""Defects of day indexes. An index and its twin are damaged alike, but by the one defect that is about twins."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.corpus.defects.workbench import Defect, Lines, Recipe, Site
from benchmarks.corpus.plan import Story


def unlisted_page(site: Site, story: Story) -> Defect | None:
    """A story's entry is gone from its day's index."""
    if len(site.plan.stories_of(story.day)) < 2:
        return None
    index = site.lines(site.plan.index(story.day))
    start, end = _item(site, story, index)
    del index.lines[start:end]
    return Defect(path=story.path, changed=site.with_twin(story.day, index))


def dangling_index_entry(site: Site, story: Story) -> Defect:
    """A story is deleted, and everything that leads to it leads nowhere; or an index lists one that never was."""
    path = site.plan.index(story.day)
    index = site.lines(path)
    start, end = _item(site, story, index)
    if site.choose(story, "deleted", "invented") == "deleted":
        at = _heading(site, story, index)
        linking = site.plan.pages_linking_to(story.number)
        return Defect(
            path=path,
            changed={story.path: None},
            line=at + 1,
            side_effects=tuple(("L001", page) for page in linking),
            touched=(path, site.plan.twin(story.day), *linking),
        )
    invented = [line.replace(".md)", "-that-never-was.md)") for line in index.lines[start:end]]
    index.lines[end:end] = invented
    at = end + next(at for at, line in enumerate(invented) if line.startswith("### ["))
    return Defect(path=path, changed=site.with_twin(story.day, index), line=at + 1)


def twin_differs(site: Site, story: Story) -> Defect:
    """An index's twin says something else, or is not there."""
    index, twin = site.plan.index(story.day), site.plan.twin(story.day)
    if site.choose(story, "differs", "missing") == "missing":
        return Defect(path=index, changed={twin: None}, touched=(index,))
    page = site.lines(twin)
    start, end = _item(site, story, page)
    del page.lines[start:end]
    return Defect(path=twin, changed={twin: page.encode()}, touched=(index,))


def missing_index(site: Site, story: Story) -> Defect | None:
    """A day has stories and neither index nor twin, and the next day's index links to it."""
    plan = site.plan
    if plan.has_earlier_copy(plan.first_stories[story.day]):
        return None
    index, following = plan.index(story.day), plan.index(story.day + 1)
    stories = sorted(plan.story(number).path for number in plan.stories_of(story.day))
    return Defect(
        path=stories[0],
        changed={index: None, plan.twin(story.day): None},
        side_effects=(("D006", following),),
        touched=(*stories, following, plan.twin(story.day + 1)),
    )


def duplicate_index_entry(site: Site, story: Story) -> Defect:
    """An index lists a story twice."""
    path = site.plan.index(story.day)
    index = site.lines(path)
    start, end = _item(site, story, index)
    distance = _heading(site, story, index) - start
    index.lines[end:end] = index.lines[start:end]
    return Defect(path=path, changed=site.with_twin(story.day, index), line=end + distance + 1)


def stale_index_title(site: Site, story: Story) -> Defect:
    """An index lists a story by a title that it never had."""
    path = site.plan.index(story.day)
    index = site.lines(path)
    at = _heading(site, story, index)
    index.lines[at] = index.lines[at].replace("### [", "### [Corrected:", 1)
    return Defect(path=path, changed=site.with_twin(story.day, index), line=at + 1)


def foreign_index_entry(site: Site, story: Story) -> Defect | None:
    """An index lists a story of another day."""
    plan = site.plan
    if story.number == 0:
        return None
    path = plan.index(story.day)
    index = site.lines(path)
    stranger = plan.story(plan.first_stories[story.day] - 1)
    start, end = _item(site, story, index)
    distance = _heading(site, story, index) - start
    entry = index.lines[start:end]
    entry[distance] = f"### [{stranger.title}]({plan.link(stranger.path)})"
    index.lines[end:end] = entry
    changed = site.with_twin(story.day, index)
    return Defect(path=path, changed=changed, line=end + distance + 1, touched=(stranger.path,))


def malformed_index_entry(site: Site, story: Story) -> Defect:
    """A story's entry is not a link: a space before its target, or none after the heading's marks."""
    path = site.plan.index(story.day)
    index = site.lines(path)
    at = _heading(site, story, index)
    old, new = (("](", "] ("), ("### [", "###["))[site.choose(story, "space", "marks") == "marks"]
    index.lines[at] = index.lines[at].replace(old, new)
    return Defect(path=path, changed=site.with_twin(story.day, index), line=at + 1, touched=(story.path,))


def incomplete_index(site: Site, story: Story) -> Defect:
    """An index without its date heading, without its link to the day before, or without anything."""
    plan = site.plan
    path = plan.index(story.day)
    index = site.lines(path)
    what = site.choose(story, "date", "previous", "all")
    if what == "date":
        at = index.find("## [")
        del index.lines[at : at + 2]
    elif what == "previous":
        del index.lines[index.find("## [" + plan.generation(story.day).previous_text)]
    else:
        index.lines = [""]
    stories = tuple(plan.story(number).path for number in plan.stories_of(story.day))
    return Defect(path=path, changed=site.with_twin(story.day, index), touched=stories)


def _heading(site: Site, story: Story, index: Lines) -> int:
    """Position of the heading that lists a story."""
    link = f"]({site.plan.link(story.path)})"
    return next(at for at, line in enumerate(index.lines) if line.startswith("### [") and line.endswith(link))


def _item(site: Site, story: Story, index: Lines) -> tuple[int, int]:
    """Positions of the first line of a story's entry and of the one after: topic, heading, a line, a blank."""
    at = _heading(site, story, index)
    return at - site.plan.generation(story.day).topic, at + 3


RECIPES: Mapping[str, Recipe] = {
    "I001": unlisted_page,
    "I002": dangling_index_entry,
    "I003": twin_differs,
    "I004": missing_index,
    "I005": duplicate_index_entry,
    "I006": stale_index_title,
    "I007": foreign_index_entry,
    "I008": malformed_index_entry,
    "I009": incomplete_index,
}
