from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archive_lint.api import (
    OTHER_TITLE,
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Edit,
    Evidence,
    Finding,
    Fix,
    Ground,
    Invalid,
    Kind,
    PageFacts,
    Severity,
    Valid,
    agreeing,
    day_index,
    guessed,
    is_edited,
    same_text,
    story,
)
from archive_lint_rules.dates.written_dates import existing_day, find_date, heading_text
from archive_lint_rules.titles import damage_of

from .entry_form import entry_text, insertion_point, unlisted_stories

INDEX = "news/2014/05/23/index.md"
SAME_DAY = "news/2014/05/23/storm-closes-the-harbour-bridge.md"
PREVIOUS = "/news/2014/05/22/index.md"

_NEAR = 7
"""Days around a story's own in whose indexes its title is searched: corrected days move by one or two."""


class UnlistedPage(ArchiveRule):
    """A story that the index of its day does not list.

    ## What it does
    Reports a story that its day's index does not link to. Versions of a listed story, which that story names under
    Changes or whose titles are very similar, are left out of indexes on purpose, and so are drafts.

    ## Why it matters
    Readers enter by the index: a story that is not in it is not found.

    ## Fix
    An entry is added to the index in the form and order of the others. Safe for a story that this very change adds, if
    the index is older, as git shows; unsafe for all others: most are left over from a new title or a corrected day.
    None if there is a sign of that: the date heading names another day, a listed story of the day has a very similar
    title, or the same title is listed on another day.
    """

    code = "I001"
    name = "unlisted-page"
    summary = "The index of its day does not list the story"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.PATH, Ground.GIT)
    kinds = (Kind.STORY,)

    valid = [
        Valid(story(), others={INDEX: day_index([(TITLE, PATH)])}),
        Valid("---\ndraft: true\n---\n" + story(), others={INDEX: day_index([])}),
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
            safe=False,
            message=f"{TITLE!r} is not listed in '{INDEX}'",
        ),
        Invalid(
            story(),
            at="3:1",
            others={INDEX: day_index([(OTHER_TITLE, SAME_DAY)], previous=PREVIOUS), SAME_DAY: story(title=OTHER_TITLE)},
            added=frozenset({PATH}),
            fixed={INDEX: day_index([(OTHER_TITLE, SAME_DAY), (TITLE, PATH)], previous=PREVIOUS)},
            note="this change adds the story",
        ),
        Invalid(
            story(date="2014-05-22"),
            at="3:1",
            others={INDEX: day_index([])},
            message=f"{TITLE!r} is not listed in '{INDEX}': its date heading names another day, 2014-05-22",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        index = archive.index_beside(page.path)
        if page.path in archive.listed_in(index) or index not in archive or page.path not in archive:
            return
        if archive.kind(index) is not Kind.DAY_INDEX:
            return
        unlisted = archive.cached((self.code, index), lambda: _unlisted(index, archive))
        if page.path in unlisted and page.title is not None:
            left_over, fix = unlisted[page.path]
            message = f"{page.title.text!r} is not listed in {index!r}" + (left_over and f": {left_over}")
            yield self.finding(page.title, message, subject=page.path, fix=fix)


def _unlisted(index_path: str, archive: Archive) -> Mapping[str, tuple[str, Fix | None]]:
    """Return a day's unlisted stories, each with the sign that it is left over, or else its fix.

    Stories with the same evidence share one fix: entries for the same position would wait for each other.
    """
    index = archive.facts(index_path)
    if index is None or index.damaged or index.date is None:
        return {}
    written = archive.source(index_path) or b""
    if not written.strip():
        # An index that lost everything is reported itself, once.
        return {}
    folder = index_path.rpartition("/")[0]
    day = [path for path in archive.stories_of(index.date) if path.rpartition("/")[0] == folder]
    # A story in a heading that is not a link is reported there.
    unlisted = [path for path in unlisted_stories(index_path, day, archive) if not _is_written(path, written)]
    stories = [facts for path in unlisted if (facts := archive.facts(path))]
    left_over = {each.path: _left_over(each, index, archive) for each in stories}
    groups: dict[Evidence, list[PageFacts]] = {}
    for each in stories:
        if not left_over[each.path] and not _is_suppressed(each):
            groups.setdefault(_evidence(each, index, archive), []).append(each)
    fixes = {
        story.path: fix for some in groups.items() for fix in [_additions(*some, index, archive)] for story in some[1]
    }
    return {path: (said, fixes.get(path)) for path, said in left_over.items()}


def _left_over(story: PageFacts, index: PageFacts, archive: Archive) -> str:
    """Return the sign that a story was retitled or moved to another day, for the message; empty without one."""
    written = None if story.date_heading is None else find_date(heading_text(story.date_heading))
    if written is not None and existing_day(written) != story.date:
        return f"its date heading names another day, {written[0]}"
    title = "" if story.title is None else story.title.text
    for entry in index.index_entries:
        if is_edited(entry.link.text, title):
            return f"it looks like an older version of {entry.link.text!r}"
    for day in () if story.date is None else archive.days_near(story.date, _NEAR):
        near = archive.index_of(day)
        facts = None if near is None else archive.facts(near)
        for entry in () if facts is None else facts.index_entries:
            if same_text(entry.link.text, title):
                return f"it is listed under the same title in {near!r}"
    return ""


def _evidence(story: PageFacts, index: PageFacts, archive: Archive) -> Evidence:
    if not archive.is_added(story.path) or archive.is_added(index.path):
        return guessed("most stories that an index does not list are left over from a retitling")
    if damage_of(story, archive):
        return guessed("its title is damaged")
    day = story.path.rpartition("/")[0]
    return agreeing(day, {Ground.PATH: day, Ground.GIT: day})


def _additions(evidence: Evidence, stories: Sequence[PageFacts], index: PageFacts, archive: Archive) -> Fix:
    entries: dict[int, str] = {}
    for each in stories:
        at = insertion_point(each, index, archive)
        entries[at] = entries.get(at, "") + entry_text(each, index, archive)
    source = archive.source(index.path) or b""
    edits = [
        Edit(index.path, at, at, text if not at or source[at - 1 : at] in (b"\n", b"\r") else index.newline + text)
        for at, text in sorted(entries.items())
    ]
    return Fix("list the story in its day's index", tuple(edits), evidence)


def _is_suppressed(page: PageFacts) -> bool:
    rule = UnlistedPage
    selectors = {selector for directive in page.directives for selector in directive.selectors}
    return any(selector in ("ALL", rule.name) or rule.code.startswith(selector) for selector in selectors)


def _is_written(path: str, index: bytes) -> bool:
    return f"/{path.rpartition('/')[2]}".encode() in index
