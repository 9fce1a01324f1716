"""A synthetic archive with a past: retitlings, corrected days, damage, deletions and merges, put right later."""

from benchmarks.history.synthetic.stream import write_history

__all__ = ["write_history"]
