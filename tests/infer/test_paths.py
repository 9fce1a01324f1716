from __future__ import annotations

from collections.abc import Sequence

import pytest

from archive_lint.infer.endings import vote_on_endings
from archive_lint.infer.paths import vote_on_paths
from archive_lint.infer.undated_paths import vote_on_front_dates, vote_on_numbers

DATED = b"---\ndate: 2014-05-23\n---\n"


def posts(count: int, path: str = "_posts/2014-05-{:02}-x.md") -> list[str]:
    return [path.format(number) for number in range(1, count + 1)]


PATHS: list[tuple[str, Sequence[str], Sequence[str]]] = [
    ("one page in a day's folder", ["news/2014/05/23/x.md"], ["news/{year}/{month:02}/{day}/{slug}.md"]),
    ("one dated name among many pages", [*posts(1), *posts(20, "docs/{}.md")], []),
    ("a tenth of the pages", [*posts(2), *posts(15, "docs/{}.md")], ["_posts/{year}-{month:02}-{day:02}-{slug}.md"]),
    ("a slip", [*posts(28), "x/2014-05-23-y.md"], ["_posts/{year}-{month:02}-{day:02}-{slug}.md"]),
    ("drafts", posts(9, "_drafts/2014-05-{:02}-x.md"), []),
    ("two months in one repository", posts(2, "docs/2014/0{}/x.md"), []),
    (
        "folders of years that hold the pages",
        posts(5, "a/201{}/x.md"),
        ["a/{year}/{slug}.md"],
    ),
    ("folders of years beside many pages", [*posts(5, "a/201{}/x.md"), *posts(40, "docs/{}.md")], []),
    (
        "years beside days, in other folders",
        [*posts(20), *posts(5, "docs/201{}/x.md")],
        ["_posts/{year}-{month:02}-{day:02}-{slug}.md"],
    ),
    (
        "years beside days, in the same folder",
        [*posts(20, "a/2014-05-{:02}-x.md"), *posts(5, "a/201{}-x.md")],
        ["a/{year}-{month:02}-{day:02}-{slug}.md", "a/{year}-{slug}.md"],
    ),
    (
        "two languages",
        [*posts(5, "de/2014-05-{:02}-x.md"), *posts(5, "en/2014-05-{:02}-x.md")],
        ["{*}/{year}-{month:02}-{day:02}-{slug}.md"],
    ),
    (
        "a language and a slip",
        [*posts(28, "en/2014-05-{:02}-x.md"), "de/2014-05-23-x.md"],
        ["en/{year}-{month:02}-{day:02}-{slug}.md"],
    ),
    (
        "two folders that are not languages",
        [*posts(5, "opinion/2014-05-{:02}-x.md"), *posts(6, "stories/2014-05-{:02}-x.md")],
        ["stories/{year}-{month:02}-{day:02}-{slug}.md", "opinion/{year}-{month:02}-{day:02}-{slug}.md"],
    ),
    ("names that begin with a day", posts(9, "2014/05/{:02}-x.md"), ["{year}/{month:02}/{day:02}-{slug}.md"]),
    (
        "names that begin with a number, among others",
        [*posts(9, "2014/05/x{}.md"), "2014/05/10-tips.md"],
        ["{year}/{month:02}/{slug}.md"],
    ),
    ("versions", [*posts(9, "2014/05/2.1.{}-x.md")], ["{year}/{month:02}/{slug}.md"]),
    ("days without a zero", posts(5, "a/2014-5-{}-x.md"), ["a/{year}-{month}-{day}-{slug}.md"]),
    ("fields that touch", posts(5, "a/201405{:02}.md"), ["a/{year}{month:02}{day:02}.md"]),
    (
        "an ending that few have",
        [*posts(28), "_posts/2014-05-30-y.markdown"],
        ["_posts/{year}-{month:02}-{day:02}-{slug}.{ending}"],
    ),
]


