"""Which files are pages: those whose names have one of the configured endings."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, story
from tests.repository import Repository

from .conftest import Run, Write

BROKEN = "# About\n\n[a](gone.png)\n"


@pytest.mark.parametrize(
    ("name", "setting", "is_page"),
    [
        ("about.md", None, True),
        ("about.markdown", None, True),
        ("about.MD", None, False),
        ("about.md.txt", None, False),
        ("about.mkd", None, False),
        ("about.mkd", "['.md', '.mkd']", True),
        ("about.markdown", "['.md']", False),
    ],
)
def test_a_file_is_a_page_by_its_ending(run: Run, write: Write, name: str, setting: str | None, is_page: bool) -> None:
    write({PATH: story(), name: BROKEN})
    options = () if setting is None else ("--config", f"archive.endings={setting}")
    assert ("L009" in run("--select", "L009", *options).out) is is_page
    named = run("--select", "L009", *options, name)
    assert ("L009" in named.out, "is not a Markdown page" in named.err) == (is_page, not is_page)


def test_stories_may_have_another_ending(run: Run, write: Write) -> None:
    write(
        {
            PATH.replace(".md", ".markdown"): story(related=[OTHER.replace(".md", ".markdown")]),
            OTHER_PATH.replace(".md", ".markdown"): story(date="2014-05-21", title=OTHER_TITLE, related=None),
        }
    )
    pattern = "news/{year}/{month:02}/{day}/{slug}.markdown"
    done = run("--config", f"archive.story={pattern}", "--select", "S001,L")
    assert [line.split()[1] for line in done.out.splitlines() if ":" in line and "S001" in line] == ["S001"]
    assert "L0" not in done.out


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("archive.endings=['md']", "archive.endings[0] 'md' is not an ending of file names"),
        ("archive.endings=[]", "archive.endings"),
        ("archive.endings=['.mkd']", "archive.story"),
        ("archive.index='index.txt'", "archive.index 'index.txt' ends in none of archive.endings, .md, .markdown"),
    ],
)
def test_an_ending_that_cannot_be_is_said(run: Run, write: Write, setting: str, said: str) -> None:
    write({PATH: story()})
    done = run("--config", setting)
    assert done.code == 2
    assert said in done.err


def test_a_page_of_another_ending_is_found_by_what_a_change_broke(run: Run, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({PATH: story(), "about.markdown": f"# About\n\n[a](/{PATH})\n"})
    repository.git("rm", "--quiet", PATH)
    assert "about.markdown:3:1: L009" in run("--changed-since", "HEAD", "--output-format", "concise").out
