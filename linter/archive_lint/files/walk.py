"""A walk over the folders of an archive, which follows no links."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from archive_lint.model.listing import ENDINGS

_OWN_FOLDERS = frozenset({".git", ".archive-lint"})
_ENCODING = sys.getfilesystemencoding()
_SHOWN = ".github"
"""The one dot folder whose pages people write for others to read."""


class Walk:
    """The files below a root, and the other names that a link cannot lead to."""

    def __init__(self, root: str, *, is_hidden_wanted: bool = True) -> None:
        """Take the root, and whether to look into dot folders."""
        self.root = root
        self.real_root = os.path.realpath(root)
        self.files: list[str] = []
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

    def enter(self, folder: str) -> None:
        """Walk over a folder that is the work tree of another repository."""
        self._walk(folder, is_repository_wanted=True)

    @staticmethod
    def is_hidden(path: str) -> bool:
        """Return whether a file lies in a dot folder, whose pages are not for readers."""
        if not path.startswith(".") and "/." not in path:
            return False
        return any(part.startswith(".") and part != _SHOWN for part in path.split("/")[:-1])

    def _walk(self, start: str, *, is_repository_wanted: bool) -> None:
        add = self.files.append
        folders = [start]
        while folders:
            folder = folders.pop()
            try:
                # By bytes: so each name is decoded once, together with those beside it, and no path is.
                with os.scandir(os.fsencode(f"{self.root}/{folder}" if folder else self.root)) as found:
                    entries = list(found)
            except OSError as error:
                if not folder:
                    raise
                self.problems.append((folder, f"the folder cannot be listed: {error.strerror or error}"))
                continue
            if folder:
                self.folders.add(folder)
            if not entries:
                continue
            names, is_plain = _decoded([entry.name for entry in entries])
            is_repository = ".git" in names
            if folder and is_repository and not is_repository_wanted:
                self.repositories.add(folder)
                continue
            prefix = f"{folder}/" if folder else ""
            # Nearly all entries are files with names like these: a call for each takes as long as finding them.
            is_plain = is_plain and not is_repository and _is_utf8(prefix)
            for name, entry in zip(names, entries, strict=True):
                if is_plain and entry.is_file(follow_symlinks=False):
                    add(prefix + name)
                else:
                    self._take(prefix + name, name, entry, folders)

    def _take(self, path: str, name: str, entry: os.DirEntry[bytes], folders: list[str]) -> None:
        if entry.is_file(follow_symlinks=False) and _is_utf8(path):
            if name != ".git":
                self.files.append(path)
        elif entry.is_symlink():
            self._take_link(path)
        elif entry.is_dir(follow_symlinks=False):
            if name not in _OWN_FOLDERS and (self._is_hidden_wanted or not name.startswith(".") or name == _SHOWN):
                folders.append(path)
            elif name not in _OWN_FOLDERS:
                self.passed_by.append(path)
        elif not _is_utf8(path):
            self.passed_by.append(path)
            shown = path.encode(errors="surrogateescape").decode(errors="backslashreplace")
            self.problems.append((shown, "the file's name is not UTF-8: rename it"))
        elif path.endswith(ENDINGS):
            self.problems.append((path, "is not a regular file: not checked"))

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


def _decoded(names: Sequence[bytes]) -> tuple[Sequence[str], bool]:
    """Names, of which there is one at least, as Python writes them, and whether all of them are text."""
    joined = b"/".join(names)
    try:
        return joined.decode(_ENCODING).split("/"), True
    except UnicodeDecodeError:
        return os.fsdecode(joined).split("/"), False


def _is_utf8(name: str) -> bool:
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
