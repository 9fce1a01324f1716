"""What a page held in earlier commits, and what a damaged title was."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.git import revisions
from archive_lint.git.revisions import GitHistory
from archive_lint.rule.examples import PATH, TITLE, day_index, story
from tests.cli.conftest import Run, run
from tests.repository import Repository

__all__ = ["run"]

INDEX = "news/2014/05/23/index.md"


def versions(root: Path, path: str = PATH) -> list[str]:
    return [version.decode() for version in GitHistory(str(root)).versions(path)]


def test_versions_are_that_of_head_and_those_that_were_replaced_the_newest_first(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    for text in ("one", "two", "three"):
        repository.commit({PATH: text})
        repository.commit({INDEX: text})
    repository.write({PATH: "four"})
    assert versions(tmp_path) == ["three", "two", "one"]


def test_versions_of_an_archive_below_the_root_are_its_own(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    for text in ("one", "two"):
        repository.commit({PATH: f"root {text}", f"site/{PATH}": f"site {text}"})
    assert versions(tmp_path / "site") == ["site two", "site one"]


def test_of_many_versions_some_of_either_end_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "_VERSIONS", 2)
    repository = Repository(tmp_path)
    for number in range(8):
        repository.commit({PATH: str(number)})
    assert versions(tmp_path) == ["7", "6", "5", "1", "0"]


@pytest.mark.parametrize("path", ["news/none.md", "", "a\nb.md", "news/*.md", ":(glob)**", "-x", "..", "HEAD:news"])
def test_a_file_that_git_does_not_have_has_no_versions(tmp_path: Path, path: str) -> None:
    Repository(tmp_path).commit({PATH: "one"})
    assert versions(tmp_path, path) == []


@pytest.mark.parametrize("path", ["news/[a]*?.md", "news/\N{SNOWMAN} b.md", "news/a:b.md", "news/\\x.md"])
def test_a_name_is_taken_literally(tmp_path: Path, path: str) -> None:
    repository = Repository(tmp_path)
    for text in ("one", "two"):
        repository.commit({path: text, "news/abc.md": "another's " + text})
    assert versions(tmp_path, path) == ["two", "one"]


def test_there_are_no_versions_outside_of_git_before_the_first_commit_and_after_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert versions(tmp_path) == []
    repository = Repository(tmp_path)
    repository.write({PATH: "one"})
    assert versions(tmp_path) == []
    repository.commit()
    assert versions(tmp_path) == ["one"]
    monkeypatch.setattr(revisions, "_SECONDS", 0.0)
    assert versions(tmp_path) == []


def archive(title: str, source: str = "a") -> dict[str, str]:
    index = day_index([(TITLE, PATH)])
    page = story(title=title, sources=[f"[Gazette](https://gazette.example/{source})"])
    return {PATH: page, INDEX: index, INDEX.replace("index", "README"): index}


CUT = (
    f"{PATH}:3:1: T007 title 'Harbour bridge' is damaged: it is cut off: the file name goes on 'harbour-bridge-reopens-"
)
OTHER_WORDS = (
    f"{PATH}:3:1: T007 title 'Click fix' is damaged: it has nothing in common with the file name and the index"
)


@pytest.mark.parametrize(
    ("committed", "now", "said"),
    [
        ([archive(TITLE)], archive("Harbour bridge"), f"git has it as {TITLE!r}"),
        ([archive(TITLE), archive("Harbour bridge")], archive("Harbour bridge"), f"git has it as {TITLE!r}"),
        ([archive(TITLE), archive("Click fix"), archive("Click fix", "b")], archive("Click fix", "b"), "git has it as"),
        ([archive("Click fix"), archive("Click fix", "b")], archive("Click fix", "b"), ""),
        ([archive("Click fix")], archive("Click fix", "b"), ""),
        ([archive("Click fix")], archive("Click fix"), "which say"),
        ([], archive("Click fix"), "which say"),
    ],
)
def test_a_damaged_title_is_told_from_one_that_git_always_had(
    run: Run, tmp_path: Path, committed: list[dict[str, str]], now: dict[str, str], said: str
) -> None:
    repository = Repository(tmp_path)
    for files in committed:
        repository.commit(files)
    repository.write(now)
    printed = run("--select", "T007", "--output-format", "concise", "--no-cache").out
    assert ("T007" in printed) is bool(said)
    assert said in printed


def test_the_cache_forgets_what_git_said_of_a_title_with_the_next_commit(run: Run, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(archive("Click fix"))
    check = ("--select", "T007", "--output-format", "concise")
    assert "T007" in run(*check).out
    repository.commit(archive("Click fix", "b"))
    assert "T007" not in run(*check).out
    assert "T007" not in run(*check).out


def test_line_endings_that_git_converted_make_no_other_version(run: Run, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(archive("Click fix"))
    repository.write({path: text.replace("\n", "\r\n") for path, text in archive("Click fix").items()})
    assert "T007" in run("--select", "T007", "--output-format", "concise", "--no-cache").out
