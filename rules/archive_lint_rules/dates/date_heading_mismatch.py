from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    Archive,
    ArchiveRule,
    Evidence,
    Finding,
    Fix,
    FrontDate,
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
    """A date heading or front matter with another day than the page's path.

    ## What it does
    Reports the date heading of a story or a day index whose text is not the day in the path, and front matter with the
    date of another day. A time there with an offset may mean the day in UTC as well. If the path names no day, the date
    heading is compared with the front matter.

    ## Why it matters
    The page shows its reader one day and its URL another. One of them was changed without the other, or the page was
    copied from another day.

    ## Fix
    The page's date replaces the other one. Safe if more of path, front matter, the heading's link and the day's index,
    which lists the story, state it than state something else. Unsafe if the link leads elsewhere or the index does not
    list the story, because the page may then lie in the wrong folder, and if the heading's text is not a date. None for
    front matter against the path alone: either may be right.
    """

    code = "D002"
    name = "date-heading-mismatch"
    summary = "The date heading or the front matter's date is not the path's date"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (Ground.PATH, Ground.FRONT_MATTER, Ground.DATE_HEADING, Ground.DATE_LINK, Ground.INDEX)
    kinds = (Kind.STORY, Kind.DAY_INDEX)

    valid = [
        Valid(story()),
        Valid(day_index([]), path="news/2014/05/23/index.md"),
        Valid("---\ndate: 2014-05-24 01:00:00 +0200\n---\n" + story(), note="the same day in UTC"),
        Valid("---\ndate: 2014-05-24\n---\n" + story(date=None), path="about/bridge.md"),
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
            "---\ndate: '2014-05-24 10:00'\n---\n" + story(date=None),
            at="2:8",
            message="front matter's date '2014-05-24 10:00' is not the page's date 2014-05-23",
        ),
        Invalid(
            "---\ndate: '2014-05-24 10:00'\n---\n" + story(),
            at="2:8",
            fixed="---\ndate: '2014-05-23 10:00'\n---\n" + story(),
        ),
        Invalid(
            story(date="Friday", date_link="/news/2014/05/23/index.md"),
            at="1:1",
            fixed=story(),
            safe=False,
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        yield from self._of_heading(page, archive)
        written = None if page.front is None else page.front.date
        # Another rule reports a day that does not exist.
        if written is None or written.day is None:
            return
        if not archive.layout.path_allows(page.path, (written.day, written.utc_day)):
            wanted = archive.layout.path_date_text(page.path)
            message = f"front matter's date {written.text!r} is not the page's date {wanted}"
            fix = _front_fix(page, written, archive)
            yield self.finding(written.span, message, subject="front matter", fix=fix)

    def _of_heading(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        heading, date = page.date_heading, page.date
        if heading is None or date is None or spells_path(text := heading_text(heading), page.path):
            return
        written = find_date(text)
        day = existing_day(written) if written is not None else None
        # Another rule reports a day that does not exist.
        if written is not None and day in (None, date):
            return
        place = place_of(archive.source(page.path) or b"", heading, written[0] if written is not None else text)
        wanted = archive.layout.date_text(date)
        evidence = _evidence(page, archive, wanted).and_no_loss(() if written else words_of(text))
        fix = replace(place, wanted, "write the page's date", evidence=evidence) if place else None
        message = f"date heading {text!r} is not the page's date {wanted}"
        yield self.finding(heading, message, subject="date heading", fix=fix)


def _front_fix(page: PageFacts, written: FrontDate, archive: Archive) -> Fix | None:
    """Return the fix that writes the path's day over the other one, if anything but the path states it."""
    place, day = written.day_span, archive.layout.classify(page.path).date
    if place is None or day is None:
        return None
    evidence = _evidence(page, archive, archive.layout.date_text(day))
    if evidence.places == {Ground.PATH}:
        return None
    mark = written.text[4]
    text = f"{day.year:04}{mark}{day.month:02}{mark}{day.day:02}"
    return replace(place, text, "write the page's date", evidence=evidence)


def _evidence(page: PageFacts, archive: Archive, wanted: str) -> Evidence:
    """Return the evidence for the page's day.

    The index of the folder's day counts too: a story that it does not list may lie in the wrong folder.
    """
    layout = archive.layout
    stated = layout.path_date_text(page.path)
    witnesses = {Ground.PATH: stated} if stated else {}
    front = None if page.front is None else page.front.date
    if front is not None and front.day is not None:
        agrees = stated and layout.path_allows(page.path, (front.day, front.utc_day))
        witnesses[Ground.FRONT_MATTER] = stated if agrees else layout.date_text(front.day)
    heading = page.date_heading
    if heading is not None:
        witnesses[Ground.DATE_HEADING] = _said_by(heading, archive)
    if heading is not None and heading.link is not None:
        resolution = archive.resolve(page, heading.link.target)
        witnesses[Ground.DATE_LINK] = wanted if _is_own_day(page, resolution.path, archive) else heading.link.target
    index = archive.index_beside(page.path)
    if page.kind is Kind.STORY and index in archive:
        witnesses[Ground.INDEX] = wanted if page.path in archive.listed_in(index) else ""
    return agreeing(wanted, witnesses)


def _said_by(heading: Heading, archive: Archive) -> str:
    """Return the day of a date heading as other places write it; the heading's text if that is not a day."""
    text = heading_text(heading)
    written = find_date(text)
    day = None if written is None else existing_day(written)
    return text if day is None else archive.layout.date_text(day)


def _is_own_day(page: PageFacts, path: str, archive: Archive) -> bool:
    own = page.path.rpartition("/")[0]
    return path == page.path or path == own or path in (f"{own}/{name}" for name in archive.layout.index_names)
