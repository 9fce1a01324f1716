from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER_PATH,
    OTHER_TITLE,
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Invalid,
    Kind,
    LinkOutcome,
    PageFacts,
    Severity,
    Valid,
    day_index,
    story,
)

INDEX = "news/2014/05/23/index.md"
OTHERS = {PATH: story(), OTHER_PATH: story(title=OTHER_TITLE)}


class ForeignIndexEntry(ArchiveRule):
    """A day index that lists a story of another day.

    ## What it does
    Reports an entry of a day index that leads to a story in another day's folder.

    ## Why it matters
    The index gives the story a wrong day, and the index of its own day may not list it.

    ## Fix
    None: only a person knows whether the entry or the story is in the wrong place.
    """

    code = "I007"
    name = "foreign-index-entry"
    summary = "Index lists a story of another day"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.DAY_INDEX,)
    yields_to = ("I005", "I008")

    valid = [
        Valid(day_index([(TITLE, PATH)]), path=INDEX, others=OTHERS),
        Valid(day_index([(TITLE, PATH), (OTHER_TITLE, OTHER_PATH)]), path="index.md", others=OTHERS),
    ]
    invalid = [
        Invalid(
            day_index([(TITLE, PATH), (OTHER_TITLE, OTHER_PATH)]),
            path=INDEX,
            others=OTHERS,
            at="5:5",
            message=f"{OTHER_TITLE!r} is a story of 2014-05-21",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        folder = page.path.rpartition("/")[0]
        for entry, resolution in archive.links(page).listed:
            path = resolution.path
            if path.rpartition("/")[0] == folder or resolution.outcome is not LinkOutcome.FOUND:
                continue
            story_facts = archive.facts(path) if archive.kind(path) is Kind.STORY else None
            if story_facts is not None and story_facts.date is not None and story_facts.date != page.date:
                day = archive.layout.date_text(story_facts.date)
                yield self.finding(entry.link, f"{entry.link.text!r} is a story of {day}")
