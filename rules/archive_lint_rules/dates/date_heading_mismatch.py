from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    Archive,
    ArchiveRule,
    Evidence,
    Finding,
    Ground,
    Heading,
    Invalid,
    Kind,
    PageFacts,
    Severity,
    Valid,
    agreeing,
    day_index,
    replace,
    story,
    words_of,
)
from archive_lint_rules.dates.written_dates import existing_day, find_date, heading_text, place_of, spells_path


class DateHeadingMismatch(ArchiveRule):
    """A date heading that says another day than the page's path.

    ## What it does
    Reports the date heading of a story or a day index whose text is not the day in the path.

    ## Why it matters
    The page tells its reader one day and its address another. One of them was changed without the other, or a page
    was copied from another day's.

    ## Fix
    The page's date is written. Safe where more of path, the heading's link and the day's index, which lists the story,
    say so than say otherwise. Unsafe where the link leads elsewhere or the index does not list it, since then the page
    may lie in the wrong folder, and where the heading's text is not a date.
    """

    code = "D002"
    name = "date-heading-mismatch"
    summary = "The date heading is not the path's date"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (Ground.PATH, Ground.DATE_LINK, Ground.INDEX)
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

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        heading, date = page.date_heading, page.date
        if heading is None or date is None or spells_path(text := heading_text(heading), page.path):
            return
        written = find_date(text)
        day = existing_day(written) if written is not None else None
        # A day that does not exist is another rule's.
        if written is not None and day in (None, date):
            return
        place = place_of(archive.source(page.path) or b"", heading, written[0] if written is not None else text)
        wanted = archive.layout.date_text(date)
        evidence = _evidence(page, archive, heading, wanted, text if written is None else written[0])
        fix = replace(place, wanted, "write the page's date", evidence=evidence) if place else None
        message = f"date heading {text!r} is not the page's date {wanted}"
        yield self.finding(heading, message, subject="date heading", fix=fix)


def _evidence(page: PageFacts, archive: Archive, heading: Heading, wanted: str, written: str) -> Evidence:
    """What is stated of the page's day. A text that is not a date would be lost.

    The index of the folder's day speaks too: a story that it does not list may lie in the wrong folder.
    """
    witnesses = {Ground.PATH: wanted, Ground.DATE_HEADING: written}
    if heading.link is not None:
        resolution = archive.resolve(page, heading.link.target)
        witnesses[Ground.DATE_LINK] = wanted if _is_own_day(page, resolution.path, archive) else heading.link.target
    index = archive.index_beside(page.path)
    if page.kind is Kind.STORY and index in archive:
        witnesses[Ground.INDEX] = wanted if page.path in archive.listed_in(index) else ""
    return agreeing(wanted, witnesses).and_no_loss(() if find_date(written) else words_of(written))


def _is_own_day(page: PageFacts, path: str, archive: Archive) -> bool:
    own = page.path.rpartition("/")[0]
    return path == page.path or path == own or path in (f"{own}/{name}" for name in archive.layout.index_names)
