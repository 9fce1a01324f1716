"""The result of reading files of redirects: rules and errors."""

from __future__ import annotations

from typing import NamedTuple

from archive_lint.site.url_patterns import Segment

MISSING = frozenset({404, 410, 451})
"""Statuses that say that a URL does not exist."""
_LEAST_STATUS, _MOST_STATUS = 100, 999


class RedirectRule(NamedTuple):
    """One rule: the URLs that it matches, and whether they exist."""

    pattern: tuple[Segment, ...]
    exists: bool = True
    line: int | None = None
    """Line number, from 1; `None` if the format does not tell."""
    place: str = ""
    """Place in structured data: `redirects[3].source`."""


class Trouble(NamedTuple):
    """A part that cannot be read, and why."""

    why: str
    line: int | None = None
    place: str = ""

    def said(self, name: str) -> str:
        """Return the message about the file called `name`."""
        where = name if self.line is None else f"{name}:{self.line}"
        return f"{where}: {self.place} {self.why}" if self.place else f"{where}: {self.why}"


def status_of(value: object, otherwise: int) -> int | None:
    """Return the HTTP status in a file, `otherwise` if it has none; `None` if the value is not a status."""
    if value is None:
        return otherwise
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == len("404"):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and _LEAST_STATUS <= value <= _MOST_STATUS:
        return value
    return None
