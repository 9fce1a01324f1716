"""What pages are by their paths, in the shapes that archives of many families have."""

from __future__ import annotations

import datetime as dt

import pytest

from archive_lint.archive.days import Days
from archive_lint.model.layout import Kind, Layout
from archive_lint.model.listing import Listing

DAY = dt.date(2014, 5, 3)
DATED_NAME = "_posts/{year}-{month:02}-{day:02}-{slug}.{ending}"
BUNDLE = "posts/{year}-{month:02}-{day:02}-{slug}/index.md"
FOLDERS = "news/{year}/{month:02}/{day}/{slug}.md"


@pytest.mark.parametrize(
    ("story", "path", "day", "slug"),
    [
        (DATED_NAME, "_posts/2014-05-03-storm.md", DAY, "storm"),
        (DATED_NAME, "_posts/2014-05-03-storm.markdown", DAY, "storm"),
        (DATED_NAME, "_posts/2014-5-3-storm.md", DAY, "storm"),
        (DATED_NAME, "_posts/2014-02-30-storm.md", None, "storm"),
        (BUNDLE, "posts/2014-05-03-storm/index.md", DAY, "storm"),
        ("{year}/{month:02}/{day:02}/{slug}/index.md", "2014/05/03/storm/index.md", DAY, "storm"),
        ("{year}/{month:02}/{day:02}/{slug}/index.{ending}", "2014/05/03/storm/index.markdown", DAY, "storm"),
        ("{year}/{month:02}/{slug}.md", "2014/05/storm.md", None, "storm"),
        ("{year}/{year}-{month:02}-{day:02}.md", "2014/2014-05-03.md", DAY, ""),
        ("daily/{year}-{month:02}-{day:02}.md", "daily/2014-05-03.md", DAY, ""),
        ("content/{*}/post/{year}-{month:02}-{day:02}-{slug}.md", "content/de/post/2014-05-03-storm.md", DAY, "storm"),
        ("content/{path}/{year}-{month:02}-{day:02}-{slug}.md", "content/a/b/2014-05-03-storm.md", DAY, "storm"),
        ("content/{slug}.md", "content/storm.md", None, "storm"),
        ("content/{slug}/index.md", "content/storm/index.md", None, "storm"),
        ("{slug}/{slug}.md", "storm/storm.md", None, "storm"),
        ("docs/issue-{slug}.md", "docs/issue-42.md", None, "42"),
        ("news/{year}{month:02}{day:02}/{slug}.md", "news/20140503/storm.md", DAY, "storm"),
        (FOLDERS, "news/2014/05/3/storm.md", DAY, "storm"),
    ],
)
def test_a_story_has_the_day_and_slug_of_its_path(story: str, path: str, day: dt.date | None, slug: str) -> None:
    assert Layout(story=(story,)).classify(path) == (Kind.STORY, day, slug)


@pytest.mark.parametrize(
    ("story", "path", "kind"),
    [
        (DATED_NAME, "_posts/index.md", Kind.OTHER),
        (DATED_NAME, "_posts/storm.md", Kind.OTHER),
        (DATED_NAME, "_posts/2014-05-03-storm.mdx", Kind.OTHER),
        (DATED_NAME, "_posts/2014/2014-05-03-storm.md", Kind.OTHER),
        (DATED_NAME, "index.md", Kind.SITE_INDEX),
        (BUNDLE, "posts/index.md", Kind.OTHER),
        ("{year}/{month:02}/{day:02}/{slug}/index.md", "2014/05/03/index.md", Kind.DAY_INDEX),
        ("{year}/{month:02}/{day:02}/{slug}/index.md", "index.md", Kind.SITE_INDEX),
        ("{year}/{month:02}/{slug}.md", "2014/05/index.md", Kind.OTHER),
        ("content/{slug}.md", "content/index.md", Kind.OTHER),
        (FOLDERS, "news/2014/05/3/index.md", Kind.DAY_INDEX),
        (FOLDERS, "news/2014/05/3/README.md", Kind.DAY_INDEX),
    ],
)
def test_what_is_not_a_story_is_told_from_one(story: str, path: str, kind: Kind) -> None:
    assert Layout(story=(story,)).classify(path).kind is kind


