"""A process that reads and checks a whole archive meanwhile, as it lies on disk, on all processors."""

from __future__ import annotations

import pickle
import struct
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from archive_lint.engine.reader import Opened, Order

HEADER = struct.Struct("<?QQ")
"""Whether a result is that of the archive stage; the lengths of the encoded result, and of the records after it."""
_PROGRAM = "from archive_lint.engine.reader import read_for_parent; read_for_parent()"


class PartRead(Struct, frozen=True):
    """What the process has found of some pages, in one of the stages."""

    is_of_archive_stage: bool
    encoded: bytes
    """A `BatchResult`."""
    records: bytes


class ReadingProcess:
    """The process. It has ended when it has told all, or cannot."""

    def __init__(self, program: str = _PROGRAM) -> None:
        """Start it; it can be told later what to read. Raises `OSError`."""
        self._answers: SimpleQueue[PartRead | None] = SimpleQueue()
        self._is_listened_to = False
        """Whether a thread takes its answers."""
        self._process = subprocess.Popen(
            # `-P`: the current folder may be a stranger's checkout, and its modules are not imported.
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def begin(self, order: Order) -> None:
        """Have it read an archive."""
        self._is_listened_to = True
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
        if not self._is_listened_to and self._process.stdout is not None:
            self._process.stdout.close()

    def _talk(self, order: Order) -> None:
        """Tell it what to read and take its answers, in a thread of their own: neither end waits for the other."""
        # It may have ended, or is told to.
        with suppress(OSError):
            self._tell(order)
            self._take_answers()
        self._answers.put(None)

    def _tell(self, order: object) -> None:
        given = self._process.stdin
        assert given is not None
        with given:
            pickle.dump(order, given, pickle.HIGHEST_PROTOCOL)

    def _take_answers(self) -> None:
        told = self._process.stdout
        assert told is not None
        with told:
            while header := told.read(HEADER.size):
                is_of_archive_stage, *lengths = HEADER.unpack(header)
                self._answers.put(PartRead(is_of_archive_stage, *[_whole(told, length) for length in lengths]))


class OpeningProcess(ReadingProcess):
    """A process that opens an archive itself, tells of that, and then reads it, if that is worth a process."""

    def __init__(self, program: str, order: object) -> None:
        """Start a program, and give it an order. Raises `OSError`."""
        super().__init__(program)
        self.words: Future[Mapping[str, str]] = Future()
        """Words by which pages are found, of an archive that it does not read; none of those that it cannot tell."""
        try:
            super()._tell(order)
        except OSError:
            self.close()
            raise

    def opened(self) -> Opened | None:
        """Return what it tells of the archive; `None` where it has opened none. To be called once."""
        opened: Opened | None = self._unpickled()
        if opened is not None and not opened.is_read:
            self._is_listened_to = True
            Thread(target=self._take_words, name="words", daemon=True).start()
        return opened

    def _take_words(self) -> None:
        self.words.set_result(self._unpickled() or {})
        self._is_listened_to = False
        self.close()

    def _unpickled(self) -> Any:
        """Return what it tells next; `None` for nothing."""
        assert self._process.stdout is not None
        # Whatever went wrong there goes wrong here too, and is told.
        with suppress(Exception):
            return pickle.load(self._process.stdout)  # noqa: S301  # its own child's
        return None

    def _tell(self, order: object) -> None:
        """Say nothing: it reads what it has opened."""


def _whole(stream: IO[bytes], length: int) -> bytes:
    read = stream.read(length)
    if len(read) < length:
        raise OSError
    return read
