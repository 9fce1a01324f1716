"""Which file a link means that names one for a site's generator."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.model.listing import Listing
from archive_lint.site.files_by_name import FilesByName

FILES = (
    "_posts/2014-05-21-storm.md",
    "_posts/old/2013-01-01-fog.markdown",
    "_posts/2014-06-01-ferry.html",
    "about.md",
    "assets/bridge.jpg",
    "content/_index.md",
    "content/next-steps.md",
    "content/bundle/index.md",
    "content/bundle/anvil.png",
    "content/release-1.0.md",
    "content/de/docs/guild.md",
    "content/de/news/_index.md",
    "content/en/docs/guild.md",
    "content/en/news/keeper.md",
    "content/en/news/_index.md",
    "content/en/news/quiet harbour.md",
    "content/en/news/x/y/z.md",
)
BY_NAME = FilesByName(Listing(pages=(), files=frozenset(FILES)))


@pytest.mark.parametrize(
    ("page", "name", "path"),
    [
        ("_posts/2014-06-02-town.md", "2014-05-21-storm", "_posts/2014-05-21-storm.md"),
        ("about.md", "2014-05-21-storm", "_posts/2014-05-21-storm.md"),
        ("about.md", "2013-01-01-fog", "_posts/old/2013-01-01-fog.markdown"),
        ("about.md", "old/2013-01-01-fog", "_posts/old/2013-01-01-fog.markdown"),
        ("about.md", "2014-06-01-ferry", "_posts/2014-06-01-ferry.html"),
        ("_posts/2014-05-21-storm.md", "about.md", "about.md"),
        ("_posts/2014-05-21-storm.md", "/about.md", "about.md"),
        ("_posts/2014-05-21-storm.md", "../about.md", "about.md"),
        ("_posts/2014-05-21-storm.md", "assets/bridge.jpg", "assets/bridge.jpg"),
        ("content/bundle/index.md", "next-steps.md", "content/next-steps.md"),
        ("content/bundle/index.md", "/next-steps.md", "content/next-steps.md"),
        ("content/next-steps.md", "bundle", "content/bundle/index.md"),
        ("content/next-steps.md", "/bundle/", "content/bundle/index.md"),
        ("content/next-steps.md", "bundle/index.md", "content/bundle/index.md"),
        ("content/next-steps.md", "/bundle/index", "content/bundle/index.md"),
        ("content/next-steps.md", "/bundle/anvil.png", "content/bundle/anvil.png"),
        ("content/bundle/index.md", "anvil.png", "content/bundle/anvil.png"),
        ("content/bundle/index.md", "./anvil.png", "content/bundle/anvil.png"),
        ("content/next-steps.md", "release-1.0", "content/release-1.0.md"),
        ("content/en/news/keeper.md", "guild", "content/en/docs/guild.md"),
        ("content/de/news/x.md", "guild", "content/de/docs/guild.md"),
        ("content/de/news/x.md", "docs/guild.md", "content/de/docs/guild.md"),
        ("content/de/news/x.md", "/docs/guild", "content/de/docs/guild.md"),
        ("content/en/docs/guild.md", "/news/keeper", "content/en/news/keeper.md"),
        ("content/de/docs/guild.md", "/news/keeper", "content/en/news/keeper.md"),
        ("content/en/docs/guild.md", "news", "content/en/news/_index.md"),
        ("content/de/docs/guild.md", "/news/", "content/de/news/_index.md"),
        ("content/en/docs/guild.md", "en/news/keeper.md", "content/en/news/keeper.md"),
        ("content/en/docs/guild.md", "quiet%20harbour", "content/en/news/quiet harbour.md"),
        ("content/en/docs/guild.md", "x/y/z", "content/en/news/x/y/z.md"),
        ("content/en/docs/guild.md", "y/z", "content/en/news/x/y/z.md"),
        ("content/next-steps.md", ".", "content/_index.md"),
    ],
)
def test_a_name_finds_its_file(page: str, name: str, path: str) -> None:
    assert BY_NAME.find(page, name) == path


@pytest.mark.parametrize(
    "name",
    [
        "2014-05-20-no-such-post",
        "nobody.md",
        "orm",
        "/docs/guil",
        "e/guild",
        "guild.markdown",
        "guild/x",
        "keeper.png",
        "",
        "/",
        "../../../etc/passwd",
        "/../about.md/..",
        "a\x00b",
        "x" * 20000,
        "%00",
        "_",
        "bridge",
        "bundle/_index.md",
    ],
)
def test_a_name_of_no_file_finds_none(name: str) -> None:
    assert BY_NAME.find("_posts/2014-05-21-storm.md", name) is None


def test_only_files_that_count_as_targets_are_found() -> None:
    listing = Listing(pages=("a/draft.md",), files=frozenset({"b/draft.md"}), untracked=frozenset({"a/draft.md"}))
    assert FilesByName(listing).find("a/x.md", "draft") == "b/draft.md"
    assert FilesByName(Listing(pages=("a/draft.md",), files=frozenset())).find("a/x.md", "draft") is None


def test_a_leading_slash_leaves_the_folder_of_the_page() -> None:
    by_name = FilesByName(Listing(pages=(), files=frozenset({"about.md", "docs/about.md"})))
    assert by_name.find("docs/x.md", "about.md") == "docs/about.md"
    assert by_name.find("docs/x.md", "/about.md") == "about.md"


def test_the_endings_of_the_archive_may_be_left_out() -> None:
    listing = Listing(pages=(), files=frozenset({"a/x.mdx", "b/y.md"}), endings=(".mdx",))
    by_name = FilesByName(listing)
    assert (by_name.find("p.mdx", "x"), by_name.find("p.mdx", "y")) == ("a/x.mdx", None)


names = st.text(st.sampled_from("ab./%_-"), max_size=12)


@given(st.frozensets(names.filter(bool), max_size=8), names, names)
def test_only_a_file_whose_path_ends_so_is_found(files: frozenset[str], page: str, name: str) -> None:
    found = FilesByName(Listing(pages=(), files=files)).find(page, name)
    assert found is None or found in files


def test_many_files_of_one_name_take_no_time() -> None:
    files = frozenset(f"d{number}/{number % 7}/index.md" for number in range(5_000))
    by_name = FilesByName(Listing(pages=(), files=files))
    by_name.find("d5/5/index.md", "none")
    started = time.process_time()
    for number in range(300):
        assert by_name.find(f"d{number}/x.md", "index.md") is not None
        by_name.find(f"d{number}/x.md", "no/5/index.md")
        assert by_name.find(f"d{number}/x.md", f"{number % 7}") == f"d{number}/{number % 7}/index.md"
    assert time.process_time() - started < 1
