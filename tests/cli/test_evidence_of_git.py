"""What git says of the change decides what is safe: a new story is listed, an open deletion is not confirmed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_TITLE, PATH, TITLE, day_index, story
from tests.repository import Repository

from .conftest import Run

DAY = "news/2014/05/23"
INDEX, TWIN = f"{DAY}/index.md", f"{DAY}/README.md"
FERRY = f"{DAY}/ferry-runs-again.md"
STORM = f"{DAY}/storm-closes-the-harbour-bridge.md"
BOTH = day_index([(TITLE, PATH), (OTHER_TITLE, STORM)])
FILES = {
    PATH: story(related=[f"[{OTHER_TITLE}](/{STORM}) _Context: Harbour_"]),
    STORM: story(title=OTHER_TITLE, related=[f"[{TITLE}](/{PATH}) _Context: Harbour_"]),
    INDEX: BOTH,
    TWIN: BOTH,
}
NEW = story(title="Ferry runs again", related=[f"[{TITLE}](/{PATH}) _Context: Harbour_"])


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path)
    repository.commit(FILES)
    return repository


def is_listed(repository: Repository, path: str) -> list[bool]:
    """Whether index and twin list a story."""
    return [path in (repository.root / name).read_text() for name in (INDEX, TWIN)]


def test_a_story_that_is_added_to_git_is_listed_in_index_and_twin(run: Run, repository: Repository) -> None:
    repository.write({FERRY: NEW})
    repository.git("add", FERRY)
    run("--fix")
    assert is_listed(repository, FERRY) == [True, True]
    assert run().code == 0


def test_a_story_that_a_branch_adds_is_listed_when_compared_with_its_base(run: Run, repository: Repository) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.commit({FERRY: NEW})
    run("--fix")
    assert is_listed(repository, FERRY) == [False, False]
    run("--fix", "--changed-since", base)
    assert is_listed(repository, FERRY) == [True, True]


@pytest.mark.parametrize("how", [(), ("--changed-since", "HEAD")])
@pytest.mark.parametrize("delete", [("rm", "--quiet", STORM), ("rm", "--quiet", "--cached", STORM), ()])
def test_who_deletes_a_page_is_told_so_on_every_page_that_links_to_it(
    run: Run, repository: Repository, delete: tuple[str, ...], how: tuple[str, ...]
) -> None:
    if delete:
        repository.git(*delete)
    (repository.root / STORM).unlink(missing_ok=True)
    said = run("--output-format", "concise", *how).out
    assert f"{PATH}:" in said
    assert said.count("is deleted by the change at hand") == said.count("L001") + said.count("I002") == 2
    assert "does not exist" not in said
    repository.git("commit", "--quiet", "--all", "--message", "gone")
    said = run("--output-format", "concise").out
    assert "at hand" not in said
    assert said.count("does not exist") == 2


@pytest.mark.parametrize("how", [(), ("--changed-since", "HEAD")])
def test_a_renamed_page_is_not_called_deleted(run: Run, repository: Repository, how: tuple[str, ...]) -> None:
    repository.git("mv", STORM, f"{DAY}/storm-shuts-the-harbour-bridge.md")
    said = run("--output-format", "concise", *how).out
    assert "at hand" not in said
    assert said.count("does not exist") == 2


@pytest.mark.parametrize("delete", [("rm", "--quiet", STORM), ("rm", "--quiet", "--cached", STORM)])
def test_the_entry_of_a_story_goes_only_once_its_deletion_is_committed(
    run: Run, repository: Repository, delete: tuple[str, ...]
) -> None:
    repository.git(*delete)
    (repository.root / STORM).unlink(missing_ok=True)
    said = run("--fix", "--output-format", "concise").out
    assert re.search(r"I002 '/.*storm-closes-the-harbour-bridge.md' is deleted by the change at hand", said)
    assert is_listed(repository, STORM) == [True, True]
    repository.git("commit", "--quiet", "--message", "gone")
    run("--fix")
    assert is_listed(repository, STORM) == [False, False]


def test_a_story_that_is_missing_on_disk_alone_keeps_its_entry(run: Run, repository: Repository) -> None:
    (repository.root / STORM).unlink()
    run("--fix")
    assert is_listed(repository, STORM) == [True, True]
