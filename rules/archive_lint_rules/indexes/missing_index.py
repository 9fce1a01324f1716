from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator

from archive_lint.api import (
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Fix,
    Invalid,
    Kind,
    PageFacts,
    Severity,
    Span,
    Valid,
    create_file,
    day_index,
    guessed,
    story,
)

from .entry_form import entry_text, unlisted_stories

INDEX = "news/2014/05/23/index.md"
DAY_BEFORE = "news/2014/05/22/index.md"
OLDER = {
    DAY_BEFORE: day_index(
        [("Calm", "news/2014/05/22/calm.md")], date="2014-05-22", previous="/news/2014/05/20/index.md"
    )
}


class MissingIndex(ArchiveRule):
    """A day with stories but without an index.

    ## What it does
    Reports a day folder without an index, on its first story. If the whole archive has no index, that is reported once.
    Drafts need no index.

    ## Why it matters
    Nothing leads to the day: its date headings and the next day's index link to a page that does not exist.

    ## Fix
    Unsafe: an index is written that lists the folder's stories in the form of the nearest day's, or, if there is a
    twin, a copy of that. Anything that is not part of the stories themselves, such as their order, is a guess.
    """

    code = "I004"
    name = "missing-index"
    summary = "A day with stories has no index"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.STORY,)

    valid = [
        Valid(story(), others={INDEX: day_index([(TITLE, PATH)])}),
        Valid("---\ndraft: true\n---\n" + story(), others=OLDER),
    ]
    invalid = [
        Invalid(
            story(),
            at="3:1",
            others=OLDER,
            fixed={INDEX: day_index([(TITLE, PATH)], previous=f"/{DAY_BEFORE}")},
            safe=False,
            message=f"its day has no index: {INDEX!r} does not exist",
        ),
        Invalid(story(), at="3:1", message="no day of the archive has an index"),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        path = archive.index_beside(page.path)
        if path in archive or path in archive.listing.aliases or page.is_hidden:
            return
        if archive.kind(path) is not Kind.DAY_INDEX:
            return
        if archive.cached((self.code, path), lambda: _first_story(path.rpartition("/")[0], archive)) != page.path:
            return
        place = Span(0, 0) if page.title is None else page.title.span
        if not archive.days:
            if archive.cached((self.code, ""), lambda: _first_story("", archive)) == page.path:
                yield self.finding(place, "no day of the archive has an index", subject="all indexes")
            return
        if path in archive.listing.untracked:
            if page.path not in archive.listing.untracked:
                yield self.finding(place, f"its day's index {path!r} is not tracked by git", subject=path)
            return
        yield self.finding(
            place,
            f"its day has no index: {path!r} does not exist",
            subject=path,
            fix=_fix(page, path, archive),
        )


def _first_story(folder: str, archive: Archive) -> str | None:
    """Return the first published story below a folder; for an empty `folder`, of the archive."""
    pages = archive.pages
    for at in range(bisect_left(pages, f"{folder}/") if folder else 0, len(pages)):
        if archive.kind(pages[at]) is Kind.STORY:
            facts = archive.facts(pages[at])
            if facts is None or not facts.is_hidden:
                return pages[at]
    return None


def _fix(page: PageFacts, path: str, archive: Archive) -> Fix | None:
    for twin in archive.twins_of(path):
        facts, copy = archive.facts(twin), archive.source(twin)
        if twin in archive and facts is not None and copy is not None and not facts.damaged:
            return create_file(
                path, copy.decode(), f"copy {twin}", evidence=guessed("nobody knows how old the twin is")
            )
    if page.date is None:
        return None
    like = _nearest_index(page.date, archive)
    if like is None:
        return None
    return create_file(
        path,
        _text(page.date, path, like, archive),
        "write an index of the day's stories",
        evidence=guessed("it is not known what the index said"),
    )


def _nearest_index(day: dt.date, archive: Archive) -> PageFacts | None:
    for near in sorted(archive.days, key=lambda other: abs(other - day))[:25]:
        path = archive.index_of(near)
        facts = None if path is None else archive.facts(path)
        if facts is not None and not facts.damaged and facts.date_heading is not None:
            return facts
    return None


def _text(day: dt.date, path: str, like: PageFacts, archive: Archive) -> str:
    layout, newline = archive.layout, like.newline
    prefix = layout.site_prefix
    if like.date_heading is not None and like.date_heading.link is not None:
        prefix = prefix if like.date_heading.link.target.startswith(prefix + "/") else ""
    folder = path.rpartition("/")[0]
    day_stories = [story for story in archive.stories_of(day) if story.rpartition("/")[0] == folder]
    parts = [f"## [{layout.date_text(day)}]({prefix}/{path}){newline}{newline}"]
    for name in unlisted_stories(path, day_stories, archive):
        facts = archive.facts(name)
        if facts is not None:
            parts.append(entry_text(facts, like, archive))
    previous = day - dt.timedelta(days=1) if layout.previous_day == "calendar" else archive.previous_day(day)
    if like.previous_day is not None and previous is not None:
        target = archive.index_of(previous) or layout.day_index(previous)
        parts.append(f"## [{like.previous_day.text}]({prefix}/{target}){newline}")
    return "".join(parts)
