"""Runs a command and tells what it cost: wall time, processor time, and the memory of all its processes."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.memory import peak_memory

_TAIL = 2_000
"""Characters of a failed command's output that its error shows."""


PATIENCE = 900.0
"""Seconds after which a command is given up."""
MOST_MEMORY = 8_000_000_000
"""Bytes of all its processes beyond which a command is given up: the machine is not its own."""


class CommandFailedError(Exception):
    """A measured command took too long or too much, or ended with a code that it has no business ending with."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The costs of one run of a command."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds of processor time, its own and the system's, of all its processes."""
    output: str
    """Its output: standard output, then standard error."""


def run(command: Sequence[str], *, folder: str, codes: Sequence[int] = (0,)) -> Cost:
    """Run a command in a folder and measure its time. Raises `CommandFailedError` for a code that is not in `codes`."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        process = _start(command, folder, output.fileno(), errors.fileno())
        # Waiting with a time limit looks only every 50 ms whether the process has ended, and would round to that.
        watch = threading.Timer(PATIENCE, os.killpg, (process.pid, signal.SIGKILL))
        watch.start()
        code = process.wait()
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        watch.cancel()
        if code == -signal.SIGKILL:
            raise CommandFailedError(f"{' '.join(command)} was killed, if not by others after {PATIENCE:.0f} s")
        text = _text(output.fileno()) + _text(errors.fileno())
    _judge(command, code, codes, text)
    return Cost(wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, text)


def memory(command: Sequence[str], *, folder: str, codes: Sequence[int] = (0,)) -> int | None:
    """Run a command once more for its peak memory in bytes, as `peak_memory` has it; `None` where that cannot be read.

    This is a run of its own because looking at the memory of processes takes time from them.
    """
    with tempfile.TemporaryFile() as output:
        process = _start(command, folder, output.fileno(), output.fileno())
        peak = peak_memory(process, most=MOST_MEMORY, patience=PATIENCE)
        if process.poll() is None:
            _stop(process)
            raise CommandFailedError(
                f"{' '.join(command)} took more than {PATIENCE:.0f} s or {MOST_MEMORY / 1e9:.0f} GB of memory"
            )
        code = process.wait()
        text = _text(output.fileno())
    _judge(command, code, codes, text)
    return peak


def measured_environment() -> dict[str, str]:
    """Return the environment of measured commands: this one, but programs in Python keep what they compile.

    So do installed ones.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {"NO_COLOR": "1"}


def _start(command: Sequence[str], folder: str, output: int, errors: int) -> subprocess.Popen[bytes]:
    # A session of its own is how its processes are known among all others.
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
        env=measured_environment(),
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _text(file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    with os.fdopen(os.dup(file), "rb") as stream:
        return stream.read().decode(errors="replace")


def _judge(command: Sequence[str], code: int, codes: Sequence[int], text: str) -> None:
    if code not in codes:
        raise CommandFailedError(f"{' '.join(command)} ended with code {code}:\n{text[-_TAIL:]}")
