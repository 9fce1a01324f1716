"""What git is told by its environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from archive_lint.git.environment import git_environment
from tests.repository import Repository


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The top of a work tree, which is the current folder."""
    root = Repository(tmp_path.resolve() / "checkout").root
    monkeypatch.chdir(root)
    return str(root)


@pytest.mark.parametrize(
    "name",
    [
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_EXEC_PATH", "GIT_EXTERNAL_DIFF"),
        *("GIT_SSH_COMMAND", "GIT_PAGER", "GIT_EDITOR", "GIT_CONFIG_PARAMETERS", "GIT_NAMESPACE", "GIT_PREFIX"),
        *("GIT_CONFIG", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_LITERAL_PATHSPECS", "GIT_TRACE", "GIT_DIFF_OPTS"),
    ],
)
def test_a_variable_that_changes_what_git_does_is_not_passed_on(top: str, name: str) -> None:
    assert name not in git_environment(top, {name: "x"})


@pytest.mark.parametrize(
    "name",
    [
        *("HOME", "XDG_CONFIG_HOME", "PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"),
        *("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0", "GIT_CONFIG_KEY_12"),
    ],
)
def test_the_user_s_own_configuration_is(top: str, name: str) -> None:
    assert git_environment(top, {name: "x"})[name] == "x"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param({"GIT_INDEX_FILE": ".git/index.lock"}, ".git/index.lock", id="relative, as for commit -a"),
        pytest.param({"GIT_INDEX_FILE": "{top}/.git/x.lock"}, ".git/x.lock", id="absolute"),
        pytest.param({"GIT_INDEX_FILE": ".git/x", "GIT_DIR": ".git"}, ".git/x", id="with its repository"),
        pytest.param(
            {"GIT_INDEX_FILE": ".git/x", "GIT_DIR": "{top}/.git"}, ".git/x", id="with its absolute repository"
        ),
        pytest.param({"GIT_INDEX_FILE": ".git/x", "GIT_DIR": "/elsewhere/.git"}, None, id="of another repository"),
        pytest.param({"GIT_INDEX_FILE": ""}, None, id="empty"),
        pytest.param({}, None, id="none"),
    ],
)
def test_the_index_of_a_hook_is_used_where_it_is_this_repository_s(
    top: str, given: Mapping[str, str], kept: str | None
) -> None:
    environment = git_environment(top, {name: value.format(top=top) for name, value in given.items()})
    assert environment.get("GIT_INDEX_FILE") == (None if kept is None else os.path.join(top, kept))


def test_the_index_of_a_hook_is_not_used_for_an_archive_elsewhere(top: str, tmp_path: Path) -> None:
    other = Repository(tmp_path.resolve() / "other").root
    assert "GIT_INDEX_FILE" not in git_environment(str(other), {"GIT_INDEX_FILE": ".git/index.lock"})
