"""A git repository that is read and never written: what it held at each commit, and copies of its states."""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Sequence

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "core.hooksPath",
    "GIT_CONFIG_VALUE_0": os.devnull,
    "GIT_CONFIG_KEY_1": "core.autocrlf",
    "GIT_CONFIG_VALUE_1": "false",
    "GIT_OPTIONAL_LOCKS": "0",
}
"""So that what git does depends on the repository alone."""
_PATHS = 200
"""Named in one command: a command line has an end."""
_SECONDS = 600.0


class HistoryError(Exception):
    """Git cannot tell what was asked; the message is git's own."""


def run_git(folder: str, *arguments: str, given: bytes | None = None) -> bytes:
    """Run git in a folder, with `given` on its standard input. Return what it prints. Raises `HistoryError`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=environment | ENVIRONMENT,
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HistoryError(f"git {arguments[0]} in {folder}: {error}") from error
    if done.returncode:
        raise HistoryError(f"git {arguments[0]} in {folder}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


class History:
    """The commits of a repository."""

    def __init__(self, folder: str) -> None:
        """Take any folder of a work tree, or a bare repository."""
        self.folder = folder

    def commit(self, revision: str) -> str:
        """Return the name of the commit that a revision means. Raises `HistoryError`."""
        return self._lines("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")[0]

    def first_parents(self, late: str) -> Sequence[str]:
        """Return the commits that led to `late`, merged branches left out, oldest first."""
        return self._lines("rev-list", "--first-parent", "--reverse", late)

    def check_out(self, commit: str, folder: str) -> None:
        """Write the state of a commit to a new folder, as a repository of its own that ends there."""
        top = run_git(self.folder, "rev-parse", "--absolute-git-dir").decode().strip()
        run_git(os.path.dirname(folder), "clone", "--quiet", "--shared", "--no-checkout", "--no-tags", top, folder)
        run_git(folder, "checkout", "--quiet", "--detach", commit)
        for reference in run_git(folder, "for-each-ref", "--format=%(refname)").decode().split():
            run_git(folder, "update-ref", "--no-deref", "-d", reference)

    def later_texts(self, early: str, late: str, paths: Sequence[str]) -> dict[str, list[str]]:
        """Return all that pages held at the commits after `early` up to `late`, by their paths."""
        blobs: defaultdict[str, list[str]] = defaultdict(list)
        for start in range(0, len(paths), _PATHS):
            named = [f":(top,literal){path}" for path in paths[start : start + _PATHS]]
            shown = ("log", "--first-parent", "-m", "--raw", "--no-renames", "--no-abbrev", "--format=", "-z")
            fields = run_git(self.folder, *shown, f"{early}..{late}", "--", *named).decode(errors="replace")
            for header, path in _pairs(fields.split("\0")):
                blobs[path].append(header.split()[3])
        names = sorted({blob for each in blobs.values() for blob in each if blob.strip("0")})
        texts = self._blobs(names)
        return {path: [texts[blob] for blob in each if blob in texts] for path, each in blobs.items()}

    def _blobs(self, names: Sequence[str]) -> dict[str, str]:
        output = run_git(self.folder, "cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
        texts: dict[str, str] = {}
        at = 0
        for name in names:
            end = output.index(b"\n", at)
            size = int(output[at:end].split()[-1])
            texts[name] = output[end + 1 : end + 1 + size].decode(errors="replace")
            at = end + size + 2
        return texts

    def _lines(self, *arguments: str) -> list[str]:
        lines = run_git(self.folder, *arguments).decode(errors="replace").splitlines()
        if not lines:
            raise HistoryError(f"git {' '.join(arguments)} in {self.folder}: nothing")
        return lines


def _pairs(fields: Sequence[str]) -> list[tuple[str, str]]:
    """Return the headers of raw differences, each with its path."""
    kept = [field.strip("\n") for field in fields if field.strip("\n")]
    return list(zip(kept[::2], kept[1::2], strict=True))
