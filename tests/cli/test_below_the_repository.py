"""An archive in a subfolder of its repository: found, inferred, or refused, but never misread."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from tests.repository import Repository

from .conftest import INDEX, Run, Write

OTHER_INDEX = "news/2014/05/21/index.md"
FOURTH = "[Ferry](/news/2014/05/23/ferry.md) _Context: Ferry_"


def archive_in(folder: str) -> dict[str, str | bytes]:
    """A clean archive in a folder, with links from its own root."""
    pages = {
        PATH: story(related=[OTHER]),
        OTHER_PATH: story(date="2014-05-21", title=OTHER_TITLE, related=[f"[{TITLE}](/{PATH}) _Context: Harbour_"]),
        INDEX: day_index([(TITLE, PATH)], previous=f"/{OTHER_INDEX}"),
        OTHER_INDEX: day_index([(OTHER_TITLE, OTHER_PATH)], date="2014-05-21"),
    }
    return {f"{folder}/{path}": text for path, text in pages.items()}


def test_a_configuration_below_and_none_above_is_an_error_that_names_it(run: Run, write: Write) -> None:
    write({**archive_in("site"), "site/archive-lint.toml": "[archive]\n"})
    done = run()
    assert done.code == 2
    assert "site/archive-lint.toml configures an archive below" in done.err
    assert "`archive-lint site`" in done.err
    assert run("baseline").code == 2


@pytest.mark.parametrize(
    ("files", "arguments"),
    [
        pytest.param({}, ("site",), id="its folder is named"),
        pytest.param({}, ("--isolated",), id="isolated"),
        pytest.param({}, ("--config", 'archive.root="site"'), id="its root is named"),
        pytest.param({"archive-lint.toml": '[archive]\nroot = "site"\n'}, (), id="configured above"),
        pytest.param(
            {"site/archive-lint.toml": None, ".hidden/archive-lint.toml": "x = 1\n"}, (), id="in a dot folder"
        ),
    ],
)
def test_it_is_none_where(run: Run, write: Write, files: dict[str, str | None], arguments: tuple[str, ...]) -> None:
    there = {**archive_in("site"), "site/archive-lint.toml": "[archive]\n", **files}
    write({path: text for path, text in there.items() if text is not None})
    assert "configures an archive below" not in run(*arguments).err


def test_init_finds_the_root_by_the_links(run: Run, write: Write, tmp_path: Path) -> None:
    write(archive_in("site"))
    assert run("init").code == 0
    written = (tmp_path / "archive-lint.toml").read_text()
    assert 'root = "site"' in written
    assert 'story = "news/{year}/{month:02}/{day}/{slug}.md"' in written
    assert run("--select", "L,D,I").code == 0


def test_init_leads_to_the_configuration_below(run: Run, write: Write, tmp_path: Path) -> None:
    write({**archive_in("site"), "site/archive-lint.toml": "[lint]\nignore = ['I003']\n"})
    assert run("init").code == 0
    assert (tmp_path / "archive-lint.toml").read_text().splitlines()[2:] == [
        'extend = "site/archive-lint.toml"',
        "",
        "[archive]",
        'root = "site"',
    ]
    assert run("--select", "L,D,I").code == 0


def test_init_refuses_where_several_archives_are_configured_below(run: Run, write: Write) -> None:
    write({"a/archive-lint.toml": "[archive]\n", "b/archive-lint.toml": "[archive]\n", "a/p.md": "# P\n"})
    done = run("init")
    assert done.code == 2
    assert "a/archive-lint.toml, b/archive-lint.toml configure archives below" in done.err


@pytest.mark.parametrize("arguments", [("--fix",), ("--fix", "--unsafe-fixes"), ("--diff",)])
def test_no_fix_follows_from_a_misread_root(run: Run, write: Write, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    pages = archive_in("site")
    pages[f"site/{PATH}"] = story(related=[OTHER, OTHER, FOURTH])
    write({**pages, "archive-lint.toml": '[archive]\nstory = "site/news/{year}/{month:02}/{day}/{slug}.md"\n'})
    done = run(*arguments)
    assert done.code == 2
    assert "the root of the archive is 'site'" in done.err
    assert {path: (tmp_path / path).read_text() for path in pages} == pages


def test_a_named_page_and_the_archive_have_the_same_links(run: Run, write: Write) -> None:
    write(
        {
            "pages/posts/p.md": "# P\n\n![A](../pics/a.png) [R](/README.md)\n",
            "pages/pics/a.png": "",
            "README.md": "# R\n",
        }
    )
    assert run("--select", "L").code == 0
    assert run("--select", "L", "pages/posts/p.md").code == 0
    assert run("--select", "L", "pages/posts").code == 0


def test_a_page_that_git_ignores_or_that_lies_in_a_dot_folder_is_checked_when_it_is_named(
    run: Run, tmp_path: Path
) -> None:
    repository = Repository(tmp_path)
    repository.commit({".gitignore": "drafts/\n", PATH: story(), "kept/.x/y.md": "# Y\n"})
    broken = "# X\n\n[a](gone.md)\n"
    repository.write({"drafts/x.md": broken, ".hid/y.md": broken, "kept/.x/y.md": broken})
    for page in ("drafts/x.md", ".hid/y.md", "kept/.x/y.md"):
        assert f"{page}:3:1: L009" in run("--output-format", "concise", page).out
        assert f"{page}:3:1: L009" in run("--output-format", "concise", "--no-cache", "--jobs", "1", page, PATH).out


def test_an_archive_that_git_ignores_is_said_to_be(run: Run, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write({".gitignore": "*\n", PATH: story(), OTHER_PATH: story()})
    done = run()
    assert done.code == 2
    assert "git ignores the 2 pages that it has" in done.err


def test_a_run_that_compares_with_head_says_when_nothing_differs(run: Run, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({path.removeprefix("x/"): text for path, text in archive_in("x").items()})
    done = run("--changed-since", "HEAD", "--offline")
    assert done.code == 0
    assert "Nothing differs from HEAD: no page was checked" in done.err
    assert "archive-lint-all" in done.err


def test_the_range_that_pre_commit_was_given_is_looked_at(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path)
    start = repository.commit({path.removeprefix("x/"): text for path, text in archive_in("x").items()})
    repository.commit({PATH: story(related=[FOURTH])})
    assert run("--changed-since", "HEAD").code == 0
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", start)
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    assert "L001" in run("--changed-since", "HEAD").out
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", os.devnull)
    assert run("--changed-since", "HEAD").code == 2
