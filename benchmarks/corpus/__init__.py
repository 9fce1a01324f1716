"""Synthetic news archives of any size, with known defects put into them, and how well a linter finds those."""

from benchmarks.corpus.defects import RECIPES
from benchmarks.corpus.editions import EDITIONS, GENERATIONS
from benchmarks.corpus.generate import archive_pages, generate
from benchmarks.corpus.inject import Injected, TooFewPagesError, inject
from benchmarks.corpus.plan import Plan
from benchmarks.corpus.score import Report, Score, expected, markdown_table, score

__all__ = [
    "EDITIONS",
    "GENERATIONS",
    "RECIPES",
    "Injected",
    "Plan",
    "Report",
    "Score",
    "TooFewPagesError",
    "archive_pages",
    "expected",
    "generate",
    "inject",
    "markdown_table",
    "score",
]
