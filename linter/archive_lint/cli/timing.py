"""`--timing`: the time of each rule, for authors of rules."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.rule.base import Rule
from archive_lint.rule.registry import RegisteredRule, Registry


class Timing(Struct, frozen=True, kw_only=True):
    """The times of a run."""

    outcome: RunOutcome
    by_code: Mapping[str, float]
    """Seconds per rule, by code."""
    whole: float
    """Seconds of the whole run."""


def measure(run: Run) -> Timing:
    """Carry a run out in this process only, and measure it."""
    spent: defaultdict[str, float] = defaultdict(float)
    registry = Registry(
        RegisteredRule(_timed(registered.rule, spent), registered.provider) for registered in run.registry.registered
    )
    begun = time.perf_counter()
    outcome = execute(replace(run, registry=registry, jobs=1))
    return Timing(outcome=outcome, by_code=spent, whole=time.perf_counter() - begun)


def write_timing(timing: Timing, registry: Registry, stream: BinaryIO) -> None:
    """Write one line per rule, the slowest first: seconds, microseconds per page, share of the run, code and name."""
    spent, whole = timing.by_code, timing.whole
    pages = max(timing.outcome.pages, 1)
    rows = [(seconds, code, rule.name) for code, seconds in spent.items() if (rule := registry.find(code)) is not None]
    rows.append((whole - sum(spent.values()), "", "reading, parsing, links and all else"))
    stream.write(b"seconds  us/page  share\n")
    for seconds, code, name in sorted(rows, reverse=True):
        line = f"{seconds:7.3f}  {seconds / pages * 1e6:7.1f}  {seconds / whole:5.1%}  {code:<5} {name}\n"
        stream.write(line.encode())
    stream.write(f"{whole:7.3f} in one process, on {timing.outcome.pages:,} pages\n".encode())


def _timed(rule: type[Rule], spent: defaultdict[str, float]) -> type[Rule]:
    """Return a rule that adds up how long it takes."""

    def check(self: Any, *seen: Any) -> Iterator[Any]:
        begun = time.perf_counter()
        # A generator works while it is read.
        found = list(rule.check(self, *seen))  # type: ignore[attr-defined]
        spent[rule.code] += time.perf_counter() - begun
        return iter(found)

    return type(rule.__name__, (rule,), {"check": check, "__module__": rule.__module__})
