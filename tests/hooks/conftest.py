from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from tests.repository import ENVIRONMENT, Repository

CHECKOUT = Path(__file__).parent.parent.parent
PACKAGED = (
    "linter",
    "rules",
    "share",
    "hatch_build.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    ".pre-commit-hooks.yaml",
)
INDEX = "news/2014/05/23/index.md"
OTHER_INDEX = "news/2014/05/21/index.md"


class Hooks(NamedTuple):
    """The hooks of this checkout as others install them: from a repository, by pre-commit, in their own environment."""

    url: str
    commit: str
    home: str
    script: str
    """What pre-commit installs in a repository, whatever the configuration: a file that git runs."""


class Committed(NamedTuple):
    """What came of an attempt to commit."""

    done: bool
    said: str


class Archive(Repository):
    """An archive whose commits run a hook."""

    def __init__(self, root: Path, hooks: Hooks, hook: str) -> None:
        super().__init__(root)
        self.hooks = hooks
        index = day_index([(TITLE, PATH)], previous=f"/{OTHER_INDEX}")
        other = day_index([(OTHER_TITLE, OTHER_PATH)], date="2014-05-21")
        self.commit(
            {
                ".pre-commit-config.yaml": pre_commit_config(hooks.url, hooks.commit, hook),
                PATH: story(related=[OTHER]),
                OTHER_PATH: story(
                    date="2014-05-21", title=OTHER_TITLE, related=[f"[{TITLE}](/{PATH}) _Context: Harbour_"]
                ),
                INDEX: index,
                INDEX.replace("index", "README"): index,
                OTHER_INDEX: other,
                OTHER_INDEX.replace("index", "README"): other,
            }
        )
        (root / ".git/hooks").mkdir()
        shutil.copy(hooks.script, root / ".git/hooks/pre-commit")

    def try_commit(self, *arguments: str) -> Committed:
        """Commit what is staged, as a person does."""
        done = subprocess.run(
            ["git", "commit", "--quiet", "--message=x", *arguments],
            cwd=self.root,
            env=environment(self.hooks.home),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Committed(done.returncode == 0, done.stdout + done.stderr)


def pre_commit_config(url: str, commit: str, hook: str) -> str:
    """Return a `.pre-commit-config.yaml` with one hook of one repository."""
    return f"repos: [{{repo: '{url}', rev: {commit}, hooks: [{{id: {hook}}}]}}]\n"


def environment(home: str) -> dict[str, str]:
    """What commands run with: no terminal, no configuration but the repository's, the hooks' environments in `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    # Else the coverage of this run would be asked for in the hooks' environment too, where there is no coverage.
    kept = {name: value for name, value in kept.items() if not name.startswith("COV_CORE")}
    # A hook compiles what it imports, a third of what pip would compile. Pip reads a 0 as that the option holds.
    return kept | ENVIRONMENT | {"PRE_COMMIT_HOME": home, "NO_COLOR": "1", "PIP_NO_COMPILE": "0"}


def pre_commit(home: str, *arguments: str, cwd: Path, fails: bool = False) -> str:
    """Run pre-commit, which succeeds or `fails`; what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=cwd,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode != 0) is fails, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    """The hooks, installed once for all the processes that run tests."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    url, home, ready = shared / "hooks", shared / "pre-commit", shared / "hooks-ready"
    with FileLock(shared / "hooks.lock"):
        if not ready.exists():
            repository = Repository(url)
            for name in PACKAGED:
                source = CHECKOUT / name
                if source.is_dir():
                    shutil.copytree(source, url / name, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(source, url / name)
            commit = repository.commit()
            user = Repository(shared / "hooks-user")
            user.write({".pre-commit-config.yaml": pre_commit_config(str(url), commit, "archive-lint")})
            pre_commit(str(home), "install", "--install-hooks", cwd=user.root)
            ready.write_text(commit)
    return Hooks(str(url), ready.read_text(), str(home), str(shared / "hooks-user/.git/hooks/pre-commit"))
