"""Writing: each file is old or new, whatever fails and whenever."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from archive_lint.fix.apply import Applied, ApplyError, apply_changes, recover_pending
from archive_lint.fix.journal import Journal, is_temporary
from archive_lint.fix.journal_place import JournalPlace
from archive_lint.fix.lock import locked
from archive_lint.fix.plan import Change
from tests.soak import FACTOR

OLD = {"a.md": b"old a\r\n", "sub/b.md": b"\xef\xbb\xbfold b", "c.md": b"old c\n"}
NEW = {path: b"new " + content for path, content in OLD.items()}
PAIR = [frozenset({"a.md", "sub/b.md"})]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, content in OLD.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


def changes(*paths: str) -> dict[str, Change]:
    return {path: Change(OLD.get(path), NEW.get(path, b"made\n")) for path in paths or OLD}


def contents(root: Path) -> dict[str, bytes]:
    return {path: (root / path).read_bytes() for path in OLD}


def temporaries(root: Path) -> list[str]:
    return [str(path) for path in root.rglob("*") if is_temporary(path.name)]


def write(root: Path, wanted: Mapping[str, Change] | None = None) -> Applied:
    return apply_changes(str(root), changes() if wanted is None else wanted, PAIR)


def test_files_are_replaced(root: Path) -> None:
    assert sorted(write(root).written) == sorted(OLD)
    assert contents(root) == NEW
    assert temporaries(root) == []
    assert not JournalPlace(str(root)).is_pending


def test_nothing_to_do_leaves_no_trace(tmp_path: Path) -> None:
    apply_changes(str(tmp_path), {})
    assert list(tmp_path.iterdir()) == []


def test_nothing_but_pages_is_written_in_the_archive(root: Path) -> None:
    write(root)
    assert {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()} == set(OLD)


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o664])
def test_the_mode_of_a_file_is_kept(root: Path, mode: int) -> None:
    (root / "c.md").chmod(mode)
    write(root)
    assert stat.S_IMODE((root / "c.md").stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the administrator may")
@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
def test_an_archive_that_is_read_only_throughout_is_written_by_who_may_and_stays_so(root: Path, mode: int) -> None:
    folders = [root, root / "sub"]
    for path in [*(root / path for path in OLD), *folders]:
        path.chmod(mode | 0o111 if path in folders else mode)
    assert sorted(write(root).written) == sorted(OLD)
    assert contents(root) == NEW
    assert {stat.S_IMODE((root / path).stat().st_mode) for path in OLD} == {mode}


def test_a_file_can_be_made(root: Path) -> None:
    write(root, changes("sub/new.md"))
    assert (root / "sub/new.md").read_bytes() == b"made\n"
    assert (root / "sub/new.md").stat().st_nlink == 1


def edited(root: Path) -> None:
    (root / "a.md").write_bytes(b"someone else's")


def linked(root: Path) -> None:
    (root / "a.md").rename(root / "real.md")
    (root / "a.md").symlink_to("real.md")


def hard_linked(root: Path) -> None:
    os.link(root / "a.md", root / "other.md")


def read_only(root: Path) -> None:
    (root / "a.md").chmod(0o444)


def gone(root: Path) -> None:
    (root / "a.md").unlink()
    (root / "a.md").mkdir()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (edited, "has changed since it was read"),
        (linked, "is a symbolic link"),
        (hard_linked, "is a hard link"),
        (read_only, "is read-only"),
        (gone, "is not a regular file"),
    ],
)
def test_a_file_that_must_not_be_written_holds_back_its_bundle_and_nothing_else(
    root: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    spoil(root)
    applied = write(root)
    assert applied.written == ["c.md"]
    assert applied.refused["a.md"].startswith(reason)
    assert applied.refused["sub/b.md"].startswith("belongs together with a.md, which")
    assert (root / "sub/b.md").read_bytes() == OLD["sub/b.md"]
    assert temporaries(root) == []


def test_a_file_that_someone_made_meanwhile_is_not_written_over(root: Path) -> None:
    (root / "sub/new.md").write_bytes(b"theirs")
    assert "sub/new.md" in write(root, changes("sub/new.md")).refused
    assert (root / "sub/new.md").read_bytes() == b"theirs"


@pytest.mark.parametrize("paths", [("a.md",), ("a.md", "sub/b.md")], ids=["alone", "with others"])
def test_a_file_that_changes_while_the_new_one_is_written_is_left_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch, paths: tuple[str, ...]
) -> None:
    sync = os.fsync

    def edit_while_waiting(descriptor: int) -> None:
        # Only now: before there is a temporary file the original has not been read yet.
        if temporaries(root):
            edited(root)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", edit_while_waiting)
    applied = write(root, changes(*paths))
    assert applied.refused["a.md"] == "has changed since it was read"
    assert applied.refused.keys() == set(paths)
    assert (root / "a.md").read_bytes() == b"someone else's"


def test_a_file_that_is_read_in_pieces_has_not_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: read(descriptor, min(size, 3)))
    assert sorted(write(root).written) == sorted(OLD)


def test_text_added_to_the_end_of_a_file_counts_as_a_change(root: Path) -> None:
    with (root / "c.md").open("ab") as file:
        file.write(b"more")
    assert write(root).refused == {"c.md": "has changed since it was read"}


def test_folders_are_on_disk_before_the_journal_is_gone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync, put, unlink = os.fsync, os.replace, os.unlink
    to_sync: set[int] = set()
    journals: list[str] = []

    def noted(descriptor: int) -> None:
        sync(descriptor)
        to_sync.discard(os.fstat(descriptor).st_ino)

    def replaced(source: str, target: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        put(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        to_sync.add(os.fstat(dst_dir_fd).st_ino)

    def removed(path: str, **keywords: Any) -> None:
        if path.endswith("archive-lint-fix.jsonl"):
            journals.append(path)
            assert to_sync == set()
        unlink(path, **keywords)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(os, "unlink", removed)
    write(root)
    assert len(journals) == 1


def test_the_folders_of_a_bundle_are_on_disk_before_it_is_sure_to_be_finished(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, ready = os.fsync, Journal.ready
    on_disk: set[int] = set()
    made_sure: list[list[int]] = []

    def noted(descriptor: int) -> None:
        if temporaries(root):
            on_disk.add(os.fstat(descriptor).st_ino)
        sync(descriptor)

    def checked(journal: Journal, groups: list[int]) -> None:
        assert {root.stat().st_ino, (root / "sub").stat().st_ino} <= on_disk
        made_sure.append(groups)
        ready(journal, groups)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(Journal, "ready", checked)
    write(root)
    assert made_sure == [[0]]


def test_more_files_than_go_through_a_step_together_are_all_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive_lint.fix.apply._CHUNK", 3)
    monkeypatch.setattr("archive_lint.fix.apply._SHARE", 2)
    wanted = {f"{number}.md": Change(b"old", b"new") for number in range(10)}
    for path in wanted:
        (tmp_path / path).write_bytes(b"old")
    pairs = [frozenset({f"{number}.md", f"{number + 1}.md"}) for number in range(0, 10, 5)]
    assert apply_changes(str(tmp_path), wanted, pairs).written == sorted(wanted)
    assert {(tmp_path / path).read_bytes() for path in wanted} == {b"new"}


def test_no_more_files_are_open_at_once_than_there_are_threads(root: Path) -> None:
    resource = pytest.importorskip("resource")
    wanted = {f"{number:03}.md": Change(b"old", b"new") for number in range(300)}
    for path in wanted:
        (root / path).write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/dev/fd")) + 100, limits[1]))
    try:
        assert write(root, wanted).refused == {}
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_a_file_takes_its_place_only_once_its_content_is_on_disk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync, put = os.fsync, os.replace
    on_disk: set[int] = set()

    def noted(descriptor: int) -> None:
        sync(descriptor)
        on_disk.add(os.fstat(descriptor).st_ino)

    def checked(source: str, target: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        assert os.stat(source, dir_fd=src_dir_fd).st_ino in on_disk
        put(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "replace", checked)
    assert sorted(write(root).written) == sorted(OLD)


def test_a_folder_that_leads_out_of_the_archive_is_refused(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (root / "way").symlink_to(outside)
    assert write(root, {"way/x.md": Change(None, b"x")}).refused == {"way/x.md": "its folder leads out of the archive"}
    assert list(outside.iterdir()) == []


def test_two_repairs_at_once_are_one_too_many(root: Path) -> None:
    with locked(str(root), lambda: "unused"), pytest.raises(ApplyError, match="another --fix"):
        write(root)
    assert contents(root) == OLD


FAILURES = [errno.ENOSPC, errno.EIO, errno.EACCES]
CALLS = ["write", "fsync", "replace", "open", "unlink", "stat", "fchmod"]
BROKEN = [
    (call, nth, code)
    for nth in range(36)
    for call in CALLS
    for code in (FAILURES if FACTOR else [FAILURES[nth % len(FAILURES)]])
]
"""Which call fails, how many went well before it, and with what; a brief play takes each failure in turn."""


@pytest.mark.soak
@pytest.mark.parametrize(
    ("call", "nth", "code"), BROKEN, ids=[f"{call}-{nth}-{errno.errorcode[code]}" for call, nth, code in BROKEN]
)
def test_whichever_call_fails_every_file_is_old_or_new_and_the_next_run_tidies_up(
    root: Path, monkeypatch: pytest.MonkeyPatch, call: str, nth: int, code: int
) -> None:
    real: Callable[..., Any] = getattr(os, call)
    made = 0

    def failing(*arguments: Any, **keywords: Any) -> Any:
        nonlocal made
        made += 1
        if made == nth + 1:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **keywords)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        try:
            applied = write(root)
        except ApplyError:
            pass
        else:
            found = contents(root)
            assert {path for path in OLD if found[path] == NEW[path]} == set(applied.written)
            assert set(applied.refused) | set(applied.written) == set(OLD)
    for path, found_content in contents(root).items():
        assert found_content in (OLD[path], NEW[path])
    recover_pending(str(root))
    settled = contents(root)
    assert (settled["a.md"] == NEW["a.md"]) == (settled["sub/b.md"] == NEW["sub/b.md"])
    assert temporaries(root) == []
    assert not JournalPlace(str(root)).is_pending


def test_what_was_cut_off_and_then_edited_is_left_to_its_editor(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced: list[object] = []
    real = os.replace

    def once(source: str, target: str, **keywords: Any) -> None:
        if replaced:
            raise OSError(errno.EIO, "broken")
        replaced.append(target)
        real(source, target, **keywords)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", once)
        with pytest.raises(ApplyError, match="the next run finishes"):
            write(root, changes("a.md", "sub/b.md"))
    (root / "sub/b.md").write_bytes(b"theirs")
    recovered = recover_pending(str(root))
    assert recovered is not None
    assert (recovered.finished, recovered.conflicting) == (["a.md"], ["sub/b.md"])
    assert (root / "sub/b.md").read_bytes() == b"theirs"
