"""Reads TOML between lines of `+++`, one key at a time: an error costs the key that has it, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive_lint.markdown.front_matter.scalars import MOST_PARSED, Chunk, Values, chunks_of, items_of, unread, value_of
from archive_lint.model.front_matter import FrontValue, Quoting

_MARK = re.compile(
    # Strings and comments first: text in them that looks like a key is not one. An unclosed one goes on to the end.
    rb"\"\"\"(?:[^\"\\]|\\[\x00-\xff]|\"(?!\"\"))*+(?:\"{3,5}|\Z)|'''(?:[^']|'(?!''))*+(?:'{3,5}|\Z)"
    rb"|(?<![^\r\n])[ \t]*+(?:\"(?P<double>[^\"\\\r\n]*+)\"|'(?P<single>[^'\r\n]*+)'|(?P<key>[\w.-]++))[ \t]*+=(?!=)"
    rb"|(?<![^\r\n])[ \t]*+\[{1,2}[ \t]*+(?P<stop>[\w\x80-\xff\"'.\- ]++)\]{1,2}[ \t]*+(?=#|[\r\n]|\Z)"
    rb"|\"(?:[^\"\\\r\n]|\\[^\r\n])*+\"?|'[^'\r\n]*+'?|#[^\r\n]*+"
)
_STRING = re.compile(
    rb"\"\"\"(?:\r\n?|\n)?(?P<long_double>(?:[^\"\\]|\\[\x00-\xff]|\"(?!\"\"))*+)\"\"\"(?!\")"
    rb"|'''(?:\r\n?|\n)?(?P<long_single>(?:[^']|'(?!''))*+)'''(?!')"
    rb"|\"(?!\"\")(?P<double>(?:[^\"\\\r\n]|\\[^\r\n])*+)\"|'(?!'')(?P<single>[^'\r\n]*+)'"
    rb"|(?P<plain>\d{4}-\d\d-\d\d(?:[Tt ][\d:.]+(?:[Zz]|[+-]\d\d:\d\d)?)?|true|false|[+-]?\d[\w.+-]*+)(?![\w.+-])"
)
_BLANK = re.compile(rb"(?:[ \t\r\n]++|#[^\r\n]*+)*+")


def toml_chunks(source: bytes, first: int, last: int, wanted: frozenset[str]) -> Iterator[Chunk]:
    """Yield the wanted keys above the first table, in order."""
    return chunks_of(source, first, last, _MARK, wanted)


def read_toml(source: bytes, chunk: Chunk) -> Values:
    """Return the value of a key."""
    at = chunk.start
    while source[at : at + 1] in (b" ", b"\t"):
        at += 1
    found: Values | None = None
    if source.startswith(b"[", at):
        listed = items_of(source, at, chunk.end, _STRING, _BLANK)
        if listed is not None and _ends(source, listed[1], chunk.end):
            values = [_value(source, item) for item in listed[0]]
            known = [value for value in values if value is not None]
            found = Values(tuple(known), list_at=at) if len(known) == len(values) else None
    else:
        match = _STRING.match(source, at, chunk.end)
        value = _value(source, match) if match and _ends(source, match.end(), chunk.end) else None
        found = None if value is None else Values((value,))
    return found or unread(at, at + len(source[at : chunk.end].rstrip()))


def _ends(source: bytes, at: int, end: int) -> bool:
    """Return whether only comments and empty lines follow a value."""
    blank = _BLANK.match(source, at, end)
    return blank is not None and blank.end() == end


def _value(source: bytes, match: re.Match[bytes]) -> FrontValue | None:
    kind = match.lastgroup or ""
    written = match[kind]
    quoting = Quoting.PLAIN if kind == "plain" else Quoting.SINGLE if "single" in kind else Quoting.DOUBLE
    text: str | None = None
    if quoting is Quoting.DOUBLE and (b"\\" in written or b"\r" in written):
        text = _decoded(match[0])
        if text is None:
            return None
    return value_of(source, *match.span(kind), quoting, text)


def _decoded(string: bytes) -> str | None:
    """Return the meaning of a string with escapes; `None` if it has escapes that TOML lacks."""
    import tomllib

    if len(string) > MOST_PARSED:
        return None
    try:
        text = tomllib.loads("k = " + string.decode().replace("\r\n", "\n").replace("\r", "\n"))["k"]
    except (tomllib.TOMLDecodeError, UnicodeError, ValueError):
        return None
    return str(text)
