"""The dates that publishers write into the paths of their URLs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?<!\d)(?P<year>19[89]\d|20\d\d)"
_DATE = re.compile(
    _YEAR + r"(?:"
    r"(?P<month>\d\d)[-/_.]?(?P<day>\d\d)"
    r"|[-/_.](?P<month2>\d\d)(?P<day2>\d\d)"
    r"|(?P<separator>[-/_.])(?P<month3>\d{1,2})[-/_.](?P<day3>\d{1,2})"
    r"|[-/_.]?(?P<name>" + "|".join(_MONTHS) + r")[a-z]{0,6}[-/_.]?(?P<day4>\d{1,2})"
    r")(?!\d)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"[a-z]-(\d{8})/?\Z", re.IGNORECASE)
"""A path that ends in a word and a number, as `/news/world-asia-20131105`: a running number, not a date."""


def dates_in(url: str) -> Iterator[dt.date]:
    """The days that a URL's path names, in order: `/2014/05/23/`, `/2014-05/23/`, `/20140523/`, `/2014/may/23/`…

    Only such as exist. Queries are left out: their numbers are identifiers more often than dates.
    """
    path = url.partition("?")[0].partition("#")[0]
    running = _BARE_NUMBER.search(path[-40:])
    for match in _DATE.finditer(path):
        if running is not None and match[0] == running[1]:
            continue
        parts = match.groupdict()
        name = parts["name"]
        month = _MONTHS.index(name.lower()) + 1 if name else int(parts["month"] or parts["month2"] or parts["month3"])
        day = int(parts["day"] or parts["day2"] or parts["day3"] or parts["day4"])
        try:
            yield dt.date(int(parts["year"]), month, day)
        except ValueError:
            continue
