"""The days of an archive, as its folders tell them."""

from __future__ import annotations

import datetime as dt

import pytest

from archive_lint.archive.days import Days
from archive_lint.model.layout import Kind, Layout
from archive_lint.model.listing import Listing

PAGES = (
    "about.md", "index.md", "news/2014/05/23/.md", "news/2014/05/23/README.md", "news/2014/05/23/a.md",
    "news/2014/05/23/b.md", "news/2014/05/23/a-c.md", "news/2015/01/1/README.md", "news/2014/05/23/index.md",
    "news/2014/05/3/index.md", "news/2014/05/03/index.md",
    "news/2014/02/30/a.md", "news/2014/05/23/deep/a.md", "news/index.md",
)  # fmt: skip


@pytest.mark.parametrize(
    "story", ["news/{year}/{month:02}/{day}/{slug}.md", "news/{year}/{month:02}/{day}/a-{slug}.md"]
)
def test_each_day_has_the_pages_that_their_paths_say(story: str) -> None:
    layout = Layout(story=(story,))
    listing = Listing(pages=tuple(sorted(PAGES)), files=frozenset(PAGES), untracked=frozenset({"news/2014/05/23/b.md"}))
    days = Days(layout, listing)
    told = [(path, *layout.classify(path)[:2]) for path in listing.pages if path not in listing.untracked]
    every = {day for _, _, day in told if day is not None}
    assert list(days.near(dt.date(2014, 5, 1), 10_000)) == sorted(every)
    for day in every:
        assert list(days.stories_of(day)) == [path for path, kind, its in told if its == day and kind is Kind.STORY]
        indexes = [path for path, _, its in told if its == day and path.endswith("/index.md")]
        assert days.index_of(day) == (indexes[0] if indexes else None)
    assert days.stories_of(dt.date(1999, 1, 1)) == ()
    assert days.before(dt.date(2014, 5, 3)) is None
