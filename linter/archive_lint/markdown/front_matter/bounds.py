"""Finds the bounds of a page's front matter: the settings above its Markdown, which are not Markdown.

It may be YAML between lines of `---`, TOML between lines of `+++`, or lines of `Key: value` down to the first empty
one. Text that only might be front matter is read as Markdown: a page may begin with a thematic break.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from archive_lint.model.front_matter import Fence
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.model.span import text_start

_FENCE = lazy_pattern(rb"(---|\+\+\+)[ \t]*(?:\r\n?|\n)")
_CLOSING = {
    b"---": lazy_pattern(rb"(?<![^\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)"),
    b"+++": lazy_pattern(rb"(?<![^\r\n])\+\+\+[ \t]*(?:\r\n?|\n|\Z)"),
}
_SETTINGS = {
    # Comments and empty lines, then a key: a page between two thematic breaks has sentences or headings there.
    b"---": lazy_pattern(
        rb"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*+(?:[ ]{0,3}[\w\x80-\xff\"'$.-][^:\r\n]*:(?:[ \t\r\n]|\Z))|\s*\Z"
    ),
    b"+++": lazy_pattern(rb"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*+(?:\[|[\w\x80-\xff\"'.-][^=\r\n]*=)|\s*\Z"),
}
_KEYS = lazy_pattern(
    # At least two keys: a single line of `Word: text` may begin a sentence.
    rb"(?:[A-Za-z][\w-]*:(?:[ \t][^\r\n]*)?(?:\r\n?|\n|\Z)(?:(?:[ ]{4}|\t)[ \t]*[^\s][^\r\n]*(?:\r\n?|\n|\Z))*+){2,}+"
    rb"(?:[ \t]*(?:\r\n?|\n)|\Z)"
)
_NAMES = lazy_pattern(rb"(?i)(?<![^\r\n])(?:title|date|slug|author|authors|layout|category|tags)[ ]?:")
"""The keys of which `Key: value` front matter sets at least one."""


_BELOW_SPACE = lazy_pattern(rb"[ \t\r\n]++(?=\+\+\+)")
"""TOML may stand below empty lines: the generators that know it skip them. Those of YAML do not."""


class Head(NamedTuple):
    """The bounds of front matter."""

    fence: Fence
    start: int
    """Start of its first line."""
    first: int
    """Start of its settings."""
    last: int
    """End of its settings, at the closing fence."""
    end: int
    """Start of the page's Markdown."""


def body_start(source: bytes) -> int:
    """Return the offset of a page's Markdown: after a byte order mark and front matter. Takes linear time."""
    # The start of most pages without front matter, tested first: the cache below hashes the whole page.
    if source.startswith(b"#"):
        return 0
    start = text_start(source)
    if source.startswith(b"#", start):
        return start
    head = find_head(source)
    return start if head is None else head.end


# The readers of the settings, the text and the template code all ask for the same page.
@lru_cache(maxsize=1)
def find_head(source: bytes) -> Head | None:
    """Return the bounds of a page's front matter; `None` for a page without any. Takes time linear in the page."""
    start = text_start(source)
    first = source[start : start + 1]
    if first in (b"-", b"+"):
        return _between_fences(source, start) if source.startswith((b"---", b"+++"), start) else None
    if first.isspace():
        space = _BELOW_SPACE.match(source, start)
        return None if space is None else _between_fences(source, space.end())
    if not first.isalpha() or not first.isascii():
        return None
    block = _KEYS.match(source, start)
    # A line with a link is read: if it is front matter after all, sites show it.
    if block is None or b"](" in block[0] or _NAMES.search(block[0]) is None:
        return None
    return Head(Fence.LINES, start, start, block.end(), block.end())


def _between_fences(source: bytes, start: int) -> Head | None:
    opening = _FENCE.match(source, start)
    if opening is None:
        return None
    closing = _CLOSING[opening[1]].search(source, opening.end())
    if closing is None or not _SETTINGS[opening[1]].match(source, opening.end(), closing.start()):
        return None
    return Head(Fence(opening[1].decode()), start, opening.end(), closing.start(), closing.end())
