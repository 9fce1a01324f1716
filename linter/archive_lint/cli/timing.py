"""`--timing`: how long each rule takes, for those who write rules."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, BinaryIO

from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.rule.base import Rule
from archive_lint.rule.registry import RegisteredRule, Registry


def measure(job: Run) -> tuple[RunOutcome, defaultdict[str, float], float]:
    """Run in this process alone; gives what was found, the seconds of each rule by code, and those of the whole run."""
    spent: defaultdict[str, float] = defaultdict(float)
    registry = Registry(
        RegisteredRule(_timed(registered.rule, spent), registered.provider) for registered in job.registry.registered
    )
    job.registry, job.jobs, job.known = registry, 1, None
    begun = time.perf_counter()
    outcome = execute(job)
    return outcome, spent, time.perf_counter() - begun


def write_timing(
    outcome: RunOutcome, spent: defaultdict[str, float], whole: float, registry: Registry, stream: BinaryIO
) -> None:
    """Write a line a rule, the slowest first: seconds, microseconds a page, share of the run, code and name."""
    pages = max(outcome.pages, 1)
    rows = [(seconds, code, rule.name) for code, seconds in spent.items() if (rule := registry.find(code)) is not None]
    rows.append((whole - sum(spent.values()), "", "reading, parsing, links and all else"))
    stream.write(b"seconds  us/page  share\n")
    for seconds, code, name in sorted(rows, reverse=True):
        line = f"{seconds:7.3f}  {seconds / pages * 1e6:7.1f}  {seconds / whole:5.1%}  {code:<5} {name}\n"
        stream.write(line.encode())
    stream.write(f"{whole:7.3f} in one process, on {outcome.pages:,} pages\n".encode())


def _timed(rule: type[Rule], spent: defaultdict[str, float]) -> type[Rule]:
    """A rule that adds up how long it takes."""

    def check(self: Any, *seen: Any) -> Iterator[Any]:
        begun = time.perf_counter()
        # A generator works while it is read.
        found = list(rule.check(self, *seen))  # type: ignore[attr-defined]
        spent[rule.code] += time.perf_counter() - begun
        return iter(found)

    return type(rule.__name__, (rule,), {"check": check, "__module__": rule.__module__})