@pytest.mark.parametrize(("pages", "patterns"), [case[1:] for case in PATHS], ids=[case[0] for case in PATHS])
def test_shapes_of_paths_are_voted_on(pages: Sequence[str], patterns: Sequence[str]) -> None:
    assert vote_on_paths(pages).texts == tuple(patterns)
    assert vote_on_paths(pages[::-1]) == vote_on_paths(pages)


@pytest.mark.parametrize(
    ("pages", "patterns"),
    [
        (["docs/issue-1.md", "docs/issue-2.md"], []),
        (posts(9, "docs/issue-{}.md"), ["docs/issue-{slug}.md"]),
        (posts(9, "docs/issue-{}00.md"), []),
        (posts(9, "docs/{}.md"), []),
        ([*posts(9, "docs/issue-{}.md"), *posts(20, "x/{}.md")], []),
    ],
    ids=["few", "numbered", "with gaps", "numbers alone", "beside more other pages"],
)
def test_issues_are_numbered_without_gaps_and_most_of_the_pages(pages: Sequence[str], patterns: Sequence[str]) -> None:
    assert vote_on_numbers(pages).texts == tuple(patterns)


def test_pages_that_front_matter_dates_are_stories_and_their_neighbours_in_other_folders_are_not() -> None:
    pages = [*posts(9, "blog/{}.md"), *posts(9, "docs/{}.md"), "blog/_index.md"]
    found = vote_on_front_dates(pages, lambda path: DATED if path.startswith("blog") else b"# x\n")
    assert found.texts == ("blog/{slug}.md",)
    assert found.patterns[0].evidence == "of 9 read, 9 are dated in their front matter"


def test_a_folder_in_which_less_than_most_pages_are_dated_holds_no_stories() -> None:
    pages = posts(10, "pages/{}.md")
    assert vote_on_front_dates(pages, lambda path: DATED if path in pages[:5] else b"# x\n").patterns == ()
    assert vote_on_front_dates(pages, lambda path: DATED if path in pages[:7] else b"# x\n").patterns != ()


@pytest.mark.parametrize(
    ("undated", "patterns"),
    [
        ("other/a/{}.md", ["site/{*}/{slug}.md"]),
        ("site/docs/{}.md", ["site/a/{slug}.md", "site/b/{slug}.md", "site/c/{slug}.md"]),
    ],
)
def test_a_folder_may_be_any_only_where_that_takes_in_no_page_without_a_date(
    undated: str, patterns: Sequence[str]
) -> None:
    pages = [path for folder in "abc" for path in posts(5, f"site/{folder}/{{}}.md")]
    found = vote_on_front_dates([*pages, *posts(3, undated)], lambda path: DATED if path in pages else b"# x\n")
    assert found.texts == tuple(patterns)


@pytest.mark.parametrize(
    ("head", "is_dated"),
    [
        ("date: 2014-05-23", True),
        ("created: 2014-05-23T10:00:00Z", True),
        ("shown: 2014/05/23", True),
        ("lastmod: 2014-05-23", False),
        ("expires: 2014-05-23", False),
        ("path: 2014/05/23/x", True),
        ("permalink: /2014/05/23/x/", True),
        ("title: 2014-05-23 was a day", True),
        ("title: In 2014", False),
    ],
)
def test_what_dates_a_page(head: str, is_dated: bool) -> None:
    pages = posts(3, "blog/{}.md")
    found = vote_on_front_dates(pages, lambda _: f"---\n{head}\n---\n".encode())
    assert bool(found.patterns) is is_dated


@pytest.mark.parametrize(
    ("files", "endings"),
    [
        (posts(9), None),
        ([*posts(9), "a.mdx", "b.mdx"], None),
        ([*posts(9), "a.mdx", "b.mdx", "c.mdx", "d.mkd"], (".md", ".markdown", ".mdx")),
    ],
)
def test_endings_that_many_files_have_are_read(files: Sequence[str], endings: tuple[str, ...] | None) -> None:
    found = vote_on_endings(files)
    assert (None if found is None else found.value) == endings
