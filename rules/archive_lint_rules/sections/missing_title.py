from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Kind, Page, PageRule, Quoting, Severity, Valid, story


class MissingTitle(PageRule):
    """A story without a title.

    ## What it does
    Reports a story that has neither a title in its front matter nor a level-1 heading, and one whose title is empty or
    cannot be read.

    ## Why it matters
    Indexes and related links show the title, and the file is named after it. Without one the story can be found only by
    its URL.

    ## Fix
    None: the file name has too little of the title to restore it.
    """

    code = "S008"
    name = "missing-title"
    summary = "A story has no title"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.STORY,)

    valid = [
        Valid(story()),
        Valid("## FAQ\n", path="faq/index.md"),
        Valid("---\ntitle: Harbour bridge reopens\n---\n" + story(title=None)),
        Valid("---\ntitle:\n---\n" + story(), note="the heading is the title"),
    ]
    invalid = [
        Invalid(story(title=None), at="1:1", message="title is missing"),
        Invalid(story(title=""), at="3:1", message="title is empty"),
        Invalid("#Harbour bridge reopens\n", at="1:1", note="without the space it is not a heading"),
        Invalid("---\ndate: 2014-05-23\ntitle: ''\n---\n" + story(title=None), at="3:9", message="title is empty"),
        Invalid(
            "+++\ntitle = Bridge\n[extra]\n+++\n" + story(title=None),
            at="2:9",
            message="title in the front matter is not a text",
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        title = page.facts.title
        if title is None:
            yield self.finding(page.start, "title is missing", subject="title")
        elif not title.text:
            front = page.facts.front
            is_unread = front is not None and front.title is not None and front.title.quoting is Quoting.UNREAD
            said = "title in the front matter is not a text" if is_unread else "title is empty"
            yield self.finding(title, said, subject="title")
