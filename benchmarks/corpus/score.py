"""Compares what a linter reports with what was put into an archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.corpus.inject import Injected

Report = tuple[str, str, int | None]
"""Code, path and 1-based line of a finding; `None` where the line does not matter."""


@dataclass(frozen=True, slots=True)
class Score:
    """The precision and recall of one rule."""

    code: str
    wanted: int
    """Findings that there should be: defects of this code, and side effects of others."""
    found: int
    """Findings that there are."""
    missed: tuple[Report, ...]
    false: tuple[Report, ...]

    @property
    def right(self) -> int:
        """Findings that should be and are."""
        return self.wanted - len(self.missed)

    @property
    def precision(self) -> float:
        """Right findings of all findings; 1 where there are none."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Right findings of all that should be; 1 where none should."""
        return self.right / self.wanted if self.wanted else 1.0


def expected(injected: Iterable[Injected]) -> Iterator[Report]:
    """Yield all findings that some defects must cause."""
    for defect in injected:
        yield defect.code, defect.path, defect.line
        for code, path in defect.side_effects:
            yield code, path, None


def score(findings: Iterable[Report], injected: Iterable[Injected]) -> dict[str, Score]:
    """Scores by code, of every code that was put in or reported.

    A finding is right when a defect of its code on its page has not been matched by another one, and its line, where
    both tell one, is the defect's.
    """
    wanted: dict[str, list[Report]] = defaultdict(list)
    for report in expected(injected):
        wanted[report[0]].append(report)
    found: dict[str, list[Report]] = defaultdict(list)
    for code, path, line in findings:
        found[code].append((code, path, line))
    return {
        code: _score(code, wanted.get(code, ()), found.get(code, ())) for code in sorted(wanted.keys() | found.keys())
    }


def _score(code: str, wanted: Sequence[Report], found: Sequence[Report]) -> Score:
    by_path: dict[str, list[Report]] = defaultdict(list)
    for report in wanted:
        by_path[report[1]].append(report)
    false: list[Report] = []
    for report in found:
        open_ones = by_path[report[1]]
        match = next((one for one in open_ones if one[2] is not None and one[2] == report[2]), None)
        if match is None:
            match = next((one for one in open_ones if one[2] is None or report[2] is None), None)
        if match is None:
            false.append(report)
        else:
            open_ones.remove(match)
    missed = tuple(report for reports in by_path.values() for report in reports)
    return Score(code, len(wanted), len(found), missed, tuple(false))


def markdown_table(scores: Mapping[str, Score]) -> str:
    """Return the scores as a Markdown table, one line per rule."""
    lines = ["| rule | injected | reported | right | precision | recall |", "|---|---:|---:|---:|---:|---:|"]
    lines += [
        f"| {one.code} | {one.wanted:,} | {one.found:,} | {one.right:,} | {one.precision:.4f} | {one.recall:.4f} |"
        for one in scores.values()
    ]
    return "\n".join(lines) + "\n"
