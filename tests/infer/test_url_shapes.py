"""Blogs with URLs of many shapes: what `init` writes for each explains all links, except those to nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest

from archive_lint.cli.trial import try_out
from tests.infer.blogs import STORIES, inferred, maps, site

POST = "_posts/{0}-{1}.md"
FILE = "_posts/{year}-{month:02}-{day:02}-{slug}.md"
CATEGORIES = ["News", "World Affairs", "Sport", "C++ & more", "天气"]


class Story(NamedTuple):
    day: dt.date
    name: str
    category: str


def stories() -> list[Story]:
    return [Story(*story, CATEGORIES[number % len(CATEGORIES)]) for number, story in enumerate(STORIES)]


class Shape(NamedTuple):
    """Stories with their URLs."""

    path: str
    url: Callable[[Story], str]
    """The URL of a story, as others link to it."""
    rule: tuple[str, str]
    """The rule that `init` writes."""
    head: Callable[[Story], str] = lambda story: f"date: {story.day}"


def in_lower_case(story: Story) -> str:
    return story.category.lower()


def as_slug(story: Story) -> str:
    return {"C++ & more": "c-more", "天气": "天气"}.get(story.category, story.category.lower().replace(" ", "-"))


def of_news_alone(story: Story) -> str:
    return "news/" if story.category == "News" else ""


DATED = "{year}/{month}/{day}/{slug}"
ONE = Shape(
    POST,
    lambda story: f"/{quote(in_lower_case(story))}/{story.day:%Y/%m/%d}/{story.name}.html",
    (FILE, f"/{{categories}}/{DATED}.html"),
    lambda story: f"date: {story.day}\ncategory: {story.category}",
)
SHAPES = {
    "a category, in lower case": ONE,
    "a list of one category": ONE._replace(head=lambda story: f'date: {story.day}\ncategories: ["{story.category}"]'),
    "two categories": ONE._replace(
        url=lambda story: f"/{quote(in_lower_case(story))}/local/{story.day:%Y/%m/%d}/{story.name}.html",
        head=lambda story: f"date: {story.day}\ncategories:\n  - {story.category}\n  - Local",
    ),
    "two categories in one text": ONE._replace(
        url=lambda story: f"/{story.category[0].lower()}/local/{story.day:%Y/%m/%d}/{story.name}.html",
        head=lambda story: f"date: {story.day}\ncategories: {story.category[0]} local",
    ),
    "the first of two categories": ONE._replace(
        url=lambda story: f"/{as_slug(story)}/{story.day:%Y/%m/%d}/{story.name}.html",
        head=lambda story: f"date: {story.day}\ncategories: ['{story.category}', Local]",
    ),
    "a category that most do not have": ONE._replace(
        url=lambda story: f"/{of_news_alone(story)}{story.day:%Y/%m/%d}/{story.name}.html",
        head=lambda story: f"date: {story.day}\n" + ("categories: news" if of_news_alone(story) else "tags: news"),
    ),
    "a category below a folder": ONE._replace(
        url=lambda story: f"/blog/{quote(in_lower_case(story))}/{story.day:%Y/%m/%d}/{story.name}.html",
        rule=(FILE, f"/blog/{{categories}}/{DATED}.html"),
    ),
    "a category as a slug, without a date": Shape(
        "content/{1}.md",
        lambda story: f"/{quote(as_slug(story))}/{story.name}/",
        ("content/{slug}.md", "/{categories}/{slug}/"),
        lambda story: f"date: {story.day}\ncategory: {story.category}",
    ),
    "a category as it is written": Shape(
        "source/_posts/{1}.md",
        lambda story: f"/{quote(story.category)}/{story.name}/",
        ("source/_posts/{slug}.md", "/{categories}/{slug}/"),
        lambda story: f"date: {story.day}\ncategories: {story.category!r}",
    ),
    "categories that are in no URL": Shape(
        POST,
        lambda story: f"/{story.day:%Y/%m}/{story.name}/",
        (FILE, "/{year}/{month}/{slug}/"),
        lambda story: f"date: {story.day}\ncategories: {story.category!r}",
    ),
    "a date in one name": Shape(
        "posts/{1}.md",
        lambda story: f"/{story.day}/{story.name}/",
        ("posts/{slug}.md", "/{year}-{month}-{day}/{slug}/"),
    ),
    "a date without marks": Shape(
        "posts/{1}.md",
        lambda story: f"/{story.day:%Y%m%d}/{story.name}/",
        ("posts/{slug}.md", "/{year}{month:02}{day:02}/{slug}/"),
    ),
    "a month in one name": Shape(
        POST, lambda story: f"/{story.day:%Y_%m}/{story.name}.html", (FILE, "/{year}_{month}/{slug}.html")
    ),
    "relative, as folders": Shape(
        "content/posts/{1}.md", lambda story: f"../{story.name}/", ("{path}.{ending}", "/{path}/")
    ),
    "relative, over two folders": Shape(
        "content/{0.year}/{1}.md",
        lambda story: f"../../{story.day.year}/{story.name}/",
        ("{path}.{ending}", "/{path}/"),
    ),
    "relative, as pages": Shape(
        "posts/{1}.md", lambda story: f"{story.name}.html", ("{path}.{ending}", "/{path}.html")
    ),
    "relative, without an ending": Shape("posts/{1}.md", lambda story: story.name, ("{path}.{ending}", "/{path}")),
}


def written(shape: Shape, *, broken: int = 0) -> dict[str, str]:
    """Return the pages: each story links to the one before, and the last ones to stories that do not exist."""
    told = stories()
    pages = {}
    for number, story in enumerate(told):
        target = told[number - 1]
        if number >= len(told) - broken:
            target = target._replace(name=f"{target.name}-gone")
        title = story.name.replace("-", " ").capitalize()
        body = f"Some words.\n\nSee [this]({shape.url(target)}).\n"
        pages[shape.path.format(story.day, story.name)] = f"---\ntitle: {title}\n{shape.head(story)}\n---\n\n{body}"
    return pages


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_links_to_stories_show_the_urls_of_all(shape: Shape) -> None:
    assert maps(written(shape)) == [shape.rule]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_link_to_nowhere_is_reported_and_no_other(shape: Shape, tmp_path: Path) -> None:
    pages = written(shape, broken=1)
    for path, text in pages.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert try_out(str(tmp_path), inferred(pages).text).counts == {"L009": 1}


@pytest.mark.parametrize(
    ("linked", "declared", "url"),
    [
        ("https://www.notes.example", "https://notes.example", "https://www.notes.example"),
        ("https://notes.example", "https://www.notes.example", "https://notes.example"),
        ("https://notes.example", "https://notes.example", "https://notes.example"),
        ("https://elsewhere.example", "https://notes.example", "https://notes.example"),
    ],
)
def test_a_site_has_the_name_by_which_its_pages_link_to_it(linked: str, declared: str, url: str) -> None:
    shape = Shape(POST, lambda story: f"{linked}/{story.day:%Y/%m/%d}/{story.name}/", (FILE, ""))
    assert site({**written(shape), "_config.yml": f"url: {declared}\n"})["url"] == url
