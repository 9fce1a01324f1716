from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Invalid,
    Kind,
    PageFacts,
    Severity,
    Valid,
    day_index,
    story,
)
from archive_lint_rules.titles import damage_of

INDEX = "news/2014/05/23/index.md"
OTHERS = {INDEX: day_index([(TITLE, PATH)])}


class DamagedTitle(ArchiveRule):
    """A title that is damaged.

    ## What it does
    Reports the title of a story that has lost a character (U+FFFD); that ends before the file name does; or that has
    nothing in common with the file name and the day's index, which agree. Git is asked for earlier titles of such a
    page: a whole title in git is shown, and a title that git has never had otherwise is not called overwritten.

    ## Why it matters
    Links, indexes and feeds are made from titles. Text lost here is lost everywhere once the title is copied.

    ## Fix
    None: the file name, the index, the related links and git still show the original title.
    """

    code = "T007"
    name = "damaged-title"
    summary = "The title is cut off, overwritten or has a character lost"
    severity = Severity.WARNING
    since = "0.1"
    kinds = (Kind.STORY,)

    valid = [
        Valid(story(), others=OTHERS),
        Valid(story(title=TITLE + " and a storm"), others=OTHERS, note="a title may have got more than the file name"),
        Valid(
            story(title="Harbour bridge reopens"),
            others={INDEX: day_index([("Harbour bridge reopens", PATH)])},
            note="retitled: the index says the same",
        ),
        Valid(story(title="Fish market burns"), others={INDEX: day_index([("Fish market burns", PATH)])}),
    ]
    invalid = [
        Invalid(
            story(title="Harbour bridge reopens af"),
            at="3:1",
            others=OTHERS,
            message="title 'Harbour bridge reopens af' is damaged: it is cut off: the file name goes on "
            "'harbour-bridge-reopens-after-repairs'",
        ),
        Invalid(story(title="Harbour bridge reop\ufffdns after repairs"), at="3:1", others=OTHERS),
        Invalid(story(title="Click fix"), at="3:1", others=OTHERS),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        how = damage_of(page, archive)
        if how and page.title is not None:
            yield self.finding(page.title, f"title {page.title.text!r} is damaged: {how}", subject=page.slug)
