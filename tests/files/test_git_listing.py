"""What is there and what is not, where git says so: sparse checkouts, submodules, dot folders, and no answer at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_lint.cli.main import main
from archive_lint.files.discover import discover
from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from tests.repository import ENVIRONMENT, Repository

INDEX, OTHER_INDEX = "news/2014/05/23/index.md", "news/2014/05/21/index.md"
RELATED = f"[{TITLE}](/{PATH}) _Context: Harbour_"

Said = tuple[int, str]
Lint = Callable[..., Said]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A clean archive in git."""
    repository = Repository(tmp_path / "checkout")
    index = day_index([(TITLE, PATH)], previous=f"/{OTHER_INDEX}")
    other = day_index([(OTHER_TITLE, OTHER_PATH)], date="2014-05-21")
    repository.commit(
        {
            PATH: story(related=[OTHER]),
            OTHER_PATH: story(date="2014-05-21", title=OTHER_TITLE, related=[RELATED]),
            INDEX: index,
            INDEX.replace("index", "README"): index,
            OTHER_INDEX: other,
            OTHER_INDEX.replace("index", "README"): other,
        }
    )
    return repository


@pytest.fixture
def lint(repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lint:
    """Lints the archive: the exit code, and all that is said."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(repository.root)

    def run(*arguments: str) -> Said:
        code = main(["--no-cache", "--output-format", "concise", *arguments])
        said = capsys.readouterr()
        assert "internal error" not in said.err
        return code, said.out + said.err

    return run


def sparse(*patterns: str) -> Callable[[Repository], object]:
    return lambda repository: repository.git("sparse-checkout", "set", "--no-cone", *patterns)


@pytest.mark.parametrize(
    "leave_out",
    [
        pytest.param(sparse("/*", f"!/{OTHER_PATH}"), id="one story"),
        pytest.param(sparse("/*", f"!/{OTHER_INDEX}"), id="one index"),
        pytest.param(sparse("/*", "!/news/2014/05/21/"), id="one day"),
        pytest.param(lambda repository: repository.git("sparse-checkout", "set", "news/2014/05/23"), id="a cone"),
        pytest.param(
            lambda repository: (
                repository.git("update-index", "--skip-worktree", OTHER_PATH),
                (repository.root / OTHER_PATH).unlink(),
            ),
            id="one file by hand",
        ),
    ],
)
def test_what_a_sparse_checkout_leaves_out_is_there(
    repository: Repository, lint: Lint, leave_out: Callable[[Repository], object]
) -> None:
    leave_out(repository)
    assert lint("--select", "L,D,I")[0] == 0
    before = repository.git("status", "--porcelain")
    lint("--fix", "--unsafe-fixes")
    assert repository.git("status", "--porcelain") == before
    repository.write({PATH: story(related=[OTHER], summary="More.")})
    assert lint("--changed-since", "HEAD", "--select", "L,D,I")[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: None, id="nothing"),
        pytest.param(sparse("/*", f"!/{OTHER_PATH}"), id="a sparse checkout"),
        pytest.param(lambda repository: repository.git("update-index", "--assume-unchanged", PATH), id="assumed"),
        pytest.param(lambda repository: repository.git("rm", "-q", "--cached", PATH), id="no longer tracked"),
        pytest.param(lambda repository: (repository.root / PATH).unlink(), id="gone from disk"),
        pytest.param(
            lambda repository: (
                repository.write({".gitignore": "b.md\n", "a.md": "", "b.md": "", "é\n.md": "", ".x/c.md": ""}),
                repository.git("add", "-N", "é\n.md", ".x"),
            ),
            id="untracked, ignored, hidden, and a name alone",
        ),
    ],
)
@pytest.mark.parametrize("folder", [".", "news"])
def test_the_same_files_are_found_with_the_index(
    repository: Repository, change: Callable[[Repository], object], folder: str
) -> None:
    change(repository)
    root = str(repository.root / folder)
    plain, indexed = discover(root), discover(root, is_index_wanted=True)
    assert (indexed.listing, indexed.ignored) == (plain.listing, plain.ignored)
    assert plain.index is None
    assert indexed.index is not None


@pytest.mark.parametrize("folder", [".attachments", ".well-known", "news/.img", ".a/.b"])
def test_a_file_in_a_dot_folder_is_a_target_where_git_tracks_it(
    repository: Repository, lint: Lint, folder: str
) -> None:
    page = story(related=[OTHER], summary=f"![P](/{folder}/p.png)")
    repository.write({f"{folder}/p.png": "", PATH: page})
    assert "L009" in lint()[1]
    repository.commit()
    assert lint()[0] == 0


def test_without_git_a_file_in_a_dot_folder_is_a_target(repository: Repository, lint: Lint) -> None:
    shutil.rmtree(repository.root / ".git")
    repository.write({".attachments/p.png": "", PATH: story(related=[OTHER], summary="![P](/.attachments/p.png)")})
    assert lint()[0] == 0


@pytest.mark.parametrize("target", ["/media/a.jpg", "/media/", "/media/in/b.jpg"])
def test_the_files_of_a_submodule_are_targets(repository: Repository, lint: Lint, tmp_path: Path, target: str) -> None:
    media = Repository(tmp_path / "media")
    media.commit({"a.jpg": "", "in/b.jpg": "", "p.md": "# P\n"})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(media.root), "media")
    repository.commit({PATH: story(related=[OTHER], summary=f"![A]({target})")})
    assert lint()[0] == 0
    # Not checked out, nothing can be said of what is in it.
    repository.git("submodule", "--quiet", "deinit", "--force", "media")
    assert lint()[0] == 0
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init")
    repository.write({PATH: story(related=[OTHER], summary="![A](/media/gone.jpg)")})
    assert "L009" in lint()[1]


def test_a_clone_that_lies_about_is_not_part_of_the_archive(repository: Repository, lint: Lint) -> None:
    Repository(repository.root / "clone").commit({"a.jpg": "", "p.md": "# P\n\n[x](gone.md)\n"})
    repository.write({PATH: story(related=[OTHER], summary="![A](/clone/a.jpg)")})
    code, said = lint()
    assert code == 1
    assert "'/clone/a.jpg'" in said
    assert "gone.md" not in said


def test_symbolic_links_are_followed_one_after_the_other(repository: Repository, lint: Lint) -> None:
    (repository.root / "news/latest").symlink_to("2014")
    (repository.root / "news/2014/current").symlink_to("05/23")
    (repository.root / "news/loop").symlink_to("loop")
    (repository.root / "nowhere.md").symlink_to("gone.md")
    name = PATH.rpartition("/")[2]
    repository.commit({PATH: story(related=[OTHER], summary=f"[A](/news/latest/current/{name})")})
    assert lint()[0] == 0
    repository.commit({PATH: story(related=[OTHER], summary="[A](/nowhere.md) [B](/news/loop/x.md)")})
    assert [line.split(":")[3].split()[0] for line in lint()[1].splitlines() if "L0" in line] == ["L009", "L009"]


NOWHERE = "gitdir: /nonexistent/.git/worktrees/w\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(NOWHERE, "leads to '/nonexistent/.git/worktrees/w', which does not exist", id="leads nowhere"),
        pytest.param("", "is neither a folder nor names one", id="empty"),
        pytest.param("gitdir: \0\n", "is neither a folder nor names one", id="NUL"),
        pytest.param("\xff" * 100, "is neither a folder nor names one", id="junk"),
    ],
)
def test_a_git_file_that_leads_nowhere_is_said_and_the_run_goes_on(
    repository: Repository, lint: Lint, text: str, said: str
) -> None:
    shutil.rmtree(repository.root / ".git")
    (repository.root / ".git").write_text(text)
    code, all_said = lint()
    assert code == 0
    assert said in all_said
    assert "git worktree repair" in all_said
    code, all_said = lint("--changed-since", "HEAD")
    assert code == 2
    assert said in all_said


def test_without_git_on_the_path_that_is_said_and_the_run_goes_on(
    repository: Repository, lint: Lint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository.root))
    code, said = lint()
    assert code == 0
    assert "git is not on the PATH" in said
    assert lint("--changed-since", "HEAD")[0] == 2


def test_an_empty_git_folder_is_said_to_be_none(repository: Repository, lint: Lint) -> None:
    shutil.rmtree(repository.root / ".git")
    (repository.root / ".git").mkdir()
    code, said = lint()
    assert code == 0
    assert "has a .git that is not a repository" in said


@pytest.mark.parametrize("junk", [b"x\n", b"DIRC\0\0\0\x09", b"DIRC\0\0\0\x02\xff\xff\xff\xff"])
def test_a_damaged_index_ends_the_run_with_the_remedy(repository: Repository, lint: Lint, junk: bytes) -> None:
    (repository.root / ".git/index").write_bytes(junk)
    for arguments in ((), ("--changed-since", "HEAD"), ("--fix",)):
        code, said = lint(*arguments)
        assert code == 2
        assert "git cannot read the index" in said
        assert "No findings" not in said


def run_here(root: Path, *arguments: str, **environment: str) -> Said:
    """Lint in a process of its own, with these variables besides."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        [sys.executable, "-m", "archive_lint", "--no-cache", *arguments],
        cwd=root,
        env=kept | {"GIT_CONFIG_NOSYSTEM": "1", "HOME": str(root.parent)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_repository_of_another_owner_ends_the_run_until_it_is_called_safe(
    repository: Repository, tmp_path: Path
) -> None:
    root = repository.root
    for path in [root, *root.rglob("*")]:
        os.chown(path, 12345, 12345, follow_symlinks=False)
    for arguments in ((), ("--changed-since", "HEAD")):
        code, said = run_here(root, *arguments)
        assert code == 2
        assert "belongs to another owner" in said
        assert f"safe.directory {root.resolve()}" in said
        assert "usage:" not in said
    (tmp_path / "given").write_text(f"[safe]\n\tdirectory = {root.resolve()}\n")
    by_count = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    for given in ({"GIT_CONFIG_GLOBAL": str(tmp_path / "given")}, by_count):
        assert run_here(root, "--changed-since", "HEAD", **given)[0] == 0
    (tmp_path / ".gitconfig").write_text("[safe]\n\tdirectory = *\n")
    assert run_here(root)[0] == 0


def test_a_blob_that_a_partial_clone_lacks_ends_the_run_with_the_remedy(
    repository: Repository, lint: Lint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.commit({PATH: story(related=[OTHER], summary="More.")})
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--filter=blob:none", f"file://{repository.root}", str(clone))
    monkeypatch.chdir(clone)
    assert lint()[0] == 0
    code, said = lint("--changed-since", "HEAD~1")
    assert code == 2
    assert "partial clone" in said
    assert "git fetch --refetch" in said


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        ("[core\n", "bad config line"),
        ("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tstrange = 1\n", "extension found: strange"),
        ("[core]\n\trepositoryformatversion = 99\n", "Expected git repo version <= 1, found 99"),
    ],
)
def test_a_configuration_that_git_refuses_ends_the_run_with_what_it_says(
    repository: Repository, lint: Lint, configuration: str, said: str
) -> None:
    (repository.root / ".git/config").write_text(configuration)
    for arguments in ((), ("--changed-since", "HEAD"), ("--fix",)):
        code, all_said = lint(*arguments)
        assert code == 2
        assert said in all_said
        assert len(all_said.splitlines()) == 1
