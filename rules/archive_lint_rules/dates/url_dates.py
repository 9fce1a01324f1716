"""Dates that publishers write into the paths of their URLs."""

from __future__ import annotations

import datetime as dt
import re
import string
from collections.abc import Iterator

from archive_lint.api import lazy_pattern

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The text before the year is checked afterwards: a pattern that begins with digits is found many times faster.
_YEAR = r"(19[89]\d|20\d\d)(?<!\d\d\d\d\d)"
_DATE = lazy_pattern(
    _YEAR + r"(?:"
    r"(\d\d)[-/_.]?(\d\d)"
    r"|[-/_.](\d\d)(\d\d)"
    r"|[-/_.](\d{1,2})[-/_.](\d{1,2})"
    r"|[-/_.]?(?i:(" + "|".join(_MONTHS) + r")[a-z]{0,6})[-/_.]?(\d{1,2})"
    r")(?!\d)",
    # Else `ſep` would be a month, and an Arabic digit part of a year.
    re.ASCII,
)
_LIKE_A_DATE = lazy_pattern(r"(?:19[89]|20\d)\d[-/_.]?(?:\d{1,2}|(?i:[a-z]{3,9}))[-/_.]?\d", re.ASCII)
"""Text that every URL with a date has, and few others have."""
_LETTERS = frozenset(string.ascii_letters)
_BARE_NUMBER = lazy_pattern(r"[a-z]-(\d{8})/?\Z", re.IGNORECASE)
"""The end of a path with a word and a number, as in `/news/world-asia-20131105`: a running number, not a date."""


def may_be_dated(url: str) -> bool:
    """Return whether a URL, or the URL that it is a copy of, may have dates in it; most have none."""
    if "20" not in url and "19" not in url:
        return False
    return _LIKE_A_DATE.search(url) is not None or "%" in url


def dates_in(url: str) -> Iterator[dt.date]:
    """Yield the days in a URL's path, in order: `/2014/05/23/`, `/2014-05/23/`, `/20140523/`, `/2014/may/23/`…

    Only days that exist. Queries are ignored: their numbers are identifiers more often than dates.
    """
    path = url.partition("?")[0].partition("#")[0]
    running = _BARE_NUMBER.search(path[-40:]) if path[-2:].strip("/").isdigit() else None
    for match in _DATE.finditer(path):
        if running is not None and match[0] == running[1]:
            continue
        if _ends_a_word(path, match.start()):
            continue
        year, month, day, month2, day2, month3, day3, name, day4 = match.groups()
        number = _MONTHS.index(name.lower()) + 1 if name else int(month or month2 or month3)
        try:
            yield dt.date(int(year), number, int(day or day2 or day3 or day4))
        except ValueError:
            continue


def _ends_a_word(path: str, start: int) -> bool:
    """Return whether letters before a number make it a running number.

    A single letter marks a date, as in `/t20140523_1.htm`.
    """
    return start > 1 and path[start - 1] in _LETTERS and path[start - 2] in _LETTERS
