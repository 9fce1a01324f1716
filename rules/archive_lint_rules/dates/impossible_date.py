from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Kind, Page, PageRule, Severity, Valid, day_index, story
from archive_lint_rules.dates.written_dates import (
    day_of,
    existing_day,
    find_date,
    heading_text,
    linked_day,
    spells_path,
)


class ImpossibleDate(PageRule):
    """A date that does not exist.

    ## What it does
    Reports a story or day index in the folder of a day that does not exist, front matter or a date heading with such a
    day, and a date heading or previous-day link that leads to one. If several have the same wrong day, only the first
    of them is reported.

    ## Why it matters
    A page dated 31 June belongs to no day: no index lists it correctly, and programs that sort by date fail on it.

    ## Fix
    None: only a person knows which day was meant.
    """

    code = "D004"
    name = "impossible-date"
    summary = "A path, front matter, date heading or date link names a day that does not exist"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.STORY, Kind.DAY_INDEX)
    yields_to = ("D006",)

    valid = [
        Valid(story()),
        Valid(story(date="2016-02-29"), path="news/2016/02/29/leap-day.md"),
        Valid(story(date="2015-02-29"), path="about/leap-years.md", note="a page outside the day folders"),
    ]
    invalid = [
        Invalid(
            story(date="2015-02-29"),
            path="news/2015/02/29/leap-day.md",
            at="1:1",
            message="path names the day 2015-02-29, which does not exist",
        ),
        Invalid(
            story(date="2014-06-31"),
            at="1:1",
            message="date heading says 2014-06-31, a day that does not exist",
        ),
        Invalid(
            "---\ntitle: Leap day\ndate: 2017-02-29 10:00\n---\n" + story(date="2017-02-29"),
            path="news/2017/02/28/leap-day.md",
            at="3:7",
            message="front matter says 2017-02-29, a day that does not exist",
        ),
        Invalid(
            day_index([], previous="/news/2014/05/0/index.md"),
            path="news/2014/05/23/index.md",
            at="3:4",
            message="link leads to the day 2014-05-0, which does not exist",
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        facts = page.facts
        known: tuple[int, ...] = ()
        # Front matter dates a page only if the path does not.
        if facts.date is None or facts.front is not None:
            stated = page.layout.stated_date(page.path)
            if len(stated) == 3 and day_of(*stated) is None:
                known, shown = _numbers(*stated)
                yield self.finding(page.start, f"path names the day {shown}, which does not exist", subject="path")
        front = None if facts.front is None else facts.front.date
        if front is not None and front.is_impossible and (written := find_date(front.text)) is not None:
            numbers = _numbers(*written.groups())[0]
            if numbers != known:
                message = f"front matter says {written[0]}, a day that does not exist"
                yield self.finding(front.span, message, subject="front matter")
                known = numbers
        heading = facts.date_heading
        if heading is not None and not spells_path(text := heading_text(heading), page.path):
            written = find_date(text)
            if written is not None and existing_day(written) is None and _numbers(*written.groups())[0] != known:
                message = f"date heading says {written[0]}, a day that does not exist"
                yield self.finding(heading, message, subject="date heading")
                known = _numbers(*written.groups())[0]
        folder = page.path.rpartition("/")[0]
        for dated in (heading, facts.previous_day):
            if dated is None or dated.link is None or folder in dated.link.target:
                continue
            day = linked_day(dated.link.target, page.layout)
            if day is None or day_of(day["year"], day["month"], day["day"]) is not None:
                continue
            numbers, shown = _numbers(day["year"], day["month"], day["day"])
            if numbers != known:
                yield self.finding(dated.link, f"link leads to the day {shown}, which does not exist")


def _numbers(year: str, month: str, day: str) -> tuple[tuple[int, ...], str]:
    """Return a date as numbers, to compare it, and as text."""
    return (int(year), int(month), int(day)), f"{year}-{month}-{day}"
