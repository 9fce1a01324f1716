"""Files that git neither tracks nor ignores: asked about by name, they are those that git lists by itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive_lint.files.discover import discover
from archive_lint.git.command import Git, Running
from tests.repository import Repository

TRACKED = {".gitignore": "*.log\n/out/\n/.cache/\n", "a.md": "x\n", "sub/b.md": "x\n", "sub/.gitignore": "*.tmp\n"}
NAMES = {
    "a plain one": "new.md",
    "one in a new folder": "new/deep/c.md",
    "one beside a tracked file": "sub/c.md",
    "an ignored one": "x.log",
    "one that a folder ignores": "sub/x.tmp",
    "one in an ignored folder": "out/deep/x.md",
    "one in a dot folder": ".notes/x.md",
    "one in an ignored dot folder": ".cache/x.md",
    "one in a dot folder further down": "sub/.notes/x.md",
    "one like a pattern": "[a]*?.md",
    "one like a pathspec": ":(top)x.md",
    "one like an option": "--stage",
    "one of several lines": "a\nb.md",
    "one with other letters": "новости/é.md",
}


def listed_by_git(repository: Repository, folder: str) -> set[str]:
    said = repository.git("ls-files", "-z", "--others", "--exclude-standard", "--", folder or ".")
    start = f"{folder}/" if folder else ""
    return {path.removeprefix(start) for path in said.split("\0") if path}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "checkout")
    repository.commit(TRACKED)
    return repository


@pytest.mark.parametrize("is_index_wanted", [False, True], ids=["names", "index"])
@pytest.mark.parametrize("folder", ["", "sub"], ids=["the whole", "a subfolder"])
def test_untracked_files_are_those_that_git_lists(repository: Repository, folder: str, is_index_wanted: bool) -> None:
    repository.write(dict.fromkeys(NAMES.values(), "x\n"))
    found = discover(str(repository.root / folder), is_index_wanted=is_index_wanted).listing
    assert found.untracked == listed_by_git(repository, folder)
    assert found.untracked.isdisjoint(found.files)


def test_links_clones_and_names_that_are_not_text_are_asked_about(repository: Repository) -> None:
    os.symlink("a.md", repository.root / "alias.md")
    os.symlink("nowhere", repository.root / "dangling.md")
    os.symlink("/", repository.root / "out.md")
    Repository(repository.root / "clone").commit({"c.md": "x\n"})
    (repository.root / os.fsdecode(b"odd\xff.md")).write_text("x\n")
    untracked = discover(str(repository.root)).listing.untracked
    assert untracked == {"alias.md", "dangling.md", "out.md", "clone/", os.fsdecode(b"odd\xff.md")}


def test_more_names_than_a_command_line_holds_are_found_too(repository: Repository) -> None:
    names = [f"new/{number}-{'n' * 100}.md" for number in range(100)]
    repository.write(dict.fromkeys([*names, "x.log"], "x\n"))
    assert discover(str(repository.root)).listing.untracked == set(names)


def test_git_is_asked_once_where_everything_is_tracked(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    start = Git.start

    def ask(git: Git, *words: str, is_long: bool = False) -> Running:
        asked.append(words[0])
        return start(git, *words, is_long=is_long)

    monkeypatch.setattr(Git, "start", ask)
    assert discover(str(repository.root)).listing.untracked == frozenset()
    assert len(asked) == 1
    repository.write({"new.md": "x\n"})
    discover(str(repository.root))
    assert len(asked) == 3
