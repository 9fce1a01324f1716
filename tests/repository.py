"""Git repositories for tests: small, in a temporary folder, whatever git is configured to do on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@archive.example",
    "GIT_AUTHOR_DATE": "2014-05-23T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@archive.example",
    "GIT_COMMITTER_DATE": "2014-05-23T12:00:00Z",
}
TEMPLATE = Path(__file__).parent / "repository_template"
"""What a new repository begins with: the configuration, so that no further commands have to write it."""


class Repository:
    """A git work tree."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", f"--template={TEMPLATE}", *options)

    @classmethod
    def copied(cls, source: Path, root: Path) -> Repository:
        """A copy of a repository, which is made sooner than a new one."""
        shutil.copytree(source, root, symlinks=True)
        repository = cls.__new__(cls)
        repository.root = root
        return repository

    def git(self, *arguments: str) -> str:
        """Run a git command; what it prints."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=environment | ENVIRONMENT,
            capture_output=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files."""
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(self, files: Mapping[str, str | bytes] | None = None) -> str:
        """Write files and commit all there is; the commit's name."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x")
        return self._head()

    def _head(self) -> str:
        """The commit that is checked out: read where it stands, since git takes longer to start than to answer."""
        folder = self.root / ".git"
        if folder.is_dir():
            branch = folder / (folder / "HEAD").read_text().strip().removeprefix("ref: ")
            if branch.is_file():
                return branch.read_text().strip()
        return self.git("rev-parse", "HEAD")
