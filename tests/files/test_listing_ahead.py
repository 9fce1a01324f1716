"""A walk by a copy of this process: it finds what a walk here finds, and where it fails the walk is done here."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from archive_lint.cache.file_identity import UNKNOWN, identities
from archive_lint.files import discover as discovery
from archive_lint.files import listing_ahead
from archive_lint.files.discover import DiscoveryError, discover
from archive_lint.files.listing_ahead import ListingAhead
from archive_lint.files.statuses import NO_STATUS, file_status
from archive_lint.files.walk import Walk
from tests.repository import Repository

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


def no_process(*_: object) -> NoReturn:
    raise BlockingIOError(11, "Resource temporarily unavailable")


@pytest.fixture(autouse=True)
def can_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets this process be copied although the runner of the tests has threads: the copy uses none of their locks."""
    monkeypatch.setattr(listing_ahead, "can_copy", lambda: True)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for path in (
        "a.md",
        "sub/b.md",
        "sub/deep/c.md",
        ".dot/d.md",
        ".github/e.md",
        os.fsdecode(b"odd\xff.md"),
        "clone/.git/x",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x\n")
    (tmp_path / "empty").mkdir()
    for name, target in (("alias.md", "a.md"), ("dangling.md", "nowhere"), ("out.md", "/")):
        (tmp_path / name).symlink_to(target)
    return tmp_path


@pytest.fixture
def ahead(archive: Path) -> Iterator[ListingAhead]:
    ahead = ListingAhead(str(archive), is_hidden_wanted=False, is_status_wanted=True)
    yield ahead
    ahead.end()


@pytest.mark.parametrize("is_hidden_wanted", [False, True])
def test_the_walk_is_the_one_that_is_done_here(archive: Path, is_hidden_wanted: bool) -> None:
    ahead = ListingAhead(str(archive), is_hidden_wanted=is_hidden_wanted, is_status_wanted=False)
    found = ahead.walk(str(archive), is_hidden_wanted=is_hidden_wanted)
    ahead.end()
    here = Walk(str(archive), is_hidden_wanted=is_hidden_wanted)
    here.run()
    assert found is not None
    assert found.encoded == here.encoded
    assert vars(found) == vars(here)


@pytest.mark.parametrize("worth", [1, 2_000], ids=["two copies", "one copy"])
def test_the_statuses_are_those_of_the_files_found(archive: Path, monkeypatch: pytest.MonkeyPatch, worth: int) -> None:
    monkeypatch.setattr(listing_ahead, "_WORTH_A_COPY", worth)
    ahead = ListingAhead(str(archive), is_hidden_wanted=False, is_status_wanted=True)
    walk = ahead.walk(str(archive), is_hidden_wanted=False)
    statuses = ahead.statuses()
    assert walk is not None
    assert statuses is not None
    assert [statuses.of(path) for path in walk.files] == [file_status(f"{archive}/{path}") for path in walk.files]
    assert NO_STATUS not in [statuses.of(path) for path in walk.files]
    assert statuses.of("clone/.git/x") == b""
    ahead.end()


def test_where_the_second_copy_fails_the_first_takes_all_statuses(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ["a.md", "sub/b.md", "sub/deep/c.md"]
    monkeypatch.chdir(archive)
    monkeypatch.setattr(listing_ahead, "_WORTH_A_COPY", 1)
    expected = b"".join(map(file_status, files))
    assert listing_ahead._records(files) == expected
    monkeypatch.setattr(os, "write", no_process)
    assert listing_ahead._records(files) == expected


def test_the_walk_may_be_asked_for_again(archive: Path, ahead: ListingAhead) -> None:
    first, second = (ahead.walk(str(archive), is_hidden_wanted=False) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first is not second
    assert vars(first) == vars(second)


def _touch(path: Path) -> None:
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


@pytest.mark.parametrize(
    ("change", "is_other"),
    [
        pytest.param(lambda _: None, False, id="nothing"),
        pytest.param(lambda root: (root / "sub/new.md").write_text("x"), True, id="a file more"),
        pytest.param(lambda root: (root / "a.md").rename(root / "z.md"), True, id="another name"),
        pytest.param(lambda root: (root / "a.md").unlink(), True, id="a file less"),
        pytest.param(lambda root: _touch(root / "sub/b.md"), True, id="a file that was touched"),
        pytest.param(lambda root: (root / "more.md").symlink_to("a.md"), True, id="a link more"),
        pytest.param(lambda root: (root / "clone/.git/x").write_text("y"), False, id="a file in another repository"),
    ],
)
def test_the_signature_is_another_when_anything_is(
    archive: Path, change: Callable[[Path], object], is_other: bool
) -> None:
    def signature() -> bytes:
        ahead = ListingAhead(str(archive), is_hidden_wanted=False, is_status_wanted=True)
        found = ahead.signature()
        ahead.end()
        return found

    before = signature()
    change(archive)
    assert len(before) == 32
    assert (signature() != before) is is_other


def test_identities_are_the_same_with_statuses_known_before(archive: Path, ahead: ListingAhead) -> None:
    ahead.walk(str(archive), is_hidden_wanted=False)
    statuses = ahead.statuses()
    paths = ["a.md", "gone.md", "sub/b.md"]
    assert identities(str(archive), paths, settled=0, statuses=statuses) == identities(str(archive), paths, settled=0)


def test_a_file_that_was_touched_shortly_before_its_status_was_taken_has_no_identity(
    archive: Path, ahead: ListingAhead
) -> None:
    ahead.walk(str(archive), is_hidden_wanted=False)
    assert identities(str(archive), ["a.md"], statuses=ahead.statuses()) == UNKNOWN


def other_root(archive: Path, ahead: ListingAhead) -> object:
    return ahead.walk(str(archive / "sub"), is_hidden_wanted=False)


def other_folders(archive: Path, ahead: ListingAhead) -> object:
    return ahead.walk(str(archive), is_hidden_wanted=True)


def killed(archive: Path, ahead: ListingAhead) -> object:
    os.kill(ahead._process, signal.SIGKILL)
    os.read(ahead._reading, 100)
    return ahead.walk(str(archive), is_hidden_wanted=False)


@pytest.mark.parametrize("ask", [other_root, other_folders, killed])
def test_a_walk_that_is_not_the_wanted_one_is_done_here(archive: Path, ahead: ListingAhead, ask: object) -> None:
    assert callable(ask)
    assert ask(archive, ahead) is None
    assert ahead.statuses() is None
    found = discover(str(archive), ahead=ahead).listing
    assert found == discover(str(archive)).listing


def test_neither_a_process_nor_a_descriptor_is_left(archive: Path) -> None:
    before = os.listdir("/proc/self/fd")
    ahead = ListingAhead(str(archive), is_hidden_wanted=False, is_status_wanted=True)
    process = ahead._process
    ahead.end()
    ahead.end()
    assert len(os.listdir("/proc/self/fd")) == len(before)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_git_lists_the_names_ahead_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path)
    repository.commit({"a.md": "x", "sub/b.md": "x", ".gitignore": "c.md"})
    repository.write({"c.md": "x", "new.md": "x"})
    expected = discover(str(tmp_path))
    ahead = ListingAhead(str(tmp_path), is_hidden_wanted=False, is_status_wanted=False)
    monkeypatch.setattr(Walk, "run", no_process)
    monkeypatch.setattr(discovery, "NamedFiles", no_process)
    assert discover(str(tmp_path), ahead=ahead) == expected
    ahead.end()


def test_a_listing_of_git_that_is_not_needed_is_ended(tmp_path: Path) -> None:
    Repository(tmp_path).commit({"a.md": "x"})
    before = os.listdir("/proc/self/fd")
    ahead = ListingAhead(str(tmp_path), is_hidden_wanted=False, is_status_wanted=False)
    assert ahead.names(str(tmp_path / "sub")) is None
    ahead.end()
    assert ahead.names(str(tmp_path)) is None
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_a_folder_that_cannot_be_listed_is_told_of_here(tmp_path: Path) -> None:
    ahead = ListingAhead(str(tmp_path / "gone"), is_hidden_wanted=True, is_status_wanted=False)
    with pytest.raises(DiscoveryError, match="cannot be listed"):
        discover(str(tmp_path / "gone"), ahead=ahead)


@pytest.mark.parametrize("call", ["fork", "memfd_create"])
def test_a_system_without_room_for_a_copy_leaves_the_walk_to_this_process(
    archive: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    before = os.listdir("/proc/self/fd")
    monkeypatch.setattr(os, call, no_process)
    ahead = ListingAhead(str(archive), is_hidden_wanted=False, is_status_wanted=True)
    assert ahead.walk(str(archive), is_hidden_wanted=False) is None
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_a_process_with_threads_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert listing_ahead.can_copy()
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not listing_ahead.can_copy()
