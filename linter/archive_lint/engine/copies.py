"""Spreads numbered tasks over copies of this process, which know all that it knows: no task has to be sent to them.

A copy takes the next number from a pipe that all of them read, and sends back what came of it through a pipe of its
own. Those ends close when a process ends, however it does, so that no copy is left behind and none is waited for.
"""

from __future__ import annotations

import os
import selectors
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NoReturn

from archive_lint.engine.workers import start_worker

Solution = tuple[bytes | memoryview, bytes | memoryview]
"""Two parts of an answer; neither is copied into the other."""

MOST_AHEAD = 256
"""The most tasks handed out before the first answer is taken: few enough that early answers take little memory."""
_NUMBER = struct.Struct("<Q")
"""A task; pipes hand out so few bytes at once or not at all."""
_HEADER = struct.Struct("<QQQ")
"""The number of a task, and the lengths of both parts of the answer."""
_PIPE_BYTES = 1 << 20
"""The room in a pipe of answers: a copy need not wait until this process has time for it."""


def map_copies(
    solve: Callable[[int], Solution], count: int, jobs: int, meanwhile: Sequence[Callable[[], object]] = ()
) -> Iterator[Solution]:
    """Yield what `solve` returns for each number below `count`, in order, worked out by `jobs` copies of this process.

    What the copies do not answer is worked out here, and so are its errors. `meanwhile` is done here while they work.
    """
    copies = _Copies(solve)
    try:
        copies.start(min(count, jobs))
        copies.hand_out(min(count, MOST_AHEAD), is_last=count <= MOST_AHEAD)
        for work in meanwhile:
            work()
        for number in range(count):
            copies.hand_out(min(number + MOST_AHEAD, count), is_last=number + MOST_AHEAD >= count)
            yield copies.answer(number) or solve(number)
    finally:
        copies.end()


def begin_in_copy(work: Callable[[], bytes]) -> Callable[[], bytes | memoryview]:
    """Begin work in a copy of this process; return a function that waits for its result and returns it.

    If the copy does not answer, the work is done by that function, and so are its errors.
    """
    copies = _Copies(lambda _: (work(), b""))
    copies.start(1)
    copies.hand_out(1, is_last=True)

    def wait() -> bytes | memoryview:
        try:
            found = copies.answer(0)
            return work() if found is None else found[0]
        finally:
            copies.end()

    return wait


class _Copies:
    """Copies at work, with what they have answered."""

    def __init__(self, solve: Callable[[int], Solution]) -> None:
        self._solve = solve
        self._numbers, self._writing = os.pipe()
        self._handed_out = 0
        self._answers: dict[int, Solution] = {}
        self._selector = selectors.DefaultSelector()

    def start(self, jobs: int) -> None:
        """Make copies; fewer, or none, where no more processes may be made: what none of them does is done here."""
        with suppress(OSError):
            for _ in range(jobs):
                self._copy()

    def _copy(self) -> None:
        reading, writing = os.pipe()
        _widen(writing)
        try:
            process = os.fork()
        except OSError:
            os.close(reading)
            raise
        else:
            if not process:
                self._serve(reading, writing)
        finally:
            os.close(writing)
        self._selector.register(reading, selectors.EVENT_READ, _Copy(process, reading))

    def _serve(self, reading: int, writing: int) -> NoReturn:
        """Be a copy: answer until there is no more to do."""
        try:
            start_worker()
            # Else neither end of a pipe would be told that this process's original is gone.
            for descriptor in (self._writing, reading, *(key.fd for key in self._selector.get_map().values())):
                os.close(descriptor)
            with open(writing, "wb", closefd=False) as stream:
                while number := os.read(self._numbers, _NUMBER.size):
                    parts = self._solve(*_NUMBER.unpack(number))
                    stream.write(_HEADER.pack(*_NUMBER.unpack(number), *map(len, parts)))
                    stream.writelines(parts)
                    stream.flush()
            os._exit(0)
        finally:
            # Nothing of what this process's original would do at its end is the copy's to do.
            os._exit(1)

    def hand_out(self, count: int, *, is_last: bool) -> None:
        """Let the copies go on up to the number `count`; `is_last` tells that there are no more."""
        while self._writing >= 0 and self._handed_out < count:
            os.write(self._writing, _NUMBER.pack(self._handed_out))
            self._handed_out += 1
        if is_last:
            self._hand_out_no_more()

    def answer(self, number: int) -> Solution | None:
        """Wait for an answer; `None` if no copy is left that could give it."""
        while number not in self._answers and self._selector.get_map():
            for key, _ in self._selector.select():
                self._receive(key.data)
        return self._answers.pop(number, None)

    def _receive(self, copy: _Copy) -> None:
        try:
            found = copy.receive()
        except EOFError:
            self._selector.unregister(copy.reading)
            copy.end()
            # It may have died over a task. The others finish what was handed out; then nothing is waited for.
            self._hand_out_no_more()
            return
        if found is not None:
            self._answers[found[0]] = found[1]

    def _hand_out_no_more(self) -> None:
        if self._writing >= 0:
            os.close(self._writing)
            self._writing = -1

    def end(self) -> None:
        """End all copies, whatever they are doing."""
        self._hand_out_no_more()
        os.close(self._numbers)
        for key in list(self._selector.get_map().values()):
            key.data.end()
        self._selector.close()


class _Copy:
    """One copy, as its original sees it."""

    def __init__(self, process: int, reading: int) -> None:
        self.reading = reading
        self._process = process
        self._header = b""
        self._body = bytearray()
        self._received = 0

    def receive(self) -> tuple[int, Solution] | None:
        """Take what is there; return a number with its answer when that is whole. Raises `EOFError` after the last."""
        if len(self._header) < _HEADER.size:
            self._take_header()
        else:
            received = os.readv(self.reading, [memoryview(self._body)[self._received :]])
            if not received:
                raise EOFError
            self._received += received
        if len(self._header) < _HEADER.size or self._received < len(self._body):
            return None
        number, length, _ = _HEADER.unpack(self._header)
        body = memoryview(self._body)
        self._header = b""
        return number, (body[:length], body[length:])

    def _take_header(self) -> None:
        some = os.read(self.reading, _HEADER.size - len(self._header))
        if not some:
            raise EOFError
        self._header += some
        if len(self._header) == _HEADER.size:
            _, *lengths = _HEADER.unpack(self._header)
            self._body = bytearray(sum(lengths))
            self._received = 0

    def end(self) -> None:
        """End the process; it has nothing left to say."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self.reading)


def _widen(pipe: int) -> None:
    """Give a pipe more room, if this process may."""
    import fcntl

    with suppress(OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
