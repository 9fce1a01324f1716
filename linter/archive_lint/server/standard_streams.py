"""The server on standard input and output: it greets the editor first, and loads what else it needs afterwards."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from archive_lint.server.greeting import greet

if TYPE_CHECKING:
    from archive_lint.engine.reading_process import OpeningProcess
    from archive_lint.server.opening import ArchiveOpener


def serve_standard_streams(
    make_opener: Callable[[], ArchiveOpener], begin_to_open: Callable[[str], OpeningProcess | None]
) -> bool:
    """Serve one editor on standard input and output until it says goodbye or is gone; return whether it said so.

    `begin_to_open` has a process open the archive around a folder. What is printed meanwhile goes to standard error:
    standard output is the editor's.
    """
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    greeting = greet(sys.stdin.buffer, output)
    processes = {root: begin_to_open(root) for root in greeting.roots}
    with _kept_for_good():
        # Here and not above: the editor has its answer, and opening begins before the rest is loaded.
        from archive_lint.server.early_opening import EarlyOpener

        opener = EarlyOpener(make_opener(), processes)
        from archive_lint.server.language_server import make_session, serve_streams

        session = make_session(opener, greeting if greeting.is_answered else None)
    return serve_streams(session, cast("BinaryIO", _WithBeginning(greeting.message, sys.stdin.buffer)), output)


@contextmanager
def _kept_for_good() -> Iterator[None]:
    """Never look for garbage in what is made in the block.

    The libraries make a hundred thousand objects: looking through them takes as long as many keys, time and again.
    """
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


class _WithBeginning:
    """A stream of which something was read, and is read again."""

    def __init__(self, beginning: bytes, rest: BinaryIO) -> None:
        self._beginning = io.BytesIO(beginning)
        self._rest = rest

    def readline(self) -> bytes:
        return self._beginning.readline() or self._rest.readline()

    def read(self, size: int) -> bytes:
        return self._beginning.read(size) or self._rest.read(size)
