"""Which files are not what the index holds: as `git diff` says, without the programs that it would run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive_lint.git import revisions
from archive_lint.git.errors import GitRefusedError
from archive_lint.git.index_listing import IndexListing, held_against_disk
from archive_lint.git.revisions import RevisionError, differences, open_git
from archive_lint.git.work_tree import work_tree_changes
from tests.repository import Repository

Change = Callable[[Repository], object]
FILES = {"a.md": "one\ntwo\n", "b.md": "other\n", "sub/c.md": "deep\n", "sub/ü.md": "named\n", "é.txt": "no page\n"}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "checkout")
    repository.commit(FILES)
    (repository.root / "b.link").symlink_to("b.md")
    repository.commit()
    return repository


def found(repository: Repository, folder: str = ".") -> list[tuple[str, str]]:
    """What differs from HEAD: earlier and present path."""
    git = open_git(str(repository.root / folder))
    return sorted((each.earlier, each.path) for each in differences(git, "HEAD"))


def write(path: str, text: str | bytes) -> Change:
    return lambda repository: repository.write({path: text})


def touch(path: str) -> Change:
    return lambda repository: os.utime(repository.root / path, ns=(1, 1))


def git(*arguments: str) -> Change:
    return lambda repository: repository.git(*arguments)


def unlink(path: str) -> Change:
    return lambda repository: (repository.root / path).unlink()


def link(path: str, target: str) -> Change:
    def change(repository: Repository) -> None:
        (repository.root / path).unlink(missing_ok=True)
        (repository.root / path).symlink_to(target)

    return change


CHANGES = [
    pytest.param([], [], id="nothing"),
    pytest.param([touch("a.md")], [], id="a file that was only touched"),
    pytest.param([write("a.md", "one\ntwo\n")], [], id="a file written again as it was"),
    pytest.param([write("a.md", "one\nTWO\n")], [("a.md", "a.md")], id="an edit that keeps the size"),
    pytest.param([write("a.md", "one\n")], [("a.md", "a.md")], id="an edit"),
    pytest.param([write("é.txt", "x")], [("é.txt", "é.txt")], id="an edit of a name that is not ASCII"),
    pytest.param([write("a.md", "x"), git("add", "a.md")], [("a.md", "a.md")], id="an edit in the index"),
    pytest.param(
        [write("a.md", "x"), git("add", "a.md"), write("a.md", "y")], [("a.md", "a.md")], id="in the index, and again"
    ),
    pytest.param([write("new.md", "x")], [], id="a file that git does not know"),
    pytest.param([write("new.md", "x"), git("add", "new.md")], [("", "new.md")], id="an added file"),
    pytest.param(
        [write("new.md", "x"), git("add", "-N", "new.md")], [("", "new.md")], id="a file whose name was added"
    ),
    pytest.param(
        [write("new.md", "x"), git("add", "new.md"), unlink("new.md")], [], id="an added file that was taken away"
    ),
    pytest.param([unlink("a.md")], [("a.md", "")], id="a deleted file"),
    pytest.param([git("rm", "-q", "a.md")], [("a.md", "")], id="a file deleted in the index"),
    pytest.param([git("rm", "-q", "--cached", "a.md")], [("a.md", "")], id="a file that git forgets"),
    pytest.param([git("mv", "a.md", "z.md")], [("a.md", "z.md")], id="a renamed file"),
    pytest.param(
        [git("mv", "a.md", "z.md"), write("z.md", "one\ntwo\nthree\n")], [("a.md", "z.md")], id="renamed, then edited"
    ),
    pytest.param([git("mv", "a.md", "z.md"), unlink("z.md")], [("a.md", "")], id="renamed, then deleted"),
    pytest.param(
        [lambda repository: (repository.root / "a.md").rename(repository.root / "z.md"), git("add", "z.md")],
        [("a.md", "z.md")],
        id="renamed on disk, half of it in the index",
    ),
    pytest.param([link("a.md", "b.md")], [("a.md", "a.md")], id="a file that became a link"),
    pytest.param([link("b.link", "a.md")], [("b.link", "b.link")], id="a link to another file"),
    pytest.param(
        [touch("a.md"), git("update-index", "--assume-unchanged", "a.md"), write("a.md", "x")], [], id="assumed"
    ),
    pytest.param([git("update-index", "--skip-worktree", "a.md"), unlink("a.md")], [], id="left out of the work tree"),
    pytest.param([git("config", "core.autocrlf", "true"), write("a.md", "one\r\ntwo\r\n")], [], id="autocrlf"),
    pytest.param([git("config", "core.autocrlf", "input"), write("a.md", "one\r\ntwo\r\n")], [], id="autocrlf=input"),
    pytest.param([write("a.md", "one\r\ntwo\r\n")], [("a.md", "a.md")], id="CRLF that git would store"),
    pytest.param([write(".git/info/attributes", "*.md text\n"), write("a.md", "one\r\ntwo\r\n")], [], id="text"),
    pytest.param(
        [write(".git/info/attributes", "*.md text=auto\n"), write("a.md", "one\r\ntwo\r\n")], [], id="text=auto"
    ),
    pytest.param(
        [write(".git/info/attributes", "*.md eol=crlf\n"), write("a.md", "one\r\ntwo\r\n")], [], id="eol=crlf"
    ),
    pytest.param(
        [write(".git/info/attributes", "*.md -text\n"), write("a.md", "one\r\ntwo\r\n")], [("a.md", "a.md")], id="-text"
    ),
    pytest.param(
        [git("config", "core.autocrlf", "true"), write("a.md", "one\r\ntwo\r")], [("a.md", "a.md")], id="a lone CR"
    ),
    pytest.param(
        [git("config", "core.autocrlf", "true"), write("a.md", b"one\r\n\0\r\n")], [("a.md", "a.md")], id="binary"
    ),
]


@pytest.mark.parametrize(("changes", "expected"), CHANGES)
def test_what_differs_from_the_last_commit(
    repository: Repository, changes: list[Change], expected: list[tuple[str, str]]
) -> None:
    for change in changes:
        change(repository)
    assert found(repository) == expected


@pytest.mark.parametrize("changes", [case.values[0] for case in CHANGES], ids=[str(case.id) for case in CHANGES])
def test_git_itself_finds_the_same_files_changed(repository: Repository, changes: list[Change]) -> None:
    for change in changes:
        change(repository)
    told = repository.git("-c", "core.quotePath=false", "diff", "--no-renames", "--name-only", "-z", "HEAD")
    ours = {path for pair in found(repository) for path in pair if path}
    assert ours == {path for path in told.split("\0") if path}


@pytest.mark.parametrize("attribute", ["filter=f", "ident", "working-tree-encoding=UTF-16"])
def test_a_file_under_a_filter_is_changed_when_its_size_or_time_is(repository: Repository, attribute: str) -> None:
    repository.write({".git/info/attributes": f"a.md {attribute}\n"})
    assert found(repository) == []
    repository.write({"a.md": "one\nTWO\n"})
    assert found(repository) == [("a.md", "a.md")]


def test_paths_are_those_of_the_folder_that_is_asked_about(repository: Repository) -> None:
    repository.write({"a.md": "x", "sub/c.md": "x", "sub/ü.md": "x"})
    assert found(repository, "sub") == [("c.md", "c.md"), ("ü.md", "ü.md")]


@pytest.mark.parametrize("name", ["[x]", "a*b", "a?b", ":(top)", "-x", "ü", "a b"])
def test_a_folder_may_have_any_name(repository: Repository, name: str) -> None:
    repository.commit({f"{name}/p.md": "one\n", "x/p.md": "one\n"})
    repository.write({f"{name}/p.md": "two\n", "x/p.md": "two\n"})
    assert found(repository, name) == [("p.md", "p.md")]


def test_files_in_conflict_are_changed(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "other")
    repository.commit({"a.md": "theirs\n"})
    repository.git("checkout", "-q", "main")
    repository.commit({"a.md": "ours\n"})
    with pytest.raises(AssertionError):
        repository.git("merge", "-q", "other")
    assert found(repository) == [("a.md", "a.md")]


def test_a_submodule_is_left_alone(repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.commit({"p.md": "x\n"})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.root), "inner")
    repository.commit()
    (repository.root / "inner/p.md").unlink()
    assert found(repository) == []


def listing(repository: Repository) -> bytes:
    return repository.git("ls-files", "-z", "-t", "--cached", "--stage", "--debug").encode() + b"\n"


def test_a_listing_of_another_shape_leaves_it_to_the_content(repository: Repository) -> None:
    repository.write({"new.md": "x"})
    real = listing(repository)
    strange = real.replace(b"  size: ", b"  bytes: ")
    known, unknown = (held_against_disk(str(repository.root), text, 0) for text in (real, strange))
    assert [entry.stamp for entry, _ in unknown.unsettled] == [None] * len(known.unsettled)
    assert None not in [entry.stamp for entry, _ in known.unsettled]
    assert [entry[:4] for entry, _ in unknown.unsettled] == [entry[:4] for entry, _ in known.unsettled]
    assert unknown.paths == known.paths


def test_a_listing_without_the_known_beginnings_is_refused(repository: Repository) -> None:
    strange = listing(repository).replace(b"H 100644 ", b"H: 100644 ")
    with pytest.raises(GitRefusedError, match="in a form that is not known"):
        held_against_disk(str(repository.root), strange, 0)


FORGED = f"a\n  size: 1\tflags: 0\nH 100644 {'0' * 40} 0\tb.md"
"""A name that holds what an entry of the listing holds."""


@pytest.mark.parametrize("batch", [1, 200, 64 * 1024])
def test_a_listing_is_split_anywhere_between_entries(
    repository: Repository, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({FORGED: "x\n", f"z/{FORGED}": "x\n"})
    repository.write({FORGED: "changed\n", "b.md": "edited\n"})
    monkeypatch.setattr("archive_lint.git.index._BATCH", batch)
    index = IndexListing(open_git(str(repository.root))).read()
    names = repository.git("ls-files", "-z").encode()
    assert b"".join(path + b"\0" for path in index.paths) == names
    assert found(repository) == [(FORGED, FORGED), ("b.md", "b.md")]


@pytest.mark.skipif(sys.platform != "linux", reason="files in memory are Linux's")
def test_a_long_listing_comes_through_a_pipe_where_there_is_no_file_in_memory(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, flags: int) -> int:
        raise OSError(name, flags)

    expected = IndexListing(open_git(str(repository.root))).read()
    monkeypatch.setattr(os, "memfd_create", refuse)
    assert IndexListing(open_git(str(repository.root))).read().paths == expected.paths


def test_an_index_that_is_written_after_it_was_listed_settles_nothing_more(repository: Repository) -> None:
    listing = IndexListing(open_git(str(repository.root)))
    before = (repository.root / ".git/index").stat().st_mtime_ns
    os.utime(repository.root / ".git/index", ns=(before + 10**12, before + 10**12))
    assert listing.read().written == before


def test_the_index_is_not_written(repository: Repository) -> None:
    touch("a.md")(repository)
    before = (repository.root / ".git/index").read_bytes()
    git_here = open_git(str(repository.root))
    work_tree_changes(git_here, IndexListing(git_here).read())
    assert (repository.root / ".git/index").read_bytes() == before


def test_a_repository_that_names_objects_by_sha256_is_understood(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "checkout", "--object-format=sha256")
    repository.commit(FILES)
    touch("a.md")(repository)
    repository.write({"b.md": "x"})
    assert found(repository) == [("b.md", "b.md")]


@pytest.mark.parametrize("error", [GitRefusedError("no"), KeyboardInterrupt()])
def test_what_git_was_asked_meanwhile_ends_when_the_work_tree_cannot_be_read(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def fail(*_: object) -> None:
        raise error

    def keep(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(start(*arguments, **options))
        return started[-1]

    asked = open_git(str(repository.root))
    monkeypatch.setattr(subprocess, "Popen", keep)
    monkeypatch.setattr(revisions, "work_tree_changes", fail)
    with pytest.raises((RevisionError, KeyboardInterrupt)):
        differences(asked, "HEAD", IndexListing(asked).read())
    assert started
    assert all(process.returncode is not None for process in started)
