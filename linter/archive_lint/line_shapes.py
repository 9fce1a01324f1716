"""Reads the lines that nearly all pages consist of, and leaves to the Markdown parser only those that need it.

The parser takes most of the time that a page takes, for telling in thousands of small objects what a glance at a line
shows. Generated pages have few shapes of lines, and of those below it is certain what CommonMark makes of them: a line
begins in its first column, what stands above it ends there, and nothing in it could be read otherwise. Anything less
than certain goes to the parser: a block alone where at least its bounds are certain, or else the page.

The shape of a line is the sequence of the marks in it, such as `[]()__`, with all else left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from archive_lint.model.page import Heading, Link
from archive_lint.page_parts import PageParts

ReadBlock = Callable[[int, int], None]

_CONTROLS = bytes([*range(10), *range(11, 32), 127])
_NO_MARKS = bytes(set(range(256)) - set(_CONTROLS + b"\n<`\\*&[]()_"))
_ENTITY = re.compile(rb"&[0-9A-Za-z#]*;")
_DEFINES = b"]:"
"""What every definition of a link has: with one, brackets anywhere may be a link to what it defines."""
_HASH, _ZERO, _NINE, _DASH, _BRACKET, _CLOSE, _UNDERLINE = b"#09-[)_"
_BEGINS_TEXT = frozenset(range(33, 256)) - frozenset(b"#>-+*=<`~_[|:$0123456789\x7f")
"""First bytes of a line that can be nothing but text: no block begins so, and no line above is underlined by it."""
_TEXT_BEGINS = re.compile(rb"[*_][^*_ ]|\[[^^]|[0-9]++(?![.)])|[0-9]{10}")
"""Other beginnings of which the same is certain."""


# What a line with certain marks can be, if they stand where they should. Numbers: they are compared for every line.
_ODD, _TEXT, _BRACKETED, _BARE, _LINK, _LINK_CONTEXT, _TWO_LINKS, _TWO_LINKS_CONTEXT = range(8)
_WITH_CONTEXT = (_LINK_CONTEXT, _TWO_LINKS_CONTEXT)
_NESTED = rb"\[(?:[()]|\[[()]*+\])*+\]\(_*+\)"
_SHAPES = (
    (re.compile(rb"[()]*+\Z"), _BARE),
    (re.compile(rb"\[[()]*+\]\(_*+\)" * 2 + rb"[()]*+\Z"), _TWO_LINKS),
    (re.compile(rb"\[[()]*+\]\(_*+\)" * 2 + rb"_[()]*+_\Z"), _TWO_LINKS_CONTEXT),
    (re.compile(_NESTED + rb"[()]*+\Z"), _LINK),
    (re.compile(_NESTED + rb"_[()]*+_\Z"), _LINK_CONTEXT),
    (re.compile(rb"[^_<`\\*&]*+\Z"), _BRACKETED),
    (re.compile(rb"[^\[<`]*+\Z"), _TEXT),
)
_UNKNOWN = -1
_known_shapes: dict[bytes, int] = {}
_MOST_KNOWN = 1024


def read_lines(parts: PageParts, read_block: ReadBlock) -> bool:
    """Read a page of certain lines into `parts`; says whether it was one: else parts are incomplete, and of no use.

    `read_block` reads the bytes between two offsets with the parser: a whole block, which no other has a part in. The page
    must be UTF-8 and have no byte order mark.
    """
    source = parts.source
    marks = source.translate(None, _NO_MARKS)
    if _DEFINES in source or marks.translate(None, _CONTROLS) != marks:
        return False
    if b"&" in marks and not _ENTITY.search(source):
        marks = marks.replace(b"&", b"")
    shapes = _known_shapes
    in_entry = False
    text_start = -1
    is_odd_text = False
    behind = 0
    for line, mark in zip(source.split(b"\n"), marks.split(b"\n"), strict=True):
        start = behind
        behind = start + len(line) + 1
        if line:
            first = line[0]
            shape = shapes.get(mark, _UNKNOWN)
            if shape == _UNKNOWN:
                shape = _shape_of(mark)
            if _ZERO <= first <= _NINE and (dot := line.find(b". ", 1, 11)) > 0 and line[:dot].isdigit():
                if text_start >= 0:
                    # It may interrupt the text, or belong to it.
                    return False
                in_entry = True
                if shape < _LINK or not _read_entry(parts, line, start, dot, shape):
                    if not _is_text(line[dot + 2 :]):
                        return False
                    read_block(start, behind)
                continue
            if first in _BEGINS_TEXT or (first != _HASH and _TEXT_BEGINS.match(line)):
                if in_entry:
                    return False
                if text_start < 0:
                    text_start = start
                if shape != _BARE and shape != _TEXT:
                    is_odd_text = True
                continue
            is_heading = first == _HASH
            is_rule = first == _DASH and not in_entry and text_start < 0 and len(line) > 2 and not line.strip(b"-")
            if not (is_heading or is_rule or line.isspace()):
                return False
        else:
            shape = _BARE
            is_heading = False
        if text_start >= 0:
            if is_odd_text:
                read_block(text_start, start)
                is_odd_text = False
            text_start = -1
        in_entry = False
        if is_heading and not _read_heading(parts, line, start, shape):
            if not _IS_HEADING.match(line):
                return False
            read_block(start, behind)
    if is_odd_text:
        read_block(text_start, len(source))
    return True


_IS_HEADING = re.compile(rb"#{1,6}(?: |\Z)")


def _shape_of(marks: bytes) -> int:
    shape = next((shape for pattern, shape in _SHAPES if pattern.match(marks)), _ODD)
    if len(_known_shapes) < _MOST_KNOWN:
        _known_shapes[marks] = shape
    return shape


def _is_text(line: bytes) -> bool:
    return bool(line) and (line[0] in _BEGINS_TEXT or _TEXT_BEGINS.match(line) is not None)


def _read_heading(parts: PageParts, line: bytes, start: int, shape: int) -> bool:
    signs, _, rest = line.partition(b" ")
    level = len(signs)
    rest = rest.strip(b" ")
    if signs != b"######"[:level] or not rest:
        return False
    end = start + len(line.rstrip(b" "))
    if shape == _BARE or (shape == _BRACKETED and b"](" not in rest):
        if b"#" in rest:
            return False
        parts.add_heading(Heading(level, rest.decode().strip(), start, end), ())
        return True
    if shape != _LINK or rest[0] != _BRACKET or rest[-1] != _CLOSE:
        return False
    text, bracket, target = rest.partition(b"](")
    target = target[:-1]
    if not bracket or not target or b" " in target or b")" in target or b"]" in target:
        return False
    link = _link(text[1:], target, end - len(rest) + 1)
    parts.add_heading(Heading(level, link.text.strip(), start, end, link), (link,))
    return True


def _read_entry(parts: PageParts, line: bytes, start: int, dot: int, shape: int) -> bool:
    at = dot + 3
    head, _, rest = line.partition(b"](")
    target, _, tail = rest.partition(b")")
    if line[dot + 2] != _BRACKET or len(head) <= at or not target or b" " in target:
        return False
    if shape < _TWO_LINKS and b"]" in rest:
        # The marks are those of a text with brackets in it: then the link is inside of it.
        return False
    link = _link(head[at:], target, start + at)
    further: tuple[Link, ...] = ()
    behind = ""
    if shape >= _TWO_LINKS:
        text, _, rest = tail.partition(b"](")
        target, _, tail = rest.partition(b")")
        if not text.startswith(b" [") or not target or b" " in target:
            return False
        more = _link(text[2:], target, link.end + 2)
        further = (more,)
        behind = " " + more.text
    length = len(line)
    if tail:
        stripped = tail.rstrip(b" ")
        length -= len(tail) - len(stripped)
        if shape in _WITH_CONTEXT:
            if not stripped.startswith(b" _") or stripped[-1] != _UNDERLINE or len(stripped) < 4:
                return False
            stressed = stripped[2:-1].decode()
            if not stressed[0].isalnum() or stressed[-1].isspace():
                # Whether `_` begins and ends emphasis is then a matter of Unicode.
                return False
            behind += " " + stressed
        else:
            behind += stripped.decode()
    following = min(start + len(line) + 1, len(parts.source))
    parts.add_entry(int(line[:dot]), start, start + dot, start + length, following, link, further, behind)
    return True


def _link(text: bytes, target: bytes, at: int) -> Link:
    """A link whose text begins at `at`."""
    text_end = at + len(text)
    target_end = text_end + 2 + len(target)
    return Link(text.decode(), target.decode(), at - 1, text_end, text_end + 2, target_end, target_end + 1)
