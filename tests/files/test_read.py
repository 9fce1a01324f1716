from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive_lint.files.read import MOST_BYTES, UnreadablePageError, VanishedPageError, read_page


def test_a_page_is_read_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf# T\r\n\xff\0")
    assert read_page(str(tmp_path), "a.md") == b"\xef\xbb\xbf# T\r\n\xff\0"


def test_an_empty_page_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").touch()
    assert read_page(str(tmp_path), "a.md") == b""


def test_a_page_that_is_gone_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(VanishedPageError):
        read_page(str(tmp_path), "a.md")


def test_a_page_of_the_largest_size_is_read_and_a_larger_one_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as page:
        page.truncate(MOST_BYTES)
    assert len(read_page(str(tmp_path), "a.md")) == MOST_BYTES
    with (tmp_path / "a.md").open("wb") as page:
        page.truncate(MOST_BYTES + 1)
    with pytest.raises(UnreadablePageError, match="exclude it"):
        read_page(str(tmp_path), "a.md")


@pytest.mark.parametrize(
    "make",
    [os.mkdir, getattr(os, "mkfifo", os.mkdir), lambda path: os.symlink("/etc/hostname", path)],
    ids=["folder", "pipe", "link"],
)
def test_what_is_not_a_regular_file_is_refused_without_waiting(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(str(tmp_path / "a.md"))
    with pytest.raises(UnreadablePageError):
        read_page(str(tmp_path), "a.md")
