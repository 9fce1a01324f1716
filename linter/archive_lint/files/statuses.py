"""The status of files, as far as it says whether their content is unchanged, in 40 bytes each."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence

RECORD_SIZE = 40
"""Size of a record in bytes."""
NO_STATUS = bytes(RECORD_SIZE)
"""The record of a file that does not exist, or whose status does not fit."""
_FIELDS = "qqqQQ"
"""Size in bytes; times of the last modification and change in nanoseconds; number; device."""
_RECORD = struct.Struct(f"={_FIELDS}")


def file_status(path: str) -> bytes:
    """Return the record of a file, or of the link that lies in its place."""
    try:
        status = os.lstat(path)
        return _RECORD.pack(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
    except (OSError, ValueError, struct.error):
        return NO_STATUS


def later_than(time: float, records: bytes) -> Sequence[int]:
    """Return the numbers of those of several records, concatenated, of which a time is later than this one.

    It is in nanoseconds.
    """
    words = memoryview(records).cast("q")
    times = zip(words[1 :: len(_FIELDS)], words[2 :: len(_FIELDS)], strict=True)
    return [number for number, (modified, changed) in enumerate(times) if modified > time or changed > time]
