"""Tells from a file's status whether its content is unchanged, if that is possible.

A file with the same size, times, number and device has the same content: setting the modification time back still
changes the change time, which no program can set. This does not hold if the file was touched so shortly before its
status was read that a second edit may have got the same time, nor on systems without a change time: there the content
decides.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from math import inf

from archive_lint.files.listing_ahead import Statuses
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.files.statuses import NO_STATUS, RECORD_SIZE, file_status, later_than
from archive_lint.model.digest import DIGEST_SIZE, content_digest

SIZE = RECORD_SIZE
"""Size of an identity in bytes."""
NO_DIGEST = bytes(DIGEST_SIZE)
"""The digest of an unknown content."""
UNKNOWN = NO_STATUS
"""The identity of a file that does not exist, or whose status says nothing about its content."""

SETTLED = 2_000_000_000 if os.name == "posix" else inf
"""Nanoseconds after which an edit is sure to get another time.

FAT, the coarsest file system, counts in steps of two seconds. On a system without change times, no file ever settles.
"""


def identities(root: str, paths: Iterable[str], *, settled: float = SETTLED, statuses: Statuses | None = None) -> bytes:
    """Return the concatenated identities of files; to be called before the files are read.

    A file that was touched less than `settled` nanoseconds ago has none. `statuses` are those that are known.
    """
    if statuses is None:
        latest = time.time_ns() - settled
        records = b"".join([file_status(f"{root}/{path}") for path in paths])
    else:
        latest, of = statuses.taken - settled, statuses.of
        records = b"".join([of(path) or file_status(f"{root}/{path}") for path in paths])
    found = bytearray(records)
    for number in later_than(latest, records):
        found[number * SIZE : (number + 1) * SIZE] = UNKNOWN
    return bytes(found)


def has_unknown(identities: bytes) -> bool:
    """Return whether one of several identities, concatenated, says nothing."""
    # Most often there are not that many zeros in a row anywhere.
    return UNKNOWN in identities and any(
        identities[at : at + SIZE] == UNKNOWN for at in range(0, len(identities), SIZE)
    )


def is_same(root: str, path: str, identity: bytes, earlier: bytes, digest: bytes) -> bool:
    """Return whether a file is unchanged, by its identity now and earlier, else by the digest of its old content."""
    if identity == earlier != UNKNOWN:
        return True
    try:
        return digest != NO_DIGEST and content_digest(read_page(root, path)) == digest
    except UnreadablePageError:
        return False
