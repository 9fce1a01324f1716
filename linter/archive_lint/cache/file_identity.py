"""Tells whether files are still what they were without reading them, where that can be told.

A file whose size, times, number and device are the same has the same content: whoever sets the modification time back
still moves the time of change, which no program can set. Not so where the file was touched so shortly before it was
looked at that a second edit may have got the same time, nor on systems that keep no time of change: there the content
decides.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterable
from math import inf

from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.model.digest import blake2b

SIZE = 40
"""Bytes of an identity."""
DIGEST_SIZE = 16
"""Bytes of a content's digest, which is BLAKE2b's."""
NO_DIGEST = bytes(DIGEST_SIZE)
"""Of a content that is not known."""
UNKNOWN = bytes(SIZE)
"""Of a file that is not there, or whose identity says nothing about its content."""

SETTLED = 2_000_000_000 if os.name == "posix" else inf
"""Nanoseconds after which an edit is sure to get another time: the coarsest of file systems, FAT, counts in steps of
two seconds. Where no time of change is kept, no file ever settles."""
_PACK = struct.Struct("<qqqQQ").pack


def identities(root: str, paths: Iterable[str], *, settled: float = SETTLED) -> bytes:
    """Return the identities of files, concatenated; to be asked for before the files are read.

    A file that was touched less than `settled` nanoseconds ago has none.
    """
    latest = time.time_ns() - settled
    return b"".join([_identity(f"{root}/{path}", latest) for path in paths])


def _identity(path: str, latest: float) -> bytes:
    try:
        status = os.stat(path, follow_symlinks=False)
        if max(status.st_mtime_ns, status.st_ctime_ns) > latest:
            return UNKNOWN
        return _PACK(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
    except (OSError, ValueError, struct.error):
        return UNKNOWN


def has_unknown(identities: bytes) -> bool:
    """Return whether one of several identities, concatenated, says nothing."""
    return any(identities[at : at + SIZE] == UNKNOWN for at in range(0, len(identities), SIZE))


def is_same(root: str, path: str, identity: bytes, earlier: bytes, digest: bytes) -> bool:
    """Return whether a file holds what it held: by its identity now and earlier, else by the digest of what it held."""
    if identity == earlier != UNKNOWN:
        return True
    try:
        return digest != NO_DIGEST and blake2b(read_page(root, path), digest_size=DIGEST_SIZE).digest() == digest
    except UnreadablePageError:
        return False
