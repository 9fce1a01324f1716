"""Defects of dates: the date heading, the link to the day before, the dates in sources' URLs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from benchmarks.corpus.defects.workbench import Defect, Lines, Recipe, Site, on_page
from benchmarks.corpus.plan import Story

_DATE = re.compile(r"\[\d+-\d+-\d+\]")


def missing_date_heading(site: Site, story: Story) -> Defect:
    """The date heading and the blank line after it are gone."""
    page = site.lines(story.path)
    at = page.find("### [")
    del page.lines[at : at + 2]
    return on_page(story, page)


def date_heading_mismatch(site: Site, story: Story) -> Defect:
    """A story's or an index's date heading tells another day."""
    other = site.plan.date(story.day) + dt.timedelta(days=int(site.choose(story, "1", "-1", "30", "-366")))
    return _with_date(site, story, f"{other.year}-{other.month:02}-{other.day}", also_indexes=True)


def date_link_mismatch(site: Site, story: Story) -> Defect:
    """The date heading links to the index of another day."""
    page = site.lines(story.path)
    at = page.find("### [")
    other = site.previous_index(story)
    page.lines[at] = page.lines[at].replace(site.plan.index(story.day), other)
    return on_page(story, page, at + 1, touched=(other,))


def impossible_date(site: Site, story: Story) -> Defect:
    """The date heading tells a day that no calendar has."""
    year = site.plan.date(story.day).year
    return _with_date(site, story, site.choose(story, f"{year}-02-31", f"{year}-13-1", f"{year}-06-31"))


def misformatted_date(site: Site, story: Story) -> Defect:
    """The right day with other separators or another padding."""
    date = site.plan.date(story.day)
    texts = [f"{date.year}/{date.month:02}/{date.day}", f"{date.year}.{date.month:02}.{date.day}"]
    if date.day < 10:
        texts.append(f"{date.year}-{date.month:02}-{date.day:02}")
    if date.month < 10:
        texts.append(f"{date.year}-{date.month}-{date.day}")
    return _with_date(site, story, site.choose(story, *texts))


def wrong_previous_day(site: Site, story: Story) -> Defect | None:
    """An index's link to the day before skips one, or leads to a day that is not there."""
    plan = site.plan
    if story.day < 2:
        return None
    index = plan.index(story.day)
    page = site.lines(index)
    right = plan.index(story.day - 1)
    wrong = site.choose(story, plan.index(story.day - 2), "news/1901/01/1/index.md")
    at = next(at for at, line in enumerate(page.lines) if line.startswith("## [") and right in line)
    page.lines[at] = page.lines[at].replace(right, wrong)
    touched = (right, wrong)
    return Defect(path=index, changed=site.with_twin(story.day, page), line=at + 1, touched=touched)


def source_date_conflict(site: Site, story: Story) -> Defect:
    """A source was published more than a month before the page's day."""
    page, sources = site.sources(story)
    date = site.plan.date(story.day) - dt.timedelta(days=40)
    source = sources[0]
    source.target = f"https://www.harbourherald.example/{date.year}/{date.month:02}/{date.day:02}/{story.number}.html"
    page.put(source)
    return on_page(story, page, source.line + 1)


def _with_date(site: Site, story: Story, text: str, *, also_indexes: bool = False) -> Defect:
    if also_indexes and story.number == site.plan.stories_of(story.day)[0]:
        path = site.plan.index(story.day)
        page = site.lines(path)
        at = _put_date(page, "## [", text)
        return Defect(path=path, changed=site.with_twin(story.day, page), line=at + 1)
    page = site.lines(story.path)
    at = _put_date(page, "### [", text)
    return on_page(story, page, at + 1)


def _put_date(page: Lines, beginning: str, text: str) -> int:
    at = page.find(beginning)
    page.lines[at] = _DATE.sub(f"[{text}]", page.lines[at], count=1)
    return at


RECIPES: Mapping[str, Recipe] = {
    "D001": missing_date_heading,
    "D002": date_heading_mismatch,
    "D003": date_link_mismatch,
    "D004": impossible_date,
    "D005": misformatted_date,
    "D006": wrong_previous_day,
    "D007": source_date_conflict,
}
