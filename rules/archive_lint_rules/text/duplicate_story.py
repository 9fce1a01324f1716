from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from archive_lint.api import (
    OTHER_PATH,
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Invalid,
    Kind,
    Meta,
    PageFacts,
    RuleOptions,
    Severity,
    Valid,
    day_index,
    lazy_pattern,
    story,
)
from archive_lint_rules.titles import letters_of

_LANGUAGE = lazy_pattern(r"\.[a-z]{2,3}(?:-[A-Za-z]{2,4})?\Z")
_SAME = {OTHER_PATH: story(date="2014-05-21", title="Harbour Bridge re-opens, after repairs.")}
_LISTED = {
    "news/2014/05/23/index.md": day_index([(TITLE, PATH)]),
    "news/2014/05/21/index.md": day_index([(TITLE, OTHER_PATH)], date="2014-05-21"),
}


class DuplicateStory(ArchiveRule):
    """The same story on two pages a few days apart.

    ## What it does
    Reports a story with exactly the title of an earlier story, if their days are near each other and both are listed in
    the index of their day. Copies that no index lists are not reported, because generators keep earlier slugs that way,
    nor are drafts. Without day folders, which could have an index, every story counts as listed, except stories with
    one file name in several folders: they are translations.

    ## Why it matters
    Readers find the same news twice; sources and related links are split between the two pages.

    ## Fix
    None: only a person can decide which of the pages should stay, and what it should take over from the other.
    """

    code = "T002"
    name = "duplicate-story"
    summary = "Two listed stories have the same title a few days apart"
    severity = Severity.WARNING
    since = "0.1"
    kinds = (Kind.STORY,)

    class Options(RuleOptions, frozen=True):
        """Options: how near two days must be."""

        days: Annotated[int, Meta(ge=0, le=366, description="The most days between two such stories.")] = 7

    valid = [
        Valid(story(), others={OTHER_PATH: story(date="2014-05-21", title="Another story"), **_LISTED}),
        Valid(story(), others=_SAME, note="no index lists them"),
        Valid(
            story(changes=[f"[{TITLE}](/{OTHER_PATH}) _2014-05-22 10:00:00 (First version)_"]),
            others={**_SAME, **_LISTED},
            note="an earlier version of this story",
        ),
        Valid("---\ndraft: true\n---\n" + story(), others={**_SAME, **_LISTED}),
        Valid(
            story(),
            path="content/en/2014-05-23-bridge.md",
            others={"content/de/2014-05-22-bridge.md": story()},
            settings={"archive": {"story": "content/{*}/{year}-{month}-{day}-{slug}.md"}},
            note="a translation that has kept the title",
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
        Invalid(
            story(),
            at="3:1",
            path="posts/2014-05-23-bridge-again.md",
            others={"posts/2014-05-22-bridge.md": story()},
            settings={"archive": {"story": "posts/{year}-{month}-{day}-{slug}.md"}},
            note="no day is a folder with an index",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        heading, date, days = page.title, page.date, self.options.days
        if heading is None or date is None or page.is_hidden:
            return
        repeated = archive.cached((self.code, date, days), lambda: _repeated(date, days, archive))
        for day, path in repeated.get(letters_of(heading.text), ()) if repeated else ():
            if (
                (day, path) < (date, page.path)
                and _is_listed(page.path, archive)
                and _is_listed(path, archive)
                and not _is_translation(page, path, archive)
                and not _replaces(page, path)
                and not _is_hidden(path, archive)
            ):
                yield self.finding(heading, f"{path} has the same title: {heading.text!r}", subject=path)


def _repeated(date: dt.date, days: int, archive: Archive) -> Mapping[str, Sequence[tuple[dt.date, str]]]:
    """Return the titles that several stories of a day and the days before it have, with those stories."""
    code = DuplicateStory.code
    stories = [
        (title, day, path)
        for day in archive.days_near(date, days)
        if day <= date
        for title, path in archive.cached((code, day), lambda: _titles_of(day, archive))  # noqa: B023
    ]
    # Nearly always each of them is another one.
    if len({title for title, _, _ in stories}) == len(stories):
        return {}
    found: dict[str, list[tuple[dt.date, str]]] = {}
    for title, day, path in stories:
        found.setdefault(title, []).append((day, path))
    return {title: stories for title, stories in found.items() if len(stories) > 1}


def _titles_of(day: dt.date, archive: Archive) -> Sequence[tuple[str, str]]:
    """Return the titles of a day's stories, with their paths."""
    # Not their heads alone: rules check all of these pages in turn.
    stories = ((path, archive.facts(path)) for path in archive.stories_of(day))
    titles = (
        (letters_of(story.title.text), path)
        for path, story in stories
        if story is not None and story.title is not None and not story.damaged
    )
    return [(title, path) for title, path in titles if title]


def _is_listed(path: str, archive: Archive) -> bool:
    if archive.layout.day_folder_pattern is None:
        return True
    return path in archive.listed_in(archive.index_beside(path))


def _is_translation(page: PageFacts, path: str, archive: Archive) -> bool:
    """Return whether two stories of one name are in different languages.

    They lie in folders that match the same `{*}`, `content/de/` and `content/en/`, or their names end in `.de`.
    """
    other = archive.layout.classify(path)
    if page.slug != other.slug:
        return bool(page.slug) and _LANGUAGE.sub("", page.slug) == _LANGUAGE.sub("", other.slug)
    return _fixed_folders(page.path) != _fixed_folders(path)


def _fixed_folders(path: str) -> list[str]:
    """Return the folders of a story except those with its slug and date."""
    return [folder for folder in path.split("/")[:-1] if not any(map(str.isdigit, folder))]


def _is_hidden(path: str, archive: Archive) -> bool:
    facts = archive.facts(path)
    return facts is not None and facts.is_hidden


def _replaces(page: PageFacts, path: str) -> bool:
    """Return whether a page names another one as an earlier version of itself."""
    return any(entry.link is not None and entry.link.target.endswith(path) for entry in page.changes)
