"""Reads the date of front matter: the day, and the time and its offset if they are written."""

from __future__ import annotations

import datetime as dt
import re

from archive_lint.model.front_matter import FrontDate, FrontValue

_DATE = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
    r"(?:[Tt \t]\s{0,8}(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,12})?)?(?!\d)"
    r"(?:\s{0,8}(?P<offset>[Zz](?![A-Za-z])|UTC|GMT|[+-]\d\d?(?::?\d\d)?(?!\d)))?)?",
    re.ASCII,
)


def read_date(source: bytes, value: FrontValue) -> FrontDate:
    """Return the date that a value states; its `day` is `None` if there is no such day or none can be read."""
    found = _DATE.match(value.text)
    if found is None:
        return FrontDate(text=value.text, start=value.start, end=value.end, quoting=value.quoting)
    day = _day(found)
    written = found[0][: found.end("day")].encode()
    is_verbatim = source.startswith(written, value.start)
    return FrontDate(
        text=value.text,
        start=value.start,
        end=value.end,
        quoting=value.quoting,
        day=day,
        is_impossible=day is None,
        utc_day=None if day is None else _utc_day(day, found),
        day_end=value.start + len(written) if is_verbatim else 0,
    )


def _day(found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _utc_day(day: dt.date, found: re.Match[str]) -> dt.date | None:
    """Return the day in UTC; `None` without an offset, and for a time that does not exist."""
    offset = found["offset"]
    if offset is None:
        return None
    try:
        moment = dt.datetime.combine(day, dt.time(int(found["hour"]), int(found["minute"]), tzinfo=dt.UTC))
        return (moment - dt.timedelta(minutes=_minutes(offset))).date()
    except (ValueError, OverflowError):
        return None


def _minutes(offset: str) -> int:
    if not offset.startswith(("+", "-")):
        return 0
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    return (int(hours) * 60 + int(minutes)) * (-1 if offset.startswith("-") else 1)
