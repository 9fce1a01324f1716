"""Measures contestants in turns: a machine that is slow for a while is slow for all of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.contestants import Contestant, Work
from benchmarks.measure import memory, run

Told = Callable[[str], None]
"""Is told what is being measured, for whoever waits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What one contestant's runs took."""

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
        """The same of processor time, which others on the machine hardly change."""
        return statistics.median(mine / its for mine, its in zip(self.cpus, base.cpus, strict=True))

    def ratio(self, base: Result) -> float:
        """How many times the wall time of another one: the median of the turns' ratios, so that drift cancels out."""
        return statistics.median(mine / its for mine, its in zip(self.walls, base.walls, strict=True))


def in_turns(contestants: Sequence[Contestant], *, runs: int, told: Told) -> list[Result]:
    """Warm up with a run of each for its memory, then run all one after another, `runs` times over.

    Raises `CommandFailedError` for a contestant that fails.
    """
    peaks: list[int | None] = []
    for contestant in contestants:
        told(f"{contestant.name}: memory")
        contestant.before()
        peaks.append(memory(contestant.command, folder=contestant.folder, codes=contestant.codes))
    walls: list[list[float]] = [[] for _ in contestants]
    cpus: list[list[float]] = [[] for _ in contestants]
    works = [Work()] * len(contestants)
    for turn in range(1, runs + 1):
        for at, contestant in enumerate(contestants):
            told(f"{contestant.name}: run {turn} of {runs}")
            contestant.before()
            cost = run(contestant.command, folder=contestant.folder, codes=contestant.codes)
            walls[at].append(cost.wall)
            cpus[at].append(cost.cpu)
            works[at] = contestant.work(cost.output)
    return [
        Result(name=contestant.name, walls=walls[at], cpus=cpus[at], memory=peaks[at], work=works[at])
        for at, contestant in enumerate(contestants)
    ]