@pytest.mark.parametrize(
    ("story", "path", "stated"),
    [
        (DATED_NAME, "_posts/2014-02-30-storm.md", ["2014", "02", "30"]),
        ("{year}/{month:02}/{slug}.md", "2014/05/storm.md", ["2014", "05"]),
        ("{year}/{slug}.md", "2014/storm.md", ["2014"]),
        ("{month}/{slug}.md", "05/storm.md", []),
        ("content/{slug}.md", "content/storm.md", []),
        (FOLDERS, "news/2014/02/30/storm.md", ["2014", "02", "30"]),
        (FOLDERS, "news/2014/02/30/index.md", ["2014", "02", "30"]),
        (FOLDERS, "about.md", []),
    ],
)
def test_a_path_states_its_date_as_far_as_it_goes(story: str, path: str, stated: list[str]) -> None:
    assert list(Layout(story=(story,)).stated_date(path)) == stated


def test_of_several_patterns_the_first_that_fits_says_what_a_path_means() -> None:
    layout = Layout(story=(DATED_NAME, FOLDERS, "_posts/{slug}.md"))
    assert layout.classify("_posts/2014-05-03-storm.md") == (Kind.STORY, DAY, "storm")
    assert layout.classify("_posts/storm.md") == (Kind.STORY, None, "storm")
    assert layout.classify("news/2014/05/3/index.md") == (Kind.DAY_INDEX, DAY, "")
    assert layout.top_folder == ""
    assert Layout(story=("a/b/{slug}.md", "a/b/c/{year}/{slug}.md")).top_folder == "a/b"


@pytest.mark.parametrize(
    ("story", "text"),
    [(DATED_NAME, "2014-05-03"), ("content/{slug}.md", "2014-05-03"), (FOLDERS, "2014-05-3"), (BUNDLE, "2014-05-03")],
)
def test_date_headings_have_the_padding_of_the_first_pattern_with_a_date(story: str, text: str) -> None:
    assert Layout(story=(story,)).date_text(DAY) == text


@pytest.mark.parametrize(
    ("story", "folder"),
    [
        (DATED_NAME, ""),
        (BUNDLE, ""),
        ("{year}/{month:02}/{day:02}/{slug}/index.md", "2014/05/03"),
        ("{year}/{month:02}/{slug}.md", ""),
        ("content/{*}/{year}/{month}/{day}/{slug}.md", ""),
        (FOLDERS, "news/2014/05/3"),
    ],
)
def test_a_day_is_a_folder_only_where_all_of_its_date_is(story: str, folder: str) -> None:
    layout = Layout(story=(story,))
    assert layout.day_folder(DAY) == folder
    assert layout.is_in_day_folder(f"{folder}/x.md") is bool(folder)


def test_days_of_stories_are_told_by_any_of_the_patterns() -> None:
    pages = (
        "2014/05/3/bundle/index.md", "2014/05/3/index.md", "_posts/2014-05-03-a.md", "_posts/2014-05-03-b.markdown",
        "_posts/2014-06-31-c.md", "_posts/d.md", "drafts/2014-05-03-e.md",
    )  # fmt: skip
    layout = Layout(story=(DATED_NAME, "{year}/{month:02}/{day}/{slug}/index.md", "_posts/{slug}.md"))
    days = Days(layout, Listing(pages=pages, files=frozenset(pages)))
    assert list(days.stories_of(DAY)) == [pages[0], pages[2], pages[3]]
    assert days.index_of(DAY) == pages[1]
    assert list(days.near(DAY, 100)) == [DAY]
