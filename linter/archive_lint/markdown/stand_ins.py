"""Lets CommonMark see links whose destinations are template code: `[storm]({% post_url 2014-05-21-storm %})`.

Spaces, quotation marks, angle brackets and parentheses in such code end a destination, or make it invalid. Before the
page is parsed, code in a destination or an attribute's value is replaced by as many bytes of characters without a
meaning in CommonMark, so that all offsets stay; afterwards the code is put back. Code elsewhere is text.
"""

from __future__ import annotations

import re

from archive_lint.markdown.front_matter.bounds import body_start
from archive_lint.markdown.verbatim import without_verbatim
from archive_lint.model.template_code import CLOSING, OPENING

_LONGEST = 1_000
"""Maximum length in bytes of a piece of code, and of the text between it and the start of its destination."""
_FIRST = 0x100000
"""First code point of the last plane of Unicode, which is for private use.

Characters there hold the number of the code.
"""
_MOST = 0xFFFE
_LEAD = b"\xf4"
"""First byte of each of these characters in UTF-8, and of no other."""
_LEAD_BYTES = 4
_FILL = "x"

_OPENING = re.compile(OPENING.pattern.encode())
_CLOSING = {opening.encode(): closing.encode() for opening, closing in CLOSING.items()}
_MARK = re.compile("[\U00100000-\U0010fffd]")
_BLOCK = re.compile(
    # An empty line, or one that may begin a block: the supposed code goes too far.
    rb"(?:\r\n|\r(?!\n)|\n)[ \t]*(?:(?=[\r\n#>`~*+|=<-])|[0-9]{1,9}[.)])"
)
_BEGINS = (b"](", b"]:", b"=")
_BEFORE = {
    b"](": re.compile(rb"[ \t]*(?:\r\n|\r|\n)?[ \t]*<?[^\s<>\"'()]*"),
    b"]:": re.compile(rb"[ \t]*(?:\r\n|\r|\n)?[ \t]*<?[^\s<>\"'()]*"),
    b"=": re.compile(rb"[\"']?[^\s<>\"'()]*"),
}
"""The text that may stand between the start of a destination or a value and the code in it."""
_GOES_ON = re.compile(rb"[^\s<>\"'()]*")


class StandIns:
    """A page with its template code replaced, and the code."""

    def __init__(self, source: bytes, places: list[tuple[int, int]]) -> None:
        self._codes = [source[start:end].decode() for start, end in places]
        self._fills = [end - start - _LEAD_BYTES for start, end in places]
        self.source = self._replaced(source, places)
        """The page with replacements; as long as the original."""

    def original(self, text: str) -> str:
        """Return a text of the replaced page with its code restored."""
        if text.isascii() or _MARK.search(text) is None:
            return text
        pieces: list[str] = []
        at = 0
        for mark in _MARK.finditer(text):
            number = ord(mark[0]) - _FIRST
            # An entity may stand for the same character.
            if number < len(self._codes) and text.startswith(_FILL * self._fills[number], mark.end()):
                pieces += (text[at : mark.start()], self._codes[number])
                at = mark.end() + self._fills[number]
        return "".join(pieces) + text[at:]

    def _replaced(self, source: bytes, places: list[tuple[int, int]]) -> bytes:
        pieces: list[bytes] = []
        at = 0
        for number, (start, end) in enumerate(places):
            pieces += (source[at:start], (chr(_FIRST + number) + _FILL * self._fills[number]).encode())
            at = end
        return b"".join(pieces) + source[at:]


def stand_ins(source: bytes, *, is_in_links: bool = True) -> StandIns | None:
    """Return a page, which must be UTF-8, with the template code in its destinations replaced, if `is_in_links`.

    What code takes for something else than Markdown is hidden. `None` if there is nothing to replace or to hide;
    destinations of a page that itself has characters of that plane stay. Takes time linear in the page.
    """
    readable = without_verbatim(source, body_start(source))
    places = _places(readable) if is_in_links and _LEAD not in source else []
    return StandIns(readable, places) if places or readable is not source else None


def _places(source: bytes) -> list[tuple[int, int]]:
    """Return the ranges of template code in destinations and values."""
    places: list[tuple[int, int]] = []
    at = blocked = body_start(source)
    closings: dict[bytes, int] = {}
    goes_on = False
    for opening in _OPENING.finditer(source, at):
        start, closing = opening.start(), _CLOSING[opening[0]]
        if start < at:
            continue
        end = closings.get(closing, 0)
        if 0 <= end < opening.end():
            end = closings[closing] = source.find(closing, opening.end())
        if end < 0 or end - start > _LONGEST or start < blocked < end:
            continue
        block = _BLOCK.search(source, opening.end(), end)
        if block is not None:
            blocked = block.end()
            continue
        goes_on = _is_in_place(source, at, start, goes_on=goes_on)
        at = end + len(closing)
        if goes_on:
            places.append((start, at))
            if len(places) == _MOST:
                break
    return places


def _is_in_place(source: bytes, last: int, start: int, *, goes_on: bool) -> bool:
    """Return whether code at `start` stands in a destination or value.

    `last` is the end of the previous code; `goes_on` means that it stood in a destination or value too.
    """
    before = source[max(last, start - _LONGEST) : start]
    if goes_on and len(before) == start - last and _GOES_ON.fullmatch(before):
        return True
    at, begins = max((before.rfind(begins), begins) for begins in _BEGINS)
    return at >= 0 and _BEFORE[begins].fullmatch(before, at + len(begins)) is not None
