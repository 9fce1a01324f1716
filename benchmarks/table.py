"""Figures as Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.interleave import Result

NOTHING = "–"
"""Stands where there is no figure."""


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table with its first column to the left and all others to the right."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def results_table(results: Sequence[Result], base: str | None) -> str:
    """Commands with their medians, and their wall time as a multiple of that of the one named `base`."""
    reference = next((result for result in results if result.name == base), None)
    rows = [
        [
            result.name,
            seconds(result.wall),
            f"{seconds(min(result.walls))}–{seconds(max(result.walls))}",
            NOTHING if reference is None else f"{result.ratio(reference):.2f}",
            seconds(result.cpu),
            megabytes(result.memory),
            *(count(value) for value in (result.work.pages, result.work.links, result.work.findings)),
        ]
        for result in results
    ]
    ratio = f"× {base}" if reference is not None else "ratio"
    heads = ["", "wall s", "least–most", ratio, "CPU s", "memory MB", "pages", "links", "findings"]
    return table(heads, rows)


def seconds(value: float) -> str:
    """Seconds with as many digits as mean something."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def megabytes(value: int | None) -> str:
    """Bytes as millions of them."""
    return NOTHING if value is None else f"{value / 1e6:.0f}"


def count(value: int | None) -> str:
    """Return a number as people write it."""
    return NOTHING if value is None else f"{value:,}"
