"""What may not be fixed: what the reader of pages calls damaged, and what this process may not write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive_lint.fix import folders
from archive_lint.fix.safety import is_decodable, why_not_fixed
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.rule.examples import PATH


@pytest.mark.parametrize(
    ("source", "is_text"),
    [
        (b"", True),
        (b"# Title\n", True),
        ("# Überschrift 标题 🙂\n".encode(), True),
        (b"\xef\xbb\xbf# Title after a byte order mark\n", True),
        (b"\xef\xbb# half a byte order mark\n", False),
        (b"# Latin-1: \xfc\n", False),
        (b"# a lone surrogate: \xed\xa0\x80\n", False),
        (b"# NUL \0\n", False),
        ("# UTF-16\n".encode("utf-16"), False),
        (b"# cut off in a character: \xe6\xa0", False),
    ],
    ids=repr,
)
def test_a_page_is_fixed_only_where_it_is_read_undamaged(source: bytes, is_text: bool) -> None:
    assert is_decodable(source) is is_text
    assert parse(PATH, source, Layout()).facts.damaged is not is_text


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Callable[[int, int], str | None]]:
    """Ask for a page of some mode in a folder of some mode; what was taken from both is given back afterwards."""

    def why_not(page: int, folder: int) -> str | None:
        (tmp_path / "day/page.md").chmod(page)
        (tmp_path / "day").chmod(folder)
        return why_not_fixed(str(tmp_path), "day/page.md")

    (tmp_path / "day").mkdir()
    (tmp_path / "day/page.md").write_bytes(b"old\n")
    yield why_not
    (tmp_path / "day").chmod(0o755)


PAGES = [
    (0o644, 0o755, None),
    (0o600, 0o700, None),
    (0o644, 0o555, None),
    # Set apart from the folder around it: the administrator is bound by it too.
    (0o444, 0o755, "is read-only"),
    (0o400, 0o700, "is read-only"),
    (0o464, 0o775, "is read-only"),
    (0o000, 0o755, "is read-only"),
    # Copies of a read-only medium.
    (0o444, 0o555, None),
    (0o400, 0o500, None),
    (0o444, 0o577, None),
]


@pytest.mark.parametrize("has_descriptors", [folders.HAS_DESCRIPTORS, False], ids=["open folders", "real paths"])
@pytest.mark.parametrize(
    ("page", "folder", "reason"), PAGES, ids=[f"{page:o} in {folder:o}" for page, folder, _ in PAGES]
)
def test_what_the_administrator_may_write_is_refused_only_where_it_was_set_apart(
    locked: Callable[[int, int], str | None],
    monkeypatch: pytest.MonkeyPatch,
    page: int,
    folder: int,
    reason: str | None,
    has_descriptors: bool,
) -> None:
    monkeypatch.setattr(folders, "HAS_DESCRIPTORS", has_descriptors)
    monkeypatch.setattr(os, "access", lambda *_, **__: True)
    assert locked(page, folder) == reason


@pytest.mark.parametrize(("page", "folder", "_"), PAGES, ids=[f"{page:o} in {folder:o}" for page, folder, _ in PAGES])
def test_what_this_process_may_not_write_is_refused_whatever_the_modes_say(
    locked: Callable[[int, int], str | None], monkeypatch: pytest.MonkeyPatch, page: int, folder: int, _: object
) -> None:
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    assert locked(page, folder) == "is read-only"


@pytest.mark.skipif(os.access not in os.supports_effective_ids, reason="the system does not tell them apart")
@pytest.mark.parametrize("may_write", [True, False])
def test_rights_are_those_of_the_effective_user(
    locked: Callable[[int, int], str | None], monkeypatch: pytest.MonkeyPatch, may_write: bool
) -> None:
    def access(*_: object, effective_ids: bool = False, **__: object) -> bool:
        return may_write is effective_ids

    monkeypatch.setattr(os, "access", access)
    assert locked(0o644, 0o755) == (None if may_write else "is read-only")
