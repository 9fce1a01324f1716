from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.files.locate import display_base, find_root, start_of_page


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize(
    ("folders", "start", "root"),
    [
        pytest.param((".git", "news/2014/05/23"), ".", ".", id="the repository that has the news folder"),
        pytest.param((".git", "news/2014/05/23"), "news/2014/05", ".", id="from inside a day"),
        pytest.param((".git", "site/news/2014"), "site", "site", id="a folder of the repository"),
        pytest.param((".git", "site/news/2014"), "site/news/2014", "site", id="from inside a folder of the repository"),
        pytest.param((".git", "news", "site/news"), "site", ".", id="the repository before a nested folder"),
        pytest.param(("news/2014",), "news/2014", ".", id="without git"),
        pytest.param((".git", "src"), "src", ".", id="no news at all in a repository"),
    ],
)
def test_the_root_is_found_from(tmp_path: Path, folders: tuple[str, ...], start: str, root: str) -> None:
    make(tmp_path, *folders)
    assert find_root(str(tmp_path / start), "news", str(tmp_path / start)) == str((tmp_path / root).resolve())


def test_without_fixed_top_folder_the_repository_is_the_root(tmp_path: Path) -> None:
    make(tmp_path, ".git", "2014/05")
    assert find_root(str(tmp_path / "2014"), "", str(tmp_path / "2014")) == str(tmp_path)


@pytest.mark.parametrize(
    ("folders", "page_folder", "looked_from"),
    [
        pytest.param((".git",), "pages/posts", ".", id="in the repository of the current folder"),
        pytest.param((), "pages/posts", ".", id="without git"),
        pytest.param(("clone/.git",), "clone/pages", "clone/pages", id="in another repository"),
        pytest.param((), "../elsewhere", "../elsewhere", id="not below the current folder"),
    ],
)
def test_a_named_page_does_not_move_the_root(
    tmp_path: Path, folders: tuple[str, ...], page_folder: str, looked_from: str
) -> None:
    current = tmp_path / "here"
    make(current, *folders, page_folder)
    found = start_of_page(str(current / page_folder), str(current))
    assert Path(found).resolve() == (current / looked_from).resolve()


def test_a_folder_outside_of_git_is_in_the_archive_around_the_current_folder(tmp_path: Path) -> None:
    make(tmp_path, "pages/posts")
    assert find_root(str(tmp_path / "pages/posts"), "news", str(tmp_path)) == str(tmp_path)


def test_paths_are_shown_from_the_repository(tmp_path: Path) -> None:
    make(tmp_path, ".git", "site/news")
    assert display_base(str(tmp_path / "site"), str(tmp_path / "site")) == str(tmp_path)


def test_paths_are_shown_from_the_current_folder_where_there_is_no_repository(tmp_path: Path) -> None:
    make(tmp_path, "site/news", "elsewhere")
    assert display_base(str(tmp_path / "site"), str(tmp_path)) == str(tmp_path)
    assert display_base(str(tmp_path / "site"), str(tmp_path / "elsewhere")) == str(tmp_path / "site")
