"""An archive's folders, entered so that no link leads out of it, even if a folder is swapped for a link meanwhile.

If the system can, folders are opened one in the other from the archive's root, without following links, and files are
named relative to the open folder. Otherwise real paths are checked before and after each step.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

HAS_DESCRIPTORS = (
    hasattr(os, "O_NOFOLLOW")
    and hasattr(os, "O_DIRECTORY")
    and {os.open, os.rename, os.link, os.unlink, os.stat, os.access} <= os.supports_dir_fd
)
"""Whether the system can name files relative to an open folder."""

_EFFECTIVE = os.access in os.supports_effective_ids
"""Whether the system checks access for the effective user, who writes, and not only for the real one."""
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_IS_A_LINK = (errno.ELOOP, errno.ENOTDIR, errno.EMLINK)
"""The errors of systems when a link is opened as a folder without following it."""


class OutsideError(OSError):
    """A folder is reached through a link, or does not lie below the archive's root."""

    def __init__(self) -> None:
        super().__init__(errno.ELOOP, "its folder leads out of the archive")


class Folder(Protocol):
    """An entered folder. Names are those of files directly in it; all methods raise `OSError`."""

    def open(self, name: str, flags: int, mode: int = 0o666) -> int:
        """Open a file and return its descriptor."""

    def status(self, name: str) -> os.stat_result:
        """Return the status of a name; a link is not followed."""

    def is_writable(self, name: str) -> bool:
        """Return whether this process may write a file, by its effective rights."""

    def is_locked(self) -> bool:
        """Return whether the folder's mode keeps even its owner from creating files in it."""

    def replace(self, source: str, target: str) -> None:
        """Give a file the name `target`, replacing the file of that name."""

    def link(self, source: str, target: str) -> None:
        """Give a file a second name, which must be free."""

    def unlink(self, name: str) -> None:
        """Remove a name."""

    def sync(self) -> None:
        """Make the folder's entries durable, if the system can."""


class Folders:
    """The folders of an archive. It must be closed."""

    def __init__(self, root: str) -> None:
        """Open the root. Raises `OSError`."""
        self._root = _Opened(os.open(root, _FOLDER)) if HAS_DESCRIPTORS else None
        self._path = os.path.realpath(root)

    def close(self) -> None:
        """Close the root."""
        if self._root is not None:
            os.close(self._root.descriptor)

    @contextmanager
    def entered(self, folder: str) -> Iterator[Folder]:
        """Yield a folder, given relative to the root. Raises `OutsideError`, `OSError`."""
        parts = folder.split("/") if folder else []
        if any(part in ("", ".", "..") for part in parts):
            raise OutsideError
        if self._root is None:
            named = _Named(self._path, parts)
            named.check()
            yield named
            named.check()
            return
        descriptor = _descend(self._root.descriptor, parts)
        try:
            yield _Opened(descriptor)
        finally:
            if parts:
                os.close(descriptor)


def _descend(root: int, parts: list[str]) -> int:
    descriptor = root
    for part in parts:
        try:
            below = os.open(part, _FOLDER | _NO_LINK, dir_fd=descriptor)
        except OSError as error:
            if error.errno in _IS_A_LINK:
                raise OutsideError from error
            raise
        finally:
            if descriptor != root:
                os.close(descriptor)
        descriptor = below
    return descriptor


class _Opened:
    """A folder by its descriptor: it stays the same folder, even if its path leads elsewhere."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def open(self, name: str, flags: int, mode: int = 0o666) -> int:
        return os.open(name, flags | _NO_LINK, mode, dir_fd=self.descriptor)

    def status(self, name: str) -> os.stat_result:
        return os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)

    def is_writable(self, name: str) -> bool:
        return os.access(name, os.W_OK, dir_fd=self.descriptor, effective_ids=_EFFECTIVE)

    def is_locked(self) -> bool:
        return not os.fstat(self.descriptor).st_mode & stat.S_IWUSR

    def replace(self, source: str, target: str) -> None:
        os.replace(source, target, src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)

    def link(self, source: str, target: str) -> None:
        os.link(source, target, src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)

    def unlink(self, name: str) -> None:
        os.unlink(name, dir_fd=self.descriptor)

    def sync(self) -> None:
        os.fsync(self.descriptor)


class _Named:
    """A folder by its real path, which is checked again and again."""

    def __init__(self, root: str, parts: list[str]) -> None:
        self._path = os.path.join(root, *parts)

    def check(self) -> None:
        """Raise `OutsideError` if the path leads through a link, and `OSError` if it leads nowhere."""
        if os.path.normcase(os.path.realpath(self._path, strict=True)) != os.path.normcase(self._path):
            raise OutsideError

    def open(self, name: str, flags: int, mode: int = 0o666) -> int:
        path = self._full(name)
        descriptor = os.open(path, flags | _NO_LINK, mode)
        try:
            self.check()
        except OSError:
            if flags & os.O_EXCL and os.path.samestat(os.fstat(descriptor), os.lstat(path)):
                # Created just now, somewhere else.
                os.unlink(path)
            os.close(descriptor)
            raise
        return descriptor

    def status(self, name: str) -> os.stat_result:
        return os.lstat(self._full(name))

    def is_writable(self, name: str) -> bool:
        return os.access(self._full(name), os.W_OK, effective_ids=_EFFECTIVE)

    def is_locked(self) -> bool:
        return not os.lstat(self._path).st_mode & stat.S_IWUSR

    def replace(self, source: str, target: str) -> None:
        os.replace(self._full(source), self._full(target))

    def link(self, source: str, target: str) -> None:
        os.link(self._full(source), self._full(target))

    def unlink(self, name: str) -> None:
        os.unlink(self._full(name))

    def sync(self) -> None:
        if os.name == "nt":
            return
        descriptor = os.open(self._path, _FOLDER)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _full(self, name: str) -> str:
        self.check()
        return os.path.join(self._path, name)
