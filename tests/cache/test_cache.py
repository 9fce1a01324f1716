"""What is taken from earlier runs, when it is not, and what nobody can put in its place."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path
from typing import Any

import pytest

from archive_lint.cache import file_identity, run_cache
from archive_lint.cli import cached_run
from archive_lint.files.read import read_page as really_read_page
from archive_lint.rule.examples import OTHER_PATH, PATH, day_index, story
from tests.cached_runs import FACTS, OUTCOME, PAGES, cache_limits, cold, lint, state, told, warm
from tests.repository import Repository

DAY = PATH.rpartition("/")[0]
INDEX = f"{DAY}/index.md"
UNCHANGED = "nothing has changed"
FILES = {
    PATH: story(related=None) + "\n[gone](/news/2014/05/23/gone.md)\n",
    OTHER_PATH: story() + "\n<!-- archive-lint: file-ignore[D001] why -->\n",
    INDEX: day_index([("Harbour bridge reopens after repairs", PATH)]),
}


def write(root: Path, path: str, text: str | bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(text.encode() if isinstance(text, str) else text)


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive that has been linted."""
    root = tmp_path / "archive"
    for path, text in FILES.items():
        write(root, path, text)
    lint(root)
    return root


@pytest.fixture
def settled() -> Iterator[None]:
    """Files are told by their identity, however fresh they are."""
    with cache_limits(settled=0):
        yield


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Pages that are read to tell whether they have changed."""
    paths: list[str] = []

    def read_page(root: str, path: str) -> bytes:
        paths.append(path)
        return really_read_page(root, path)

    monkeypatch.setattr(file_identity, "read_page", read_page)
    return paths


def test_a_run_after_which_nothing_changed_is_taken_whole(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = cold(archive)
    monkeypatch.delattr("archive_lint.cli.cached_run.execute")
    assert warm(archive) == expected
    assert warm(archive, "--no-progress", "--exit-zero", "--jobs=2") == (0, expected[1])


def test_fresh_pages_are_told_by_their_content_and_settled_ones_are_not_read(archive: Path, read: list[str]) -> None:
    assert UNCHANGED in told(archive)
    assert sorted(read) == sorted(FILES)
    with cache_limits(settled=0):
        told(archive)
        read.clear()
        assert UNCHANGED in told(archive)
    assert read == []


def test_a_changed_page_is_the_only_one_that_is_checked_again(archive: Path) -> None:
    write(archive, PATH, story())
    assert "2 of 3 pages are unchanged" in told(archive)
    assert warm(archive) == cold(archive)


@pytest.mark.usefixtures("settled")
def test_a_checkout_that_resets_all_times_costs_reading_alone(archive: Path, tmp_path: Path) -> None:
    write(archive, f"{DAY}/photograph.jpg", b"\xff\xd8")
    named = f"--state-dir={tmp_path / 'named'}"
    lint(archive, named)
    fresh = tmp_path / "fresh"
    shutil.copytree(archive, fresh)
    for path in (*FILES, f"{DAY}/photograph.jpg"):
        os.utime(fresh / path, (0, 0))
    assert UNCHANGED in told(fresh, named)
    write(fresh, f"{DAY}/photograph.jpg", b"\xff\xd9")
    assert UNCHANGED not in told(fresh, named)


@pytest.mark.usefixtures("settled")
def test_an_edit_that_keeps_size_and_time_is_seen(archive: Path) -> None:
    lint(archive)
    before = (archive / PATH).stat()
    while (archive / PATH).stat().st_ctime_ns == before.st_ctime_ns:
        write(archive, PATH, FILES[PATH].replace("gone.md", "none.md"))
        os.utime(archive / PATH, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert UNCHANGED not in told(archive)
    assert warm(archive) == cold(archive)


def test_times_in_the_future_are_not_trusted(archive: Path) -> None:
    os.utime(archive / PATH, (9_000_000_000, 9_000_000_000))
    future, settled_one, gone = (
        file_identity.identities(str(archive), [path], settled=0) for path in (PATH, OTHER_PATH, "gone.md")
    )
    assert future == gone == file_identity.UNKNOWN != settled_one


def test_where_no_file_ever_settles_every_page_is_read(archive: Path, read: list[str]) -> None:
    with cache_limits(settled=inf):
        lint(archive)
        read.clear()
        assert UNCHANGED in told(archive)
    assert sorted(read) == sorted(FILES)


@pytest.mark.parametrize(
    "options",
    [
        ("--ignore=L",),
        ("--select=S",),
        ("--ignore-suppressions",),
        ("--per-file-ignores=*:S",),
        ("--config", 'lint.severity.S001="info"'),
        ("--config", 'archive.site-prefix="/zh"'),
        ("--config", 'archive.exclude=["index.md"]'),
    ],
    ids=" ".join,
)
def test_other_settings_take_nothing_whole(archive: Path, options: tuple[str, ...]) -> None:
    assert UNCHANGED not in told(archive, *options)
    assert warm(archive, *options) == cold(archive, *options)


@pytest.mark.parametrize("options", [("--diff",), ("--changed-since=HEAD",)], ids=" ".join)
def test_what_is_not_a_plain_run_keeps_nothing(tmp_path: Path, options: tuple[str, ...]) -> None:
    repository = Repository(tmp_path)
    repository.commit(FILES)
    repository.write({PATH: story(), "news/2014/05/23/new.md": story()})
    expected = cold(tmp_path, *options)
    assert warm(tmp_path, *options) == expected
    assert not (state(tmp_path) / OUTCOME).exists()
    lint(tmp_path)
    assert warm(tmp_path, *options) == expected


def test_a_fix_takes_over_pages_and_fixes_what_is_there(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(archive, other)
    write(archive, INDEX, FILES[INDEX] + "\n&quot;\n")
    write(other, INDEX, FILES[INDEX] + "\n&quot;\n")
    assert warm(archive, "--fix") == cold(other, "--fix")
    assert [(archive / path).read_bytes() for path in FILES] == [(other / path).read_bytes() for path in FILES]


def test_no_cache_leaves_no_trace(tmp_path: Path) -> None:
    write(tmp_path, PATH, story())
    lint(tmp_path, "--no-cache")
    assert not state(tmp_path).exists()


def test_problems_are_met_again(archive: Path) -> None:
    (archive / PATH).unlink()
    (archive / PATH).symlink_to("/nowhere.md")
    os.mkfifo(archive / DAY / "pipe.md")
    first = warm(archive)
    assert first == warm(archive) == cold(archive)
    assert first[0] == 2


@pytest.mark.usefixtures("settled")
def test_pages_that_cannot_be_read_are_reported_every_time(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(state(archive))
    monkeypatch.setattr("archive_lint.files.read.MOST_BYTES", 100)
    first = lint(archive)
    assert first == lint(archive) == lint(archive, "--no-cache")
    assert f"{PATH}: has " in first[2]


def test_a_copy_whose_index_is_gone_is_checked_as_a_page_of_its_own(archive: Path) -> None:
    for name in ("index.md", "README.md"):
        write(archive, f"{DAY}/{name}", FILES[INDEX] + "\n&quot;Quoted&quot;\n")
    lint(archive)
    (archive / INDEX).unlink()
    expected = cold(archive)
    assert b"T003" in expected[1]
    assert warm(archive) == expected


def test_a_rule_that_is_rewritten_is_run_again(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_cache, "program_fingerprint", lambda _: b"another program")
    assert "for other settings, rules or files, or by another version" in told(archive)


# Damage

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "truncated": lambda kept: kept[: len(kept) // 2],
    "without its last byte": lambda kept: kept[:-1],
    "header alone": lambda kept: kept[:85],
    "longer": lambda kept: kept + b"\0",
    "one bit": lambda kept: kept[:200] + bytes([kept[200] ^ 1]) + kept[201:],
    "another format": lambda kept: kept.replace(b"cache 2", b"cache 1", 1),
    "foreign": lambda _: b"SQLite format 3\0" * 64,
    "zeros": lambda kept: bytes(len(kept)),
}


@pytest.mark.parametrize("name", [OUTCOME, PAGES])
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_as_good_as_none(archive: Path, name: str, damage: str) -> None:
    if name == PAGES:
        (state(archive) / OUTCOME).unlink()
    expected = cold(archive)
    (state(archive) / name).write_bytes(DAMAGE[damage]((state(archive) / name).read_bytes()))
    said = told(archive)
    assert UNCHANGED not in said
    assert "there is none yet" in said or name == OUTCOME
    assert warm(archive) == expected
    assert UNCHANGED in told(archive)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_record_is_as_good_as_none(archive: Path, damage: str) -> None:
    write(archive, INDEX, day_index([("Another title", PATH)]))
    expected = cold(archive)
    (state(archive) / FACTS).write_bytes(DAMAGE[damage]((state(archive) / FACTS).read_bytes()))
    assert warm(archive) == expected
    assert UNCHANGED in told(archive)


def test_records_of_another_run_are_not_taken(archive: Path) -> None:
    older = (state(archive) / FACTS).read_bytes()
    write(archive, INDEX, day_index([("Another title", PATH)]))
    lint(archive)
    (state(archive) / FACTS).write_bytes(older)
    (state(archive) / OUTCOME).unlink()
    assert "no page is reused: it belongs to another run" in told(archive)


def test_what_a_killed_run_left_half_written_is_removed_in_time(archive: Path) -> None:
    recent, old = (state(archive) / f"facts.cache-{name}.cache-unfinished" for name in ("recent", "old"))
    for file in (recent, old):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    write(archive, PATH, story())
    lint(archive)
    assert recent.exists()
    assert not old.exists()


@pytest.mark.parametrize("name", [OUTCOME, PAGES, FACTS])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_only_a_regular_file_is_read(archive: Path, tmp_path: Path, name: str, kind: str) -> None:
    if name == FACTS:
        # Records are looked at only where something has changed.
        write(archive, INDEX, day_index([("Another title", PATH)]))
    expected = cold(archive)
    file = state(archive) / name
    elsewhere = tmp_path / "elsewhere"
    file.replace(elsewhere)
    if kind == "link":
        file.symlink_to(elsewhere)
    elif kind == "pipe":
        os.mkfifo(file)
    else:
        file.mkdir()
    before = elsewhere.read_bytes()
    assert warm(archive) == expected
    assert elsewhere.read_bytes() == before
    assert {path.name for path in state(archive).iterdir()} == {OUTCOME, PAGES, FACTS}


def test_a_folder_that_is_a_link_is_neither_read_nor_written(archive: Path, tmp_path: Path) -> None:
    expected = cold(archive)
    elsewhere = tmp_path / "elsewhere"
    folder = state(archive)
    folder.replace(elsewhere)
    folder.symlink_to(elsewhere)
    before = {path: path.stat().st_mtime_ns for path in elsewhere.iterdir()}
    said = told(archive)
    assert "nothing is kept between runs" in said
    assert "is not a folder" in said
    assert warm(archive) == expected
    assert {path: path.stat().st_mtime_ns for path in elsewhere.iterdir()} == before


def test_another_users_folder_is_not_taken(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert "belongs to another user" in told(archive)


def test_another_users_file_is_not_taken(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = f"--state-dir={tmp_path / 'named'}"
    lint(archive, named)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    said = told(archive, named)
    assert "it belongs to another user" in said
    assert UNCHANGED not in said


@pytest.mark.parametrize("is_copied", [False, pytest.param(True, marks=ON_LINUX)], ids=["here", "by a copy"])
@pytest.mark.parametrize("function", ["replace", "open"])
def test_what_cannot_be_written_costs_nothing_and_is_told(
    archive: Path, monkeypatch: pytest.MonkeyPatch, function: str, is_copied: bool
) -> None:
    real = os.open
    jobs = "--jobs=1"
    if is_copied:
        jobs = "--jobs=2"
        monkeypatch.setattr(cached_run, "FEW_PAGES", 1)
        monkeypatch.setattr(cached_run, "can_copy", lambda: True)

    def fail(path: str, *rest: Any, **named: Any) -> int:
        if function == "open" and not (rest and rest[0] & os.O_CREAT):
            return real(path, *rest, **named)
        raise OSError(28, "No space left on device")

    write(archive, PATH, story())
    expected = cold(archive)
    with monkeypatch.context() as patch:
        patch.setattr(os, function, fail)
        assert "nothing is saved: it cannot be written: [Errno 28] No space left on device" in told(archive, jobs)
        assert warm(archive, jobs) == expected
    assert not [path for path in state(archive).iterdir() if "-" in path.name]
    assert warm(archive, jobs) == expected
    assert UNCHANGED in told(archive, jobs)


def test_what_is_kept_is_for_its_user_alone(archive: Path) -> None:
    assert stat.S_IMODE((state(archive) / OUTCOME).stat().st_mode) & 0o077 == 0


# Git


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository that holds an archive, which has been linted."""
    repository = Repository(tmp_path / "repository")
    repository.commit(FILES)
    lint(repository.root)
    return repository


