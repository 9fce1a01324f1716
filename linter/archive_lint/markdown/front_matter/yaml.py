"""Reads YAML between lines of `---`, one key at a time: an error costs the key that has it, and no other.

Nearly all values of pages are read here, by lines: plain and quoted texts, lists of them, blocks. Only keys with other
values go to PyYAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive_lint.markdown.front_matter.scalars import (
    MOST_ITEMS,
    Chunk,
    Values,
    chunks_of,
    items_of,
    skip,
    unread,
    value_of,
)
from archive_lint.model.front_matter import FrontValue, Quoting

_COMMENT = rb"[ \t]*+(?:#[^\r\n]*+)?"
_REST = re.compile(rb"%b(?:(?:\r\n?|\n)%b)*+\Z" % (_COMMENT, _COMMENT))
"""Only comments and empty lines."""
_LINE_END = rb"%b(?:\r\n?|\n|\Z)" % _COMMENT
_BREAK = re.compile(rb"\r\n?|\n")
_SPACE = re.compile(rb"[ \t]*+")
_QUOTED = rb"\"(?P<double>(?:[^\"\\\r\n]|\\[^\r\n])*+)\"|'(?P<single>(?:[^'\r\n]|'')*+)'"
_FIRST = rb"(?:[^\s\[\]{},#&*!|>'\"%@`?:-]|[?:-](?![\s,\[\]{}]|\Z))"
"""First character of a plain text: none of YAML's marks."""
_SCALAR = re.compile(rb"%b|(?P<plain>%b(?:[^\r\n#]|(?<![ \t])#)*+)" % (_QUOTED, _FIRST))
# A colon and a space in a list's item make it a map, not a text.
_PLAIN_ITEM = rb"(?P<plain>%b(?:[^\r\n#:]|:(?![ \t\r\n]|\Z)|(?<![ \t])#)*+)" % _FIRST
_DASHED = re.compile(rb"(?P<indent>[ \t]*+)-[ \t]++(?:%b|%b)%b" % (_QUOTED, _PLAIN_ITEM, _LINE_END))
_EMPTY_LINE = re.compile(rb"[ \t]*+(?:#[^\r\n]*+)?(?:\r\n?|\n)|[ \t]++(?:#[^\r\n]*+)?\Z|#[^\r\n]*+\Z")
_FLOW_ITEM = re.compile(rb"%b|(?P<plain>%b(?:[^\[\]{},\r\n#:]|:(?![\s,\[\]{}]|\Z)|(?<![ \t])#)*+)" % (_QUOTED, _FIRST))
_FLOW_BLANK = re.compile(rb"[ \t\r\n]*+")
_BLOCK = re.compile(rb"[ \t]*+([|>])(-?)%b" % _LINE_END)
_BLOCK_LINE = re.compile(rb"([ ]*+)([^\r\n]*+)(?:\r\n?|\n|\Z)")
_DEEPEST = 3
"""The most spaces before top-level keys: more would be code in a page that begins with a thematic break."""
_NULLS = frozenset({"~", "null", "Null", "NULL"})


def yaml_chunks(source: bytes, first: int, last: int, wanted: frozenset[str]) -> Iterator[Chunk]:
    """Yield the wanted keys of the top level, in order; equal keys each time."""
    at = _skip_empty(source, first, last)
    indent = skip(_SPACE, source, at, last) - at
    return chunks_of(source, first, last, _key_pattern(min(indent, _DEEPEST)), wanted)


def read_yaml(source: bytes, chunk: Chunk) -> Values:
    """Return the value of a key."""
    end = chunk.end
    at = skip(_SPACE, source, chunk.start, end)
    found = _text(source, at, end) or _list(source, at, end) or _block(source, at, end)
    if found is not None:
        return found
    from archive_lint.markdown.front_matter.yaml_events import read_events

    return read_events(source, at, end) or unread(at, at + len(source[at:end].rstrip()))


