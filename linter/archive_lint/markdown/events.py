"""Markdown to the parts of a page, by the Markdown parser: the one module that knows it.

The parser (pulldown-cmark through pyromark) makes CommonMark events with UTF-8 byte ranges; this module makes of them
the headings, items and links that archives are built from. One pass over the events, no second look at the text but for
what the events leave out: where in a link its target stands, and what number an item was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyromark

from archive_lint.markdown.builder import PageBuilder
from archive_lint.markdown.directives import Block
from archive_lint.markdown.links import rendered_link
from archive_lint.model.page import Heading, Link
from archive_lint.model.span import Span

_PARSER = pyromark.Markdown()
_LEVELS = {"H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6}


def read_markdown(page: PageBuilder, markdown: str, base: int) -> None:
    """Add to the parts of `page` what stands in Markdown that begins at byte `base` of it. It must be whole blocks."""
    _EventReader(page, base).read(markdown)


class _EventReader:
    """Reads Markdown into the parts of a page: one method for the start or the end of each tag that matters.

    Each method is given where the tag stands, a start also what the parser says of the tag, an end where the last
    inline or block before it ended.
    """

    __slots__ = (
        "_base",
        "_item_start",
        "_level",
        "_links",
        "_list_depth",
        "_open",
        "_page",
        "_pieces",
        "_to_link",
    )

    def __init__(self, page: PageBuilder, base: int) -> None:
        self._page = page
        self._base = base
        self._pieces: list[str] = []
        """What is rendered since the innermost heading, top-level item or paragraph began."""
        self._links: list[Link] = []
        """Links that ended since then."""
        self._open: list[tuple[int, int, Any]] = []
        """Links and pictures whose end is to come: pieces before each, bytes before its text, its description."""
        self._list_depth = 0
        self._item_start = 0
        self._to_link = 0
        """The number of an item's pieces up to the end of its first link; 0 before that."""
        self._level = 0

    def read(self, markdown: str) -> None:
        pieces = self._pieces
        last: Any = {"end": 0}
        # Typed as Any: the parser's unions are exact, and narrowing them would cost a call per event.
        events: Iterable[tuple[Any, Any]] = _PARSER.events_with_range(markdown)
        for event, place in events:
            if event.__class__ is str:
                # A line break, or a thematic break, which no text goes over.
                pieces.append(" ")
            elif "Text" in event:
                pieces.append(event["Text"])
            elif "Start" in event:
                tag = event["Start"]
                name = tag if tag.__class__ is str else next(iter(tag))
                if name in _STARTS:
                    _STARTS[name](self, tag, place)
                continue
            elif "End" in event:
                tag = event["End"]
                name = tag if tag.__class__ is str else next(iter(tag))
                if name in _ENDS:
                    _ENDS[name](self, place, last)
            elif "Code" in event:
                self._read_code(event["Code"], place)
            elif "InlineHtml" in event:
                self._read_inline_html(place)
            last = place

    def _read_code(self, text: str, place: Any) -> None:
        self._pieces.append(text)
        self._page.opaque.append(self._span(place))

    def _read_inline_html(self, place: Any) -> None:
        span = self._span(place)
        self._page.opaque.append(span)
        self._page.html.append(span)

    def start_link(self, tag: Any, _place: Any) -> None:
        self._open.append((len(self._pieces), len("["), tag["Link"]))

    def start_picture(self, tag: Any, _place: Any) -> None:
        self._open.append((len(self._pieces), len("!["), tag["Image"]))

    def end_link(self, place: Any, last: Any) -> None:
        base = self._base
        pieces = self._pieces
        pieces_before, opening, link = self._open.pop()
        start = place["start"] + base
        # Without any text, the last inline ended before the link.
        text_end = max(start + opening, last["end"] + base)
        self._links.append(
            rendered_link(
                self._page.source,
                text="".join(pieces[pieces_before:]),
                target=link["dest_url"],
                style=link["link_type"],
                start=start,
                text_end=text_end,
                end=place["end"] + base,
            )
        )
        if self._to_link == 0:
            self._to_link = len(pieces)

    def start_heading(self, tag: Any, _place: Any) -> None:
        self._pieces.clear()
        self._links.clear()
        self._level = _LEVELS[tag["Heading"]["level"]]

    def end_heading(self, place: Any, _last: Any) -> None:
        start = place["start"] + self._base
        end = place["end"] + self._base
        links = tuple(self._links)
        heading = Heading(
            level=self._level,
            text="".join(self._pieces).strip(),
            start=start,
            end=start + len(self._page.source[start:end].rstrip()),
            link=links[0] if links else None,
        )
        self._page.add_heading(heading, links)
        self._page.blocks.append(Block(start, end))
        self._links.clear()

    def start_list(self, _tag: Any, _place: Any) -> None:
        self._list_depth += 1

    def end_list(self, _place: Any, _last: Any) -> None:
        self._list_depth -= 1

    def start_item(self, _tag: Any, place: Any) -> None:
        if self._list_depth == 1:
            self._pieces.clear()
            self._links.clear()
            self._to_link = 0
            self._item_start = place["start"] + self._base

    def end_item(self, place: Any, _last: Any) -> None:
        if self._list_depth == 1:
            links = self._links
            end = place["end"] + self._base
            tail = "".join(self._pieces[self._to_link :] if links else self._pieces)
            self._page.blocks.append(Block(self._item_start, end))
            self._page.add_item(start=self._item_start, end=end, tail=tail, links=links)
            links.clear()

    def start_paragraph(self, _tag: Any, place: Any) -> None:
        if not self._list_depth:
            self._pieces.clear()
            self._links.clear()
            self._page.blocks.append(Block(place["start"] + self._base, place["end"] + self._base))

    def end_paragraph(self, _place: Any, _last: Any) -> None:
        if not self._list_depth:
            self._page.loose_links.extend(self._links)
            self._links.clear()

    def start_opaque(self, tag: Any, place: Any) -> None:
        self._page.opaque.append(self._span(place))
        self.start_paragraph(tag, place)

    def start_html(self, tag: Any, place: Any) -> None:
        self._page.html.append(self._span(place))
        self.start_opaque(tag, place)

    def _span(self, place: Any) -> Span:
        return Span(place["start"] + self._base, place["end"] + self._base)


_Handlers = dict[str, Callable[[_EventReader, Any, Any], None]]

_STARTS: _Handlers = {
    "Link": _EventReader.start_link,
    "Image": _EventReader.start_picture,
    "Heading": _EventReader.start_heading,
    "List": _EventReader.start_list,
    "Item": _EventReader.start_item,
    "Paragraph": _EventReader.start_paragraph,
    "CodeBlock": _EventReader.start_opaque,
    "BlockQuote": _EventReader.start_opaque,
    "HtmlBlock": _EventReader.start_html,
}
_ENDS: _Handlers = {
    "Link": _EventReader.end_link,
    "Image": _EventReader.end_link,
    "Heading": _EventReader.end_heading,
    "List": _EventReader.end_list,
    "Item": _EventReader.end_item,
    "Paragraph": _EventReader.end_paragraph,
}
