"""A process that reads and checks a whole archive meanwhile, as it lies on disk, on all processors."""

from __future__ import annotations

import pickle
import subprocess
import sys
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from msgspec import Struct

from archive_lint.engine.reader import HEADER, Order

_PROGRAM = "from archive_lint.engine.reader import read_for_parent; read_for_parent()"


class PartRead(Struct, frozen=True):
    """What the process has found of some pages, in one of the stages."""

    is_of_archive_stage: bool
    encoded: bytes
    """A `BatchResult`."""
    records: bytes


class ReadingProcess:
    """The process. It has ended when it has told all, or cannot."""

    def __init__(self) -> None:
        """Start it; it can be told later what to read. Raises `OSError`."""
        self._answers: SimpleQueue[PartRead | None] = SimpleQueue()
        self._process = subprocess.Popen(
            # `-P`: the current folder may be a stranger's checkout, and its modules are not imported.
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def begin(self, order: Order) -> None:
        """Have it read an archive."""
        Thread(target=self._talk, args=(order,), name="reading", daemon=True).start()

    def answer(self, seconds: float) -> PartRead | None:
        """Return the next answer; `None` if there is none within some seconds. Raises `EOFError` after the last."""
        with suppress(Empty):
            answer = self._answers.get(timeout=seconds)
            if answer is None:
                raise EOFError
            return answer
        return None

    def close(self) -> None:
        """End it, whatever it is doing: so do its copies."""
        self._process.kill()
        self._process.wait()

    def _talk(self, order: Order) -> None:
        """Tell it what to read and take its answers, in a thread of their own: neither end waits for the other."""
        given, told = self._process.stdin, self._process.stdout
        assert given is not None
        assert told is not None
        # It may have ended, or is told to.
        with suppress(OSError), told:
            with given:
                pickle.dump(order, given, pickle.HIGHEST_PROTOCOL)
            while header := told.read(HEADER.size):
                is_of_archive_stage, *lengths = HEADER.unpack(header)
                self._answers.put(PartRead(is_of_archive_stage, *[_whole(told, length) for length in lengths]))
        self._answers.put(None)


def _whole(stream: IO[bytes], length: int) -> bytes:
    read = stream.read(length)
    if len(read) < length:
        raise OSError
    return read
