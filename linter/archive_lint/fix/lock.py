"""One `--fix` at a time per archive: a lock that the operating system releases when its holder dies.

The archive's folder itself is locked, so that all users of one checkout share the lock.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_CANNOT = {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM}
"""Errors of network file systems that do not lock folders."""


class LockedError(Exception):
    """Another process holds the lock."""


@contextmanager
def locked(root: str, spare: Callable[[], str]) -> Iterator[None]:
    """Hold the lock of an archive for as long as the block runs. Raises `LockedError`, and `OSError`.

    `spare` returns the path of a file to lock if the system cannot lock a folder.
    """
    descriptor = _locked_folder(root)
    if descriptor is None:
        descriptor = _locked_file(spare())
    try:
        yield
    finally:
        os.close(descriptor)


def _locked_folder(folder: str) -> int | None:
    """Return the descriptor of a folder that is locked; `None` if the system cannot lock folders."""
    if os.name == "nt":
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return None
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        if error.errno in _CANNOT:
            return None
        raise
    except LockedError:
        os.close(descriptor)
        raise
    return descriptor


def _locked_file(path: str) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        _lock(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError as error:
            raise LockedError from error
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LockedError from error
