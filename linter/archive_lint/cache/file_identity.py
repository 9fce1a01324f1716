"""Tells whether files are still what they were without reading them, where that can be told.

A file whose size, times, number and device are the same has the same content: whoever sets the modification time back
still moves the time of change, which no program can set. Not so where the file was touched so shortly before it was looked
at that a second edit may have got the same time, nor on systems that keep no time of change: there the content decides.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterable
from hashlib import blake2b

from archive_lint.files.read import UnreadablePageError, read_page

SIZE = 40
"""Bytes of an identity."""
DIGEST_SIZE = 16
"""Bytes of a content's digest, which is BLAKE2b's."""
NO_DIGEST = bytes(DIGEST_SIZE)
"""Of a content that is not known."""
UNKNOWN = bytes(SIZE)
"""Of a file that is not there, or whose identity says nothing about its content."""

_SETTLED = 2_000_000_000
"""Nanoseconds after which an edit is sure to get another time: the coarsest of file systems, FAT, counts in two seconds."""
_HAS_TIME_OF_CHANGE = os.name == "posix"
_PACK = struct.Struct("<qqqQQ").pack


def identities(root: str, paths: Iterable[str]) -> bytes:
    """The identities of files, one behind the other; to be asked before the files are read."""
    now = time.time_ns()
    return b"".join([_identity(f"{root}/{path}", now) for path in paths])


def _identity(path: str, now: int) -> bytes:
    try:
        status = os.stat(path, follow_symlinks=False)
        if not _HAS_TIME_OF_CHANGE or max(status.st_mtime_ns, status.st_ctime_ns) + _SETTLED > now:
            return UNKNOWN
        return _PACK(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
    except (OSError, ValueError, struct.error):
        return UNKNOWN


def is_same(root: str, path: str, identity: bytes, earlier: bytes, digest: bytes) -> bool:
    """Whether a file holds what it held: by its identity now and earlier, else by the digest of what it held."""
    if identity == earlier != UNKNOWN:
        return True
    try:
        return digest != NO_DIGEST and blake2b(read_page(root, path), digest_size=DIGEST_SIZE).digest() == digest
    except UnreadablePageError:
        return False
