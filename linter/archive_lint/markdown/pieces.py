"""Cuts a large page where blocks begin, into pieces that read the same as the whole page.

The parser takes up to a hundred bytes of memory per mark, for all of its input before the first event. A
piece ends where the parser itself says that a block, or an item of a list, begins, at a line that begins the same block
wherever it stands. The definitions that links and notes of a piece refer to are repeated above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from archive_lint.markdown.events import PARSER
from archive_lint.markdown.part_list import check_parts
from archive_lint.model.unreadable import UnreadablePageError

MOST_MARKS = 1_000_000
"""The most marks in a block: one with more that cannot be cut is not read."""

_PIECE = 1 << 18
"""Length of a piece in bytes, plus the rest of the block at its end."""
_STEP = 1 << 16
"""Number of bytes whose marks are counted at once."""
_MARKS = b"\n\r\t*_[]<>&\\`|"
_ITEM_MARKS = (b"- ", b"+ ", b". ", b") ")
_LINE_END = re.compile(rb"[\r\n]")
_BLANK_ABOVE = re.compile(rb"(?:\A|\r\n?|\n)[ \t]*(?:\r\n|\r|\n)\Z")
_LONGEST_BLANK = 100
"""The most bytes read of an empty line and the end of the line above."""
_SAYS_ITSELF = frozenset({"BlockQuote", "CodeBlock", "List", "Item", "HtmlBlock"})
"""Blocks that begin directly below any text."""
_RULE = "***\n"
"""A thematic break, which has no content, and ends any block above."""
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.DOTALL)
_SPACE = re.compile(r"\s+")
_LINE_BREAK = re.compile(r"[\r\n][ \t>]*")
_SPECIAL = re.compile(r"[\\<>&\r\n]")


class Piece(NamedTuple):
    """A part of the Markdown, made of whole blocks."""

    start: int
    """Start of the piece, in bytes of the whole Markdown."""
    text: str
    """Its text, and an end for its last block like the one that follows it on the page."""
    definitions: str
    """The definitions that its links and notes refer to, to be put above it."""


def pieces(markdown: bytes, *, length: int = _PIECE) -> Iterator[Piece]:
    """Yield the pieces of Markdown, in order.

    `markdown` must be UTF-8; `length` is the least length of a piece but the last, in bytes. Raises
    `UnreadablePageError` for a block that is too large to read. Takes time linear in the Markdown.
    """
    starts = list(_starts(markdown, length))
    ranges = list(zip(starts, [*starts[1:], len(markdown)], strict=True))
    definitions = _Definitions(markdown, ranges) if b"]:" in markdown and len(starts) > 1 else None
    for start, end in ranges:
        text = markdown[start:end].decode()
        above = "" if definitions is None else definitions.of(text)
        yield Piece(start, text if end == len(markdown) else text + _RULE, above)


def _starts(markdown: bytes, length: int) -> Iterator[int]:
    yield 0
    start = end = 0
    size = length
    while start + length < len(markdown):
        # A little more, for the end of the block there.
        last, end = end, _end_of_chunk(markdown, start, start + size + size // 4)
        if end <= last:
            raise UnreadablePageError(
                f"has a block of Markdown with more than {MOST_MARKS:,} lines and marks: such a page is not checked; "
                "split it, or exclude it in [archive] exclude"
            )
        chunk = markdown[start:end]
        if cut := _last_cut(chunk, length):
            start = end = start + cut
            yield start
            size = length
        elif end == len(markdown):
            return
        else:
            size = 2 * len(chunk)


def _end_of_chunk(markdown: bytes, start: int, least: int) -> int:
    """Return the end of the line around byte `least`, or of an earlier one if the marks allow no more."""
    line_end = _LINE_END.search(markdown, least)
    end = line_end.end() if line_end else len(markdown)
    if end - start <= MOST_MARKS // 2:
        return end
    marks = 0
    for at in range(start, end, _STEP):
        marks += count_marks(markdown[at : min(at + _STEP, end)])
        if marks > MOST_MARKS:
            return max(markdown.rfind(b"\n", start, at), markdown.rfind(b"\r", start, at)) + 1
    return end


def count_marks(markdown: bytes) -> int:
    """Return the greatest number of parser objects that Markdown may become."""
    return len(markdown) - len(markdown.translate(None, _MARKS)) + sum(map(markdown.count, _ITEM_MARKS))


def _last_cut(chunk: bytes, enough: int) -> int:
    """Return the start of the first block from `enough` bytes on, else of the last block; 0 if there is only one."""
    text = chunk.decode()
    depth = cut = 0
    is_empty = True
    events: Any = PARSER.events_with_range(text)
    for event, place in events:
        is_empty = False
        name = ""
        if event.__class__ is str:
            name = event if depth == 0 else ""
        elif "Start" in event:
            tag = event["Start"]
            name = tag if tag.__class__ is str else next(iter(tag))
            depth += 1
            if depth > 1 and (depth > 2 or name != "Item"):
                continue
        elif "End" in event:
            depth -= 1
        start: int = place["start"]
        if name and start > cut and _begins_anywhere(chunk, start, name):
            cut = start
            if cut >= enough:
                return cut
    return _last_definition(chunk, text) if is_empty else cut


def _begins_anywhere(chunk: bytes, start: int, name: str) -> bool:
    """Return whether a block that begins at `start` would begin the same block at the top of a page."""
    if chunk[start - 1] not in b"\r\n":
        return False
    if name in _SAYS_ITSELF or (name == "Heading" and chunk.startswith(b"#", start)):
        return True
    # Below a definition, or other text, a line may be text that is not text at the top.
    return _BLANK_ABOVE.search(chunk[max(0, start - _LONGEST_BLANK) : start]) is not None


def _last_definition(chunk: bytes, text: str) -> int:
    """Return the start of the last definition in text that holds nothing else; 0 if there is only one."""
    starts: Iterator[int] = (int(found["span"]["start"]) for found in PARSER.reference_definitions(text).values())
    return max([0, *(start for start in starts if start and chunk[start - 1] in b"\r\n")])


class _Definitions:
    """All definitions of a page, as they are repeated."""

    def __init__(self, markdown: bytes, ranges: list[tuple[int, int]]) -> None:
        self._links: dict[str, str] = {}
        self._notes: dict[str, str] = {}
        has_notes = b"[^" in markdown
        for start, end in ranges:
            text = markdown[start:end].decode()
            for label, found in PARSER.reference_definitions(text).items():
                # The first one counts.
                self._links.setdefault(_normal(label), f"[{label}]: <{_SPECIAL.sub(_coded, found['dest'])}>\n")
            if has_notes:
                self._add_notes(text)
            check_parts(len(self._links) + len(self._notes))

    def _add_notes(self, text: str) -> None:
        events: Any = PARSER.events(text)
        for event in events:
            if event.__class__ is dict and event.get("Start").__class__ is dict:
                label = event["Start"].get("FootnoteDefinition")
                if label is not None:
                    self._notes.setdefault(_normal(f"^{label}"), f"[^{label}]: note\n\n")

    def of(self, text: str) -> str:
        """Return the definitions that a piece refers to."""
        labels = dict.fromkeys(map(_normal, _LABEL.findall(text)))
        links = "".join(self._links[label] for label in labels if label in self._links)
        notes = "".join(self._notes[label] for label in labels if label in self._notes)
        return f"{links}\n{notes}{_RULE}" if links or notes else ""


def _normal(label: str) -> str:
    """Return a label in the form in which the parser compares labels."""
    return _SPACE.sub(" ", _LINE_BREAK.sub(" ", label)).strip().casefold()


def _coded(mark: re.Match[str]) -> str:
    return f"&#{ord(mark[0])};"
