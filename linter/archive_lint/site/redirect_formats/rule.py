"""What files of redirects are read into."""

from __future__ import annotations

from typing import NamedTuple

from archive_lint.site.url_patterns import Segment

MISSING = frozenset({404, 410, 451})
"""Statuses that say that there is nothing at a URL."""
_LEAST_STATUS, _MOST_STATUS = 100, 999


class RedirectRule(NamedTuple):
    """One rule: the URLs that it is for, and whether there is something at them."""

    pattern: tuple[Segment, ...]
    exists: bool = True
    line: int | None = None
    """1-based; `None` where the format does not tell."""
    place: str = ""
    """In data: `redirects[3].source`."""


class Trouble(NamedTuple):
    """What cannot be read, and why."""

    why: str
    line: int | None = None
    place: str = ""

    def said(self, name: str) -> str:
        """Return it as a message about the file of that name."""
        where = name if self.line is None else f"{name}:{self.line}"
        return f"{where}: {self.place} {self.why}" if self.place else f"{where}: {self.why}"


def status_of(value: object, otherwise: int) -> int | None:
    """Return an HTTP status as a file has it, `otherwise` where it has none; `None` for what is not a status."""
    if value is None:
        return otherwise
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == len("404"):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and _LEAST_STATUS <= value <= _MOST_STATUS:
        return value
    return None
