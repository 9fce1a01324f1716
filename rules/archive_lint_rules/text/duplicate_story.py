from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from msgspec import Meta

from archive_lint.api import (
    OTHER_PATH,
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Invalid,
    Kind,
    PageFacts,
    RuleOptions,
    Severity,
    Valid,
    day_index,
    story,
)

_NO_LETTER = re.compile(r"[\W_]+")

_SAME = {OTHER_PATH: story(date="2014-05-21", title="Harbour Bridge re-opens, after repairs.")}
_LISTED = {
    "news/2014/05/23/index.md": day_index([(TITLE, PATH)]),
    "news/2014/05/21/index.md": day_index([(TITLE, OTHER_PATH)], date="2014-05-21"),
}


class DuplicateStory(ArchiveRule):
    """The same story on two pages a few days apart.

    ## What it does
    Reports a story whose title an earlier story has, letter by letter, if their days are near each other and both are
    listed in the index of their day. Copies that no index lists are how generators keep earlier slugs, and are left alone.

    ## Why it matters
    Readers meet the same news twice; sources and related links are split between the two pages.

    ## Fix
    None: which of the pages should stay, and what of the other it should take over, is for a person to decide.
    """

    code = "T002"
    name = "duplicate-story"
    summary = "Two listed stories of near days have the same title"
    severity = Severity.WARNING
    since = "0.1"
    kinds = (Kind.STORY,)

    class Options(RuleOptions, frozen=True):
        """What counts as near."""

        days: Annotated[int, Meta(ge=0, le=366, description="Days that two stories may be apart.")] = 7

    valid = [
        Valid(story(), others={OTHER_PATH: story(date="2014-05-21", title="Another story"), **_LISTED}),
        Valid(story(), others=_SAME, note="no index lists them"),
        Valid(
            story(changes=[f"[{TITLE}](/{OTHER_PATH}) _2014-05-22 10:00:00 (First version)_"]),
            others={**_SAME, **_LISTED},
            note="an earlier version of this story",
        ),
        Valid(story(), others={**_SAME, **_LISTED}, settings={"rules": {"T002": {"days": 1}}}),
    ]
    invalid = [
        Invalid(
            story(),
            at="3:1",
            others={**_SAME, **_LISTED},
            message=f"{OTHER_PATH} has the same title: 'Harbour bridge reopens after repairs'",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        if page.title is None or page.date is None:
            return
        title = _letters(page.title.text)
        for day in archive.days_near(page.date, self.options.days) if title else ():
            if day > page.date:
                break
            for path in _titles_of(day, archive).get(title, ()):
                earlier = (day, path) < (page.date, page.path)
                if (
                    earlier
                    and _is_listed(page.path, archive)
                    and _is_listed(path, archive)
                    and not _replaces(page, path)
                ):
                    yield self.finding(page.title, f"{path} has the same title: {page.title.text!r}", subject=path)


def _titles_of(day: dt.date, archive: Archive) -> Mapping[str, Sequence[str]]:
    """The stories of a day by their titles."""
    return archive.once(("T002", day), lambda: _make_titles(day, archive))


def _make_titles(day: dt.date, archive: Archive) -> Mapping[str, Sequence[str]]:
    titles: dict[str, list[str]] = {}
    for path in archive.stories_of(day):
        story = archive.head(path)
        if story is not None and story.title is not None and not story.damaged:
            titles.setdefault(_letters(story.title.text), []).append(path)
    return titles


def _letters(title: str) -> str:
    return _NO_LETTER.sub("", title).casefold()


def _is_listed(path: str, archive: Archive) -> bool:
    return path in archive.listed_in(archive.index_beside(path))


def _replaces(page: PageFacts, path: str) -> bool:
    """Whether a page names another one as an earlier version of itself."""
    return any(entry.link is not None and entry.link.target.endswith(path) for entry in page.changes)
