from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.config.discover import find

OURS = "[tool.archive-lint]\n"


def _write(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(OURS if name == "pyproject.toml" else "")


@pytest.mark.parametrize(
    ("names", "wins"),
    [
        (["archive-lint.toml"], "archive-lint.toml"),
        ([".archive-lint.toml"], ".archive-lint.toml"),
        (["pyproject.toml"], "pyproject.toml"),
        ([".archive-lint.toml", "archive-lint.toml"], "archive-lint.toml"),
        (["pyproject.toml", ".archive-lint.toml"], ".archive-lint.toml"),
    ],
)
def test_of_several_files_in_a_folder_the_plainest_name_wins(tmp_path: Path, names: list[str], wins: str) -> None:
    _write(tmp_path, *names)
    assert find(str(tmp_path)) == str(tmp_path / wins)


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    _write(tmp_path, "archive-lint.toml")
    _write(tmp_path / "a", "pyproject.toml")
    (tmp_path / "a/b/c").mkdir(parents=True)
    assert find(str(tmp_path / "a/b/c")) == str(tmp_path / "a/pyproject.toml")


@pytest.mark.parametrize(
    "text", ["", "[tool.other]\n", "[project]\nname = 'archive-lint'\n", "tool = 1 # archive-lint\n"]
)
def test_a_pyproject_of_others_is_passed_over(tmp_path: Path, text: str) -> None:
    _write(tmp_path, "archive-lint.toml")
    _write(tmp_path / "a")
    (tmp_path / "a/pyproject.toml").write_text(text)
    assert find(str(tmp_path / "a")) == str(tmp_path / "archive-lint.toml")


@pytest.mark.parametrize("text", [b"[tool.archive-lint\n", b"\xff\xfe"])
def test_a_broken_pyproject_is_found_so_that_loading_says_why(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text)
    assert find(str(tmp_path)) == str(tmp_path / "pyproject.toml")


def test_a_dangling_link_is_found_so_that_loading_says_why(tmp_path: Path) -> None:
    (tmp_path / "archive-lint.toml").symlink_to("nowhere")
    assert find(str(tmp_path)) == str(tmp_path / "archive-lint.toml")


def test_a_folder_by_the_name_of_a_file_is_not_a_file(tmp_path: Path) -> None:
    _write(tmp_path, "pyproject.toml")
    (tmp_path / "archive-lint.toml").mkdir()
    assert find(str(tmp_path)) == str(tmp_path / "pyproject.toml")


def test_the_search_ends_at_the_root_of_the_file_system() -> None:
    assert find("/") is None
