"""Links that are written in HTML: `<a href="…">` and `<img src="…">`, wherever CommonMark sees HTML.

Tags within comments, scripts, styles and the like are not tags. All of it takes time linear in the HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from msgspec import Struct

from archive_lint.model.page import Link
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.model.span import Span

_VALUE = rb"(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+)"
_TAG = lazy_pattern(
    rb"<(?:(?P<hidden>!--|!\[CDATA\[|!|\?|(?:script|style|textarea|title|template)\b)"
    rb"|(?P<closing>/a\s*>)"
    rb"|(?P<name>a|img)(?P<attributes>(?:\s+(?:[^\s\"'<>/=]+(?:\s*=\s*%b)?|/))*+)\s*/?>)" % _VALUE,
    re.IGNORECASE,
)
_ATTRIBUTE = lazy_pattern(
    rb"\s(?P<name>[^\s\"'<>/=]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'=<>`]+))"
)
_ENDS = {b"!--": b"-->", b"![cdata[": b"]]>", b"!": b">", b"?": b"?>"}
"""The end of HTML without tags in it, by its beginning; an element ends at its closing tag."""
_TEMPLATE = ("{{", "{%", "<%", "${")
"""Start of a text that a site's generator replaces: the target is not known before."""
_STRIPPED = "".join(map(chr, range(0x21)))
"""Control characters and the space, which browsers strip from URLs, and no other white space."""
_ANY_TAG = lazy_pattern(rb"<[^<>]*>")


class HtmlTag(Struct, frozen=True, gc=False):
    """A tag that links, with the spans of the tag and of its target, in bytes."""

    span: Span
    target: str
    target_span: Span
    """Empty unless the value stands in double quotation marks: a new value could end it."""
    picture: bool
    text: str = ""
    """Alternative text of a picture."""


class Pieces:
    """Stretches of a page that are one text to the parser, which has left out the bytes between them."""

    def __init__(self) -> None:
        self.text = b""
        self._starts: list[int] = []
        self._places: list[int] = []
        self._parts: list[bytes] = []
        self._length = 0

    def add(self, text: bytes, place: int) -> None:
        """Add the next stretch, which stands at byte `place` of the page."""
        self._starts.append(self._length)
        self._places.append(place)
        self._parts.append(text)
        self._length += len(text)

    def join(self) -> bytes:
        """Return all of the text."""
        self.text = b"".join(self._parts)
        return self.text

    def span(self, start: int, end: int) -> Span:
        """Return the span on the page of a range of the text. It is not empty."""
        return Span(self._place(start), self._place(end - 1) + 1)

    def _place(self, at: int) -> int:
        piece = bisect_right(self._starts, at) - 1
        return self._places[piece] + at - self._starts[piece]


def read_tag(html: bytes, start: int) -> HtmlTag | None:
    """Return the link or picture of the tag of inline HTML at byte `start`; `None` if it is neither."""
    tag = _TAG.fullmatch(html)
    if tag is None or tag["name"] is None:
        return None
    pieces = Pieces()
    pieces.add(html, start)
    return _linking(tag, pieces)


def is_closing_tag(html: bytes) -> bool:
    """Return whether a tag of inline HTML ends a link."""
    return html[:3].lower() == b"</a"


def read_block(pieces: Pieces) -> list[Link]:
    """Return the links of a block of HTML."""
    html = pieces.join()
    links: list[Link] = []
    opened: tuple[HtmlTag, int] | None = None
    at = 0
    missing: set[bytes] = set()
    while (tag := _TAG.search(html, at)) is not None:
        at = tag.end()
        if tag["hidden"] is not None:
            at = _after_hidden(html, tag, missing)
        elif tag["closing"] is not None:
            if opened is not None:
                links.append(_with_text(pieces, opened, tag))
            opened = None
        elif (found := _linking(tag, pieces)) is not None:
            if found.picture:
                links.append(picture_of(found))
            else:
                links.extend([link_of(opened[0])] if opened else [])
                opened = found, at
    return [*links, link_of(opened[0])] if opened else links


def _after_hidden(html: bytes, tag: re.Match[bytes], missing: set[bytes]) -> int:
    """Return the end of HTML without tags in it; if it is not closed, it extends to the end of the block."""
    begins = tag["hidden"].lower()
    end = _ENDS.get(begins, b"</" + begins)
    found = -1 if end in missing else html.find(end, tag.end()) if end in _ENDS.values() else _find_tag(html, end, tag)
    if found < 0:
        missing.add(end)
        return len(html)
    return found + len(end)


def _find_tag(html: bytes, end: bytes, tag: re.Match[bytes]) -> int:
    closing = re.compile(re.escape(end), re.IGNORECASE).search(html, tag.end())
    return closing.start() if closing else -1


def _linking(tag: re.Match[bytes], pieces: Pieces) -> HtmlTag | None:
    name = tag["name"].lower()
    values: dict[bytes, re.Match[bytes]] = {}
    for attribute in _ATTRIBUTE.finditer(tag["attributes"]):
        values.setdefault(attribute["name"].lower(), attribute)
    value = values.get(b"src" if name == b"img" else b"href")
    target = "" if value is None else _attribute(value).strip(_STRIPPED)
    if value is None or not target or any(mark in target for mark in _TEMPLATE):
        return None
    base = tag.start("attributes")
    group = value.lastgroup or "bare"
    start, end = base + value.start(group), base + value.end(group)
    place = pieces.span(start, end)
    writable = group == "double" and place.end - place.start == end - start
    return HtmlTag(
        span=pieces.span(tag.start(), tag.end()),
        target=target,
        target_span=place if writable else Span(place.start, place.start),
        picture=name == b"img",
        text=_attribute(values[b"alt"]).strip() if name == b"img" and b"alt" in values else "",
    )


def _attribute(value: re.Match[bytes]) -> str:
    return _unescaped(value[value.lastgroup or "bare"])


def _unescaped(html: bytes) -> str:
    # Imported here: its table of 2,000 entities would slow a start that meets no tag measurably.
    from html import unescape

    return unescape(html.decode(errors="replace"))


def _with_text(pieces: Pieces, opened: tuple[HtmlTag, int], closing: re.Match[bytes]) -> Link:
    tag, start = opened
    text = _unescaped(_ANY_TAG.sub(b"", pieces.text[start : closing.start()])).strip()
    text_end = pieces.span(start, closing.start()).end if start < closing.start() else tag.span.end
    return link_of(tag, text=text, text_end=text_end, end=pieces.span(closing.start(), closing.end()).end)


def link_of(tag: HtmlTag, *, text: str = "", text_end: int = -1, end: int = -1, holds_picture: bool = False) -> Link:
    """Return the link that an `<a>` begins; without `end` it is the tag alone."""
    if end < 0:
        text_end = end = tag.span.end
    return Link(
        text=text,
        target=tag.target,
        start=tag.span.start,
        text_end=text_end,
        target_start=tag.target_span.start,
        target_end=tag.target_span.end,
        end=end,
        opening=tag.span.end - tag.span.start,
        holds_picture=holds_picture,
    )


def picture_of(tag: HtmlTag) -> Link:
    """Return the picture of an `<img>`."""
    return Link(
        text=tag.text,
        target=tag.target,
        start=tag.span.start,
        text_end=tag.span.end,
        target_start=tag.target_span.start,
        target_end=tag.target_span.end,
        end=tag.span.end,
        opening=tag.span.end - tag.span.start,
        picture=True,
    )
