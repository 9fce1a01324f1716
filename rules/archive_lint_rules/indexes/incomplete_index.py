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
    Span,
    Valid,
    day_index,
    story,
)

INDEX = "news/2014/05/23/index.md"
PREVIOUS = "/news/2014/05/22/index.md"
OTHERS = {
    PATH: story(),
    **{
        f"news/2014/05/{day}/index.md": day_index(
            [], date=f"2014-05-{day}", previous=f"/news/2014/05/{day - 1}/index.md"
        )
        for day in range(16, 23)
    },
}
WHOLE = day_index([(TITLE, PATH)], previous=PREVIOUS)
_SAMPLE = 25
_FEWEST = 3
"""Indexes that show what the others have."""
_MOST = 0.8
"""Share of them that has it."""


class IncompleteIndex(ArchiveRule):
    """A day index that lost a part that the archive's other indexes have.

    ## What it does
    Reports a day index that is empty, or that lacks its date heading or its link to the day before where nearly all
    others have one. The archive's first day has no day before.

    ## Why it matters
    Readers walk from day to day through the indexes: without the link all earlier days are out of reach, and an index
    that ends in the middle does not show that something is missing.

    ## Fix
    None: an index that lost its head or its end has often lost entries too. Take it from the history.
    """

    code = "I009"
    name = "incomplete-index"
    summary = "Day index lacks its date heading, its link to the day before, or everything"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.DAY_INDEX,)

    valid = [
        Valid(WHOLE, path=INDEX, others=OTHERS),
        Valid(day_index([(TITLE, PATH)]), path=INDEX, others={PATH: story()}, note="the archive's first day"),
        Valid(WHOLE.partition("\n\n")[2], path=INDEX, others={PATH: story()}, note="nothing shows what indexes have"),
    ]
    invalid = [
        Invalid(
            WHOLE.partition("\n\n")[2],
            path=INDEX,
            others=OTHERS,
            at="1:1",
            message="index has no date heading",
        ),
        Invalid(
            day_index([(TITLE, PATH)]),
            path=INDEX,
            others=OTHERS,
            at="1:1",
            message="index has no link to the day before",
        ),
        Invalid("", path=INDEX, others=OTHERS, at="1:1", message="index is empty"),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        if page.date is None or (page.date_heading is not None and page.previous_day is not None):
            return
        with_heading, with_link = archive.cached(self.code, lambda: _conventions(archive))
        missing: list[str] = []
        if with_heading and page.date_heading is None:
            missing.append("date heading")
        if with_link and page.previous_day is None and archive.previous_day(page.date) is not None:
            missing.append("link to the day before")
        if not (archive.source(page.path) or b"").strip(b"\xef\xbb\xbf \t\r\n"):
            yield self.finding(Span(0, 0), "index is empty", subject="empty")
        elif missing:
            parts = " and no ".join(missing)
            yield self.finding(_place(page), f"index has no {parts}", subject=parts)


def _place(page: PageFacts) -> Span:
    return Span(0, 0) if page.date_heading is None else page.date_heading.span


def _conventions(archive: Archive) -> tuple[bool, bool]:
    """Whether nearly all indexes have a date heading, and a link to the day before."""
    indexes = archive.sample_indexes(_SAMPLE)
    later = [index for index in indexes if index.date is not None and archive.previous_day(index.date) is not None]
    return (
        _nearly_all([index.date_heading is not None for index in indexes]),
        _nearly_all([index.previous_day is not None for index in later]),
    )


def _nearly_all(shown: list[bool]) -> bool:
    return len(shown) >= _FEWEST and sum(shown) >= _MOST * len(shown)
