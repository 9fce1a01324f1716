"""The files that must not be changed, and why: checked before planning, and again before writing."""

from __future__ import annotations

import os
import stat

from archive_lint.fix.folders import Folder, Folders, OutsideError


def why_not_fixed(root: str, path: str) -> str | None:
    """Return the reason why a file of the archive must not be changed; `None` if it may be.

    A file that does not exist may be created if its folder is one of the archive's own, not a link.
    """
    try:
        folders = Folders(root)
    except OSError as error:
        return f"cannot be accessed: {error.strerror or error}"
    try:
        with folders.entered(os.path.dirname(path)) as folder:
            return why_not_in(folder, os.path.basename(path))
    except OutsideError as error:
        return str(error.strerror)
    except FileNotFoundError:
        return "its folder does not exist"
    except OSError as error:
        return f"cannot be accessed: {error.strerror or error}"
    finally:
        folders.close()


def why_not_in(folder: Folder, name: str) -> str | None:
    """Return the reason why a file of an entered folder must not be changed; `None` if it may be. Raises `OSError`."""
    try:
        status = folder.status(name)
    except FileNotFoundError:
        return None
    return refusal_of(status, folder, name)


def refusal_of(status: os.stat_result, folder: Folder, name: str) -> str | None:
    """Return the reason why an existing file must not be changed, by its status; `None` if it may be.

    Raises `OSError`.
    """
    if stat.S_ISLNK(status.st_mode):
        return "is a symbolic link"
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    if status.st_nlink > 1:
        return "is a hard link: it has other names, which would keep the old text"
    if not folder.is_writable(name) or _is_set_apart(status, folder):
        return "is read-only"
    return None


def _is_set_apart(status: os.stat_result, folder: Folder) -> bool:
    """Return whether somebody removed the right to write this file, which does not bind the administrator.

    If its folder is just as locked, both are copies from a read-only medium, which says nothing about the file: then
    only this process's rights count.
    """
    return not status.st_mode & stat.S_IWUSR and not folder.is_locked()


def is_inside(root: str, folder: str) -> bool:
    """Return whether a folder, given relative to the archive's root, really lies in the archive, following links."""
    real_root = os.path.realpath(root)
    real = os.path.realpath(os.path.join(real_root, folder))
    return real == real_root or real.startswith(real_root.rstrip(os.sep) + os.sep)


def is_decodable(source: bytes) -> bool:
    """Return whether a page's bytes are text: not if they are not UTF-8 throughout, or contain a NUL."""
    try:
        source.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in source
