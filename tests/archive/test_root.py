"""Which folder an archive's links take for its root."""

from __future__ import annotations

import pytest

from archive_lint.archive.root import RootVotes, misread_root
from archive_lint.rule.examples import story
from tests.in_memory import make_archive

STORIES = [f"news/2014/05/{day}/story-{day}.md" for day in range(10, 15)]


def files(below: str, links_from: str) -> dict[str, str]:
    """Five stories below a folder, each with a link to the others as a site served from a folder names them."""
    related = [f"[x](/{links_from}{path}) _Context: a_" for path in STORIES]
    return {f"{below}{path}": story(date=None, related=related) for path in STORIES}


@pytest.mark.parametrize(
    ("below", "links_from", "story_path", "expected"),
    [
        pytest.param("", "", "news", None, id="at the root"),
        pytest.param("sub/", "", "sub/news", "sub", id="one folder below"),
        pytest.param("a/b/", "", "a/b/news", "a/b", id="two folders below"),
        pytest.param("a/b/", "b/", "a/b/news", "a", id="between"),
        pytest.param("sub/", "sub/", "sub/news", None, id="links name the folder"),
        pytest.param("sub/", "gone/", "sub/news", None, id="links lead nowhere from anywhere"),
    ],
)
def test_the_root_is_where_links_start_from(below: str, links_from: str, story_path: str, expected: str | None) -> None:
    pattern = f"{story_path}/{{year}}/{{month:02}}/{{day}}/{{slug}}.md"
    votes = misread_root(make_archive(files(below, links_from), story=pattern))
    assert (votes.folder if votes else None) == expected


def test_it_takes_more_links_than_those_that_say_otherwise() -> None:
    pattern = "sub/news/{year}/{month:02}/{day}/{slug}.md"
    pages = files("sub/", "")
    copies = {path.removeprefix("sub/"): text for path, text in list(pages.items())[:3]}
    assert misread_root(make_archive(pages | copies, story=pattern)) is None
    assert misread_root(make_archive(pages, story=pattern)) == RootVotes("sub", 25, 0)
