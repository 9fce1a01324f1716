"""Reads the lines that nearly all pages consist of, and leaves to the Markdown parser only those that need it.

The parser takes most of the time that a page takes, for telling in thousands of small objects what a glance at a line
shows. Generated pages have few shapes of lines, and of those below it is certain what CommonMark makes of them: a line
begins in its first column, what stands above it ends there, and nothing in it could be read otherwise. Anything less
than certain goes to the parser: a block alone where at least its bounds are certain, or else the page.

All shapes are one regular expression, so that one call takes the whole page apart. No part of a line can match one of them
in two ways: it takes time linear in the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from archive_lint.markdown.builder import PageParts
from archive_lint.model.page import Heading, Link

ReadBlock = Callable[[int, int], None]

_ENTITY = re.compile(rb"&[0-9A-Za-z#]*;")
_DEFINES = re.compile(rb"\]:")
"""What every definition of a link has: with one, brackets anywhere may be a link to what it defines."""
_CONTROLS = rb"\x00-\x1f\x7f"
_REST = rb"[^%b]*+" % _CONTROLS
_BEGINS_TEXT = (
    # Bytes that no block begins with, and that do not underline the line above.
    rb"(?:[^\x00-\x20#>\-+*=<`~_\[|:$0-9\x7f]"
    # Other beginnings of which the same is certain.
    rb"|[*_][^*_ %b]|\[[^\^%b]|[0-9]++(?![.)])|[0-9]{10})" % (_CONTROLS, _CONTROLS)
)
_END = rb"(?:\n|\Z)"


@cache
def _shapes(more_marks: bytes) -> re.Pattern[bytes]:
    """The shapes of lines, with such marks as make text more than text on this page."""
    plain = rb"[^<`\\*\[\]_%b%b]" % (more_marks, _CONTROLS)
    # Brackets in a text are text where they pair and no target follows.
    text = rb"%b*+(?:\[%b*+\](?!\()%b*+)*+" % (plain, plain, plain)
    target = rb"[^<`\\*\[\]() %b%b]++" % (more_marks, _CONTROLS)
    title = rb"(?:[^<`\\*_#\]%b%b]++|\](?!\())++" % (more_marks, _CONTROLS)
    lines = (
        # A heading: signs, text and target of the link that it is, or else its text, if any.
        rb"(#{1,6}(?: ++|(?!.)))(?:\[(%b)\]\((%b)\) *+|(%b)|)" % (text, target, title) + _END,
        # An entry: number, text and target of its link, the same of a second one, what is stressed behind, what is not.
        rb"([0-9]{1,9})\. \[(?!\])(%b)\]\((%b)\)(?: \[(%b*+)\]\((%b)\))?" % (text, target, plain, target)
        + rb"(?: _(%b++)_ *+|(%b*+))" % (plain, plain)
        + _END,
        # A paragraph, an entry and a heading with anything in them.
        rb"((?:%b%b%b)++)" % (_BEGINS_TEXT, _REST, _END),
        rb"([0-9]{1,9}\. %b%b%b)" % (_BEGINS_TEXT, _REST, _END),
        rb"(#{1,6}(?: %b)?%b)" % (_REST, _END),
        rb"(-{3,}+%b)" % _END,
        rb" *+\n| ++\Z",
        # What is none of these: all the rest.
        rb"([\x00-\xff]++)",
    )
    return re.compile(rb"(%b)((?: *+\n)*+(?: ++\Z)?)" % b"|".join(lines))


_NOTHING, _TEXT, _ENTRY = range(3)


def read_lines(parts: PageParts, read_block: ReadBlock) -> bool:
    """Read a page of certain lines into `parts`; says whether it was one: else parts are incomplete, and of no use.

    `read_block` reads the bytes between two offsets with the parser: a whole block, which no other has a part in. The page
    must be UTF-8 and have no byte order mark.
    """
    source = parts.source
    if _DEFINES.search(source):
        return False
    shapes = _shapes(b"&" if b"&" in source and _ENTITY.search(source) else b"")
    headings = parts.headings
    above = _NOTHING
    behind = 0
    for found in shapes.finditer(source):
        # All at once, for the price of two: asking by name or number costs a call each.
        (
            line,
            signs,
            title,
            title_target,
            bare_title,
            number,
            text,
            target,
            more_text,
            more_target,
            stressed,
            tail,
            paragraph,
            odd_entry,
            odd_heading,
            rule,
            rest,
            gap,
        ) = found.groups(b"")
        start = behind
        behind = start + len(line)
        if signs:
            level = signs.count(b"#")
            if title_target:
                link = _link(title, title_target, start + len(signs) + 1)
                parts.add_heading(Heading(level, link.text.strip(), start, link.end, link), (link,))
            else:
                headings.append(Heading(level, bare_title.decode().strip(), start, start + len(line.rstrip())))
            above = _NOTHING
        elif number or odd_entry:
            if above == _TEXT:
                # It may interrupt the text, or belong to it.
                return False
            if odd_entry:
                read_block(start, behind)
            else:
                number_end = start + len(number)
                link = _link(text, target, number_end + 3)
                end = link.end
                further: tuple[Link, ...] = ()
                note = ""
                if more_target:
                    more = _link(more_text, more_target, end + 2)
                    further = (more,)
                    note = " " + more.text
                    end = more.end
                if stressed:
                    context = stressed.decode()
                    note = f"{note} {context}"
                    end += len(stressed) + 3
                elif tail:
                    tail = tail.rstrip(b" ")
                    note += tail.decode()
                    end += len(tail)
                if stressed and (not context[0].isalnum() or context[-1].isspace()):
                    # Whether `_` begins and ends emphasis is then a matter of Unicode.
                    if text.startswith(b"^"):
                        return False
                    read_block(start, behind)
                else:
                    parts.add_entry(int(number), start, number_end, end, behind, link, further, note)
            above = _ENTRY
        elif paragraph:
            if above == _ENTRY:
                return False
            if b"[" in paragraph or b"<" in paragraph or b"`" in paragraph:
                read_block(start, behind)
            above = _TEXT
        elif rest or (rule and above != _NOTHING):
            return False
        elif odd_heading:
            read_block(start, behind)
            above = _NOTHING
        if gap:
            above = _NOTHING
            behind += len(gap)
    return True


def _link(text: bytes, target: bytes, at: int) -> Link:
    """A link whose text begins at `at`."""
    text_end = at + len(text)
    target_end = text_end + 2 + len(target)
    return Link(text.decode(), target.decode(), at - 1, text_end, text_end + 2, target_end, target_end + 1)
