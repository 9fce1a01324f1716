"""Finds where the front matter of a page ends: the settings above its Markdown, which are not Markdown.

It may be YAML between lines of `---`, TOML between lines of `+++`, or lines of `Key: value` down to the first empty
one. What only might be front matter is left to be read as Markdown: a page may begin with a thematic break.
"""

from __future__ import annotations

from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.model.span import text_start

_FENCE = lazy_pattern(rb"(---|\+\+\+)[ \t]*(?:\r\n?|\n)")
_CLOSING = {
    b"---": lazy_pattern(rb"(?<![^\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)"),
    b"+++": lazy_pattern(rb"(?<![^\r\n])\+\+\+[ \t]*(?:\r\n?|\n|\Z)"),
}
_SETTINGS = {
    # Comments and empty lines, then a key: a page between two thematic breaks has sentences or headings there.
    b"---": lazy_pattern(rb"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*+(?:[\w\x80-\xff\"'$.-][^:\r\n]*:(?:[ \t\r\n]|\Z))|\s*\Z"),
    b"+++": lazy_pattern(rb"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*+(?:\[|[\w\x80-\xff\"'.-][^=\r\n]*=)|\s*\Z"),
}
_KEYS = lazy_pattern(
    # Two keys at least: one line of `Word: text` is how a sentence begins.
    rb"(?:[A-Za-z][\w-]*:(?:[ \t][^\r\n]*)?(?:\r\n?|\n|\Z)(?:(?:[ ]{4}|\t)[ \t]*[^\s][^\r\n]*(?:\r\n?|\n|\Z))*+){2,}+"
    rb"(?:[ \t]*(?:\r\n?|\n)|\Z)"
)
_NAMES = lazy_pattern(rb"(?i)(?<![^\r\n])(?:title|date|slug|author|authors|layout|category|tags)[ ]?:")
"""What at least one line of `Key: value` front matter sets."""


def body_start(source: bytes) -> int:
    """Return the offset of a page's Markdown: after a byte order mark and front matter. Takes time linear in it."""
    start = text_start(source)
    if source.startswith((b"---", b"+++"), start):
        return _after_fences(source, start)
    first = source[start : start + 1]
    if not first.isalpha() or not first.isascii():
        return start
    block = _KEYS.match(source, start)
    # What holds a link is read: if it is front matter after all, sites show it.
    if block is None or b"](" in block[0] or _NAMES.search(block[0]) is None:
        return start
    return block.end()


def _after_fences(source: bytes, start: int) -> int:
    opening = _FENCE.match(source, start)
    if opening is None:
        return start
    closing = _CLOSING[opening[1]].search(source, opening.end())
    if closing is None or not _SETTINGS[opening[1]].match(source, opening.end(), closing.start()):
        return start
    return closing.end()
