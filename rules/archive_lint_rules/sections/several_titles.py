from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import TITLE, Finding, Invalid, Kind, Page, PageRule, Severity, Valid, story


class SeveralTitles(PageRule):
    """A story with more than one title.

    ## What it does
    Reports the second level-1 heading of a story, with their number. If the title stands in the front matter, level-1
    headings are sections and are not reported.

    ## Why it matters
    Only the first counts as the story's title. Another one is a second story in the same file, or a section with a
    wrong level.

    ## Fix
    None: only a person knows which it is.
    """

    code = "S009"
    name = "several-titles"
    summary = "A story has more than one title"
    severity = Severity.WARNING
    since = "0.1"
    kinds = (Kind.STORY,)

    valid = [
        Valid(story()),
        Valid(story(summary="```\n# a comment in code\n```")),
        Valid("# One\n\n# Two\n", path="about.md"),
        Valid("---\ntitle: One\n---\n# Two\n\n# Three\n"),
    ]
    invalid = [
        Invalid(
            story(summary="# Ferry service ends"),
            at="5:1",
            message="page has 2 titles, the second is 'Ferry service ends'",
        ),
        Invalid(story(summary=f"{TITLE}\n===\n\n# "), at="5:1"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        if page.facts.is_titled_above:
            return
        titles = [heading for heading in page.headings if heading.level == 1]
        if len(titles) > 1:
            yield self.finding(titles[1], f"page has {len(titles)} titles, the second is {titles[1].text!r}")
