"""Which rules of a site's map links elect."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive_lint.cli.trial import try_out
from archive_lint.config.load import load
from archive_lint.infer.url_votes import is_page_url, url_parts, vote_on_urls
from tests.infer.blogs import DATED, DAYS, FILE, NAMES, POSTS, STORIES, Files, blog, inferred, linking, maps, page

NO_DAY = "content/{year}-{month:02}-{day:02}.md"
LANGUAGES = {
    f"content/{language}/{path}": page(f"[x]({prefix}{link})", head)
    for language, prefix in (("de", "/de"), ("en", ""), ("fr", "/fr"))
    for path, link, head in (
        *((f"post/{day}-{name}.md", DATED.format(day, name), f"title: {name}\ndate: {day}") for day, name in STORIES),
        *((f"docs/{name}.md", "/docs/fees/", f"title: {name}") for name in ("fees", "rates")),
    )
}
DOCS = {
    f"docs/_docs/{name}.md": page(f"[x](/docs/{other}/)", f"title: {name}")
    for name, other in (("fees", "rates"), ("rates", "terms"), ("terms", "fees"))
}

ARCHIVES: dict[str, tuple[Files, list[tuple[str, str]]]] = {
    "dated, with .html": (blog(POSTS, "/{0:%Y/%m/%d}/{1}.html"), [(FILE, "/{year}/{month}/{day}/{slug}.html")]),
    "dated, with a slash": (blog(POSTS, DATED), [(FILE, "/{year}/{month}/{day}/{slug}/")]),
    "dated, with nothing": (blog(POSTS, "/{0:%Y/%m/%d}/{1}"), [(FILE, "/{year}/{month}/{day}/{slug}")]),
    "by month": (blog(POSTS, "/{0:%Y/%m}/{1}/"), [(FILE, "/{year}/{month}/{slug}/")]),
    "by year": (blog(POSTS, "/{0:%Y}/{1}/"), [(FILE, "/{year}/{slug}/")]),
    "below a name": (blog(POSTS, "/blog/{0:%Y/%m/%d}/{1}/"), [(FILE, "/blog/{year}/{month}/{day}/{slug}/")]),
    "without padding": (
        blog(POSTS, "/{0.year}/{0.month}/{0.day}/{1}/"),
        [(FILE, "/{year}/{month:1}/{day:1}/{slug}/")],
    ),
    "padded, of days that are not": (
        blog("n/{0.year}/{0:%m}/{0.day}/{1}.md", DATED, head="title: {2}"),
        [("n/{year}/{month:02}/{day}/{slug}.md", "/{year}/{month}/{day:02}/{slug}/")],
    ),
    "of days that are not padded": (
        blog("n/{0.year}/{0:%m}/{0.day}/{1}.md", "/{0:%Y/%m}/{0.day}/{1}/"),
        [("n/{year}/{month:02}/{day}/{slug}.md", "/{year}/{month}/{day}/{slug}/")],
    ),
    "the slug alone": (blog(POSTS, "/{1}/"), [(FILE, "/{slug}/")]),
    "the slug below a name": (blog(POSTS, "/news/{1}/"), [(FILE, "/news/{slug}/")]),
    "a slug of the front matter": (
        blog("blog/{0}-{1}.mdx", "/blog/the-{1}", head="title: {2}\nslug: the-{1}"),
        [("blog/{year}-{month:02}-{day:02}-{slug}.mdx", "/blog/{slug}")],
    ),
    "the title as a slug": (
        blog("content/{0}.md", "/blog/{0:%Y/%m/%d}/{1}/"),
        [(NO_DAY, "/blog/{year}/{month}/{day}/{title}/")],
    ),
    "dated by the front matter": (
        blog("content/post/{1}.md", DATED),
        [("content/post/{slug}.md", "/{year}/{month}/{day}/{slug}/")],
    ),
    "their folders": (blog("content/post/{1}.md", "/post/{1}/"), [("content/{path}.{ending}", "/{path}/")]),
    "bundles": (
        blog("content/{0:%Y}/{1}/index.md", "/{0:%Y}/{1}/"),
        [("content/{year}/{slug}/index.md", "/{year}/{slug}/")],
    ),
    "languages, one of them at the root": (
        LANGUAGES,
        [
            ("content/fr/post/{year}-{month:02}-{day:02}-{slug}.md", "/fr/{year}/{month}/{day}/{slug}/"),
            ("content/de/post/{year}-{month:02}-{day:02}-{slug}.md", "/de/{year}/{month}/{day}/{slug}/"),
            ("content/en/post/{year}-{month:02}-{day:02}-{slug}.md", "/{year}/{month}/{day}/{slug}/"),
            ("content/{folder}/post/{year}-{month:02}-{day:02}-{slug}.md", "/{folder}/{year}/{month}/{day}/{slug}/"),
            ("content/en/{path}.{ending}", "/{path}/"),
            ("content/{path}.{ending}", "/{path}/"),
        ],
    ),
    "languages at the end of names": (
        {
            f"content/posts/{name}{tail}.md": page(f"[x]({folder}/posts/{NAMES[0]}/)", f"title: {name}\ndate: {day}")
            for tail, folder in (("", ""), (".de", "/de"))
            for day, name in STORIES
        },
        [("content/{path}.de.{ending}", "/de/{path}/"), ("content/{path}.{ending}", "/{path}/")],
    ),
    "languages at the end of all names": (
        {
            f"content/{day}-{name}.{language}.md": page(f"[x]({folder}{DATED.format(*STORIES[0])})", f"title: {name}")
            for language, folder in (("en", ""), ("de", "/de"), ("fr", "/fr"))
            for day, name in STORIES
        },
        [
            ("content/{year}-{month:02}-{day:02}-{slug}.fr.md", "/fr/{year}/{month}/{day}/{slug}/"),
            ("content/{year}-{month:02}-{day:02}-{slug}.de.md", "/de/{year}/{month}/{day}/{slug}/"),
            ("content/{year}-{month:02}-{day:02}-{slug}.en.md", "/{year}/{month}/{day}/{slug}/"),
        ],
    ),
    "a README per folder": (
        {
            **blog(POSTS, DATED),
            **{f"docs/{name}/README.md": page("[x](/docs/fees/)", "title: x") for name in ("fees", "rates")},
        },
        [(FILE, "/{year}/{month}/{day}/{slug}/"), ("{path}/README.{ending}", "/{path}/")],
    ),
    "all below a folder of the host": (
        {
            **blog(POSTS, f"/repo{DATED}"),
            **{f"img/{name}.png": "" for name in "xyz"},
            **{f"{name}.md": linking(["/repo/b/", f"/repo/img/{name}.png", f"/repo/{name}/"]) for name in "xyz"},
            "b.md": "# B\n",
        },
        [
            (FILE, "/repo/{year}/{month}/{day}/{slug}/"),
            ("{path}.{ending}", "/repo/{path}/"),
            ("{path}", "/repo/{path}"),
        ],
    ),
    "a folder of another name": (
        {**blog("docs/_posts/{0}-{1}.md", DATED), **DOCS},
        [(f"docs/{FILE}", "/{year}/{month}/{day}/{slug}/"), ("docs/_docs/{path}.{ending}", "/docs/{path}/")],
    ),
    "files of a root": (
        {**blog(POSTS, DATED), "static/img/x.png": "", "public/y.pdf": "", "a.md": linking(["/img/x.png", "/y.pdf"])},
        [(FILE, "/{year}/{month}/{day}/{slug}/"), ("static/{path}", "/{path}"), ("public/{path}", "/{path}")],
    ),
    "files as they lie": (
        {**blog(POSTS, DATED), "img/x.png": "", "a.md": linking(["/img/x.png"])},
        [(FILE, "/{year}/{month}/{day}/{slug}/"), ("{path}", "/{path}")],
    ),
    "dated in the name or in the front matter": (
        {**blog(POSTS, DATED), "_posts/later.md": page("A.", "title: Later\ndate: 2022-02-02")},
        [
            (FILE, "/{year}/{month}/{day}/{slug}/"),
            ("_posts/{slug}.{ending}", "/{year}/{month}/{day}/{slug}/"),
        ],
    ),
}
"""URLs of stories and files, with the map that follows."""


@pytest.mark.parametrize(("files", "expected"), ARCHIVES.values(), ids=ARCHIVES)
def test_links_elect_the_map_by_which_all_of_them_lead_somewhere(
    files: Files, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert maps(files) == expected
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    text = inferred(files).text
    assert try_out(str(tmp_path), text).counts == {}
    (tmp_path / "archive-lint.toml").write_text(text)
    assert [(rule.file, rule.url) for rule in load(str(tmp_path / "archive-lint.toml")).settings.site.map] == expected


@pytest.mark.parametrize(
    "links",
    [
        [f"/{day:%Y/%m/%d}/{name}-gone/" for day, name in STORIES],
        [f"/{day:%Y/%m}/41/{name}/" for day, name in STORIES],
        [f"/1999/{name}/" for name in NAMES],
        [f"/tag/{name}/" for name in NAMES[:2]],
        ["/img/gone.png"] * 9,
        [f"/{{x}}/{DATED.format(*STORIES[0])}", f"/a\\b{DATED.format(*STORIES[0])}", "/?#", "/", "//", "/%2F%2f/"],
    ],
    ids=[
        "stories that are not there",
        "another day",
        "another year",
        "few names",
        "a file that is not there",
        "not a URL",
    ],
)
def test_broken_links_elect_no_rule(links: Sequence[str]) -> None:
    files = {path: page("Text.", f"date: {day}") for path, day in zip(blog(POSTS, DATED), DAYS, strict=True)}
    assert maps({**files, "links.md": linking(links)}) == []
    assert maps({**blog(POSTS, DATED), "links.md": linking(links)}) == [(FILE, "/{year}/{month}/{day}/{slug}/")]


def test_of_two_ways_to_link_the_commoner_is_the_rule() -> None:
    dated, bare = blog(POSTS, DATED), linking(f"/old/{name}/" for name in NAMES[:5])
    assert maps({**dated, "old.md": bare}) == [(FILE, "/{year}/{month}/{day}/{slug}/")]


def test_of_copies_in_two_folders_the_one_with_more_pages_is_at_the_root() -> None:
    copies = {f"{folder}/{name}.md": page("[x](/fees/)") for folder in ("en", "xx") for name in ("fees", "rates")}
    files = {**blog(POSTS, DATED), **copies}
    assert ("en/{path}.{ending}", "/{path}/") in maps({**files, "en/more.md": "Text.\n"})
    assert ("xx/{path}.{ending}", "/{path}/") in maps({**files, "xx/more.md": "Text.\n"})


def test_the_map_is_the_same_for_pages_and_files_in_any_order() -> None:
    files = {**LANGUAGES, **DOCS, "static/img/x.png": "", "a.md": linking(["/img/x.png"])}
    assert inferred(files) == inferred(dict(reversed(files.items())))


def test_names_that_a_pattern_cannot_hold_are_passed_over() -> None:
    odd = {"a{b}/_posts/2021-01-08-x.md": page("[x](/2021/01/08/x/)"), "st{at}ic/x.png": "", "pa\\th/y.png": ""}
    odd["links.md"] = linking(["/x.png", "/y.png", "/2021/01/08/x/"])
    assert maps({**blog(POSTS, DATED), **odd}) == [(FILE, "/{year}/{month}/{day}/{slug}/")]


def test_a_link_of_ten_thousand_parts_takes_no_longer_than_they_are_many() -> None:
    parts = "/2021" * 10_000
    files = {**blog(POSTS, DATED), "a.md": linking([f"{parts}/{NAMES[0]}/"] * 20)}
    started = time.process_time()
    assert maps(files) == [(FILE, "/{year}/{month}/{day}/{slug}/")]
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("link", "parts", "end"),
    [
        ("/a/b/", ["a", "b"], "/"),
        ("/a/b.html", ["a", "b"], ".html"),
        ("/a/b", ["a", "b"], ""),
        ("/a/index.html", ["a"], "/"),
        ("/a%20b//c", ["a b", "c"], ""),
        ("/", [], "/"),
        ("/index.html", [], "/"),
    ],
)
def test_a_url_has_parts_and_an_end(link: str, parts: list[str], end: str) -> None:
    assert url_parts(link) == (parts, end)


def test_without_pages_or_links_there_is_nothing_to_elect() -> None:
    assert vote_on_urls((), (), ["/a/"]) == []
    assert not is_page_url(())("/2021/01/08/a/")


def test_thousands_of_links_that_agree_on_nothing_take_no_longer_than_they_are_many() -> None:
    names = [f"s{number}" for number in range(60)]
    links = [[f"/x{number}-{other}/{names[other % 60]}/" for other in range(100)] for number in range(60)]
    files = {f"_posts/2021-01-08-{name}.md": linking(each) for name, each in zip(names, links, strict=True)}
    started = time.process_time()
    assert maps(files) == []
    assert time.process_time() - started < 5
