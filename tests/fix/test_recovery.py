"""Journals that no `--fix` wrote: whatever stands in one, only pages and temporary files beside them are touched."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.fix.apply import ApplyError, apply_changes, recover_pending
from archive_lint.fix.journal import Journal, digest
from archive_lint.fix.journal_place import JournalPlace
from archive_lint.fix.plan import Change
from archive_lint.fix.recovery import Recovered
from tests.repository import Repository

OLD = {"a.md": b"old a\n", "sub/b.md": b"old b\n"}
NEW = b"new\n"
TEMPORARY = ".archive-lint-1-0.tmp"


@pytest.fixture(params=["git", "no git"])
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An archive with a note, a program and a link out of it."""
    root = tmp_path / "archive"
    for path, content in {**OLD, "Makefile": b"all:\n", ".github/x.md": b"x\n", "sub/photo.jpg": b"x"}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/x.md").write_bytes(b"precious\n")
    (root / "way").symlink_to("../outside")
    if request.param == "git":
        Repository(root).commit()
    return root


def place(root: Path) -> JournalPlace:
    return JournalPlace(str(root))


def journal(root: Path) -> Path:
    return Path(place(root).made())


def line(path: str, **fields: Any) -> str:
    """A line that has a page replaced by a temporary file beside it."""
    temporary = f"{os.path.dirname(path)}/{TEMPORARY}".lstrip("/") if not path.startswith("/") else f"/{TEMPORARY}"
    before = OLD.get(path, b"precious\n")
    entry = {"path": path, "temporary": temporary, "before": digest(before), "after": digest(NEW)} | fields
    return json.dumps({"group": 0, "files": [entry]})


def everything(root: Path) -> dict[str, bytes | str]:
    """What lies in the archive and beside it, git's folder left out."""
    return {
        str(path): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in sorted(root.parent.rglob("*"))
        if ".git" not in path.parts and (path.is_symlink() or path.is_file())
    }


def recovered(root: Path) -> Recovered:
    began = time.monotonic()
    done = recover_pending(str(root))
    assert time.monotonic() - began < 5
    assert done is not None
    return done


