"""The URLs of files by the rules of a site's map, and the files that URLs may have been of."""

from __future__ import annotations

import datetime as dt

import pytest

from archive_lint.model.listing import ENDINGS
from archive_lint.model.site import UrlRule
from archive_lint.site.url_rules import NOTHING_SAID, PageAddress, UrlRules, category_folders, slug_of

POST = "_posts/{year}-{month:02}-{day:02}-{slug}.{ending}"
BY_DAY = "/{year}/{month}/{day}/{slug}/"
DAY = dt.date(2014, 5, 3)


def _rules(*rules: tuple[str, str]) -> UrlRules:
    return UrlRules([UrlRule(file, url) for file, url in rules], ENDINGS)


@pytest.mark.parametrize(
    ("file", "url", "path", "said", "urls"),
    [
        (POST, BY_DAY, "_posts/2014-05-03-storm.md", NOTHING_SAID, ["/2014/05/03/storm/"]),
        (POST, BY_DAY, "_posts/2014-5-3-storm.markdown", NOTHING_SAID, ["/2014/5/3/storm/"]),
        (POST, "/{year}/{month:02}/{slug}", "_posts/2014-5-3-storm.md", NOTHING_SAID, ["/2014/05/storm"]),
        (POST, "/{year}/{month:1}/{day:1}/{slug}", "_posts/2014-05-13-a.md", NOTHING_SAID, ["/2014/5/13/a"]),
        (POST, "/{year}/{month:1}/{day:1}/{slug}", "_posts/2014-10-03-a.md", NOTHING_SAID, ["/2014/10/3/a"]),
        (POST, "/{title}", "_posts/2014-05-03-a.md", PageAddress(title="The Gale", slug="gale"), ["/gale"]),
        (POST, BY_DAY, "_posts/2014-05-03-storm.md", PageAddress(slug="gale"), ["/2014/05/03/gale/"]),
        (POST, BY_DAY, "_posts/2014-05-03-storm.md", PageAddress(day=DAY), ["/2014/05/03/storm/"]),
        (
            POST,
            BY_DAY,
            "_posts/2014-05-02-storm.md",
            PageAddress(day=DAY),
            ["/2014/05/03/storm/", "/2014/05/02/storm/"],
        ),
        (POST, "/news/{slug}.html", "_posts/2014-05-03-storm.md", NOTHING_SAID, ["/news/storm.html"]),
        (
            POST,
            "/news/{title}/",
            "_posts/2014-05-03-x.md",
            PageAddress(title="The Gale’s end"),
            ["/news/the-gales-end/"],
        ),
        (POST, "/news/{title}/", "_posts/2014-05-03-x.md", NOTHING_SAID, []),
        ("content/{slug}.md", BY_DAY, "content/storm.md", PageAddress(day=DAY), ["/2014/05/03/storm/"]),
        ("content/{slug}.md", BY_DAY, "content/storm.md", NOTHING_SAID, []),
        ("docs/{path}.{ending}", "/{path}/", "docs/a/b.md", NOTHING_SAID, ["/a/b/"]),
        ("docs/{path}.{ending}", "/{path}/", "docs/a/b.html", NOTHING_SAID, ["/a/b/"]),
        ("docs/{path}.{ending}", "/{path}/", "docs/a/index.md", NOTHING_SAID, ["/a/"]),
        ("docs/{path}.{ending}", "/{path}/", "docs/a/_index.md", NOTHING_SAID, ["/a/"]),
        ("docs/{path}.{ending}", "/{path}/", "docs/a/b.md", PageAddress(slug="c"), ["/a/c/"]),
        ("docs/{path}.{ending}", "/{path}/", "docs/a/b/index.md", PageAddress(slug="c"), ["/a/c/"]),
        ("content/{folder}/{slug}.md", "/{folder}/{slug}/", "content/de/storm.md", NOTHING_SAID, ["/de/storm/"]),
        ("static/{path}", "/{path}", "static/img/a.png", NOTHING_SAID, ["/img/a.png"]),
        ("static/{path}", "/{path}", "assets/img/a.png", NOTHING_SAID, []),
    ],
)
def test_a_file_has_the_urls_of_the_rule_that_fits(
    file: str, url: str, path: str, said: PageAddress, urls: list[str]
) -> None:
    assert _rules((file, url)).urls(path, said) == urls


