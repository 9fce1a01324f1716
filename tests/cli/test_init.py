from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.cli import trial
from archive_lint.infer import archive

from .conftest import Run, Write

DOCS = {f"docs/{name}.md": f"# {name}\n" for name in ("one", "two")}
WORDS = ("Bridge opens", "Storm comes", "Ferry sails", "Lamp is lit", "Apples fall")


def posts(count: int, name: str = "") -> dict[str, str | bytes]:
    """Stories with dates in their file names, which are those of their titles unless another is given."""
    titles = [WORDS[number % len(WORDS)] for number in range(count)]
    slugs = [name or title.lower().replace(" ", "-") for title in titles]
    return {
        f"_posts/2014-{1 + number // 28:02}-{1 + number % 28:02}-{slug}.md": f"---\ntitle: {title}\n---\n[x](y.md)\n"
        for number, (slug, title) in enumerate(zip(slugs, titles, strict=True))
    }


def test_what_the_configuration_finds_is_told_as_a_table(run: Run, write: Write, tmp_path: Path) -> None:
    write(posts(5))
    done = run("init")
    assert done.code == 0
    assert "Tried on 5 pages, offline: 5 findings:\n       5  L009  broken-internal-link\nWrote " in done.err
    assert "L009" not in (tmp_path / "archive-lint.toml").read_text()


def test_of_many_pages_a_sample_is_tried(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "MOST_PAGES", 20)
    write(posts(60))
    assert "Tried on 20 pages, a sample of 60, offline: 20 findings:" in run("init").err


def test_few_pages_among_many_stories_have_their_urls_read_too(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(archive, "MOST_LINKING", 20)
    stories = dict.fromkeys(posts(60), b"---\ntitle: A\n---\n[We](/about/)\n")
    write({**stories, "pages/about.md": "# We\n"})
    assert run("init").code == 0
    assert 'file = "pages/{path}.{ending}"\nurl = "/{path}/"' in (tmp_path / "archive-lint.toml").read_text()


def test_titles_that_repeat_every_week_are_a_convention(run: Run, write: Write, tmp_path: Path) -> None:
    stories = {
        f"_posts/2014-{1 + number // 4:02}-{1 + number % 4 * 7:02}-news.md": f"---\ntitle: News\n---\n{number}\n"
        for number in range(20)
    }
    write(stories)
    assert run("init").code == 0
    text = (tmp_path / "archive-lint.toml").read_text()
    assert '    # 16 of 20 stories have the title of another story of the same week.\n    "T002",' in text
    assert "No findings" in run("--offline").out


def test_names_that_are_not_made_of_titles_are_not_compared_with_them(run: Run, write: Write) -> None:
    write(posts(5, name="newsletter"))
    done = run("init", "--stdout")
    assert '# 5 of 5 stories have a file name that was not made of their title.\n    "T001",\n' in done.out
    assert "T001" not in done.err


def test_titles_are_not_asked_for_where_most_stories_have_none(run: Run, write: Write) -> None:
    write({path: "Text.\n" if number else text for number, (path, text) in enumerate(posts(5).items())})
    done = run("init", "--stdout")
    assert '# 4 of 5 stories have no title.\n    "S008",\n' in done.out


def test_what_is_printed_is_what_would_be_written(run: Run, write: Write, tmp_path: Path) -> None:
    write(posts(9, name="newsletter"))
    printed = run("init", "--stdout").out
    assert run("init").out == ""
    assert (tmp_path / "archive-lint.toml").read_text() == printed


@pytest.mark.parametrize("arguments", [(), ("--stdout",)], ids=["written", "printed"])
def test_where_nothing_is_recognised_it_says_so_and_guesses_no_story(
    run: Run, write: Write, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    write(DOCS)
    done = run("init", *arguments)
    assert done.code == 1
    assert (
        "error: no page was recognised as a story, so most rules have nothing to look at: set archive.story" in done.err
    )
    text = done.out if arguments else (tmp_path / "archive-lint.toml").read_text()
    assert "\nstory =" not in text
    assert '\n#     story = "posts/{slug}.md"\n' in text


def test_the_archive_is_tried_from_the_root_that_its_links_name(run: Run, write: Write) -> None:
    write({f"site/news/2014/05/{day}/x-{day}.md": "# X\n\n[y](/news/2014/05/1/x-1.md)\n" for day in range(1, 6)})
    assert "L009" not in run("init").err


def test_nothing_is_kept_of_the_trial(run: Run, write: Write, tmp_path: Path) -> None:
    write(posts(3))
    run("init")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["_posts", "archive-lint.toml"]


LIKELY = (
    "nothing configures it: `archive-lint init` takes '_posts/{year}-{month:02}-{day:02}-{slug}.md' for its stories"
)


@pytest.mark.parametrize(
    ("files", "arguments", "is_told"),
    [
        pytest.param(posts(3), (), True, id="dates in names"),
        pytest.param(posts(3), ("--config", "archive.story='a/{slug}.md'"), False, id="configured on the command line"),
        pytest.param({**posts(3), "archive-lint.toml": ""}, (), False, id="configured by a file"),
        pytest.param(DOCS, (), False, id="no dates"),
    ],
)
def test_an_archive_that_would_be_recognised_and_that_nothing_configures_is_told_so(
    run: Run, write: Write, files: dict[str, str | bytes], arguments: tuple[str, ...], is_told: bool
) -> None:
    write(files)
    said = run("--select", "S001", *arguments).err
    assert (LIKELY in said) is is_told
    assert said.count("no page of the archive is a story") == said.count("\n") == 1
