from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache, partial

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    OTHER_TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Fix,
    Invalid,
    Kind,
    Link,
    LinkOutcome,
    LinkRole,
    PageFacts,
    Severity,
    Valid,
    replace,
    story,
)
from archive_lint_rules.dates.day_folders import folder_is_to_blame

GONE = "news/2014/05/21/storm-closes-harbour-bridge.md"
TO_GONE = f"[{OTHER_TITLE}](/{GONE}) _Context: Harbour_"
REMEMBERS = story(date="2014-05-21", title=OTHER_TITLE, changes=[f"[{OTHER_TITLE}](/{GONE}) _(First version)_"])


class BrokenRelatedLink(ArchiveRule):
    """A related link to a page that does not exist.

    ## What it does
    Reports an entry of the Related section whose target is not in the archive, or lies there without being tracked by
    git. Targets that differ only in case or encoding are another rule's.

    ## Why it matters
    Related links are how a reader follows a story through the years. Most break on pages that nobody touched, when a
    story is renamed or removed elsewhere.

    ## Fix
    Safe where the page's successor is certain: git shows the rename, one story of that day names the old page under
    Changes, or exactly one story has its slug. Unsafe where one story of those days has a slug or title much like it.
    """

    code = "L001"
    name = "broken-related-link"
    summary = "Related link leads to a page that does not exist"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.STORY, Kind.OTHER)

    valid = [Valid(story(related=[OTHER]), others={OTHER_PATH: story()})]
    invalid = [
        Invalid(story(related=[TO_GONE]), at="11:4", message=f"'/{GONE}' does not exist"),
        Invalid(
            story(related=[TO_GONE]),
            at="11:4",
            fixed=story(related=[OTHER]),
            others={OTHER_PATH: REMEMBERS},
            note="the story remembers its earlier slug",
        ),
        Invalid(
            story(related=[OTHER.replace("/05/21/", "/05/20/")]),
            at="11:4",
            fixed=story(related=[OTHER]),
            others={OTHER_PATH: story()},
            note="one story has that slug",
        ),
        Invalid(
            story(related=[TO_GONE]),
            at="11:4",
            fixed=story(related=[OTHER]),
            others={OTHER_PATH: story(title=OTHER_TITLE)},
            safe=False,
            note="a story of that day is called the same",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        # Asked for only where a fix may need it, and once: a list may have a hundred thousand entries.
        listed = cache(partial(_listed, page, archive))
        for problem in archive.links(page).problem_links:
            link, outcome = problem.link, problem.resolution.outcome
            if problem.role is not LinkRole.RELATED:
                continue
            if outcome is LinkOutcome.UNTRACKED:
                yield self.finding(link, f"{link.target!r} is not tracked by git", help="add the page to git")
            elif outcome is LinkOutcome.MISSING and not folder_is_to_blame(problem.resolution.path, archive):
                fix = _fix(page, link, problem.resolution.path, archive, listed)
                candidate = None if fix is None or fix.safe else f"the likeliest page: {fix.edits[0].text}"
                yield self.finding(link, f"{link.target!r} does not exist", help=candidate, fix=fix)


def _fix(
    page: PageFacts, link: Link, missing: str, archive: Archive, listed: Callable[[], Collection[str | None]]
) -> Fix | None:
    found = archive.successor_of(missing)
    safe = found is not None
    if found is None:
        found = archive.closest_story(missing, link.text)
        if found == page.path or found in listed():
            return None
    target = None if found is None else archive.rewrite_target(page, link, found)
    if target is None:
        return None
    return replace(link.target_span, target, f"link to {target}", safe=safe)


def _listed(page: PageFacts, archive: Archive) -> Collection[str | None]:
    return {archive.page_at(page, entry.link.target) for entry in page.related if entry.link}
