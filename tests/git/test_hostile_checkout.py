"""A checkout may hold anything, its `.git` included: no command runs a program that it names."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from archive_lint.cli.main import main
from archive_lint.git.command import git_around
from archive_lint.git.errors import GitRefusedError
from archive_lint.rule.examples import OTHER, PATH, TITLE, day_index, story
from tests.repository import ENVIRONMENT, Repository

INDEX = "news/2014/05/23/index.md"

COMMANDS = {
    "check": ("--offline",),
    "hook": ("--offline", "--changed-since", "HEAD"),
    "fixing hook": ("--offline", "--changed-since", "HEAD", "--fix"),
    "fix": ("--offline", "--fix", "--unsafe-fixes"),
    "diff": ("--offline", "--diff"),
    "baseline": ("baseline",),
    "explain": ("explain", "https://gazette.example/a"),
    "init": ("init", "--stdout"),
    "config": ("config",),
}

Plant = Callable[[Repository, str], None]
"""Puts into a work tree what would run a program, which is given."""


def configure(repository: Repository, settings: Mapping[str, str]) -> None:
    """Write what `git config` would write, without a start of git for each key."""
    with (repository.root / ".git/config").open("a") as file:
        for key, value in settings.items():
            section, _, name = key.rpartition(".")
            section, _, subsection = section.partition(".")
            file.write(f'[{section} "{subsection}"]' if subsection else f"[{section}]")
            file.write(f"\n\t{name} = {value}\n")


def setting(*keys: str) -> Plant:
    """Name the program under keys of `.git/config`."""

    def plant(repository: Repository, program: str) -> None:
        configure(repository, dict.fromkeys(keys, program))

    return plant


def attribute(text: str, *keys: str) -> Plant:
    """Name the program under keys that an attribute of all pages leads to."""

    def plant(repository: Repository, program: str) -> None:
        setting(*keys)(repository, program)
        repository.write({".gitattributes": f"*.md {text}\n", ".git/info/attributes": f"*.md {text}\n"})

    return plant


def hooks(repository: Repository, program: str) -> None:
    """Be the hooks of the repository, where they lie and where its configuration says that they lie."""
    for folder in (".git/hooks", "planted"):
        for name in ("post-checkout", "post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
            path = repository.root / folder / name
            path.parent.mkdir(exist_ok=True)
            shutil.copy(program, path)
    repository.git("config", "core.hooksPath", str(repository.root / "planted"))


def include(repository: Repository, program: str) -> None:
    """Name the program in a file that the configuration includes."""
    repository.write({"more.config": f'[core]\n\tfsmonitor = {program}\n[filter "f"]\n\tclean = {program}\n'})
    repository.git("config", "include.path", "../more.config")
    repository.write({".git/info/attributes": "*.md filter=f\n"})


def promisor(repository: Repository, program: str) -> None:
    """Be the remote from which a partial clone fetches what it lacks."""
    settings = {
        "remote.origin.url": f"ext::{program}",
        "remote.origin.promisor": "true",
        "remote.origin.partialclonefilter": "blob:none",
        "remote.origin.uploadpack": program,
        "extensions.partialClone": "origin",
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
    }
    configure(repository, settings)
    blob = repository.git("rev-parse", f"HEAD:{PATH}")
    (repository.root / ".git/objects" / blob[:2] / blob[2:]).unlink()


def other_helper(repository: Repository, program: str) -> None:
    """Plant a program that another kind of remote helper starts."""
    promisor(repository, program)
    repository.git("config", "remote.origin.vcs", "planted")
    repository.write({"git-remote-planted": Path(program).read_text()})
    (repository.root / "git-remote-planted").chmod(0o755)


SETTINGS = (
    *("core.fsmonitor", "core.pager", "pager.ls-files", "pager.diff", "pager.log", "pager.grep", "core.editor"),
    *("sequence.editor", "core.askPass", "core.sshCommand", "core.gitProxy", "core.alternateRefsCommand"),
    *("diff.external", "interactive.diffFilter", "credential.helper", "gpg.program", "gpg.ssh.program"),
    *("gpg.x509.program", "uploadpack.packObjectsHook", "trace2.eventTarget", "alias.ls-files", "alias.grep"),
)

PLANTS = [
    pytest.param(setting(*SETTINGS), id="settings"),
    pytest.param(hooks, id="hooks"),
    pytest.param(attribute("filter=f", "filter.f.clean", "filter.f.smudge"), id="a filter"),
    pytest.param(attribute("filter=f", "filter.f.process"), id="a filter process"),
    pytest.param(
        attribute("diff=d merge=m", "diff.d.command", "diff.d.textconv", "merge.m.driver"),
        id="drivers of diff and merge",
    ),
    pytest.param(include, id="an included configuration"),
    pytest.param(promisor, id="a promisor remote"),
    pytest.param(other_helper, id="a remote helper"),
]


def test_what_is_planted_is_what_git_reads(repository: Repository, program: str) -> None:
    configure(repository, dict.fromkeys(SETTINGS, program))
    listed = repository.git("config", "--local", "--list").splitlines()
    assert listed[-len(SETTINGS) :] == [f"{key.lower()}={program}" for key in SETTINGS]


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """The file that the planted program writes."""
    return tmp_path / "ran"


@pytest.fixture
def program(tmp_path: Path, mark: Path) -> str:
    """A program that leaves a mark."""
    path = tmp_path / "program"
    path.write_text(f'#!/bin/sh\necho "$0 $*" >> {mark}\ncat\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An archive with a page that a change touched, one that it added, and one that it took away."""
    repository = Repository(tmp_path / "checkout")
    repository.commit(
        {
            PATH: story(related=[OTHER]),
            INDEX: day_index([(TITLE, PATH)]),
            "news/2014/05/23/gone.md": story(title="Gone"),
        }
    )
    repository.write({PATH: story(related=[OTHER], summary="More."), "news/2014/05/23/new.md": story(title="New")})
    (repository.root / "news/2014/05/23/gone.md").unlink()
    # What git remembers of the file no longer holds: it would look at the content.
    os.utime(repository.root / INDEX, ns=(1, 1))
    return repository


