"""Which pages the change at hand adds: asked of the index alone, as long as it has no file that HEAD does not have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive_lint.cli.main import main
from archive_lint.git.command import Git, Running
from archive_lint.git.revisions import GitHistory
from archive_lint.rule.examples import OTHER_PATH, PATH, day_index, story
from tests.repository import Repository

Change = Callable[[Repository], object]
TEXT = "A page of several lines,\nso that it is known again\nwhere it lies somewhere else.\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The git commands that are started, in order."""
    started: list[tuple[str, ...]] = []
    start = Git.start

    def start_and_note(git: Git, *arguments: str, is_long: bool = False) -> Running:
        started.append(arguments)
        return start(git, *arguments, is_long=is_long)

    monkeypatch.setattr(Git, "start", start_and_note)
    return started


def _write(repository: Repository) -> None:
    repository.write({"new.md": "new\n"})


def _add(repository: Repository) -> None:
    _write(repository)
    repository.git("add", "new.md")


def _add_and_delete(repository: Repository) -> None:
    _add(repository)
    (repository.root / "new.md").unlink()


def _intend(repository: Repository) -> None:
    _write(repository)
    repository.git("add", "--intent-to-add", "new.md")


def _move_half(repository: Repository) -> None:
    (repository.root / "a.md").rename(repository.root / "b.md")
    repository.git("add", "b.md")


@pytest.mark.parametrize(
    ("change", "added"),
    [
        pytest.param(lambda _: None, set(), id="nothing"),
        pytest.param(_write, set(), id="untracked"),
        pytest.param(_add, {"new.md"}, id="added"),
        pytest.param(_intend, {"new.md"}, id="intended"),
        pytest.param(_add_and_delete, set(), id="added and gone"),
        pytest.param(lambda repository: repository.git("mv", "a.md", "b.md"), set(), id="moved"),
        pytest.param(_move_half, set(), id="moved on disk, half of it added"),
        pytest.param(lambda repository: repository.write({"a.md": "other\n"}), set(), id="changed"),
        pytest.param(lambda repository: (repository.root / "a.md").unlink(), set(), id="gone"),
    ],
)
def test_added_is_what_git_tracks_and_head_does_not_have(tmp_path: Path, change: Change, added: set[str]) -> None:
    repository = Repository(tmp_path)
    repository.commit({"a.md": TEXT})
    change(repository)
    assert GitHistory(str(tmp_path)).added == added


def test_before_the_first_commit_and_outside_of_git_nothing_is_added(tmp_path: Path) -> None:
    assert GitHistory(str(tmp_path)).added == frozenset()
    repository = Repository(tmp_path / "checkout")
    repository.write({"a.md": TEXT})
    repository.git("add", "a.md")
    assert GitHistory(str(repository.root)).added == frozenset()


def test_a_run_asks_git_what_is_added_without_comparing_files(
    tmp_path: Path, asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsysbinary: object
) -> None:
    repository = Repository(tmp_path)
    # The story that its index does not list is what the question is about.
    repository.commit({PATH: story(), OTHER_PATH: story(), f"{PATH.rpartition('/')[0]}/index.md": day_index([])})
    monkeypatch.chdir(tmp_path)
    assert main(["--no-cache", "--offline", "--quiet", "--exit-zero", "--select", "I001"]) == 0
    commands = [arguments[0] for arguments in asked]
    assert commands == ["ls-files", "diff-index"]
    assert "--debug" not in asked[0]
    assert "--cached" in asked[1]
