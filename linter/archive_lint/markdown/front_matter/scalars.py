"""What the readers of YAML and TOML share: values of one line, and lists of them between brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from archive_lint.model.front_matter import FrontValue, Quoting

MOST_ITEMS = 256
"""Items of a list that are kept."""
MOST_PARSED = 65_536
"""Bytes of a value that another parser is asked to read."""


class Values(NamedTuple):
    """What a key says: a text, or a list of texts."""

    items: tuple[FrontValue, ...]
    list_at: int | None = None
    """Where the list begins; `None` for a text."""

    @property
    def text(self) -> FrontValue:
        """The one text; a list counts as not read."""
        if self.list_at is None:
            return self.items[0]
        return FrontValue(text="", start=self.list_at, end=self.list_at, quoting=Quoting.UNREAD)


def unread(start: int, end: int) -> Values:
    """Return what a key says whose value cannot be read, or is neither a text nor a list of texts."""
    return Values((FrontValue(text="", start=start, end=end, quoting=Quoting.UNREAD),))


def value_of(source: bytes, start: int, end: int, quoting: Quoting, text: str | None = None) -> FrontValue:
    """Return the value that is written between two offsets; `text` is what it means, if it is not what is written."""
    if text is None:
        text = source[start:end].decode(errors="replace")
    return FrontValue(text=text, start=start, end=end, quoting=quoting)


def items_of(
    source: bytes, start: int, end: int, item: re.Pattern[bytes], blank: re.Pattern[bytes]
) -> tuple[list[re.Match[bytes]], int] | None:
    """Return the items of a list whose bracket stands at `start`, and where its closing bracket ends.

    `None` where it is not a list of such items alone. After `MOST_ITEMS` the rest is not looked at.
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
    """Return where what does not matter ends."""
    match = blank.match(source, at, end)
    return at if match is None else match.end()


class Chunk(NamedTuple):
    """A key of the top level, and where its value may stand: down to the next key."""

    key: str
    """Its name, letter case folded: generators differ in whether it matters."""
    start: int
    end: int


def chunks_of(source: bytes, first: int, last: int, mark: re.Pattern[bytes], wanted: frozenset[str]) -> Iterator[Chunk]:
    """Yield the wanted keys between two offsets, in order.

    `mark` matches what begins at the top level: a key, in the group `key`, or something else that ends the value above.
    Quoted keys stand in `double` and `single`. A match named `stop` ends the search.
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
