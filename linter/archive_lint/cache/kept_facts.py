"""The file of facts: concatenated records, which a later run reads as it needs them.

It contains a token that the list of its records repeats: of two runs at the same time, one may have written the list
and the other the records.
"""

from __future__ import annotations

import os
import weakref
from array import array
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from io import FileIO
from itertools import accumulate

from archive_lint.cache.kept_file import NotKeptError, opened, replacing
from archive_lint.files.state_folder import StateFolder
from archive_lint.store.spooled_log import read_at

FACTS_FILE = "facts.cache"

_MAGIC = b"archive-lint facts 3\n"
TOKEN_SIZE = 16
"""Size of a token in bytes."""


class KeptRecords:
    """The records of an earlier run. Raises `NotKeptError` if there are none with this token."""

    def __init__(self, state: StateFolder, token: bytes) -> None:
        self._begun_with = (state, token)
        with ExitStack() as stack:
            file = stack.enter_context(opened(state, FACTS_FILE))
            if file.read(len(_MAGIC) + TOKEN_SIZE) != _MAGIC + token:
                raise NotKeptError("it belongs to another run")
            self.size = os.fstat(file.fileno()).st_size
            self._memory: bytes | None = None
            if os.name == "nt":
                # On Windows an open file cannot be replaced by the next one.
                file.seek(0)
                self._memory = file.read()
            else:
                self._file = FileIO(os.dup(file.fileno()))
                weakref.finalize(self, self._file.close)

    def __reduce__(self) -> tuple[type[KeptRecords], tuple[StateFolder, bytes]]:
        """Have another process open the file itself."""
        return KeptRecords, self._begun_with

    def read(self, offset: int, length: int) -> bytes:
        """Return the record at an offset, or what is left of it."""
        if self._memory is not None:
            return self._memory[offset : offset + length]
        with suppress(OSError):
            return read_at(self._file, offset, length)
        return b""


def write_facts(state: StateFolder, token: bytes, records: Iterable[tuple[bytes, Sequence[int]]]) -> Sequence[int]:
    """Write all records, which come joined with their lengths; return the offset of each, and the end of the last.

    Raises `NotKeptError`.
    """
    offsets = array("Q", [len(_MAGIC) + TOKEN_SIZE])
    with replacing(state, FACTS_FILE) as file:
        file.write(_MAGIC + token)
        for joined, lengths in records:
            file.write(joined)
            offsets.extend(accumulate(lengths, initial=offsets.pop()))
    return offsets