Said = tuple[int, str]
Lint = Callable[..., Said]


@pytest.fixture
def lint(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Lint:
    """Runs a command in a folder, with the current folder on the PATH; returns its code and its messages."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}{os.pathsep}.")

    def run(folder: Path, *arguments: str) -> Said:
        monkeypatch.chdir(folder)
        code = main(arguments)
        said = capfd.readouterr().err
        assert "internal error" not in said
        return code, said

    return run


@pytest.mark.parametrize("plant", PLANTS)
def test_no_command_runs_a_program_of_the_checkout(
    repository: Repository, plant: Plant, program: str, mark: Path, lint: Lint
) -> None:
    plant(repository, program)
    mark.unlink(missing_ok=True)
    for name, command in COMMANDS.items():
        lint(repository.root, *command)
        assert not mark.exists(), (name, mark.read_text())


def embed_repository(root: Path, program: str) -> None:
    """Make a folder of ordinary files a bare repository that runs a program when git looks at its pages."""
    page = "news/2014/05/23/home.md"
    inner = Repository(root)
    inner.git("config", "filter.f.clean", "cat")
    inner.write({"news/.gitattributes": "*.md filter=f\n", page: story()})
    inner.commit()
    for name in ("HEAD", "objects", "refs", "config", "index"):
        shutil.move(root / ".git" / name, root / name)
    shutil.rmtree(root / ".git")
    (root / "config").write_text(
        f"[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = {program}\n"
        f'[filter "f"]\n\tclean = {program}\n'
    )
    os.utime(root / page, ns=(1, 1))


EMBEDDINGS = [
    pytest.param({"archive-lint.toml": '[archive]\nroot = "evil"\n'}, (), id="root by configuration"),
    pytest.param({}, ("evil/news/2014/05/23/home.md",), id="named page"),
    pytest.param({}, ("evil",), id="named folder"),
    pytest.param({"evil/archive-lint.toml": '[archive]\nroot = "."\n'}, ("evil/news",), id="nested configuration"),
    pytest.param({"evil/news/archive-lint.toml": '[archive]\nroot = ".."\n'}, ("evil/news",), id="root above"),
]


@pytest.mark.parametrize(("files", "paths"), EMBEDDINGS)
def test_a_repository_embedded_in_the_checkout_is_never_opened(
    tmp_path: Path, files: dict[str, str], paths: tuple[str, ...], program: str, mark: Path, lint: Lint
) -> None:
    repository = Repository(tmp_path / "checkout")
    embed_repository(repository.root / "evil", program)
    repository.commit({PATH: story(), **files})
    mark.unlink(missing_ok=True)
    for name in ("check", "hook", "fix", "diff"):
        lint(repository.root, *COMMANDS[name], "--", *paths)
        assert not mark.exists(), (name, mark.read_text())
    for name in ("check", "hook", "baseline", "init", "config"):
        lint(repository.root / "evil", *COMMANDS[name])
        assert not mark.exists(), (name, mark.read_text())


def test_a_bare_repository_is_not_an_archive(tmp_path: Path, program: str, lint: Lint) -> None:
    repository = Repository(tmp_path / "checkout")
    embed_repository(repository.root / "evil", program)
    repository.commit({"archive-lint.toml": '[archive]\nroot = "evil"\n'})
    code, said = lint(repository.root)
    assert code == 2
    assert "is a bare git repository, not an archive" in said


def test_a_file_of_patterns_that_nobody_writes_to_is_not_waited_for_without_end(
    repository: Repository, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    repository.git("config", "core.excludesFile", str(tmp_path / "pipe"))
    git = git_around(str(repository.root))
    assert git is not None
    with pytest.raises(GitRefusedError, match="did not answer within 1 seconds"):
        git.ask("ls-files", "--others", "--exclude-standard", seconds=1.0)


def test_a_program_named_git_in_the_current_folder_is_not_run(
    repository: Repository, program: str, mark: Path, lint: Lint
) -> None:
    shutil.copy(program, repository.root / "git")
    lint(repository.root, "--offline")
    assert not mark.exists()
