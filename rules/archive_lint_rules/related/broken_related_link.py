from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    OTHER_TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Ground,
    Invalid,
    Kind,
    LinkOutcome,
    LinkRole,
    PageFacts,
    Severity,
    Valid,
    story,
)
from archive_lint_rules.dates.day_folders import folder_is_to_blame
from archive_lint_rules.missing_page import missing_message
from archive_lint_rules.succession import likeliest, succession_fix

GONE = "news/2014/05/21/storm-closes-harbour-bridge.md"
TO_GONE = f"[{OTHER_TITLE}](/{GONE}) _Context: Harbour_"
REMEMBERS = story(date="2014-05-21", title=OTHER_TITLE, changes=[f"[{OTHER_TITLE}](/{GONE}) _(First version)_"])


class BrokenRelatedLink(ArchiveRule):
    """A related link to a page that does not exist.

    ## What it does
    Reports an entry of the Related section whose target is not in the archive, or is there but not tracked by git.
    Targets that differ only in case or encoding are reported by another rule.

    ## Why it matters
    By related links a reader follows a story through the years. Most break on pages that nobody touched, when a
    story is renamed or removed elsewhere.

    ## Fix
    Safe if it is certain which page replaced the missing one: git shows the rename, one story of that day names the old
    page under Changes, or exactly one story has its slug and a title similar to the link's text. Unsafe if only the
    slug agrees.

    Unsafe too if git does not know of a move, and one story is clearly most similar to the missing one: by its slug or
    title, or by half of it and its related stories, if they are those of this page. The fix names the similarity. The
    missing page's own text is unknown, so that a story is not found if it was moved by more than a week, or has a title
    in other words and other related links.
    """

    code = "L001"
    name = "broken-related-link"
    summary = "Related link leads to a page that does not exist"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (Ground.GIT, Ground.CONTENT, Ground.CHANGES, Ground.FILES, Ground.LINK_TARGET, Ground.LINK_TEXT)
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
            others={OTHER_PATH: story(title=OTHER_TITLE)},
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
        for problem in archive.links(page).problem_links:
            link, outcome = problem.link, problem.resolution.outcome
            if problem.role is not LinkRole.RELATED:
                continue
            if outcome is LinkOutcome.UNTRACKED:
                yield self.finding(link, f"{link.target!r} is not tracked by git", help="add the page to git")
            elif outcome is LinkOutcome.MISSING and not folder_is_to_blame(problem.resolution.path, archive):
                path = problem.resolution.path
                fix = succession_fix(page, link, path, archive)
                yield self.finding(link, missing_message(link.target, path, archive), help=likeliest(fix), fix=fix)
