"""Reads the shapes of lines that nearly all pages consist of, and leaves the rest to the Markdown parser.

The parser takes most of the time per page: it makes thousands of small objects of what one expression per line shows.
Generated pages have few shapes of lines, and for those below it is certain how CommonMark reads them: a line begins in
its first column, the block above it ends there, and nothing in it could be read otherwise. Anything less than certain
goes to the parser: a single block if at least its bounds are certain, or else the whole page.

    shape           example                                          read as
    linked_heading  ### [2014-05-23](/news/2014/05/23/index.md)      a heading that is one link
    heading         # Storm closes bridge                            a heading of plain text
    entry           1. [Storm](/a.md) [IMG](/b.jpg) _Context: rain_  a list item of one or two links and plain text
    paragraph       Rain for days.                                   text; for the parser where it may hold a link
    odd_entry       1. [Storm](a b.md)                               a list item for the parser
    odd_heading     # A `storm`                                      a heading for the parser
    rule            ---                                              a thematic break
    blank           (spaces or nothing)                              only at the top: a line takes the blanks after it
    other           > Rain                                           the whole page is for the parser

All shapes are one regular expression, so that one call takes the whole page apart. No part of a line can match one of
them in two ways: it takes time linear in the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from archive_lint.markdown.builder import PageBuilder
from archive_lint.model.layout import Layout
from archive_lint.model.page import Entry, Heading, Link

ReadBlock = Callable[[PageBuilder, int, int], None]
"""A function that reads the bytes between two offsets with the parser: a whole block, and no part of another."""

Line = re.Match[bytes]
"""A line, split into named groups, and the blank lines after it."""

_ENTITY = re.compile(rb"&[0-9A-Za-z#]*;")
_DEFINES = re.compile(rb"\]:")
"""The part that every link definition has: with one, brackets anywhere may be a link to it."""
_CONTROLS = rb"\x00-\x1f\x7f"
_REST = rb"[^%b]*+" % _CONTROLS
_BEGINS_TEXT = (
    # Bytes that no block begins with, and that do not underline the line above.
    rb"(?:[^\x00-\x20#>\-+*=<`~_\[|:$0-9\x7f]"
    # Other beginnings that are certain for the same reasons.
    rb"|[*_][^*_ %b]|\[[^\^%b]|[0-9]++(?![.)])|[0-9]{10})" % (_CONTROLS, _CONTROLS)
)
_END = rb"(?:\n|\Z)"

_GROUPS = (
    "linked_heading",
    "signs",
    "title",
    "title_target",
    "heading",
    "entry",
    "number",
    "text",
    "target",
    "more_text",
    "more_target",
    "stressed",
    "tail",
    "paragraph",
    "odd_entry",
    "odd_heading",
    "rule",
    "blank",
    "other",
)
"""The groups of a line, in order. They are accessed by number, which takes a third of the time by name."""


def _numbers(*names: str) -> tuple[int, ...]:
    return tuple(_GROUPS.index(name) + 1 for name in names)


_TITLE, _HEADING, _ENTRY, _PARAGRAPH = _numbers("title", "heading", "entry", "paragraph")
_OF_LINKED_HEADING = _numbers("signs", "title", "title_target")
_OF_ENTRY = _numbers("number", "text", "target", "more_text", "more_target", "stressed", "tail")

_DOUBTFUL = frozenset(_numbers("other"))
"""Shapes that are uncertain after any line."""
_DOUBTFUL_BELOW_TEXT = _DOUBTFUL.union(_numbers("rule", "entry", "odd_entry"))
"""Shapes that may interrupt the text directly above, belong to it or underline it."""
_DOUBTFUL_BELOW_ENTRY = _DOUBTFUL.union(_numbers("rule", "paragraph"))
"""Shapes that may continue the entry directly above."""


def read_lines(source: bytes, layout: Layout, read_block: ReadBlock) -> PageBuilder | None:
    """Return the parts of a page if all of its lines are certain, or `None`: then the parser must read it.

    `source` must be UTF-8, perhaps with a byte order mark. `read_block` reads an uncertain block into the parts.
    """
    if _DEFINES.search(source):
        return None
    lines = _line_pattern(b"&" if b"&" in source and _ENTITY.search(source) else b"")
    page = PageBuilder(source, layout)
    doubtful = _DOUBTFUL
    start = page.body_start
    for line in lines.finditer(source, start):
        shape = line.lastindex
        assert shape is not None  # any match is a shape
        if shape in doubtful:
            return None
        read, doubtful = _SHAPES[shape]
        if not read(page, line, start):
            read_block(page, start, line.end(shape))
        end = line.end()
        if doubtful is not _DOUBTFUL and line.end(shape) < end:
            doubtful = _DOUBTFUL
        start = end
    return page


@cache
def _line_pattern(more_marks: bytes) -> re.Pattern[bytes]:
    """Return the expression for one line and the blank lines after it.

    The shape of a line is the match's `lastindex`: a shape's group ends after all groups within it. `more_marks` are
    bytes that make text more than text on this page.
    """
    plain = rb"[^<`\\*\[\]_%b%b]" % (more_marks, _CONTROLS)
    # Brackets in a text are text if they pair and no target follows.
    text = rb"%b*+(?:\[%b*+\](?!\()%b*+)*+" % (plain, plain, plain)
    target = rb"[^<`\\*\[\]() %b%b]++" % (more_marks, _CONTROLS)
    title = rb"(?:[^<`\\*_#\]%b%b]++|\](?!\())++" % (more_marks, _CONTROLS)
    shapes = (
        (
            b"linked_heading",
            rb"(?P<signs>#{1,6}) ++\[(?P<title>%b)\]\((?P<title_target>%b)\) *+" % (text, target) + _END,
        ),
        (b"heading", rb"#{1,6}(?: ++(?:%b)?|(?!.))" % title + _END),
        (
            b"entry",
            rb"(?P<number>[0-9]{1,9})\. \[(?!\])(?P<text>%b)\]\((?P<target>%b)\)" % (text, target)
            + rb"(?: \[(?P<more_text>%b*+)\]\((?P<more_target>%b)\))?" % (plain, target)
            + rb"(?: _(?P<stressed>%b++)_ *+|(?P<tail>%b*+))" % (plain, plain)
            + _END,
        ),
        (b"paragraph", rb"(?:%b%b%b)++" % (_BEGINS_TEXT, _REST, _END)),
        (b"odd_entry", rb"[0-9]{1,9}\. %b%b%b" % (_BEGINS_TEXT, _REST, _END)),
        (b"odd_heading", rb"#{1,6}(?: %b)?%b" % (_REST, _END)),
        (b"rule", rb"-{3,}+" + _END),
        (b"blank", rb" *+\n| ++\Z"),
        (b"other", rb"[\x00-\xff]++"),
    )
    line = b"|".join(b"(?P<%b>%b)" % shape for shape in shapes)
    pattern = re.compile(rb"(?:%b)(?: *+\n)*+(?: ++\Z)?" % line)
    assert tuple(pattern.groupindex) == _GROUPS
    return pattern


def _read_linked_heading(page: PageBuilder, line: Line, start: int) -> bool:
    signs, title, target = line.group(*_OF_LINKED_HEADING)
    link = _link(title, target, line.start(_TITLE) - 1)
    page.headings.append(Heading(len(signs), link.text.strip(), start, link.end, link))
    page.heading_links[start] = (link,)
    return True


def _read_heading(page: PageBuilder, line: Line, start: int) -> bool:
    whole = line[_HEADING].rstrip()
    # Its text has none of these signs.
    level = whole.count(b"#")
    page.headings.append(Heading(level, whole[level:].decode().strip(), start, start + len(whole)))
    return True


def _read_entry(page: PageBuilder, line: Line, start: int) -> bool:
    # All at once: a call for each takes measurably longer.
    number, text, target, more_text, more_target, stressed, plain = line.group(*_OF_ENTRY)
    number_end = start + len(number)
    link = _link(text, target, number_end + 2)
    end = link.end
    further: tuple[Link, ...] = ()
    tail = ""
    if more_target:
        more = _link(more_text, more_target, end + 1)
        further = (more,)
        tail = " " + more.text
        end = more.end
    if stressed:
        context = stressed.decode()
        if not context[0].isalnum() or context[-1].isspace():
            # Whether `_` begins and ends emphasis then depends on Unicode.
            return False
        tail = f"{tail} {context}"
        end += len(stressed) + 3
    elif plain := plain.rstrip(b" "):
        tail += plain.decode()
        end += len(plain)
    context, note = page.context_and_note(tail)
    page.add_entry(Entry(int(number), start, number_end, end, line.end(_ENTRY), link, further, context, note))
    return True


def _read_paragraph(_page: PageBuilder, line: Line, _start: int) -> bool:
    paragraph = line[_PARAGRAPH]
    return not (b"[" in paragraph or b"<" in paragraph or b"`" in paragraph)


def _pass_over(_page: PageBuilder, _line: Line, _start: int) -> bool:
    return True


def _leave_to_parser(_page: PageBuilder, _line: Line, _start: int) -> bool:
    return False


_READERS: dict[str, tuple[Callable[[PageBuilder, Line, int], bool], frozenset[int]]] = {
    "linked_heading": (_read_linked_heading, _DOUBTFUL),
    "heading": (_read_heading, _DOUBTFUL),
    "entry": (_read_entry, _DOUBTFUL_BELOW_ENTRY),
    "paragraph": (_read_paragraph, _DOUBTFUL_BELOW_TEXT),
    "odd_entry": (_leave_to_parser, _DOUBTFUL_BELOW_ENTRY),
    "odd_heading": (_leave_to_parser, _DOUBTFUL),
    "rule": (_pass_over, _DOUBTFUL),
    "blank": (_pass_over, _DOUBTFUL),
}
"""By shape: the function that adds a line to the parts, and the shapes that are uncertain in the next line.

The function is given where the line starts. It returns whether the line was certain; otherwise it
is a block for the parser.
"""
_SHAPES = {_GROUPS.index(shape) + 1: reader for shape, reader in _READERS.items()}


def _link(text: bytes, target: bytes, start: int) -> Link:
    """Return a link that begins at `start`."""
    text_end = start + 1 + len(text)
    target_start = text_end + 2
    target_end = target_start + len(target)
    # By number, as for headings: by name takes a quarter longer, a hundred thousand times.
    return Link(text.decode(), target.decode(), start, text_end, target_start, target_end, target_end + 1)
