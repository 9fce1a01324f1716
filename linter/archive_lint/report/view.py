"""How a report for people is to look: what the reader chooses of it, and what the terminal can do."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Grouping(StrEnum):
    """What findings stand together under a heading."""

    RULE = "rule"
    PAGE = "page"
    HOST = "host"


class View(Struct, frozen=True, kw_only=True):
    """The look of one report."""

    color: bool = False
    width: int | None = None
    """Cells; by default as suits a log."""
    group_by: Grouping | None = None
    """`None` for the order of every report, without headings."""
    most: int | None = None
    """The number of findings to show, the worst; `None` for all."""
    has_closing: bool = True
    """Whether counts and advice follow the findings."""


PLAIN = View()
