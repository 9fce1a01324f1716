"""State from the command line: what a checkout plants is not believed, by any user and from any folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest

from archive_lint.cli.main import main
from archive_lint.files.state_folder import find_state_folder
from archive_lint.fix.journal import digest
from archive_lint.fix.journal_place import JournalPlace
from archive_lint.model.verdict import VerdictKind
from archive_lint.rule.examples import PATH, story
from archive_lint.web.history import Record
from archive_lint.web.history_file import open_history
from tests.repository import Repository

from .conftest import Done, Run, Write

URL = "http://127.0.0.1:9/a"
SOURCES = [f"[Gazette]({URL})"]
SOUND = {PATH: story(sources=SOURCES)}
FAULTY = {PATH: story(sources=SOURCES, related=None)}
ONLY = ("--offline", "--select", "S001")
ONLINE = ("--online", "--select", "U001", "--allow-network=127.0.0.0/8", "--config=web.retries=0")
MAGIC = bytes.fromhex("d9d505f920a163d7")
NOBODY = 65534

needs_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be others")


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if ".git" not in path.parts and path.is_file() and not path.is_symlink()
    }


def forge_history(folder: Path, victim: Path) -> None:
    """A history in which a source is alive, with a hot journal that has SQLite delete a file."""
    folder.mkdir(exist_ok=True)
    with closing(open_history(str(folder / "links.db"))) as history:
        for at in (1.0, time.time()):
            history.add(URL, Record(at=at, kind=VerdictKind.ALIVE))
    pages = (folder / "links.db").stat().st_size // 4096
    head = (MAGIC + struct.pack(">IIIII", 0, 1, pages, 512, 4096)).ljust(512, b"\0")
    name = str(victim).encode()
    tail = struct.pack(">I", 0x40000000 // 4096 + 1) + name + struct.pack(">II", len(name), sum(name)) + MAGIC
    (folder / "links.db-journal").write_bytes(head + tail)


@pytest.fixture
def victim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file outside of the archive."""
    file = tmp_path_factory.mktemp("outside") / "victim.txt"
    file.write_text("precious")
    return file


# What a checkout holds


@pytest.mark.parametrize("command", [("explain", URL), ONLY, ONLINE])
@pytest.mark.parametrize("has_git", [True, False], ids=["git", "no git"])
def test_a_history_in_the_checkout_is_nobodys(
    run: Run, write: Write, tmp_path: Path, victim: Path, command: tuple[str, ...], has_git: bool
) -> None:
    write(SOUND)
    forge_history(tmp_path / ".archive-lint", victim)
    if has_git:
        Repository(tmp_path).commit()
    before = everything(tmp_path)
    done = run(*command)
    assert done.code in (0, 3)
    assert command[0] == "explain" or ".archive-lint: an earlier version kept its state here" in done.err
    assert "never checked" in done.out or command[0] != "explain"
    assert everything(tmp_path) == before
    assert victim.read_text() == "precious"


@pytest.mark.parametrize("command", [("explain", URL), ONLY, ONLINE, ("config",)])
@pytest.mark.parametrize("has_git", [True, False], ids=["git", "no git"])
def test_one_that_is_named_as_state_is_refused(
    run: Run,
    write: Write,
    tmp_path: Path,
    victim: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    has_git: bool,
) -> None:
    write(FAULTY)
    forge_history(tmp_path / "kept", victim)
    if has_git:
        Repository(tmp_path).commit()
    before = everything(tmp_path)
    monkeypatch.setenv("ARCHIVE_LINT_STATE_DIR", "kept")
    done = run(*command)
    assert (done.code, done.out) == (2, "")
    assert re.search("git tracks kept/links.db|archive without git", done.err)
    assert everything(tmp_path) == before
    assert victim.read_text() == "precious"


@pytest.mark.parametrize("where", [".archive-lint", "kept"])
def test_a_forged_cache_of_an_archive_without_git_is_not_believed(
    run: Run, write: Write, tmp_path: Path, where: str
) -> None:
    """Somebody sends an archive as a ZIP, with a cache that says that there is nothing to find."""
    write(SOUND)
    assert run(*ONLY, "--state-dir", str(tmp_path.parent / f"{tmp_path.name}-made")).code == 0
    shutil.copytree(tmp_path.parent / f"{tmp_path.name}-made", tmp_path / where)
    write(FAULTY)
    assert run(*ONLY).code == 1
    done = run(*ONLY, "--state-dir", where)
    assert done.code == 2
    assert "name a folder outside" in done.err


