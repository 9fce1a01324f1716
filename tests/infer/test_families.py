"""Archives of many families: what `init` writes for each, and that nothing is reported of a good one."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from archive_lint.cli.commands import init
from archive_lint.cli.trial import try_out

Pages = Mapping[str, str]

DAYS = [dt.date(2021, 1, 8) + dt.timedelta(days=41 * number) for number in range(14)]
NAMES = [
    "harbour-bridge-reopens", "storm-closes-port", "ferry-sails-again", "council-votes-today", "lamp-lit-at-last",
    "apples-are-early", "museum-opens-doors", "river-floods-road", "market-moves-east", "school-wins-prize",
    "train-runs-late", "baker-sells-shop", "choir-sings-loud", "tower-needs-paint",
]  # fmt: skip
STORIES = list(zip(DAYS, NAMES, strict=True))
OTHERS = {"README.md": "# The site\n", "CONTRIBUTING.md": "# Help\n", "about.md": "---\ntitle: About\n---\nUs.\n"}


def title(name: str) -> str:
    return name.replace("-", " ").capitalize()


def yaml(day: dt.date, name: str, date: str = "date", more: str = "") -> str:
    return f"---\ntitle: {title(name)}\n{date}: {day}\n{more}---\nIt was said today.\n\n### Notes\n\nA word more.\n"


def untitled(day: dt.date, name: str) -> str:
    return f"---\ndate: {day}\n---\n# {title(name)}\n\nIt was said today.\n"


def pelican(day: dt.date, name: str) -> str:
    return f"Title: {title(name)}\nDate: {day} 10:20\nStatus: published\n\nIt was said today.\n"


def zola(day: dt.date, name: str) -> str:
    address = f"{day:%Y/%m/%d}/{name}"
    return f'+++\ntitle = "{title(name)}"\npath = "{address}"\naliases = ["{address}.html"]\n+++\nIt was said.\n'


def plain(_: dt.date, name: str) -> str:
    return f"# {title(name)}\n\nIt was said today.\n"


def archive(path: str, text: Callable[[dt.date, str], str], more: Pages = OTHERS) -> Pages:
    """Stories at `path`, in which `{0}` is the day, `{1}` the name and `{2}` the number."""
    stories = {path.format(day, name, number): text(day, name) for number, (day, name) in enumerate(STORIES, 1)}
    return {**stories, **more}


class Family(NamedTuple):
    pages: Pages
    story: str | list[str]
    front: tuple[str, ...]
    """Keys of `[front-matter]`."""
    ignored: tuple[str, ...] = ()
    """Rules that are off besides those of sections, indexes and day folders."""
    more: Mapping[str, Any] = {}
    """Further settings of `[archive]`."""


DOCS = {f"docs/page-{number}/page.md": f"---\ntitle: Page {number}\n---\nText.\n" for number in range(30)}
HUGO = {
    f"content/{language}/post/{day}-{name}.md": yaml(day, name if language == "en" else "anders-heisst-es")
    for language in ("en", "de", "pt-br")
    for day, name in STORIES[:6]
}

FAMILIES = {
    "jekyll": Family(
        {**archive("_posts/{0}-{1}.md", yaml), "_drafts/2021-05-05-not-yet.md": yaml(DAYS[0], "not-yet")},
        "_posts/{year}-{month:02}-{day:02}-{slug}.md",
        ("date", "title"),
    ),
    "jekyll, of two endings": Family(
        {
            **archive("_posts/{0}-{1}.md", yaml),
            **{f"_posts/2020-01-01-{name}-x.markdown": plain(DAYS[0], name) for name in NAMES[:3]},
        },
        "_posts/{year}-{month:02}-{day:02}-{slug}.{ending}",
        ("date", "title"),
    ),
    "jekyll, by year": Family(
        archive("_posts/{0.year}/{0}-{1}.md", yaml),
        "_posts/{year}/{year}-{month:02}-{day:02}-{slug}.md",
        ("date", "title"),
    ),
    "jekyll, by category": Family(
        {
            f"{folder}/_posts/{day}-{name}.md": yaml(day, name)
            for folder, few in zip(("art", "sport", "town"), (STORIES[:5], STORIES[5:10], STORIES[10:]), strict=True)
            for day, name in few
        },
        "{*}/_posts/{year}-{month:02}-{day:02}-{slug}.md",
        ("date", "title"),
    ),
    "two folders": Family(
        {
            f"{folder}/{day}-{name}.md": yaml(day, name)
            for folder, few in (("news", STORIES[:10]), ("opinion", STORIES[10:]))
            for day, name in few
        },
        ["news/{year}-{month:02}-{day:02}-{slug}.md", "opinion/{year}-{month:02}-{day:02}-{slug}.md"],
        ("date", "title"),
    ),
    "bundles": Family(
        archive("blog/{0}-{1}/index.md", yaml, {**DOCS, "blog/2021-01-08-harbour-bridge-reopens/notes.md": "x\n"}),
        "blog/{year}-{month:02}-{day:02}-{slug}/index.md",
        ("date", "title"),
    ),
    "hugo, in three languages": Family(
        {**HUGO, "content/en/_index.md": "---\ntitle: Home\n---\n", **DOCS},
        "content/{*}/post/{year}-{month:02}-{day:02}-{slug}.md",
        ("date", "title"),
        ("T001",),
    ),
    "hugo, dated in front matter": Family(
        archive("content/posts/{1}.md", yaml, {**DOCS, "content/posts/_index.md": "---\ntitle: Posts\n---\n"}),
        "content/posts/{slug}.md",
        ("date", "title"),
        more={"index": "_index.md"},
    ),
    "hugo, with short codes": Family(
        archive("content/posts/{1}.md", lambda day, name: yaml(day, name) + '\n{{< figure src="x.png" >}}\n', DOCS),
        "content/posts/{slug}.md",
        ("date", "title"),
        ("T004",),
    ),
    "zola": Family(
        {
            **archive("content/{1}.md", zola, {"content/_index.md": '+++\ntitle = "Blog"\n+++\n'}),
            **{f"content/{name}-too/index.md": zola(day, name) for day, name in STORIES[5:8]},
            **{f"content/inside/{name}-x.md": zola(DAYS[2], name) for name in NAMES[:5]},
        },
        ["content/{slug}.md", "content/inside/{slug}.md", "content/{slug}/index.md"],
        ("title", "url", "aliases"),
        more={"index": "_index.md"},
    ),
    "pelican": Family(
        archive("content/{0}-{1}.md", pelican), "content/{year}-{month:02}-{day:02}-{slug}.md", ("date", "title")
    ),
    "docusaurus": Family(
        {
            **archive("blog/{0}-{1}.mdx", lambda day, name: yaml(day, name, more=f"slug: {name}\n"), DOCS),
            "docs/intro.mdx": "# Intro\n",
        },
        "blog/{year}-{month:02}-{day:02}-{slug}.mdx",
        ("date", "title", "slug"),
        more={"endings": [".md", ".markdown", ".mdx"]},
    ),
    "mkdocs": Family(
        archive("docs/blog/posts/{1}.md", untitled, {**DOCS, "docs/blog/index.md": "# Blog\n"}),
        "docs/blog/posts/{slug}.md",
        ("date",),
    ),
    "a file per day": Family(
        archive("{0.year}/{0}.md", plain, {"README.md": "# Digest\n"}), "{year}/{year}-{month:02}-{day:02}.md", ()
    ),
    "a file per month": Family(archive("digest/{0:%Y-%m}.md", plain, OTHERS), "digest/{year}-{month:02}.md", ()),
    "issues": Family(
        archive("docs/issue-{2}.md", plain, {"README.md": "# Weekly\n"}), "docs/issue-{slug}.md", (), ("T001",)
    ),
    "next": Family(
        archive("src/content/blog/{0.year}/{0:%m}/{0:%d}/{1}.md", untitled, DOCS),
        "src/content/blog/{year}/{month:02}/{day:02}/{slug}.md",
        ("date",),
    ),
    "by month": Family(
        archive("posts/{0.year}/{0:%m}/{1}.md", yaml, DOCS), "posts/{year}/{month:02}/{slug}.md", ("date", "title")
    ),
    "eleventy": Family(
        archive("src/posts/{0.year}/{1}.md", lambda day, name: yaml(day, name, more="draft: false\n"), OTHERS),
        "src/posts/{year}/{slug}.md",
        ("date", "title", "hidden"),
    ),
    "a key of another name": Family(
        archive("posts/{1}.md", lambda day, name: yaml(day, name, "first_shown")), "posts/{slug}.md", ("date", "title")
    ),
}


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_a_family_is_recognised_and_nothing_is_reported_of_a_good_archive(family: Family, tmp_path: Path) -> None:
    for path, text in family.pages.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert init.run([str(tmp_path)]) == 0
    text = (tmp_path / "archive-lint.toml").read_text()
    found = tomllib.loads(text)
    days = {key: found["archive"].get(key) for key in _OF_DAY_FOLDERS if "{day:02}/{slug}" in str(family.story)}
    assert found["archive"] == {"root": ".", "story": family.story, **days, **family.more}
    assert tuple(found.get("front-matter", {})) == family.front
    assert found["lint"]["select"] == ["ALL"]
    assert tuple(code for code in found["lint"]["ignore"] if code.startswith("T")) == family.ignored
    assert try_out(str(tmp_path), text).counts == {}


SLUGS_ALONE = {
    "below a folder": ("content/posts/{0}-{1}/index.md", "/posts/{1}/"),
    "at the top": ("content/{0}-{1}.md", "/{1}"),
    "below folders of other names": ("_posts/{0}-{1}.md", "/news/town/{1}.html"),
}


@pytest.mark.parametrize(("path", "url"), SLUGS_ALONE.values(), ids=SLUGS_ALONE)
@pytest.mark.parametrize("before", ["", "https://harbour.example"])
def test_urls_without_the_date_that_the_file_name_has_are_learnt(
    path: str, url: str, before: str, tmp_path: Path
) -> None:
    links = [before + url.format(day, name) for day, name in STORIES]
    for number, (day, name) in enumerate(STORIES):
        file = tmp_path / path.format(day, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\ntitle: {title(name)}\n---\nSee [the first]({links[number - 1]}).\n")
    assert init.run([str(tmp_path)]) == 0
    text = (tmp_path / "archive-lint.toml").read_text()
    site = tomllib.loads(text)["site"]
    assert [rule["url"] for rule in site["map"]] == [url.replace("{1}", "{slug}")]
    assert site.get("url", "") == before
    assert try_out(str(tmp_path), text).counts == {}


def test_a_slug_that_two_links_share_with_another_folder_is_not_a_url_of_stories(tmp_path: Path) -> None:
    for path, text in archive("_posts/{0}-{1}.md", yaml).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"{text}\n[Tag](/tags/{NAMES[0]}/) and [tag](/tags/{NAMES[1]}/).\n")
    assert init.run([str(tmp_path)]) == 0
    assert "map" not in tomllib.loads((tmp_path / "archive-lint.toml").read_text()).get("site", {})


_OF_DAY_FOLDERS = ("index", "twins", "site-prefix", "previous-day")