@cache
def _key_pattern(indent: int) -> re.Pattern[bytes]:
    """Return the expression for the start of a top-level key; all of them have the same indentation."""
    return re.compile(
        rb"(?<![^\r\n])[ ]{%d}(?:\"(?P<double>[^\"\\\r\n]*+)\"[ \t]*+|'(?P<single>[^'\r\n]*+)'[ \t]*+|"
        rb"(?P<key>[^\s\"'#\[\]{},&*!|>%%@`-](?:[^:\r\n]|:(?![ \t\r\n]|\Z))*+)):(?=[ \t\r\n]|\Z)" % indent
    )


def _skip_empty(source: bytes, at: int, end: int) -> int:
    while (line := _EMPTY_LINE.match(source, at, end)) is not None:
        at = line.end()
    return at


def _text(source: bytes, at: int, end: int) -> Values | None:
    """Return a text of one line, or an empty value."""
    if _REST.match(source, at, end):
        return Values((value_of(source, at, at, Quoting.PLAIN),))
    match = _SCALAR.match(source, at, end)
    if match is None or not _REST.match(source, match.end(), end):
        return None
    value = _scalar(source, match)
    return None if value is None else Values((value,))


def _scalar(source: bytes, match: re.Match[bytes]) -> FrontValue | None:
    """Return the value of a match of quoted or plain text; `None` if it has escapes."""
    kind = match.lastgroup or ""
    start, end = match.span(kind)
    if kind == "double":
        return None if b"\\" in match[kind] else value_of(source, start, end, Quoting.DOUBLE)
    if kind == "single":
        text = match[kind].decode(errors="replace").replace("''", "'")
        return value_of(source, start, end, Quoting.SINGLE, text)
    end = start + len(match[kind].rstrip())
    value = value_of(source, start, end, Quoting.PLAIN)
    return value_of(source, start, end, Quoting.PLAIN, "") if value.text in _NULLS else value


def _list(source: bytes, at: int, end: int) -> Values | None:
    if source.startswith(b"[", at):
        found = items_of(source, at, end, _FLOW_ITEM, _FLOW_BLANK)
        if found is None or not _REST.match(source, found[1], end):
            return None
        return _as_list(at, [_scalar(source, item) for item in found[0]])
    first = at = _skip_empty(source, at, end)
    values: list[FrontValue | None] = []
    indent: bytes | None = None
    while at < end and len(values) < MOST_ITEMS:
        item = _DASHED.match(source, at, end)
        if item is None or (indent is not None and item["indent"] != indent):
            return None
        indent = item["indent"]
        values.append(_scalar(source, item))
        at = _skip_empty(source, item.end(), end)
    return _as_list(first, values) if values else None


def _as_list(at: int, values: list[FrontValue | None]) -> Values | None:
    known = [value for value in values if value is not None]
    return Values(tuple(known), list_at=at) if len(known) == len(values) else None


def _block(source: bytes, at: int, end: int) -> Values | None:
    """Return the lines below `|` or `>`, if all of them are indented alike."""
    opening = _BLOCK.match(source, at, end)
    if opening is None:
        return None
    lines: list[str] = []
    width: int | None = None
    start = stop = at = opening.end()
    while at < end:
        line = _BLOCK_LINE.match(source, at, end)
        assert line is not None  # it matches any line
        if line[2]:
            if width is None:
                width, start = len(line[1]), line.start(2)
            if not width or len(line[1]) != width or line[2][:1] == b"\t":
                return None
            stop = line.end(2)
        lines.append(line[2].decode(errors="replace"))
        at = line.end()
    while lines and not lines[-1]:
        lines.pop()
    text = "\n".join(lines) if opening[1] == b"|" else _folded(lines)
    return Values((value_of(source, start, stop, Quoting.BLOCK, text + ("" if opening[2] or not text else "\n")),))


def _folded(lines: list[str]) -> str:
    """Return lines as `>` joins them: by spaces, and by one line ending per empty line between them."""
    parts: list[str] = []
    gap = 0
    for line in lines:
        if line:
            parts += ("\n" * gap if gap or not parts else " ", line)
            gap = 0
        else:
            gap += 1
    return "".join(parts)
