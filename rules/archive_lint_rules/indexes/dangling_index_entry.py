from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER_TITLE,
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Fix,
    IndexEntry,
    Invalid,
    Kind,
    LinkOutcome,
    PageFacts,
    Severity,
    Valid,
    day_index,
    remove_lines,
    replace,
    story,
)
from archive_lint_rules.dates.day_folders import folder_is_to_blame

from .entry_form import own_lines

INDEX = "news/2014/05/23/index.md"
GONE = "news/2014/05/23/storm-closes-the-harbour-bridge.md"


class DanglingIndexEntry(ArchiveRule):
    """An index entry for a page that does not exist.

    ## What it does
    Reports an entry of a day index or of the site's index whose link leads to no page, or to one that git does not
    track.

    ## Why it matters
    The index is the way into the archive: readers meet the error page before any story.

    ## Fix
    Where the page's successor is certain (git shows a rename, a story names the old page under Changes), the entry
    leads there: safe. Where one unlisted story of the day is much like it, the entry leads there: unsafe. Otherwise
    the entry is removed: safe.
    """

    code = "I002"
    name = "dangling-index-entry"
    summary = "Index lists a page that does not exist"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.DAY_INDEX, Kind.SITE_INDEX)
    yields_to = ("I008",)

    valid = [Valid(day_index([(TITLE, PATH)]), path=INDEX, others={PATH: story()})]
    invalid = [
        Invalid(
            day_index([(OTHER_TITLE, GONE), (TITLE, PATH)]),
            path=INDEX,
            others={PATH: story()},
            at="3:5",
            fixed=day_index([(TITLE, PATH)]),
            message=f"'/{GONE}' does not exist",
        ),
        Invalid(
            day_index([(TITLE, GONE)]),
            path=INDEX,
            others={PATH: story(changes=[f"[{TITLE}](/{GONE}) _(First version)_"])},
            at="3:5",
            fixed=day_index([(TITLE, PATH)]),
            note="the story remembers its earlier slug",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        for entry, resolution in archive.links(page).listed:
            target = entry.link.target
            if resolution.outcome is LinkOutcome.UNTRACKED:
                yield self.finding(entry.link, f"{target!r} is not tracked by git", help="add the page to git")
            elif resolution.outcome is LinkOutcome.MISSING and not folder_is_to_blame(resolution.path, archive):
                fix = _fix(page, entry, resolution.path, archive)
                yield self.finding(entry.link, f"{target!r} does not exist", fix=fix)


def _fix(page: PageFacts, entry: IndexEntry, missing: str, archive: Archive) -> Fix | None:
    found = archive.successor_of(missing)
    certain = found is not None
    if found is None:
        found = archive.closest_story(missing, entry.link.text)
    listed = {resolution.path for _, resolution in archive.links(page).listed}
    if found is not None and found not in listed and (page.kind is Kind.SITE_INDEX or _beside(found, page.path)):
        target = archive.rewrite_target(page, entry.link, found)
        return replace(entry.link.target_span, target, f"link to {target}", safe=certain) if target else None
    return remove_lines(own_lines(page, entry, archive), "remove the entry")


def _beside(path: str, other: str) -> bool:
    return path.rpartition("/")[0] == other.rpartition("/")[0]
