"""Where a work tree came from, and whether the remote has what is checked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.git.remote import Remote, find_remote
from tests.repository import Repository

ADDRESS = "https://token@github.com/me/news.git"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with a remote."""
    repository = Repository(tmp_path / "checkout")
    repository.git("config", "remote.origin.url", ADDRESS)
    return repository


def test_outside_of_git_nothing_is_known(tmp_path: Path) -> None:
    assert find_remote(str(tmp_path)) is None


def test_a_repository_that_git_refuses_is_not_asked(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere")
    assert find_remote(str(tmp_path)) is None


def test_before_the_first_commit_and_without_a_remote_little_is_known(tmp_path: Path, repository: Repository) -> None:
    assert find_remote(str(repository.root)) == Remote(ADDRESS, "", is_published=False)
    assert find_remote(str(Repository(tmp_path / "other").root)) == Remote("", "", is_published=False)


def test_a_commit_is_published_where_no_branch_of_the_remote_speaks_against_it(repository: Repository) -> None:
    first = repository.commit({"a.md": "a"})
    assert find_remote(str(repository.root)) == Remote(ADDRESS, first, is_published=True)
    repository.git("update-ref", "refs/remotes/origin/main", first)
    assert find_remote(str(repository.root)) == Remote(ADDRESS, first, is_published=True)
    second = repository.commit({"a.md": "b"})
    assert find_remote(str(repository.root)) == Remote(ADDRESS, second, is_published=False)
    repository.git("checkout", "--quiet", "--detach", first)
    assert find_remote(str(repository.root)) == Remote(ADDRESS, first, is_published=True)
