from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from archive_lint.files.discover import DiscoveryError, discover


def write(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("text\n")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=n", "-c", "user.email=e", *arguments], cwd=folder, check=True, capture_output=True
    )


def test_pages_are_the_markdown_files_in_order_and_targets_are_all_files(tmp_path: Path) -> None:
    write(tmp_path, "news/b.md", "news/a.md", "news/photo.jpg", "index.md")
    found = discover(str(tmp_path))
    assert found.listing.pages == ("index.md", "news/a.md", "news/b.md")
    assert found.listing.files == {"index.md", "news/a.md", "news/b.md", "news/photo.jpg"}


def test_hidden_folders_and_our_own_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, ".archive-lint/x.md", ".venv/y.md", ".github/z.md")
    assert discover(str(tmp_path)).listing.pages == (".github/z.md",)


def test_excluded_pages_are_still_targets(tmp_path: Path) -> None:
    write(tmp_path, "drafts/a.md", "b.md")
    found = discover(str(tmp_path), lambda path: path.startswith("drafts/"))
    assert found.listing.pages == ("b.md",)
    assert "drafts/a.md" in found.listing.files


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DiscoveryError, match="cannot be listed"):
        discover(str(tmp_path / "none"))


def test_symbolic_links_are_not_followed_and_told_apart(tmp_path: Path) -> None:
    write(tmp_path, "archive/news/a.md", "outside.md")
    archive = tmp_path / "archive"
    (archive / "inside.md").symlink_to("news/a.md")
    (archive / "out.md").symlink_to(tmp_path / "outside.md")
    (archive / "loop").symlink_to(archive)
    (archive / "self.md").symlink_to("self.md")
    found = discover(str(archive)).listing
    assert found.pages == ("news/a.md",)
    assert found.aliases["inside.md"] == "news/a.md"
    assert found.links_out == {"out.md"}
    assert found.dangling == {"self.md"}


def test_a_name_that_is_not_utf_8_is_a_problem_and_no_page(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "é.md")
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff.md", os.O_CREAT))
    found = discover(str(tmp_path))
    assert found.listing.pages == ("a.md", "é.md")
    assert found.problems == (("\\xff.md", "the file's name is not UTF-8: rename it"),)


def test_a_name_with_a_newline_is_a_page_like_any_other(tmp_path: Path) -> None:
    write(tmp_path, "a\nb.md")
    assert discover(str(tmp_path)).listing.pages == ("a\nb.md",)


def test_a_pipe_is_reported_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert discover(str(tmp_path)).problems == (("pipe.md", "is not a regular file: not checked"),)


def test_in_a_work_tree_untracked_files_are_pages_and_no_targets(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "tracked.md", "new.md", "ignored.md", "größe.md")
    (tmp_path / ".gitignore").write_text("ignored.md\n")
    git(tmp_path, "add", "tracked.md", "größe.md")
    found = discover(str(tmp_path)).listing
    assert found.pages == ("größe.md", "new.md", "tracked.md")
    assert found.files == {"tracked.md", "größe.md"}
    assert {"new.md"} <= found.untracked


def test_a_file_that_git_tracks_and_that_is_deleted_is_not_a_target(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "a.md", "b.md")
    git(tmp_path, "add", ".")
    (tmp_path / "b.md").unlink()
    assert discover(str(tmp_path)).listing.files == {"a.md"}


def test_an_archive_in_a_folder_of_a_repository_is_listed_from_that_folder(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "site/news/a.md", "other.md")
    git(tmp_path, "add", ".")
    assert discover(str(tmp_path / "site")).listing.pages == ("news/a.md",)


def test_another_repository_inside_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "module/b.md", "module/.git")
    assert discover(str(tmp_path)).listing.pages == ("a.md",)


def test_a_repository_cannot_have_git_run_a_program(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "a.md")
    program = tmp_path / "hook"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    program.chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(program))
    discover(str(tmp_path))
    assert not (tmp_path / "ran").exists()
