"""Reads Markdown with the Markdown parser: the only module that knows it.

The parser (pulldown-cmark through pyromark) yields CommonMark events with UTF-8 byte ranges; this module turns them
into headings, items and links, in one pass. It looks at the text again only for what the events leave out: the span of
a link's target, and the number of an item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyromark
from msgspec import Struct
from msgspec.structs import replace

from archive_lint.markdown.builder import PageBuilder, first_of
from archive_lint.markdown.directives import Block
from archive_lint.markdown.html_links import HtmlTag, Pieces, is_closing_tag, link_of, picture_of, read_block, read_tag
from archive_lint.markdown.links import rendered_link
from archive_lint.model.page import Heading, Link
from archive_lint.model.span import Span

_OPTIONS = (
    # A bar ends the cell of a table, and with it any link or code that began in the cell.
    pyromark.Options.ENABLE_TABLES
    # `[^1]: word` defines a note: without them it would define a link to `word`.
    | pyromark.Options.ENABLE_FOOTNOTES
    # `[x]` before an item's text is a box, not a link to a definition of `x`.
    | pyromark.Options.ENABLE_TASKLISTS
)
"""The extensions on which sites agree and that affect links. These are off:

- `MATH`: two prices in one sentence (`$5 [million](a.md) and $6`) would hide the link between them;
- `YAML_STYLE_` and `PLUSES_DELIMITED_METADATA_BLOCKS`: front matter is cut before the parser sees the page;
- `WIKILINKS`: `[[…]]` in an archive is what a wiki's markup left behind (T004), not a link on its site;
- `GFM`: of it the parser knows only the first line of an alert (`> [!NOTE]`), which holds no link;
- `HEADING_ATTRIBUTES`, `DEFINITION_LIST`: few sites read them, and a title would lose what stands in braces;
- `STRIKETHROUGH`, `SUPERSCRIPT`, `SUBSCRIPT`, `SMART_PUNCTUATION`: they decide no link, and titles and the texts of
  links to them are compared as they are written."""
PARSER = pyromark.Markdown(options=_OPTIONS)
_Event = tuple[Any, Any]
"""Typed as `Any`: the parser's unions are exact, and narrowing them would cost a call per event."""
_LEVELS = {"H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6}


def read_markdown(page: PageBuilder, markdown: str, base: int, *, definitions: str = "") -> None:
    """Add the parts of `markdown`, which begins at byte `base` of the page, to `page`.

    It must consist of whole blocks. `definitions` are those that its links and notes refer to beyond its own.
    """
    events: Iterable[_Event] = PARSER.events_with_range(definitions + markdown if definitions else markdown)
    if definitions:
        above = len(definitions.encode())
        base -= above
        events = (event for event in events if event[1]["start"] >= above)
    _EventReader(page, base).read(events)


class _Opened(Struct, gc=False):
    """A link or picture that has not ended yet."""

    pieces: int
    """Number of text pieces before it."""
    text_start: int
    """Start of its text, in bytes of the page."""
    tag: Any
    """The parser's description of it, or the tag of HTML that began it."""
    holds_picture: bool = False


class _EventReader:
    """Turns the parser's events into parts of the page: one method for the start or the end of each tag that matters.

    Each method gets the position of the tag; a start also gets the parser's description of the tag, an end the position
    at which the last inline or block before it ended.

    A heading, item or paragraph is the page's own if no list, quotation or note is around it. Those within one count
    for it: for the entry that the item is, or else as text with links.
    """

    __slots__ = (
        "_anchor",
        "_base",
        "_html",
        "_item_start",
        "_level",
        "_links",
        "_list_depth",
        "_open",
        "_outer",
        "_page",
        "_pictures",
        "_pieces",
        "_quotes",
        "_to_link",
    )

    def __init__(self, page: PageBuilder, base: int) -> None:
        self._page = page
        self._base = base
        self._pieces: list[str] = []
        """Rendered text since the start of the innermost heading, item or paragraph of the page's own."""
        self._links: list[Link] = page.new_list()
        """Links that ended since then, and pictures outside of links."""
        self._open: list[_Opened] = []
        """Links and pictures that have not ended yet."""
        self._pictures = 0
        """Number of pictures among them. A picture's text is plain text: it is not rendered as a link."""
        self._anchor: _Opened | None = None
        """An `<a href>` that has not ended yet."""
        self._html: Pieces | None = None
        """The block of HTML that is being read."""
        self._list_depth = 0
        self._outer = 0
        """Number of open quotations and notes."""
        self._quotes = 0
        """Number of open quotations: their marks begin each line."""
        self._item_start = 0
        self._to_link = 0
        """Number of an item's pieces up to the end of its first link; 0 before that."""
        self._level = 0

    def read(self, events: Iterable[_Event]) -> None:
        pieces = self._pieces
        last: Any = {"end": 0}
        codes = self._page.codes
        for event, place in events:
            if event.__class__ is str:
                # A line break, or a thematic break, which no text crosses.
                pieces.append(" ")
            elif "Text" in event:
                pieces.append(event["Text"] if codes is None else codes.original(event["Text"]))
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
            elif "Html" in event:
                self._read_html(place)
            last = place

    def _read_code(self, text: str, place: Any) -> None:
        codes = self._page.codes
        self._pieces.append(text if codes is None else codes.original(text))
        self._page.opaque.append(self._span(place))

    def _read_html(self, place: Any) -> None:
        if self._html is not None:
            span = self._span(place)
            self._html.add(self._page.readable[span.start : span.end], span.start)

    def _read_inline_html(self, place: Any) -> None:
        span = self._span(place)
        self._page.opaque.append(span)
        self._page.html.append(span)
        if self._pictures:
            return
        html = self._page.readable[span.start : span.end]
        if is_closing_tag(html):
            self._end_anchor(span)
        elif (tag := read_tag(html, span.start)) is not None:
            self._read_tag(tag)

    def _read_tag(self, tag: HtmlTag) -> None:
        if (codes := self._page.codes) is not None:
            tag = replace(tag, target=codes.original(tag.target), text=codes.original(tag.text))
        if tag.picture:
            self._add(picture_of(tag))
            self._pieces.append(tag.text)
        elif self._open:
            # A browser ends the link around it here; CommonMark does not say so, and its own link goes on.
            self._page.loose_links.append(link_of(tag))
        else:
            self._end_anchor()
            self._anchor = _Opened(len(self._pieces), tag.span.end, tag)

    def _end_anchor(self, closing: Span | None = None) -> None:
        """End the link of an `<a href>`: at its closing tag, or at the end of its block."""
        anchor, self._anchor = self._anchor, None
        if anchor is None:
            return
        if closing is None:
            link = link_of(anchor.tag)
        else:
            link = link_of(
                anchor.tag,
                text="".join(self._pieces[anchor.pieces :]).strip(),
                text_end=closing.start,
                end=closing.end,
                holds_picture=anchor.holds_picture,
            )
        self._add(link)

    def _add(self, link: Link) -> None:
        """Add a link to the part around it; a picture in a link is not the target of an entry or heading."""
        around = self._open[-1] if self._open else self._anchor
        if around is not None:
            around.holds_picture = around.holds_picture or link.picture
            self._page.loose_links.append(link)
            return
        self._links.append(link)
        if self._to_link == 0 and not link.picture:
            self._to_link = len(self._pieces)

    def start_link(self, tag: Any, place: Any) -> None:
        self._open.append(_Opened(len(self._pieces), place["start"] + self._base + len("["), tag["Link"]))

    def start_picture(self, tag: Any, place: Any) -> None:
        self._open.append(_Opened(len(self._pieces), place["start"] + self._base + len("!["), tag["Image"]))
        self._pictures += 1

    def end_picture(self, place: Any, last: Any) -> None:
        self._pictures -= 1
        self._end_inline(place, last, picture=True)

    def end_link(self, place: Any, last: Any) -> None:
        self._end_inline(place, last, picture=False)

    def _end_inline(self, place: Any, last: Any, *, picture: bool) -> None:
        opened = self._open.pop()
        if self._pictures:
            return
        base = self._base
        link = rendered_link(
            self._page.readable,
            opened.tag,
            text="".join(self._pieces[opened.pieces :]),
            span=self._span(place),
            # Without any text, the last inline ended before the link.
            text_end=max(opened.text_start, last["end"] + base),
            picture=picture,
            holds_picture=opened.holds_picture,
            quotes=self._quotes,
        )
        self._add(link if self._page.codes is None else self._with_code(link))

    def start_heading(self, tag: Any, _place: Any) -> None:
        self._level = _LEVELS[tag["Heading"]["level"]]
        self._start_text()

    def end_heading(self, place: Any, _last: Any) -> None:
        self._end_anchor()
        span = self._span(place)
        self._add_block(span.start, span.end)
        if self._list_depth or self._outer:
            self._end_text()
            return
        links = tuple(self._links)
        heading = Heading(
            level=self._level,
            text="".join(self._pieces).strip(),
            start=span.start,
            end=span.start + len(self._page.source[span.start : span.end].rstrip()),
            link=first_of(links),
        )
        self._page.add_heading(heading, links)
        self._links.clear()

    def start_list(self, _tag: Any, _place: Any) -> None:
        self._end_anchor()
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
        self._end_anchor()
        if self._list_depth != 1:
            return
        links = self._links
        end = place["end"] + self._base
        self._add_block(self._item_start, end)
        if self._outer:
            self._page.loose_links.extend(links)
        else:
            tail = "".join(self._pieces[self._to_link :])
            self._page.add_item(start=self._item_start, end=end, tail=tail, links=links)
        links.clear()

    def start_paragraph(self, _tag: Any, place: Any) -> None:
        if not self._list_depth:
            self._add_block(place["start"] + self._base, place["end"] + self._base)
        self._start_text()

    def end_paragraph(self, _place: Any, _last: Any) -> None:
        self._end_anchor()
        self._end_text()

    def _start_text(self) -> None:
        if not self._list_depth:
            self._pieces.clear()
            self._links.clear()

    def _end_text(self) -> None:
        """Add the links of text outside of items as links of their own."""
        if not self._list_depth:
            self._page.loose_links.extend(self._links)
            self._links.clear()

    def end_cell(self, _place: Any, _last: Any) -> None:
        self._end_anchor()

    def start_note(self, tag: Any, place: Any) -> None:
        self._outer += 1
        self.start_paragraph(tag, place)

    def end_note(self, _place: Any, _last: Any) -> None:
        self._outer -= 1

    def start_quote(self, tag: Any, place: Any) -> None:
        self._outer += 1
        self._quotes += 1
        self.start_opaque(tag, place)

    def end_quote(self, _place: Any, _last: Any) -> None:
        self._outer -= 1
        self._quotes -= 1

    def start_opaque(self, tag: Any, place: Any) -> None:
        self._page.opaque.append(self._span(place))
        self.start_paragraph(tag, place)

    def start_html(self, tag: Any, place: Any) -> None:
        self._page.html.append(self._span(place))
        self._html = Pieces()
        self.start_opaque(tag, place)

    def end_html(self, _place: Any, _last: Any) -> None:
        if self._html is not None:
            self._page.loose_links.extend(map(self._with_code, read_block(self._html)))
            self._html = None

    def _add_block(self, start: int, end: int) -> None:
        if (blocks := self._page.blocks) is not None:
            blocks.append(Block(start, end))

    def _with_code(self, link: Link) -> Link:
        """Return a link with the template code of its target, and of its text if that is HTML, restored."""
        codes = self._page.codes
        if codes is None:
            return link
        return replace(link, target=codes.original(link.target), text=codes.original(link.text))

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
    "Table": _EventReader.start_paragraph,
    "CodeBlock": _EventReader.start_opaque,
    "BlockQuote": _EventReader.start_quote,
    "FootnoteDefinition": _EventReader.start_note,
    "HtmlBlock": _EventReader.start_html,
}
_ENDS: _Handlers = {
    "Link": _EventReader.end_link,
    "Image": _EventReader.end_picture,
    "Heading": _EventReader.end_heading,
    "List": _EventReader.end_list,
    "Item": _EventReader.end_item,
    "Paragraph": _EventReader.end_paragraph,
    "TableCell": _EventReader.end_cell,
    "Table": _EventReader.end_paragraph,
    "BlockQuote": _EventReader.end_quote,
    "FootnoteDefinition": _EventReader.end_note,
    "HtmlBlock": _EventReader.end_html,
}
