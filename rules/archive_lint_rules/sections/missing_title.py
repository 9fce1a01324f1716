from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Kind, Page, PageRule, Severity, Valid, story


class MissingTitle(PageRule):
    """A story without a title.

    ## What it does
    Reports a story that has no level-1 heading, or whose first one is empty.

    ## Why it matters
    The title is what indexes and related links show and what the file is named for. Without one the story cannot be
    found by anything but its address.

    ## Fix
    None: the file name keeps too little of the title to restore it.
    """

    code = "S008"
    name = "missing-title"
    summary = "A story has no title"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.STORY,)

    valid = [Valid(story()), Valid("## FAQ\n", path="faq/index.md")]
    invalid = [
        Invalid(story(title=None), at="1:1", message="title is missing"),
        Invalid(story(title=""), at="3:1", message="title is empty"),
        Invalid("#Harbour bridge reopens\n", at="1:1", note="without the space it is not a heading"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        title = page.facts.title
        if title is None:
            yield self.finding(page.start, "title is missing", subject="title")
        elif not title.text:
            yield self.finding(title, "title is empty", subject="title")