def test_of_several_rules_the_first_that_fits_counts() -> None:
    rules = _rules((POST, BY_DAY), ("{path}.{ending}", "/{path}/"), ("{path}", "/files/{path}"))
    assert rules.urls("_posts/2014-05-03-storm.md") == ["/2014/05/03/storm/"]
    assert rules.urls("about.md") == ["/about/"]
    assert rules.urls("a.png") == ["/files/a.png"]


@pytest.mark.parametrize(
    ("file", "url", "missing", "paths"),
    [
        (POST, BY_DAY, "/2014/05/03/storm/", ["_posts/2014-05-03-storm.md", "_posts/2014-05-03-storm.markdown"]),
        ("p/{year}-{month}-{day}-{slug}.md", BY_DAY, "/2014/05/03/x", ["p/2014-05-03-x.md", "p/2014-5-3-x.md"]),
        ("docs/{path}.{ending}", "/{path}/", "/a/b/", ["docs/a/b.md", "docs/a/b/index.md", "docs/a/b/_index.md"]),
        ("static/{path}", "/{path}", "/img/a.png", ["static/img/a.png"]),
        (POST, "/news/{slug}/", "/news/storm/", []),
        (POST, BY_DAY, "/elsewhere/storm/", []),
    ],
)
def test_a_missing_url_names_the_paths_that_it_may_have_been_of(
    file: str, url: str, missing: str, paths: list[str]
) -> None:
    found = list(_rules((file, url)).paths(missing))
    assert set(paths) <= set(found)
    assert bool(paths) is bool(found)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Bridge reopens", "bridge-reopens"),
        ("The Gale’s end", "the-gales-end"),
        ("Café & Zürich", "cafe-zurich"),
        ("  --  ", ""),
        ("桥梁 重开", "桥梁-重开"),
    ],
)
def test_a_title_becomes_a_slug(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_rules_take_time_linear_in_hostile_urls() -> None:
    rules = _rules((POST, BY_DAY), ("docs/{path}.{ending}", "/{path}/"), ("{path}", "/{path}"))
    assert all(list(rules.paths("/" + "a/" * 10_000)))
    assert rules.urls("docs/" + "a/" * 10_000 + "b.md")


BY_CATEGORY = "/{categories}/{year}/{slug}.html"


@pytest.mark.parametrize(
    ("categories", "folders"),
    [
        ((), [""]),
        (("News",), ["news", "News"]),
        (("news",), ["news"]),
        (
            ("World Affairs",),
            ["world/affairs", "world affairs", "world-affairs", "World-Affairs", "world", "World Affairs"],
        ),
        (
            ("News", "Town Hall"),
            ["news/town hall", "news/town-hall", "News/Town-Hall", "news", "News", "News/Town Hall"],
        ),
        (("C++",), ["c++", "c", "C++"]),
        (("!",), ["!"]),
        (("天气",), ["天气"]),
    ],
)
def test_categories_make_folders_in_the_ways_of_generators(categories: tuple[str, ...], folders: list[str]) -> None:
    assert category_folders(categories) == folders
    urls = _rules((POST, BY_CATEGORY)).urls("_posts/2014-05-03-storm.md", PageAddress(categories=categories))
    assert urls == [f"/{folder}/2014/storm.html".replace("//", "/") for folder in folders]


@pytest.mark.parametrize("url", ["/news/2014/storm.html", "/news/town-hall/2014/storm.html", "/2014/storm.html"])
def test_a_url_with_any_categories_is_read_back(url: str) -> None:
    rules = _rules(("{year}/{slug}.{ending}", BY_CATEGORY))
    assert "2014/storm.md" in list(rules.paths(url))
    assert not [path for path in rules.paths(url) if "news" in path]
