"""The destinations of reports: standard output, or files that are written whole or not at all."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from archive_lint.cli.console import UsageError

Writer = Callable[[BinaryIO], object]


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Delay Ctrl-C while a report is written: half of one is worse than the short wait."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def to_standard_output(write: Writer) -> None:
    """Let `write` write to standard output. Raises `UsageError`, not for a reader who leaves early, as `head`."""
    try:
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _give_up_standard_output()
    except OSError as error:
        _give_up_standard_output()
        raise UsageError(f"standard output cannot be written: {error.strerror or error}") from error


def _give_up_standard_output() -> None:
    """Detach standard output: Python flushes it once more when it ends, and would complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def to_file(path: str, write: Writer) -> None:
    """Let `write` write a file, which replaces the one at `path` only when it is complete. Raises `UsageError`."""
    folder = os.path.dirname(path) or "."
    temporary = None
    try:
        with suppress(FileExistsError):  # a file has that name: opening the path in it gives the better message
            os.makedirs(folder, exist_ok=True)
        if os.path.exists(path) and not os.path.isfile(path):
            # A device or a pipe, such as /dev/stderr: it cannot be replaced.
            with open(path, "wb") as stream:
                write(stream)
            return
        # Here and not above: most reports go to standard output.
        import tempfile

        with tempfile.NamedTemporaryFile(dir=folder, prefix=".archive-lint-", delete=False) as stream:
            temporary = stream.name
            write(cast("BinaryIO", stream))
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            os.unlink(temporary)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
