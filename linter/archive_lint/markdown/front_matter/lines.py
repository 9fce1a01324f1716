"""Reads `Key: value` lines, whose values have no quotation marks and continue on indented lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive_lint.markdown.front_matter.scalars import Chunk, Values, chunks_of, value_of
from archive_lint.model.front_matter import Quoting

_KEY = re.compile(rb"(?:(?<![^\r\n])|(?<=\A\xef\xbb\xbf))(?P<key>[A-Za-z][\w-]*+):")


def line_chunks(source: bytes, first: int, last: int, wanted: frozenset[str]) -> Iterator[Chunk]:
    """Yield the wanted keys, in order."""
    return chunks_of(source, first, last, _KEY, wanted)


def read_line(source: bytes, chunk: Chunk) -> Values:
    """Return the value of a key: its lines, joined by a space."""
    written = source[chunk.start : chunk.end]
    start = chunk.start + len(written) - len(written.lstrip())
    if not written.strip():
        start = chunk.start
    value = value_of(source, start, start + len(written.strip()), Quoting.PLAIN)
    text = " ".join(value.text.split()) if "\n" in value.text or "\r" in value.text else value.text
    return Values((value_of(source, value.start, value.end, Quoting.PLAIN, text),))
