"""Where state is kept, which archives share it, and which folders are not used."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

from archive_lint.files import state_folder
from archive_lint.files.state_folder import StateFolderError, find_state_folder
from tests.repository import Repository

PAGE = {"news/a.md": "# A\n"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder, and nothing in the environment that says otherwise."""
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.commit(PAGE)
    return made


def path_of(root: Path) -> str:
    return find_state_folder(str(root)).path


def trouble_of(root: Path) -> str:
    found = find_state_folder(str(root))
    assert not found.path
    return found.trouble


# Which archives share one


def test_work_trees_of_a_repository_share_a_folder_and_clones_do_not(repository: Repository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "--quiet", str(tmp_path / "tree"))
    repository.git("clone", "--quiet", str(repository.root), str(tmp_path / "clone"))
    assert path_of(repository.root) == path_of(tmp_path / "tree") != path_of(tmp_path / "clone")


def test_archives_in_other_places_of_a_repository_have_folders_of_their_own(
    repository: Repository, tmp_path: Path
) -> None:
    repository.git("worktree", "add", "--quiet", str(tmp_path / "tree"))
    assert path_of(repository.root / "news") != path_of(repository.root)
    assert path_of(repository.root / "news") == path_of(tmp_path / "tree/news")


def test_without_git_the_real_path_tells_archives_apart(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to("one")
    assert path_of(tmp_path / "one") == path_of(tmp_path / "link") != path_of(tmp_path / "other")


# The default


def test_it_is_made_for_its_user_alone(repository: Repository, home: Path) -> None:
    made = Path(find_state_folder(str(repository.root)).made())
    assert made.is_relative_to(home / ".local/state/archive-lint")
    for folder in (made, made.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(made.iterdir()) == []


def relative(home: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HOME", "home")


def empty(home: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HOME", "")


def in_the_checkout(home: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HOME", str(home.parent / "repository/home"))


def led_into_the_checkout(home: Path, patch: pytest.MonkeyPatch) -> None:
    (home / ".local").symlink_to(home.parent / "repository")


def of_another_user(home: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "geteuid", lambda: os.getuid() + 1)


def open_to_others(home: Path, patch: pytest.MonkeyPatch) -> None:
    (home / ".local/state/archive-lint").mkdir(parents=True)
    (home / ".local/state/archive-lint").chmod(0o777)


def a_file(home: Path, patch: pytest.MonkeyPatch) -> None:
    (home / ".local").touch()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (relative, "not an absolute path"),
        (empty, "not an absolute path"),
        (in_the_checkout, "lies in the checkout"),
        (led_into_the_checkout, "lies in the checkout"),
        (of_another_user, "belongs to another user"),
        (open_to_others, "others may write to it"),
        (a_file, "is not a folder"),
    ],
)
def test_a_default_that_could_be_someone_elses_is_not_used(
    repository: Repository,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: Callable[[Path, pytest.MonkeyPatch], None],
    said: str,
) -> None:
    with monkeypatch.context() as patch:
        place(home, patch)
        assert said in trouble_of(repository.root)
        with pytest.raises(StateFolderError, match="name a folder with --state-dir"):
            find_state_folder(str(repository.root)).made()
    assert repository.git("status", "--porcelain") == ""


def test_a_home_of_nobody_is_looked_up(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    found = find_state_folder(str(repository.root))
    assert os.path.isabs(found.path) or found.trouble


# One that is named


@pytest.mark.parametrize("origin", ["--state-dir", "ARCHIVE_LINT_STATE_DIR"])
def test_a_named_folder_is_the_folder_itself_whatever_the_archive(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    named = str(tmp_path / "named")
    option = named if origin == "--state-dir" else None
    if option is None:
        monkeypatch.setenv(origin, named)
    for root in (repository.root, tmp_path / "home"):
        found = find_state_folder(str(root), option)
        assert (found.path, found.origin, found.inside) == (named, origin, "")
    assert find_state_folder(str(repository.root), str(tmp_path / "other")).path == str(tmp_path / "other")


def test_a_named_folder_in_the_checkout_keeps_itself_out_of_git(repository: Repository) -> None:
    found = find_state_folder(str(repository.root / "news"), str(repository.root / "news/.kept"))
    assert found.inside == ".kept"
    Path(found.made(), "links.db").touch()
    assert repository.git("status", "--porcelain") == ""


def tracked(repository: Repository) -> None:
    repository.commit({"kept/links.db": "x"})


def tracked_by_another_spelling(repository: Repository) -> None:
    repository.commit({"KEPT/links.db": "x"})


def tracked_only_in_the_index(repository: Repository) -> None:
    repository.write({"kept/links.db": "x"})
    repository.git("add", "kept")
    shutil.rmtree(repository.root / "kept")


def a_tracked_link(repository: Repository) -> None:
    (repository.root / "kept").symlink_to(repository.root.parent / "home")
    repository.commit()


def below_a_link(repository: Repository) -> None:
    (repository.root / "way").symlink_to(repository.root.parent / "home")
    (repository.root / "kept").symlink_to("way/kept")


def a_regular_file(repository: Repository) -> None:
    repository.write({"kept": "x"})


def damaged_git(repository: Repository) -> None:
    (repository.root / ".git/index").write_bytes(b"x" * 100)


def no_git(repository: Repository) -> None:
    shutil.rmtree(repository.root / ".git")


def a_repository_without_its_git(repository: Repository) -> None:
    shutil.rmtree(repository.root / ".git")
    (repository.root / ".git").write_text("gitdir: /nowhere\n")


def a_repository_of_its_own(repository: Repository) -> None:
    Repository(repository.root / "kept").commit({"links.db": "x"})


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (tracked, "git tracks kept/links.db"),
        (tracked_by_another_spelling, "git tracks KEPT/links.db"),
        (tracked_only_in_the_index, "git tracks kept/links.db"),
        (a_tracked_link, "is a symbolic link in the checkout"),
        (below_a_link, "is a symbolic link in the checkout"),
        (a_regular_file, "is not a folder"),
        (damaged_git, "git cannot say"),
        (no_git, "in an archive without git"),
        (a_repository_without_its_git, "git cannot say"),
        (a_repository_of_its_own, "git tracks links.db"),
    ],
)
def test_a_named_folder_that_may_hold_what_a_stranger_put_there_is_refused(
    repository: Repository, planted: Callable[[Repository], None], said: str
) -> None:
    planted(repository)
    with pytest.raises(StateFolderError, match=said):
        find_state_folder(str(repository.root), str(repository.root / "kept"))


@pytest.mark.parametrize("place", [".", ".."])
def test_a_named_folder_that_holds_the_archive_is_refused(repository: Repository, place: str) -> None:
    with pytest.raises(StateFolderError, match="holds the archive itself"):
        find_state_folder(str(repository.root), str(repository.root / place))


def test_a_named_folder_in_another_repository_is_refused_where_that_tracks_it(
    repository: Repository, tmp_path: Path
) -> None:
    other = Repository(tmp_path / "other")
    other.commit({"kept/links.db": "x"})
    with pytest.raises(StateFolderError, match=r"git tracks kept/links\.db"):
        find_state_folder(str(repository.root), str(other.root / "kept"))


def test_a_full_disk_leaves_no_half_made_gitignore(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __enter__(self) -> Self:
            (repository.root / "kept/.gitignore").touch()
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(state_folder, "open", lambda *_, **__: Full(), raising=False)
    with pytest.raises(StateFolderError, match="No space left on device"):
        find_state_folder(str(repository.root), str(repository.root / "kept")).made()
    assert list((repository.root / "kept").iterdir()) == []
