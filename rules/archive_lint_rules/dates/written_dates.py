"""Dates in the form in which headings and links write them."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from urllib.parse import quote

from archive_lint.api import Heading, Layout, Span, lazy_pattern

_WRITTEN = lazy_pattern(r"(?<!\d)(\d{4})\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})(?:\s?日)?(?!\d)")


def heading_text(heading: Heading) -> str:
    """Return the text of a heading's link, or of the heading if it has none."""
    return heading.text if heading.link is None else heading.link.text


def find_date(text: str) -> re.Match[str] | None:
    """Return the first numeric date in a text, whether such a day exists or not."""
    return _WRITTEN.search(text)


def existing_day(date: re.Match[str]) -> dt.date | None:
    """Return the day that a numeric date means, `None` if it does not exist."""
    return day_of(date[1], date[2], date[3])


def day_of(year: str, month: str, day: str) -> dt.date | None:
    """Return the day with these numbers, `None` if it does not exist."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


@lru_cache(maxsize=8)
def spells_path(text: str, path: str) -> bool:
    """Return whether a text is the date in a path, with the same padding.

    Several rules call it for the same page in turn.
    """
    return f"/{text.replace('-', '/')}/" in path and "/" not in text


def linked_day(target: str, layout: Layout) -> re.Match[str] | None:
    """Return the match of the day folder in a link target, with year, month and day, even if the day does not exist."""
    name = target.partition("#")[0].partition("?")[0].removeprefix(layout.site_prefix + "/")
    pattern = layout.day_folder_pattern
    return None if pattern is None else pattern.match(name.lstrip("/").rpartition("/")[0])


def place_of(source: bytes, heading: Heading, text: str) -> Span | None:
    """Return the span of this part of a heading's text as written; `None` if it is written differently."""
    span = heading.span if heading.link is None else heading.link.text_span
    wanted = text.encode()
    at = source.find(wanted, span.start, span.end)
    return None if at < 0 or not wanted else Span(at, at + len(wanted))


def link_target(path: str, prefix: str) -> str:
    """Return a path of the archive as the target of a site-absolute link. Letters of all scripts stay as they are."""
    return prefix + "/" + "".join(part if part.isalnum() else quote(part, safe="/-_.~") for part in path)
