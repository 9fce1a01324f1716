"""What is aimed at, beside what was measured: one line per aim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.table import NOTHING, table

HEADING = "What is aimed at"


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A measured part of the document."""

    text: str
    figures: Mapping[str, float] = field(default_factory=dict)
    """What aims speak of, by the names that they have there."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure that is to be reached."""

    figure: str
    what: str
    bound: float
    unit: str
    is_least: bool = False
    """The figure is to be no less than the bound; else no more."""

    def said(self, value: float | None) -> list[str]:
        """Return the cells of its line, for a figure or for none."""
        sign = "≥" if self.is_least else "≤"
        aim = f"{sign} {_amount(self.bound, self.unit)}"
        return [self.what, NOTHING if value is None else _amount(value, self.unit), aim, self._judged(value)]

    def _judged(self, value: float | None) -> str:
        if value is None:
            return "not measured"
        beyond = self.bound / value - 1 if self.is_least else value / self.bound - 1 if self.bound else value
        return "yes" if beyond <= 0 else f"missed by {beyond:.0%}" if self.bound else "no"


AIMS = (
    Aim("cold", "all offline rules, nothing kept", 1.5, "× lychee"),
    Aim("cold-writing", "the same, writing what the next run reads", 1.8, "× lychee"),
    Aim("warm", "the same once more, nothing changed", 0.2, "× lychee"),
    Aim("page", "one named page, nothing kept by earlier runs", 4, "× Python and its imports"),
    Aim("hook", "the pre-commit hook, one page staged: processor time", 0.3, "s"),
    Aim("rumdl-links", "a first run with all offline rules, and one of rumdl for links alone", 0.9, "× rumdl"),
    Aim("rumdl-all", "the same, and one of rumdl with all its rules", 0.7, "× rumdl"),
    Aim("rumdl-warm", "the same once more, nothing changed, and rumdl with all its rules once more", 0.12, "× rumdl"),
    Aim("memory", "memory, whole archive", 150, "MB"),
    Aim("memory-page", "memory, a page more, up to a million", 1_300, "bytes"),
    Aim("growth", "time for a page of a million, against one of ten thousand", 1.05, "×"),
    Aim("large-page", "memory, a page of ten megabytes of anything", 300, "MB"),
    Aim("large-page-growth", "time for ten times as much of anything in a page", 11, "×"),
    Aim("verdicts", "sources judged on one core, on a web that answers at once", 2_000, "a second", is_least=True),
    Aim("rotten", "a rotten web, asked as politely", 0.4, "× lychee"),
    Aim("false-dead", "pages of it that are there and are called dead", 0, "pages"),
)


def aims_table(figures: Mapping[str, float], aims: Iterable[Aim] = AIMS) -> str:
    """Return every aim with the figure that was measured for it."""
    rows = [aim.said(figures.get(aim.figure)) for aim in aims]
    return table(["", "measured", "aimed at", "reached"], rows)


def _amount(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
    return f"{number} {unit}"
