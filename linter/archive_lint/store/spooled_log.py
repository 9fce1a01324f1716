"""A log of records that are read back by their offset: in memory at first, then in an unnamed temporary file.

The facts of a million pages take gigabytes, of which a run needs little at a time.
"""

from __future__ import annotations

import os
import weakref
from io import FileIO

MOST_IN_MEMORY = 64 << 20
"""Number of bytes above which a file is used. An archive of 15,000 pages stays below."""
MOST_WAITING = 1 << 20
"""The most bytes that wait to be written, once there is a file."""


class SpooledLog:
    """An append-only log. Copies of this process may read it, and only the process that made it may append.

    A file is begun above `most_in_memory` bytes; afterwards up to `most_waiting` bytes wait to be written.
    """

    def __init__(self, most_in_memory: int = MOST_IN_MEMORY, *, most_waiting: int = MOST_WAITING) -> None:
        self._most_in_memory = most_in_memory
        self._most_waiting = most_waiting
        self._file: FileIO | None = None
        self._written = 0
        """Number of bytes at the beginning that lie in the file; the others are in memory."""
        self._memory = bytearray()
        self._has_failed = False

    def append(self, record: bytes | memoryview) -> int:
        """Append a record; return its offset."""
        offset = self._written + len(self._memory)
        self._memory += record
        if len(self._memory) > (self._most_in_memory if self._file is None else self._most_waiting):
            self._move_to_file()
        return offset

    def read(self, offset: int, length: int) -> bytes:
        """Return the record at an offset."""
        at = offset - self._written
        if at >= 0:
            return bytes(self._memory[at : at + length])
        assert self._file is not None
        return read_at(self._file, offset, length)

    def _move_to_file(self) -> None:
        """Write the records in memory to the file. If the disk has no room for it, they stay in memory."""
        if self._has_failed:
            return
        try:
            if self._file is None:
                # Here and not above: few archives are so large. The file lives as long as the log.
                import tempfile

                self._file = tempfile.TemporaryFile(prefix="archive-lint-", buffering=0)  # noqa: SIM115
                weakref.finalize(self, self._file.close)
            self._file.seek(self._written)
            rest = memoryview(self._memory)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._has_failed = True
            return
        self._written += len(self._memory)
        self._memory = bytearray()


def read_at(file: FileIO, offset: int, length: int) -> bytes:
    """Return bytes from an offset of a file; fewer than `length` at its end. Raises `OSError`."""
    if hasattr(os, "pread"):
        # Without moving the file's own position, which copies of this process share.
        return os.pread(file.fileno(), length, offset)
    file.seek(offset)
    return file.read(length) or b""
