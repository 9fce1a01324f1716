"""Cuts a large page where blocks begin, into pieces that read one by one as they would all at once.

The parser describes what it is given in up to a hundred bytes per mark, all of it before the first word is read. A
piece ends where the parser itself says that a block, or an item of a list, begins, at a line that begins the same block
wherever it stands. What links and notes of a piece refer to is defined again above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from archive_lint.markdown.events import PARSER
from archive_lint.markdown.part_list import check_parts
from archive_lint.model.unreadable import UnreadablePageError

MOST_MARKS = 1_000_000
"""A block that holds more and cannot be cut is not read."""

_PIECE = 1 << 18
"""Bytes of a piece, but for the block that its end stands in."""
_STEP = 1 << 16
"""Bytes whose marks are counted at once."""
_MARKS = b"\n\r\t*_[]<>&\\`|"
_ITEM_MARKS = (b"- ", b"+ ", b". ", b") ")
_LINE_END = re.compile(rb"[\r\n]")
_BLANK_ABOVE = re.compile(rb"(?:\A|\r\n?|\n)[ \t]*(?:\r\n|\r|\n)\Z")
_LONGEST_BLANK = 100
"""Bytes of an empty line and the end of the line above that are looked at."""
_SAYS_ITSELF = frozenset({"BlockQuote", "CodeBlock", "List", "Item", "HtmlBlock"})
"""Blocks that begin as themselves right below any text."""
_RULE = "***\n"
"""A thematic break, which holds nothing, and ends whatever stands above."""
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.DOTALL)
_SPACE = re.compile(r"\s+")
_LINE_BREAK = re.compile(r"[\r\n][ \t>]*")
_SPECIAL = re.compile(r"[\\<>&\r\n]")


class Piece(NamedTuple):
    """A part of the Markdown, whole blocks."""

    start: int
    """Where it begins, in bytes of all of it."""
    text: str
    """It, and what ends its last block as what follows does."""
    definitions: str
    """What its links and notes refer to, wherever that is defined: to stand above it."""


def pieces(markdown: bytes, *, length: int = _PIECE) -> Iterator[Piece]:
    """Return the pieces of Markdown, in order.

    `markdown` must be UTF-8; `length` is the least of a piece but the last, in bytes. Raises `UnreadablePageError` for
    a block that is too large to be read. Takes time linear in the Markdown.
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
        # A little more, for the end of the block that stands there.
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
    """Return where the line ends in which byte `least` stands, or one above it that is as far as the marks allow."""
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
    """Return how many of the parser's objects Markdown may become, at most."""
    return len(markdown) - len(markdown.translate(None, _MARKS)) + sum(map(markdown.count, _ITEM_MARKS))


def _last_cut(chunk: bytes, enough: int) -> int:
    """Return where the first block begins from `enough` bytes on, or else the last one; 0 where only one does."""
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
    """Whether a block that begins at `start` begins the same block at the top of a page."""
    if chunk[start - 1] not in b"\r\n":
        return False
    if name in _SAYS_ITSELF or (name == "Heading" and chunk.startswith(b"#", start)):
        return True
    # Below a definition, or other text, a line may be text that is none at the top.
    return _BLANK_ABOVE.search(chunk[max(0, start - _LONGEST_BLANK) : start]) is not None


def _last_definition(chunk: bytes, text: str) -> int:
    """Return where the last definition begins of text that holds nothing else; 0 where only one does."""
    starts: Iterator[int] = (int(found["span"]["start"]) for found in PARSER.reference_definitions(text).values())
    return max([0, *(start for start in starts if start and chunk[start - 1] in b"\r\n")])


class _Definitions:
    """What is defined anywhere, as it is written again."""

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
    """A label as the parser compares them."""
    return _SPACE.sub(" ", _LINE_BREAK.sub(" ", label)).strip().casefold()


def _coded(mark: re.Match[str]) -> str:
    return f"&#{ord(mark[0])};"
