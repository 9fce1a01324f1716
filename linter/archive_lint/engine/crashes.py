"""Reports a rule that crashes once per place in its code, on any number of pages."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from archive_lint.model.problem import Problem
from archive_lint.text import counted


def told_once(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of a run, sorted, with one per place at which a rule crashed, and the number of pages."""
    told: list[Problem] = []
    crashes: dict[tuple[str, str], dict[str, Problem]] = {}
    for problem in sorted(set(problems)):
        if problem.code:
            crashes.setdefault((problem.code, problem.place), {}).setdefault(problem.path, problem)
        else:
            told.append(problem)
    return sorted([*told, *map(_as_one, crashes.values())])


def _as_one(crashes: dict[str, Problem]) -> Problem:
    """Return the first crash at one place, with the number of pages; `crashes` is in the order of the paths."""
    first = next(iter(crashes.values()))
    traceback = first.traceback or next((crash.traceback for crash in crashes.values() if crash.traceback), "")
    if len(crashes) == 1:
        return replace(first, traceback=traceback)
    more = f"{first.message}; it crashed on {counted(len(crashes), 'page')}, first on this one"
    return replace(first, message=more, traceback=traceback)
