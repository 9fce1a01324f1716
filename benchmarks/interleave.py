"""Measures commands in turns: a machine that is slow for a while is slow for all of them."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.commands import TimedCommand, Work
from benchmarks.measure import memory, run

Log = Callable[[str], None]
"""Called with what is being measured, for a person who waits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The costs of the runs of one command."""

    name: str
    walls: Sequence[float]
    """Seconds, in the order of the turns."""
    cpus: Sequence[float]
    memory: int | None
    """Peak bytes of all its processes, from a run of its own."""
    work: Work

    @property
    def wall(self) -> float:
        """Median seconds of wall time."""
        return statistics.median(self.walls)

    @property
    def cpu(self) -> float:
        """Median seconds of processor time."""
        return statistics.median(self.cpus)

    def cpu_ratio(self, base: Result) -> float:
        """Return the same of processor time, which others on the machine hardly change."""
        return statistics.median(mine / its for mine, its in zip(self.cpus, base.cpus, strict=True))

    def ratio(self, base: Result) -> float:
        """Return the wall time as a multiple of another's.

        The median of the turns' ratios, so that drift cancels out.
        """
        return statistics.median(mine / its for mine, its in zip(self.walls, base.walls, strict=True))


def interleaved(commands: Sequence[TimedCommand], *, runs: int, log: Log) -> list[Result]:
    """Warm up with a run of each for its memory, then run all in turn, `runs` times over.

    Raises `CommandFailedError` for a command that fails.
    """
    peaks: list[int | None] = []
    for timed in commands:
        log(f"{timed.name}: memory")
        timed.before()
        peaks.append(memory(timed.command, folder=timed.folder, codes=timed.codes))
    walls: list[list[float]] = [[] for _ in commands]
    cpus: list[list[float]] = [[] for _ in commands]
    works = [Work()] * len(commands)
    for turn in range(1, runs + 1):
        for at, timed in enumerate(commands):
            log(f"{timed.name}: run {turn} of {runs}")
            timed.before()
            # What the one before has left for the disk is written in nobody's time.
            os.sync()
            cost = run(timed.command, folder=timed.folder, codes=timed.codes)
            walls[at].append(cost.wall)
            cpus[at].append(cost.cpu)
            works[at] = timed.work(cost.output)
    return [
        Result(name=timed.name, walls=walls[at], cpus=cpus[at], memory=peaks[at], work=works[at])
        for at, timed in enumerate(commands)
    ]
