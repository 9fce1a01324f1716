from __future__ import annotations

from collections.abc import Iterator, Sequence

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
_FEWEST = 2
"""The fewest other indexes that show what an index should have."""
_MOST = 0.8
"""The share of them that must have it."""


class IncompleteIndex(ArchiveRule):
    """A day index that lost a part that the archive's other indexes have.

    ## What it does
    Reports a day index that is empty, or that lacks its date heading or its link to the day before although nearly all
    others have one. The archive's first day has no day before.

    ## Why it matters
    Readers go from day to day by the indexes: without the link they cannot reach earlier days, and an index that ends
    in the middle does not show that something is missing.

    ## Fix
    None: an index that lost its head or its end has often lost entries too. Restore it from git's history.
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
        shown = archive.cached(self.code, lambda: _shown(archive))
        missing: list[str] = []
        if page.date_heading is None and _others_have([(path, has) for path, has, _ in shown], page.path):
            missing.append("date heading")
        later = [(path, has) for path, _, has in shown if has is not None]
        is_first = archive.previous_day(page.date) is None
        if page.previous_day is None and not is_first and _others_have(later, page.path):
            missing.append("link to the day before")
        if not (archive.source(page.path) or b"").strip(b"\xef\xbb\xbf \t\r\n"):
            yield self.finding(Span(0, 0), "index is empty", subject="empty")
        elif missing:
            parts = " and no ".join(missing)
            yield self.finding(_place(page), f"index has no {parts}", subject=parts)


def _place(page: PageFacts) -> Span:
    return Span(0, 0) if page.date_heading is None else page.date_heading.span


def _shown(archive: Archive) -> Sequence[tuple[str, bool, bool | None]]:
    """Return for a sample of indexes whether each has a date heading, and whether a link to the day before.

    `None` for the first day, which has none before it.
    """
    return [
        (
            index.path,
            index.date_heading is not None,
            None if archive.previous_day(index.date) is None else index.previous_day is not None,
        )
        for index in archive.sample_indexes(_SAMPLE)
        if index.date is not None
    ]


def _others_have(shown: Sequence[tuple[str, bool]], path: str) -> bool:
    """Return whether nearly all indexes other than that at `path` have the part that is missing there."""
    others = [has for other, has in shown if other != path]
    return len(others) >= _FEWEST and sum(others) >= _MOST * len(others)
