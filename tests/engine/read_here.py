"""What stands in for a process that reads an archive."""

from __future__ import annotations

import io
from collections.abc import Callable

from msgspec.structs import replace

from archive_lint.engine.reader import Order, TellingEngine
from archive_lint.engine.reading_process import HEADER, PartRead, ReadingProcess
from archive_lint.engine.run import Run


class ReadHere(ReadingProcess):
    """Tells at most `most` of the answers that a process gives; `between` is called before each."""

    def __init__(self, run: Run, *, most: int = 9, between: Callable[[int], object] = lambda _: None) -> None:
        self._run = run
        self._most = most
        self._between = between
        self._told = 0
        self._left: list[PartRead] = []

    def begin(self, order: Order) -> None:
        output = io.BytesIO()
        TellingEngine(replace(self._run, listing=order.listing), output).read_and_tell()
        output.seek(0)
        while header := output.read(HEADER.size):
            is_of_archive_stage, *lengths = HEADER.unpack(header)
            self._left.append(PartRead(is_of_archive_stage, *map(output.read, lengths)))
        assert [each.is_of_archive_stage for each in self._left] == [False, True]

    def close(self) -> None:
        pass

    def answer(self, seconds: float) -> PartRead | None:
        if self._told >= min(self._most, len(self._left)):
            raise EOFError
        self._between(self._told)
        self._told += 1
        return self._left[self._told - 1]
