from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from archive_lint.api import Finding, Invalid, Kind, Meta, Page, PageRule, RuleOptions, Severity, Valid, story
from archive_lint_rules.dates.url_dates import dates_in, may_be_dated
from archive_lint_rules.web_archives import original_url


class SourceDateConflict(PageRule):
    """A source with another date than the story.

    ## What it does
    Reports a source whose URL names a day that is further from the page's day than allowed. For the URL of a web
    archive the URL of the copied page counts, not the day of the copy. Of several dates in a URL the nearest counts.
    Nothing is reported if all links of a page are sources: a text may link to earlier events.

    ## Why it matters
    A report from another week is most often about something else: the wrong link was pasted, or the story has the wrong
    day. Reports a few days off are normal.

    ## Fix
    None: only a person can tell which of the two dates is wrong, if any.
    """

    code = "D007"
    name = "source-date-conflict"
    summary = "The date in a source's URL is not near the page's"
    severity = Severity.INFO
    since = "0.1"
    kinds = (Kind.STORY,)
    yields_to = ("S007", "U005", "U007")

    class Options(RuleOptions, frozen=True):
        """Options: how near a date must be, and which entries are not reports."""

        days: Annotated[int, Meta(ge=0, description="Days by which a source may be older or newer than its page.")] = 3
        ignore_labels: Annotated[
            tuple[str, ...],
            Meta(description="Link texts of entries that are not reports of the story, such as pictures."),
        ] = ("Cover Image",)

    options: Options

    valid = [
        Valid(story()),
        Valid(story(sources=["[Gazette](https://gazette.example/2014-05/26/a_1.htm)"]), note="three days later"),
        Valid(
            story(sources=["[Gazette](https://web.archive.org/web/20190102030405/http://gazette.example/20140523/1)"]),
            note="the day of the copy does not matter",
        ),
        Valid(story(sources=["[Cover Image](https://gazette.example/2009/01/02/bridge.jpg)"])),
        Valid(story(sources=["[Gazette](https://gazette.example/story?id=20090102)"])),
        Valid(story(sources=["[Reuters](https://reuters.example/article/idUSL19891210)"]), note="a running number"),
    ]
    invalid = [
        Invalid(
            story(sources=["[Gazette](https://gazette.example/2014/may/19/bridge)"]),
            at="7:4",
            message="source 'https://gazette.example/2014/may/19/bridge' is of 2014-05-19, 4 days before the page",
        ),
        Invalid(
            story(sources=["[Gazette](https://web.archive.org/web/20140523/http://gazette.example/20150523/1)"]),
            at="7:4",
        ),
        Invalid(story(), at="7:4", settings={"rules": {"D007": {"days": 0}}}, path="news/2014/05/24/bridge.md"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        date = page.facts.date
        if date is None:
            return
        for entry in page.facts.sources:
            link = entry.link
            # Most have no date, which is the quickest to test.
            if link is None or not may_be_dated(link.target) or not link.is_external:
                continue
            if link.text.strip() in self.options.ignore_labels:
                continue
            days_of_url = list(dates_in(original_url(link.target)))
            if not days_of_url or any(abs((day - date).days) <= self.options.days for day in days_of_url):
                continue
            near = min(days_of_url, key=lambda day: abs(day - date))
            distance = (near - date).days
            days = "1 day" if abs(distance) == 1 else f"{abs(distance)} days"
            yield self.finding(
                link, f"source {link.target!r} is of {near}, {days} {'before' if distance < 0 else 'after'} the page"
            )
