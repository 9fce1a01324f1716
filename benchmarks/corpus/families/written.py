"""Settings that a configuration written by hand has for every family of blogs."""

from __future__ import annotations

NOT_OF_BLOGS = (
    *("S001", "S002", "S003", "S004", "S005", "S006", "S007"),
    *("L001", "L002", "L003", "L006", "L007", "L010"),
    *("D001", "D003", "D006", "D007", "D008", "I", "U"),
)
"""Rules of sections, date headings and indexes, none of which blogs have."""
