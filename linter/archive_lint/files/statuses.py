"""The status of files, as far as it says whether their content is unchanged, in 40 bytes each."""

from __future__ import annotations

import os
import struct

RECORD_SIZE = 40
"""Size of a record in bytes."""
NO_STATUS = bytes(RECORD_SIZE)
"""The record of a file that does not exist, or whose status does not fit."""
_RECORD = struct.Struct("<qqqQQ")
"""Size in bytes; times of the last modification and change in nanoseconds; number; device."""


def file_status(path: str) -> bytes:
    """Return the record of a file, or of the link that lies in its place."""
    try:
        status = os.lstat(path)
        return _RECORD.pack(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
    except (OSError, ValueError, struct.error):
        return NO_STATUS


def latest_time(record: bytes) -> int:
    """Return the later of a file's two times in nanoseconds; 0 if they are unknown."""
    _, modified, changed, _, _ = _RECORD.unpack(record)
    latest: int = max(modified, changed)
    return latest