def test_a_cache_that_git_tracks_is_not_believed(run: Run, write: Write, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    write(SOUND)
    repository.commit()
    assert run(*ONLY, "--state-dir", "kept").code == 0
    repository.git("add", "--force", "kept")
    assert run(*ONLY, "--state-dir", "kept").code == 2


def test_a_named_folder_in_the_checkout_is_not_looked_at_for_pages(run: Run, write: Write, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    write(SOUND)
    repository.commit()
    run(*ONLY, "--state-dir", "news/kept")
    write({"news/kept/x.md": story(related=None)})
    for options, said in ((("--state-dir", "news/kept"), "on 1 page."), ((), "on 2 pages.")):
        (tmp_path / "news/kept/.gitignore").unlink()
        assert said in run(*ONLY, *options).out


def test_a_history_that_is_named_outside_of_any_checkout_is_looked_at_first(
    run: Run, write: Write, tmp_path: Path, victim: Path
) -> None:
    write(FAULTY)
    forge_history(victim.parent / "kept", victim)
    done = run("explain", URL, "--state-dir", str(victim.parent / "kept"))
    assert done.code == 0
    assert "never checked" in done.out
    assert "has a journal beside it" in done.err
    assert victim.read_text() == "precious"


def test_a_journal_of_a_fix_that_a_checkout_holds_is_nobodys(run: Run, write: Write, tmp_path: Path) -> None:
    entry = {"path": PATH, "temporary": f"{os.path.dirname(PATH)}/.archive-lint-1-0.tmp", "before": None, "after": "0"}
    write({**FAULTY, ".archive-lint/fix-journal.jsonl": json.dumps({"group": 0, "files": [entry]}) + "\n"})
    Repository(tmp_path).commit()
    done = run("--offline")
    assert done.code == 1
    assert "cut off" not in done.err


def test_a_damaged_journal_is_said_and_the_run_goes_on(run: Run, write: Write, tmp_path: Path) -> None:
    write(FAULTY)
    Path(JournalPlace(str(tmp_path)).made()).write_bytes(b"\0" * 100 + b"\n" + b"[" * 10_000)
    done = run("--offline")
    assert done.code == 1
    assert "was damaged" in done.err
    assert "cut off" not in done.err
    assert run("--offline").err == ""


# What people are told


def test_config_shows_the_folder_and_where_it_comes_from(run: Run, write: Write, tmp_path: Path) -> None:
    write(FAULTY)
    folder = find_state_folder(str(tmp_path)).path
    assert f"state          {folder}  # default" in run("config").out.splitlines()
    state = json.loads(run("config", "--output-format", "json", "--state-dir", f"{tmp_path}-kept").out)["state"]
    assert state == {"folder": f"{tmp_path}-kept", "origin": "--state-dir", "trouble": None}


def test_config_says_why_there_is_none(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(FAULTY)
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", "")
    assert re.search(r"^state +\(none: .*--state-dir", run("config").out, re.MULTILINE)
    state = json.loads(run("config", "--output-format", "json").out)["state"]
    assert (state["folder"], state["origin"]) == (None, "default")
    assert "not an absolute path" in state["trouble"]


def test_a_configured_history_is_told_what_took_its_place(run: Run, write: Write) -> None:
    write({**FAULTY, "archive-lint.toml": '[web]\nhistory = "links.db"\n'})
    done = run()
    assert done.code == 2
    assert "archive-lint.toml:2" in done.err
    assert "--state-dir" in done.err


@pytest.mark.parametrize("home", ["", "relative", "inside"])
def test_without_a_folder_a_run_goes_on_and_says_so_once_to_those_who_ask(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    write(FAULTY)
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home") if home == "inside" else home)
    assert "state" not in run("--offline").err
    assert run("--offline", "-v").err.count("nothing is kept between runs") == 1
    done = run(*ONLINE)
    assert done.err.count("nothing is remembered") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["news"]


# Other checkouts and other users


def test_work_trees_share_a_confirmed_verdict(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path / "one")
    repository.commit(FAULTY)
    repository.git("worktree", "add", "--quiet", str(tmp_path / "elsewhere"))
    with closing(open_history(os.path.join(find_state_folder(str(repository.root)).made(), "links.db"))) as history:
        for day in range(10):
            history.add(URL, Record(at=1.7e9 + day * 86_400, kind=VerdictKind.DEAD))
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert run("explain", URL).out.splitlines()[1].startswith("dead, confirmed")


def test_checkouts_anywhere_share_a_folder_that_is_named(
    run: Run, tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = str(tmp_path / "kept")
    for name in ("one", "other"):
        write({f"{name}/{path}": text for path, text in FAULTY.items()})
    os.mkdir(named)
    with closing(open_history(os.path.join(named, "links.db"))) as history:
        history.add(URL, Record(at=1.7e9, kind=VerdictKind.DEAD))
    for name in ("one", "other"):
        monkeypatch.chdir(tmp_path / name)
        assert run("explain", URL, "--state-dir", named).out.splitlines()[1].startswith("dead")


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Path]:
    """A folder that every user can reach, unlike those of the tests, and a program of which all is loaded."""
    (tmp_path / "page.md").write_text("# A page\n")
    main(["--offline", "--jobs=1", "--quiet", "--exit-zero", str(tmp_path)])
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def as_user(user: int, root: Path, *arguments: str) -> Done:
    """Run a command as another user, in a process of its own."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
                os.chdir(root)
                with redirect_stdout(out), redirect_stderr(err):
                    code = main(arguments)
                out.flush()
                err.flush()
                os._exit(code)
            os._exit(99)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return Done(os.waitstatus_to_exitcode(status), out.read(), err.read())


def own(folder: Path, user: int) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)


@needs_root
def test_a_folder_of_another_user_is_not_used(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, root = shared / "home", shared / "archive"
    for path, text in FAULTY.items():
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text)
    (home / ".local/state").mkdir(parents=True)
    own(home, NOBODY)
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(root)
    assert "belongs to another user" in find_state_folder(str(root)).trouble
    assert main(["--offline", "--jobs=1", "--quiet"]) == 1
    done = as_user(NOBODY, root, "--offline", "--jobs=1", "-v")
    assert done.code == 1, done
    (kept,) = (home / ".local/state/archive-lint").iterdir()
    assert kept.stat().st_uid == NOBODY
    assert (kept / "outcome.cache").is_file()


@needs_root
def test_a_home_that_is_read_only_costs_what_is_kept_alone(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, root = shared / "home", shared / "archive"
    for path, text in FAULTY.items():
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text)
    home.mkdir()
    own(home, NOBODY)
    home.chmod(0o555)
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(root)
    main(["--offline", "--jobs=1", "--quiet"])
    done = as_user(NOBODY, root, "--offline", "--jobs=1", "-v")
    assert done.code == 1, done
    assert "cannot be made: Permission denied" in done.err
    assert as_user(NOBODY, root, "--offline", "--jobs=1", "-q").err == ""


@needs_root
@pytest.mark.parametrize("has_git", [True, False], ids=["git", "no git"])
@pytest.mark.parametrize("is_ready", [True, False], ids=["ready", "not ready"])
@pytest.mark.parametrize(("killed", "next_one"), [(0, NOBODY), (NOBODY, 0)], ids=["by root", "by nobody"])
def test_a_fix_killed_as_one_user_is_brought_to_an_end_by_the_next(
    shared: Path, monkeypatch: pytest.MonkeyPatch, killed: int, next_one: int, is_ready: bool, has_git: bool
) -> None:
    root, old, new = shared / "archive", story(related=None), story()
    repository = Repository(root)
    repository.commit({PATH: old})
    if not has_git:
        shutil.rmtree(root / ".git")
        (shared / "kept").mkdir()
        monkeypatch.setenv("ARCHIVE_LINT_STATE_DIR", str(shared / "kept"))
    own(shared, NOBODY)
    shared.chmod(0o755)
    temporary = f"{os.path.dirname(PATH)}/.archive-lint-1-0.tmp"
    entry = {"path": PATH, "temporary": temporary, "before": digest(old.encode()), "after": digest(new.encode())}
    lines = [json.dumps({"group": 0, "files": [entry]})] + ['{"group":0,"ready":true}'] * is_ready
    journal = Path(JournalPlace(str(root)).path)
    journal.write_text("\n".join(lines) + "\n")
    (root / temporary).write_text(new)
    for file in (journal, root / temporary):
        os.chown(file, killed, killed)
    for name, value in {"COUNT": "1", "KEY_0": "safe.directory", "VALUE_0": "*"}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    monkeypatch.chdir(root)
    if next_one == 0:
        main(["--offline", "--jobs=1", "--quiet", "--exit-zero"])
    else:
        as_user(next_one, root, "--offline", "--jobs=1", "--exit-zero")
    assert (root / PATH).read_text() == (new if is_ready else old)
    assert not (root / temporary).exists()
    assert not journal.exists()
