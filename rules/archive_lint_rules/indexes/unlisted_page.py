from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_lint.api import (
    OTHER_TITLE,
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Edit,
    Finding,
    Fix,
    Invalid,
    Kind,
    PageFacts,
    Severity,
    Valid,
    day_index,
    story,
)

from .entry_form import entry_text, insertion_point, unlisted_stories

INDEX = "news/2014/05/23/index.md"
SAME_DAY = "news/2014/05/23/storm-closes-the-harbour-bridge.md"
PREVIOUS = "/news/2014/05/22/index.md"


class UnlistedPage(ArchiveRule):
    """A story that the index of its day does not list.

    ## What it does
    Reports a story that its day's index does not link to. Versions of a listed story, which it names under
    Changes or whose titles are much alike, are left out of indexes on purpose.

    ## Why it matters
    Readers come through the index: a story that is not in it is not found.

    ## Fix
    Safe: an entry is added to the index in the form and order of those that are there, for this and every other
    unlisted story of the day.
    """

    code = "I001"
    name = "unlisted-page"
    summary = "The index of its day does not list the story"
    severity = Severity.WARNING
    since = "0.1"
    kinds = (Kind.STORY,)

    valid = [
        Valid(story(), others={INDEX: day_index([(TITLE, PATH)])}),
        Valid(story(), note="without an index there is nothing to list it"),
        Valid(
            story(),
            others={
                INDEX: day_index([(OTHER_TITLE, SAME_DAY)]),
                SAME_DAY: story(title=OTHER_TITLE, changes=[f"[{TITLE}](/{PATH}) _(First version)_"]),
            },
            note="an earlier version of the listed story",
        ),
    ]
    invalid = [
        Invalid(
            story(),
            at="3:1",
            others={INDEX: day_index([(OTHER_TITLE, SAME_DAY)], previous=PREVIOUS), SAME_DAY: story(title=OTHER_TITLE)},
            fixed={INDEX: day_index([(OTHER_TITLE, SAME_DAY), (TITLE, PATH)], previous=PREVIOUS)},
            message=f"{TITLE!r} is not listed in '{INDEX}'",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        index = archive.index_beside(page.path)
        if page.path in archive.listed_in(index) or index not in archive or page.path not in archive:
            return
        unlisted, fix = archive.cached((self.code, index), lambda: _additions(index, archive))
        if page.path in unlisted and page.title is not None:
            message = f"{page.title.text!r} is not listed in {index!r}"
            yield self.finding(page.title, message, subject=page.path, fix=fix)


def _additions(index_path: str, archive: Archive) -> tuple[Sequence[str], Fix | None]:
    """A day's unlisted stories, and one fix for all: entries that go to the same place would wait for each other."""
    index = archive.facts(index_path)
    if index is None or index.damaged or index.date is None:
        return (), None
    written = archive.source(index_path) or b""
    if not written.strip():
        # An index that lost everything is reported itself, once.
        return (), None
    folder = index_path.rpartition("/")[0]
    day = [path for path in archive.stories_of(index.date) if path.rpartition("/")[0] == folder]
    # One that stands in a heading which is not a link is reported there.
    unlisted = [path for path in unlisted_stories(index_path, day, archive) if not _is_written(path, written)]
    entries: dict[int, str] = {}
    for path in unlisted:
        facts = archive.facts(path)
        if facts is not None and not _is_suppressed(facts):
            at = insertion_point(facts, index, archive)
            entries[at] = entries.get(at, "") + entry_text(facts, index, archive)
    edits = [
        Edit(index_path, at, at, text if not at or written[at - 1 : at] in (b"\n", b"\r") else index.newline + text)
        for at, text in sorted(entries.items())
    ]
    return unlisted, Fix("list the story in its day's index", tuple(edits)) if edits else None


def _is_suppressed(page: PageFacts) -> bool:
    rule = UnlistedPage
    return any({rule.code, rule.name} & set(directive.selectors) for directive in page.directives)


def _is_written(path: str, index: bytes) -> bool:
    return f"/{path.rpartition('/')[2]}".encode() in index
