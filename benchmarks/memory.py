"""The peak memory of a command and all processes that it starts, from Linux's `/proc`."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable

_PAUSE = 0.01
"""Seconds between two looks."""
_SESSION, _STARTED = 3, 19
"""Positions of the session's id and of the start, in ticks, among the fields of `/proc/*/stat` after the name."""
_YOUNG = 0.03
"""Seconds in which a process surely becomes its own program."""


def peak_memory(
    leader: subprocess.Popen[bytes],
    *,
    most: int,
    patience: float,
    young: float = _YOUNG,
    wait: Callable[[float], object] = time.sleep,
) -> int | None:
    """Return the most bytes that the processes of a session held at once, from now until its leader ends.

    Memory is the sum of their proportional set sizes: pages that several processes share count once. Peaks shorter than
    the hundredth of a second between two looks are missed, and a process counts `young` seconds after its start: until
    it becomes its own program it may run in its parent's memory (`vfork`), which would count twice. Watching ends
    early, with the leader alive, at `most` bytes or after `patience` seconds. `wait` is called between two looks.
    `None` where the system does not tell.
    """
    told = os.path.exists("/proc/self/smaps_rollup")
    end = time.monotonic() + patience
    peak = 0
    while leader.poll() is None and peak <= most and time.monotonic() < end:
        if told:
            peak = max(peak, sum(map(_share, _members(leader.pid, young))))
        wait(_PAUSE)
    return peak if told else None


def _members(session: int, young: float) -> list[str]:
    found: list[str] = []
    ticks, now = os.sysconf("SC_CLK_TCK"), time.clock_gettime(time.CLOCK_BOOTTIME)
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    # The name, in brackets, may hold anything, a bracket too.
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[_SESSION]) == session and int(fields[_STARTED]) / ticks <= now - young:
                found.append(name)
    return found


def _share(process: str) -> int:
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        # It has ended meanwhile.
        pass
    return 0
