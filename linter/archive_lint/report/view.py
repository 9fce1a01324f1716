"""The look of a report for people: the reader's choices, and the terminal's abilities."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Grouping(StrEnum):
    """The subject of the headings under which findings are grouped."""

    RULE = "rule"
    PAGE = "page"
    HOST = "host"


class View(Struct, frozen=True, kw_only=True):
    """The look of one report."""

    color: bool = False
    width: int | None = None
    """Width in cells; by default one for logs."""
    group_by: Grouping | None = None
    """The grouping; `None` for the order of every report, without headings."""
    most: int | None = None
    """The number of findings to show, the worst; `None` for all."""
    has_closing: bool = True
    """Whether counts and advice follow the findings."""


PLAIN = View()