def test_a_repository_in_which_nothing_changed_is_taken_whole(repository: Repository) -> None:
    assert UNCHANGED in told(repository.root)


@pytest.mark.parametrize("change", ["commit", "untrack", "rename", "add"])
def test_what_git_knows_counts(repository: Repository, change: str) -> None:
    root = repository.root
    if change == "commit":
        repository.commit()
    elif change == "untrack":
        repository.git("rm", "--quiet", "--cached", PATH)
    elif change == "rename":
        repository.git("mv", PATH, f"{DAY}/moved.md")
    else:
        repository.write({f"{DAY}/gone.md": story()})
        lint(root)
        repository.git("add", "--all")
    assert UNCHANGED not in told(root)
    assert warm(root) == cold(root)


def test_a_move_that_git_no_longer_knows_of_is_forgotten_too(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    old, new = "news/2014/05/21/gone.md", "news/2014/05/20/elsewhere.md"
    moved = story(date="2014-05-21", title="Quite another story", related=None)
    repository.commit({PATH: story(related=[f"[Quite another story](/{old}) _Context: Harbour_"]), old: moved})
    (repository.root / new).parent.mkdir(parents=True)
    repository.git("mv", old, new)
    repository.commit()
    lint(repository.root)
    known = warm(repository.root)
    assert b'"fix":{"safe":true' in known[1].replace(b" ", b"")
    repository.git("checkout", "--quiet", "--orphan", "afresh")
    repository.commit()
    assert warm(repository.root) == cold(repository.root) != known
