"""A walk over the folders of an archive, which follows no links."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property

from archive_lint.model.listing import ENDINGS

_OWN_FOLDERS = frozenset({b".git", b".archive-lint"})
_SHOWN = b".github"
"""The one dot folder whose pages people write for others to read."""


class Walk:
    """The files below a root, and the other names that a link cannot lead to."""

    def __init__(self, root: str, *, is_hidden_wanted: bool = True) -> None:
        """Take the root, and whether to look into dot folders."""
        self.root = root
        self.real_root = os.path.realpath(root)
        self.files: list[str] = []
        """Sorted, as git sorts what it tracks."""
        self.folders: set[str] = set()
        self.repositories: set[str] = set()
        """Folders that are work trees of other repositories: submodules, or clones. They are not entered."""
        self.links_out: list[str] = []
        self.dangling: list[str] = []
        self.aliases: dict[str, str] = {}
        self.passed_by: list[str] = []
        """Dot folders that are not entered, and files whose names are not UTF-8."""
        self.problems: list[tuple[str, str]] = []
        self._is_hidden_wanted = is_hidden_wanted

    def run(self) -> None:
        """Walk over all folders. Raises `OSError` if the root cannot be listed."""
        self._walk("", is_repository_wanted=False)
        self.files.sort()

    @cached_property
    def encoded(self) -> bytes:
        """The files that `run` has found as git writes them: each with a NUL after it."""
        return "\0".join([*self.files, ""]).encode()

    def enter(self, folder: str) -> None:
        """Walk over a folder that is the work tree of another repository."""
        self._walk(folder, is_repository_wanted=True)

    @staticmethod
    def is_hidden(path: str) -> bool:
        """Return whether a file lies in a dot folder, whose pages are not for readers."""
        if not path.startswith(".") and "/." not in path:
            return False
        return any(part.startswith(".") and part != ".github" for part in path.split("/")[:-1])

    def _walk(self, start: str, *, is_repository_wanted: bool) -> None:
        root = os.fsencode(self.root)
        # Paths are bytes until all are decoded at once, and the files of a folder are one piece of them until then:
        # a few steps for each file take as long as the system takes to find it.
        pieces: list[bytes] = []
        entered: list[bytes] = []
        folders = [os.fsencode(start)]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(root + b"/" + folder if folder else root) as found:
                    entries = list(found)
            except OSError as error:
                if not folder:
                    raise
                message = f"the folder cannot be listed: {error.strerror or error}"
                self.problems.append((os.fsdecode(folder), message))
                continue
            if folder:
                entered.append(folder)
            names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
            others = (
                [entry for entry in entries if not entry.is_file(follow_symlinks=False)]
                if (len(names) < len(entries))
                else []
            )
            if b".git" in names or any(entry.name == b".git" for entry in others):
                if folder and not is_repository_wanted:
                    self.repositories.add(os.fsdecode(folder))
                    continue
                names = [name for name in names if name != b".git"]
            prefix = folder + b"/" if folder else b""
            for entry in others:
                self._take(prefix + entry.name, entry, folders)
            if names:
                pieces.append(prefix + (b"\0" + prefix).join(names))
        self.folders.update(_decoded(entered))
        self._take_files(_decoded(pieces))

    def _take(self, encoded: bytes, entry: os.DirEntry[bytes], folders: list[bytes]) -> None:
        """Take what is not a regular file."""
        path, name = os.fsdecode(encoded), entry.name
        if entry.is_symlink():
            self._take_link(path)
        elif entry.is_dir(follow_symlinks=False):
            if name in _OWN_FOLDERS:
                return
            if self._is_hidden_wanted or not name.startswith(b".") or name == _SHOWN:
                folders.append(encoded)
            else:
                self.passed_by.append(path)
        elif not is_utf8(path):
            self._pass_by(path)
        elif path.endswith(ENDINGS):
            self.problems.append((path, "is not a regular file: not checked"))

    def _take_files(self, paths: Sequence[str]) -> None:
        if is_utf8("\0".join(paths)):
            self.files += paths
            return
        for path in paths:
            if is_utf8(path):
                self.files.append(path)
            else:
                self._pass_by(path)

    def _pass_by(self, path: str) -> None:
        self.passed_by.append(path)
        shown = path.encode(errors="surrogateescape").decode(errors="backslashreplace")
        self.problems.append((shown, "the file's name is not UTF-8: rename it"))

    def _take_link(self, path: str) -> None:
        try:
            target = os.path.realpath(f"{self.root}/{path}", strict=True)
        except OSError:
            # The link leads nowhere, or to itself.
            self.dangling.append(path)
            return
        inside = os.path.relpath(target, self.real_root)
        if inside == os.pardir or inside.startswith(os.pardir + os.sep) or os.path.isabs(inside):
            self.links_out.append(path)
        else:
            self.aliases[path] = inside.replace(os.sep, "/")


def _decoded(paths: Sequence[bytes]) -> Sequence[str]:
    """Return paths, or groups of paths with a NUL between, each as Python writes it."""
    return os.fsdecode(b"\0".join(paths)).split("\0") if paths else ()


def is_utf8(name: str) -> bool:
    """Return whether a name, or several joined, is text."""
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
