"""Lists an archive's files: what there is on disk, and what of it git tracks.

Folders are walked without following links. In a git work tree a file that git does not track is a page to look at but
no target of links: it is missing for everyone who clones.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

from msgspec import Struct

from archive_lint.git.command import repository_root, start_git
from archive_lint.model.listing import Listing

ENDING = ".md"
_OWN_FOLDERS = frozenset({".git", ".archive-lint"})


class DiscoveryError(Exception):
    """The folder cannot be listed."""


class Discovered(Struct, frozen=True):
    """An archive's files, and what on the way could not be listed."""

    listing: Listing
    problems: tuple[tuple[str, str], ...] = ()
    """Paths with what is wrong with them."""


def discover(root: str, excluded: Callable[[str], bool] | None = None) -> Discovered:
    """List the files below `root`. Raises `DiscoveryError` where there is no such folder or it cannot be read.

    `excluded` tells which paths are no pages; they still count as targets of links.
    """
    git = _start_git(root)
    walk = _Walk(root)
    walk.run()
    tracked, untracked = _finish_git(git)
    files = walk.files
    pages = [path for path in files if path.endswith(ENDING)]
    if tracked is not None:
        visible = tracked | untracked
        pages = [path for path in pages if path in visible]
        files = [path for path in files if path in tracked]
    if excluded is not None:
        pages = [path for path in pages if not excluded(path)]
    listing = Listing(
        pages=tuple(sorted(pages)),
        files=frozenset(files),
        untracked=frozenset(untracked),
        links_out=frozenset(walk.links_out),
        aliases=walk.aliases,
    )
    return Discovered(listing, tuple(sorted(walk.problems)))


class _Walk:
    """One walk over the folders of an archive."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.files: list[str] = []
        self.links_out: list[str] = []
        self.aliases: dict[str, str] = {}
        self.problems: list[tuple[str, str]] = []

    def run(self) -> None:
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(f"{self.root}/{folder}" if folder else self.root) as found:
                    entries = list(found)
            except OSError as error:
                if not folder:
                    raise DiscoveryError(f"{self.root}: cannot be listed: {error.strerror or error}") from error
                self.problems.append((folder, f"the folder cannot be listed: {error.strerror or error}"))
                continue
            if folder and any(entry.name == ".git" for entry in entries):
                # Another repository: a submodule, or a clone that lies about. Its pages are its own business.
                continue
            prefix = f"{folder}/" if folder else ""
            for entry in entries:
                self._take(prefix + entry.name, entry, folders)

    def _take(self, path: str, entry: os.DirEntry[str], folders: list[str]) -> None:
        # What nearly all entries are comes first.
        if entry.is_file(follow_symlinks=False) and _is_utf8(path):
            self.files.append(path)
        elif entry.is_symlink():
            self._take_link(path)
        elif entry.is_dir(follow_symlinks=False):
            if entry.name not in _OWN_FOLDERS and not (entry.name.startswith(".") and entry.name != ".github"):
                folders.append(path)
        elif not _is_utf8(path):
            shown = path.encode(errors="surrogateescape").decode(errors="backslashreplace")
            self.problems.append((shown, "the file's name is not UTF-8: rename it"))
        elif path.endswith(ENDING):
            self.problems.append((path, "is not a regular file: not checked"))

    def _take_link(self, path: str) -> None:
        try:
            target = os.path.realpath(f"{self.root}/{path}", strict=True)
        except OSError:
            # It dangles, or leads to itself.
            self.links_out.append(path)
            return
        inside = os.path.relpath(target, self.real_root)
        if inside == os.pardir or inside.startswith(os.pardir + os.sep) or os.path.isabs(inside):
            self.links_out.append(path)
        else:
            self.aliases[path] = inside.replace(os.sep, "/")


def _is_utf8(name: str) -> bool:
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _start_git(root: str) -> subprocess.Popen[bytes] | None:
    if repository_root(root) is None:
        return None
    return start_git(root, "ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard", "--", ".")


def _finish_git(git: subprocess.Popen[bytes] | None) -> tuple[set[str] | None, set[str]]:
    if git is None:
        return None, set()
    output, _ = git.communicate()
    if git.returncode != 0:
        return None, set()
    tracked: set[str] = set()
    untracked: set[str] = set()
    for line in output.decode(errors="surrogateescape").split("\0"):
        if line:
            (untracked if line.startswith("? ") else tracked).add(line[2:])
    return tracked, untracked
