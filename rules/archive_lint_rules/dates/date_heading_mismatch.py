from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Kind, Page, PageRule, Severity, Valid, day_index, replace, story
from archive_lint_rules.dates.written_dates import existing_day, find_date, heading_text, place_of, spells_path


class DateHeadingMismatch(PageRule):
    """A date heading that says another day than the page's path.

    ## What it does
    Reports the date heading of a story or a day index whose text is not the day in the path.

    ## Why it matters
    The page tells its reader one day and its address another. One of them was changed without the other, or a page
    was copied from another day's.

    ## Fix
    Safe where the heading links to the page's own day index, so that two of three agree: its date is corrected. Unsafe
    where its link leads elsewhere too, since then the page may lie in the wrong folder, and where its text is not a
    date.
    """

    code = "D002"
    name = "date-heading-mismatch"
    summary = "The date heading is not the path's date"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.STORY, Kind.DAY_INDEX)

    valid = [
        Valid(story()),
        Valid(day_index([]), path="news/2014/05/23/index.md"),
        Valid(story(date="2014/5/23", date_link="/news/2014/05/23/index.md"), note="the same day in another form"),
    ]
    invalid = [
        Invalid(
            story(date="2014-05-24", date_link="/news/2014/05/23/index.md"),
            at="1:1",
            fixed=story(),
            message="date heading '2014-05-24' is not the page's date 2014-05-23",
        ),
        Invalid(
            day_index([], date="2014-05-2"),
            path="news/2014/05/23/index.md",
            at="1:1",
            fixed=day_index([], date="2014-05-23", date_link="/news/2014/05/2/index.md"),
            safe=False,
        ),
        Invalid(
            story(date="Friday", date_link="/news/2014/05/23/index.md"),
            at="1:1",
            fixed=story(),
            safe=False,
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        heading, date = page.facts.date_heading, page.facts.date
        if heading is None or date is None or spells_path(text := heading_text(heading), page.path):
            return
        written = find_date(text)
        day = existing_day(written) if written is not None else None
        # A day that does not exist is another rule's.
        if written is not None and day in (None, date):
            return
        place = place_of(page, heading, written[0] if written is not None else text)
        own = page.path.rpartition("/")[0]
        agrees = heading.link is not None and any(
            heading.link.target.endswith(f"/{own}/{name}") for name in page.layout.index_names
        )
        wanted = page.layout.date_text(date)
        fix = replace(place, wanted, "write the page's date", safe=agrees and written is not None) if place else None
        message = f"date heading {text!r} is not the page's date {wanted}"
        yield self.finding(heading, message, subject="date heading", fix=fix)
