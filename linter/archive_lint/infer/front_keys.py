"""Reads all keys of a page's front matter, with any meaning: those to configure are not known yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive_lint.markdown.front_matter.bounds import find_head
from archive_lint.model.front_matter import Fence

_MOST_BYTES = 16_384
_MOST_KEYS = 100
_LONGEST_VALUE = 500
_LINES = {
    Fence.YAML: re.compile(r"^([A-Za-z_][\w-]{0,79})[ \t]*:(?:[ \t]+(.*))?$", re.MULTILINE),
    Fence.TOML: re.compile(r"^([A-Za-z_][\w-]{0,79})[ \t]*=[ \t]*(.*)$", re.MULTILINE),
    Fence.LINES: re.compile(r"^([A-Za-z][\w-]{0,79}):[ \t]*(.*)$", re.MULTILINE),
}
_TABLE = re.compile(r"^\[", re.MULTILINE)
_DATE = re.compile(r"(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![^\s#T])")
"""A date, with or without a time, and not a URL path that begins with one."""
_DATE_IN_ADDRESS = re.compile(r"(?<!\d)(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01])(?!\d)")
_ADDRESSES = ("path", "permalink", "url")
_CHANGED = re.compile(r"upda|modif|lastmod|expir|edit|review|chang|until|end|due|birth")
"""Parts of the name of a key whose date is not the page's own."""


def front_keys(source: bytes) -> Mapping[str, str]:
    """Return the keys at the top of a page's front matter, in lower case, with the values on their lines.

    Values have no quotation marks around them. Empty for a page without front matter.
    """
    head = find_head(source[:_MOST_BYTES])
    if head is None:
        return {}
    text = source[head.first : head.last].decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    if head.fence is Fence.TOML and (table := _TABLE.search(text)) is not None:
        text = text[: table.start()]
    keys: dict[str, str] = {}
    for found in _LINES[head.fence].finditer(text):
        keys[found[1].casefold()] = (found[2] or "")[:_LONGEST_VALUE].strip().strip("\"'").strip()
        if len(keys) == _MOST_KEYS:
            break
    return keys


def is_date(value: str) -> bool:
    """Return whether a value begins with a date."""
    return _DATE.match(value) is not None


def may_be_own_date(key: str) -> bool:
    """Return whether a key with a date, by its name, may state the day of the page, not of a change or an end."""
    return _CHANGED.search(key) is None


def states_date(source: bytes) -> bool:
    """Return whether a page's front matter states its day, by a date or in its URL."""
    keys = front_keys(source)
    return any(is_date(value) and may_be_own_date(key) for key, value in keys.items()) or any(
        _DATE_IN_ADDRESS.search(keys.get(key, "")) for key in _ADDRESSES
    )
