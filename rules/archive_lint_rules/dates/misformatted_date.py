from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    Finding,
    Ground,
    Invalid,
    Kind,
    Page,
    PageRule,
    Severity,
    Valid,
    day_index,
    following,
    replace,
    story,
)
from archive_lint_rules.dates.written_dates import existing_day, find_date, heading_text, place_of, spells_path


class MisformattedDate(PageRule):
    """A date heading in another form than the archive's.

    ## What it does
    Reports the date heading of a story or a day index that is the right day with other padding or separators than the
    configured path of a story. A heading written exactly like the page's own path is not reported.

    ## Why it matters
    Programs that read the archive look for one form, and the other is not a date to them.

    ## Fix
    Safe: the same day in the archive's form.
    """

    code = "D005"
    name = "misformatted-date"
    summary = "The date heading has another form than the archive's dates"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.ITSELF,)
    kinds = (Kind.STORY, Kind.DAY_INDEX)

    valid = [
        Valid(story(date="2014-05-3"), path="news/2014/05/3/bridge.md"),
        Valid(
            story(date="2014-05-03"),
            path="news/2014/05/03/bridge.md",
            settings={"archive": {"story": "news/{year}/{month:02}/{day:02}/{slug}.md"}},
        ),
        Valid(story(date="2014-05-03"), path="news/2014/05/03/bridge.md", note="written as its path is"),
    ]
    invalid = [
        Invalid(
            story(date="2014-05-03", date_link="/news/2014/05/3/index.md"),
            path="news/2014/05/3/bridge.md",
            at="1:1",
            fixed=story(date="2014-05-3"),
            message="date heading '2014-05-03' is not in the archive's form 2014-05-3",
        ),
        Invalid(
            day_index([], date="2014.5.23", date_link="/news/2014/05/23/index.md"),
            path="news/2014/05/23/index.md",
            at="1:1",
            fixed=day_index([]),
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        heading, date = page.facts.date_heading, page.facts.date
        if heading is None or date is None or spells_path(text := heading_text(heading), page.path):
            return
        written = find_date(text)
        wanted = page.layout.date_text(date)
        if written is None or existing_day(written) != date or text == wanted:
            return
        place = place_of(page.source, heading, text)
        fix = (
            replace(place, wanted, "write the date in the archive's form", evidence=following())
            if place and written[0] == text
            else None
        )
        message = f"date heading {text!r} is not in the archive's form {wanted}"
        yield self.finding(heading, message, subject="date heading", fix=fix)
