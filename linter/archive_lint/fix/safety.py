"""Which files must not be changed, and why: looked at before planning, and again before writing."""

from __future__ import annotations

import os
import stat


def why_not_fixed(root: str, path: str) -> str | None:
    """The reason why a file of the archive must not be changed; `None` where it may be.

    A file that does not exist may be made if its folder is one of the archive's own, not a link out of it.
    """
    full = f"{root}/{path}"
    try:
        status = os.lstat(full)
    except FileNotFoundError:
        if not is_inside(root, os.path.dirname(path)):
            return "its folder leads out of the archive"
        return None if os.path.isdir(os.path.dirname(full)) else "its folder does not exist"
    except OSError as error:
        return f"cannot be looked at: {error.strerror or error}"
    return refusal_of(full, status)


def refusal_of(full: str, status: os.stat_result) -> str | None:
    """The same for a file that exists, by its full path and what it is."""
    if stat.S_ISLNK(status.st_mode):
        return "is a symbolic link"
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    if status.st_nlink > 1:
        return "is a hard link: it has other names, which would keep the old text"
    if not status.st_mode & stat.S_IWUSR or not os.access(full, os.W_OK):
        return "is read-only"
    return None


def is_inside(root: str, folder: str) -> bool:
    """Whether a folder, named relative to the archive's root, really lies in the archive, links followed."""
    real_root = os.path.realpath(root)
    real = os.path.realpath(os.path.join(real_root, folder))
    return real == real_root or real.startswith(real_root.rstrip(os.sep) + os.sep)


def is_decodable(source: bytes) -> bool:
    """Whether a page's bytes are text: what is not UTF-8 throughout, or holds a NUL, is not touched."""
    try:
        source.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in source
