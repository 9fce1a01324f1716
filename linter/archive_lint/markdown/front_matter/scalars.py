"""Code that the readers of YAML and TOML share: values on one line, and lists of them in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from archive_lint.model.front_matter import FrontValue, Quoting

MOST_ITEMS = 256
"""The most items of a list that are kept."""
MOST_PARSED = 65_536
"""The most bytes of a value that are given to another parser."""


class Values(NamedTuple):
    """The value of a key: a text, or a list of texts."""

    items: tuple[FrontValue, ...]
    list_at: int | None = None
    """Start of the list; `None` for a text."""

    @property
    def text(self) -> FrontValue:
        """The text; a list counts as not read."""
        if self.list_at is None:
            return self.items[0]
        return FrontValue(text="", start=self.list_at, end=self.list_at, quoting=Quoting.UNREAD)


def unread(start: int, end: int) -> Values:
    """Return the value of a key that cannot be read, or is neither a text nor a list of texts."""
    return Values((FrontValue(text="", start=start, end=end, quoting=Quoting.UNREAD),))


def value_of(source: bytes, start: int, end: int, quoting: Quoting, text: str | None = None) -> FrontValue:
    """Return the value written between two offsets; `text` is its meaning, if that differs from what is written."""
    if text is None:
        text = source[start:end].decode(errors="replace")
    return FrontValue(text=text, start=start, end=end, quoting=quoting)


def items_of(
    source: bytes, start: int, end: int, item: re.Pattern[bytes], blank: re.Pattern[bytes]
) -> tuple[list[re.Match[bytes]], int] | None:
    """Return the items of the list whose bracket stands at `start`, and the end of its closing bracket.

    `None` if it is not a list of such items alone. Items after `MOST_ITEMS` are not read.
    """
    found: list[re.Match[bytes]] = []
    at = start + 1
    while True:
        at = skip(blank, source, at, end)
        if source.startswith(b"]", at):
            return found, at + 1
        match = item.match(source, at, end)
        if match is None:
            return None
        found.append(match)
        if len(found) == MOST_ITEMS:
            return found, end
        at = skip(blank, source, match.end(), end)
        if source.startswith(b",", at):
            at += 1
        elif not source.startswith(b"]", at):
            return None


def skip(blank: re.Pattern[bytes], source: bytes, at: int, end: int) -> int:
    """Return the offset after all text that `blank` matches."""
    match = blank.match(source, at, end)
    return at if match is None else match.end()


class Chunk(NamedTuple):
    """A key of the top level, and the bounds of its value: up to the next key."""

    key: str
    """The key's name with its case folded: generators differ in whether case matters."""
    start: int
    end: int


def chunks_of(source: bytes, first: int, last: int, mark: re.Pattern[bytes], wanted: frozenset[str]) -> Iterator[Chunk]:
    """Yield the wanted keys between two offsets, in order.

    `mark` matches the start of a top-level line: a key, in the group `key`, or something else that ends the value
    above. Quoted keys are in the groups `double` and `single`. A match named `stop` ends the search.
    """
    opened: tuple[str, int] | None = None
    for match in mark.finditer(source, first, last):
        kind = match.lastgroup
        if kind is None:
            continue
        if opened is not None:
            yield Chunk(*opened, match.start())
            opened = None
        if kind == "stop":
            return
        name = match[kind].strip()
        if len(name) <= 256 and (key := name.decode(errors="replace").casefold()) in wanted:
            opened = (key, match.end())
    if opened is not None:
        yield Chunk(*opened, last)