def test_the_journal_of_a_work_tree_lies_in_gits_own_folder(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.commit({"news/a.md": "# A\n"})
    repository.git("worktree", "add", "--quiet", str(tmp_path / "tree"))
    assert place(repository.root).path == str(repository.root / ".git/archive-lint-fix.jsonl")
    assert place(tmp_path / "tree").path == str(repository.root / ".git/worktrees/tree/archive-lint-fix.jsonl")
    inner = Path(place(repository.root / "news").path)
    assert (inner.parent, inner != Path(place(repository.root).path)) == (repository.root / ".git", True)


def test_a_dot_git_that_leads_to_no_repository_gets_no_journal(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/.git").write_text("gitdir: ../precious\n")
    assert not place(tmp_path / "archive").path.startswith(str(tmp_path / "precious"))


def test_what_a_run_began_is_finished(root: Path) -> None:
    (root / TEMPORARY).write_bytes(NEW)
    journal(root).write_text(line("a.md") + '\n{"group":0,"ready":true}\n')
    assert recovered(root) == Recovered(["a.md"], [], [], [])
    assert (root / "a.md").read_bytes() == NEW
    assert not (root / TEMPORARY).exists()
    assert not place(root).is_pending


FORGED = {
    "a file that is not a page": line("Makefile", before=digest(b"all:\n")),
    "git's own folder": line(".git/config"),
    "a hook": line(".git/hooks/pre-commit", before=None),
    "above the root": line("../outside/x.md"),
    "through a link": line("way/x.md"),
    "an absolute path": line("/etc/x.md"),
    "a picture": line("sub/photo.jpg", before=digest(b"x")),
    "a new file that is not a page": line("evil.sh", before=None),
    "a new page in a folder without pages": line(".git/x.md", before=None),
    "another page as the temporary file": line("a.md", temporary="b.md"),
    "a temporary file elsewhere": line("a.md", temporary=f"sub/{TEMPORARY}"),
    "a temporary file above": line("a.md", temporary=f"../{TEMPORARY}"),
    "a NUL in the path": line("a.md\0"),
    "a NUL in the temporary file": line("a.md", temporary=f"{TEMPORARY}\0"),
    "no digest": line("a.md", after="x"),
    "dots": line("sub/../a.md"),
    "an empty path": line(""),
    "a very long path": line("a/" * 50_000 + "a.md"),
    "a surrogate": line("a\ud800.md"),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=list(FORGED))
def test_what_is_not_about_pages_is_ignored_and_said(root: Path, forged: str) -> None:
    (root / TEMPORARY).write_bytes(NEW)
    (root / f"sub/{TEMPORARY}").write_bytes(NEW)
    (root.parent / f"outside/{TEMPORARY}").write_bytes(NEW)
    before = everything(root)
    git = {path: path.read_bytes() for path in (root / ".git").rglob("*") if path.is_file()}
    journal(root).write_text(forged + '\n{"group":0,"ready":true}\n')
    assert recovered(root).complaints
    assert everything(root) == before
    assert {path: path.read_bytes() for path in (root / ".git").rglob("*") if path.is_file()} == git
    assert not place(root).is_pending


BROKEN = {
    "no JSON": b"no json\n",
    "an empty object": b"{}\n",
    "NULs": b"\0" * 5_000 + b"\n",
    "not UTF-8": b'{"group":0,"files":[{"path":"\xff"}]}\n',
    "deeply nested": b'{"group":0,"more":' + b"[" * 200_000 + b"]" * 200_000 + b"}\n",
    "another type": b'{"group":"0","files":7}\n',
    "a group twice": (line("a.md") + "\n" + line("sub/b.md") + "\n").encode(),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=list(BROKEN))
def test_a_journal_that_is_damaged_is_a_message(root: Path, content: bytes) -> None:
    before = everything(root)
    journal(root).write_bytes(content)
    (complaint,) = recovered(root).complaints
    assert "was damaged" in complaint
    assert everything(root) == before
    assert not place(root).is_pending


def test_a_last_line_that_a_crash_tore_off_is_none(root: Path) -> None:
    journal(root).write_text(line("a.md") + '\n{"group":0,"rea')
    assert recovered(root) == Recovered([], ["a.md"], [], [])


def a_link(file: Path) -> None:
    file.symlink_to(file.parent / "elsewhere")
    (file.parent / "elsewhere").write_text(line("a.md"))


def a_pipe(file: Path) -> None:
    os.mkfifo(file)


def a_folder(file: Path) -> None:
    file.mkdir()


def huge(file: Path) -> None:
    file.touch()
    os.truncate(file, 1 << 40)


@pytest.mark.parametrize("make", [a_link, a_pipe, a_folder, huge])
def test_what_cannot_be_a_journal_is_left_alone_and_stops_a_fix_only(root: Path, make: Callable[[Path], None]) -> None:
    file = journal(root)
    make(file)
    before = everything(root) if make is not huge else {}
    assert "remove it" in recovered(root).complaints[0]
    with pytest.raises(ApplyError, match="remove it"):
        apply_changes(str(root), {"a.md": Change(OLD["a.md"], NEW)})
    assert make is huge or everything(root) == before
    assert place(root).is_pending
    file.rmdir() if file.is_dir() else file.unlink()


@pytest.mark.parametrize("kind", ["a link", "a folder", "a pipe"])
def test_a_temporary_file_that_is_something_else_is_left_alone(root: Path, kind: str) -> None:
    file = root / TEMPORARY
    if kind == "a link":
        file.symlink_to(root.parent / "outside/x.md")
    elif kind == "a folder":
        file.mkdir()
    else:
        os.mkfifo(file)
    journal(root).write_text(line("a.md", after=digest(b"precious\n")) + '\n{"group":0,"ready":true}\n')
    assert recovered(root).undone == ["a.md"]
    assert os.path.lexists(file)
    assert (root / "a.md").read_bytes() == OLD["a.md"]


def test_a_page_that_is_gone_is_not_a_page_to_write_but_its_temporary_file_goes(root: Path) -> None:
    (root / "a.md").replace(root / "c.md")
    (root / TEMPORARY).write_bytes(NEW)
    journal(root).write_text(line("a.md") + '\n{"group":0,"ready":true}\n')
    assert recovered(root) == Recovered([], [], ["a.md"], [])
    assert not (root / "a.md").exists()
    assert not (root / TEMPORARY).exists()


def test_without_a_place_for_the_journal_nothing_is_fixed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if (root / ".git").exists():
        pytest.skip("git's own folder is the place")
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", "")
    with pytest.raises(ApplyError, match="--state-dir"):
        apply_changes(str(root), {"a.md": Change(OLD["a.md"], NEW)})
    assert (root / "a.md").read_bytes() == OLD["a.md"]


@pytest.mark.skipif(os.name == "nt", reason="needs modes")
def test_a_journal_can_be_read_by_anyone_who_shares_the_checkout(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    monkeypatch.setattr(Journal, "close", lambda *_, **__: modes.append(journal(root).stat().st_mode & 0o777))
    before = os.umask(0o077)
    try:
        apply_changes(str(root), {"a.md": Change(OLD["a.md"], NEW)})
    finally:
        os.umask(before)
    assert modes == [0o644]


paths = st.sampled_from(["a.md", "sub/b.md", "../outside/x.md", "Makefile", "way/x.md", ".git/config", "a.md\0", ""])
temporaries = st.sampled_from([TEMPORARY, f"sub/{TEMPORARY}", f"../outside/{TEMPORARY}", "a.md", "Makefile", "\0"])
digests = st.one_of(st.none(), st.text(max_size=3), st.sampled_from([digest(each) for each in (*OLD.values(), NEW)]))
entries = st.fixed_dictionaries({"path": paths, "temporary": temporaries, "before": digests, "after": digests})
lines = st.one_of(
    st.builds(
        lambda group, files: json.dumps({"group": group, "files": files}).encode(),
        st.integers(-1, 3),
        st.lists(entries, max_size=3),
    ),
    st.builds(lambda group: json.dumps({"group": group, "ready": True}).encode(), st.integers(-1, 3)),
    st.binary(max_size=40),
)


@given(st.lists(lines, max_size=6))
def test_whatever_a_journal_says_pages_are_old_or_new_and_nothing_else_changes(written: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "archive")
        for path, content in {**OLD, "Makefile": b"all:\n", "../outside/x.md": b"precious\n"}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        (root / "way").symlink_to("../outside")
        for path in (TEMPORARY, f"sub/{TEMPORARY}", f"../outside/{TEMPORARY}"):
            (root / path).write_bytes(NEW)
        journal(root).write_bytes(b"\n".join(written))
        recovered(root)
        for path, content in OLD.items():
            assert (root / path).read_bytes() in (content, NEW)
        assert (root / "Makefile").read_bytes() == b"all:\n"
        assert {path.name for path in (root.parent / "outside").iterdir()} == {"x.md", TEMPORARY}
        assert (root.parent / "outside/x.md").read_bytes() == b"precious\n"
