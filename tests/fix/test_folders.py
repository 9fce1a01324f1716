"""A fix stays inside the archive, even if its folders are swapped for links meanwhile."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from archive_lint.fix import folders
from archive_lint.fix.apply import Applied, ApplyError, apply_changes, recover_pending
from archive_lint.fix.folders import Folders, OutsideError
from archive_lint.fix.plan import Change
from archive_lint.fix.safety import why_not_fixed
from tests.soak import FACTOR

OLD = {"a.md": b"old a\n", "sub/deep/b.md": b"old b\n"}
CHANGES = {**{path: Change(content, b"new " + content) for path, content in OLD.items()}}
MADE = {"sub/deep/new.md": Change(None, b"made\n")}
PAIR = [frozenset(OLD)]
OUTSIDE = {"deep/b.md": b"old b\n", "deep/other.md": b"theirs\n"}
CALLS = ("open", "stat", "lstat", "access", "replace", "link", "unlink", "fsync", "write", "close", "fstat", "read")
LEADS_OUT = "its folder leads out of the archive"


def tree(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def found(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Archive:
    """An archive with a folder that can be swapped for a link to another folder, and back."""

    def __init__(self, folder: Path) -> None:
        self.root = tree(folder / "archive", OLD)
        self.outside = tree(folder / "outside", OUTSIDE)

    def swap(self) -> None:
        sub = self.root / "sub"
        if sub.is_symlink():
            sub.unlink()
            (self.root / "moved").rename(sub)
        else:
            sub.rename(self.root / "moved")
            sub.symlink_to(self.outside)

    def write(self, changes: Mapping[str, Change]) -> Applied | None:
        try:
            return apply_changes(str(self.root), changes, PAIR)
        except ApplyError:
            return None

    def is_inside(self) -> bool:
        """Whether nothing outside was touched, and every file of the archive is old or new."""
        kept = found(self.outside) == OUTSIDE
        contents = {path.name: path.read_bytes() for path in self.root.rglob("*.md") if not path.is_symlink()}
        return (
            kept
            and contents["a.md"] in (b"old a\n", b"new old a\n")
            and contents["b.md"]
            in (
                b"old b\n",
                b"new old b\n",
            )
        )


class Injector:
    """Counts system calls and does something before some of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, action: Callable[[], None], at: frozenset[int]) -> None:
        self.made = 0
        self._action, self._at = action, at
        self._lock = threading.RLock()
        self._is_acting = False
        for name in CALLS:
            monkeypatch.setattr(os, name, self._watched(getattr(os, name)))

    def _watched(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **keywords: Any) -> Any:
            with self._lock:
                if not self._is_acting:
                    self.made += 1
                    if self.made in self._at:
                        self._is_acting = True
                        self._action()
                        self._is_acting = False
            return real(*arguments, **keywords)

        return call


def played(folder: Path, changes: Mapping[str, Change], at: frozenset[int]) -> tuple[Archive, int]:
    """Write changes while the folder is swapped before some system calls. Return the archive and how many calls."""
    archive = Archive(folder)
    with pytest.MonkeyPatch.context() as patch:
        calls = Injector(patch, archive.swap, at)
        archive.write(changes)
        made = calls.made
    return archive, made


needs_descriptors = pytest.mark.skipif(not folders.HAS_DESCRIPTORS, reason="the system has no open folders")


@pytest.mark.soak
@needs_descriptors
@pytest.mark.parametrize("changes", [CHANGES, MADE], ids=["replaced", "made"])
@pytest.mark.parametrize("back", [None, 1, 2, 3, 5, 8], ids=lambda back: f"back after {back}")
def test_a_folder_swapped_for_a_link_before_any_call_leads_to_no_write_outside(
    tmp_path: Path, changes: Mapping[str, Change], back: int | None
) -> None:
    _, calls = played(tmp_path / "undisturbed", changes, frozenset())
    assert calls > 40
    first, step = (1, 1) if FACTOR or back is None else (1 + back % 6, 6)
    for nth in range(first, calls + 1, step):
        at = frozenset({nth} if back is None else {nth, nth + back})
        archive, _ = played(tmp_path / str(nth), changes, at)
        assert archive.is_inside(), f"before call {nth}"
        recover_pending(str(archive.root))
        assert archive.is_inside(), f"in the run after call {nth}"


@pytest.fixture(params=[pytest.param(True, marks=needs_descriptors), False], ids=["descriptors", "real paths"])
def archive(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setattr(folders, "HAS_DESCRIPTORS", request.param)
    return Archive(tmp_path)


def test_files_are_replaced_and_made(archive: Archive) -> None:
    applied = archive.write({**CHANGES, **MADE})
    assert applied is not None
    assert applied.written == sorted([*CHANGES, *MADE])
    pages = {path: content for path, content in found(archive.root).items() if path.endswith(".md")}
    assert pages == {path: change.after for path, change in {**CHANGES, **MADE}.items()}


@pytest.mark.parametrize("changes", [CHANGES, MADE], ids=["replaced", "made"])
def test_a_folder_that_is_a_link_is_refused(archive: Archive, changes: Mapping[str, Change]) -> None:
    archive.swap()
    applied = archive.write(changes)
    assert applied is not None
    assert applied.written == []
    assert [reason for path, reason in applied.refused.items() if "deep" in path] == [LEADS_OUT]
    assert archive.is_inside()


def test_a_folder_that_becomes_a_link_between_two_steps_is_refused(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def swapped(descriptor: int) -> None:
        if list(archive.root.rglob("sub/deep/*.tmp")):
            archive.swap()
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", swapped)
    archive.write(CHANGES)
    monkeypatch.undo()
    assert (archive.root / "sub").is_symlink()
    assert archive.is_inside()


def test_a_link_within_the_archive_is_refused_too(archive: Archive) -> None:
    (archive.root / "alias").symlink_to("sub")
    applied = archive.write({"alias/deep/b.md": CHANGES["sub/deep/b.md"]})
    assert applied is not None
    assert applied.refused == {"alias/deep/b.md": LEADS_OUT}


@pytest.mark.parametrize("path", ["../x", "sub/../../x", "sub//deep", "./sub", "/etc", "sub/"])
def test_a_path_that_could_lead_elsewhere_is_not_entered(archive: Archive, path: str) -> None:
    opened = Folders(str(archive.root))
    try:
        with pytest.raises(OutsideError), opened.entered(path):
            pass
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("sub/deep/b.md", None),
        ("sub/deep/new.md", None),
        ("a.md", None),
        ("sub/nowhere/new.md", "its folder does not exist"),
        ("alias/deep/b.md", LEADS_OUT),
        ("alias/deep/new.md", LEADS_OUT),
        ("link.md", "is a symbolic link"),
        ("sub/deep", "is not a regular file"),
    ],
)
def test_what_is_planned_for_is_looked_at_in_the_same_way(archive: Archive, path: str, reason: str | None) -> None:
    (archive.root / "alias").symlink_to("sub")
    (archive.root / "link.md").symlink_to("a.md")
    assert why_not_fixed(str(archive.root), path) == reason
