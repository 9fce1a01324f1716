"""Bytes of a page to `Page`: the one place that knows the Markdown parser.

The parser (pulldown-cmark through pyromark) gives CommonMark events with UTF-8 byte ranges; this module makes of them
the headings, sections and entries that archives are built from. One pass over the events, no second look at the text
but for what the events leave out: where in a link its target stands, and what number an item was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyromark

from archive_lint.markdown.builder import PageParts
from archive_lint.markdown.directives import Block
from archive_lint.markdown.facts import SUPPRESSION, make_page
from archive_lint.markdown.fast_path import read_lines
from archive_lint.markdown.links import rendered_link
from archive_lint.model.layout import Layout
from archive_lint.model.page import Heading, Link, Page
from archive_lint.model.span import Span

_PARSER = pyromark.Markdown()
_BOM = b"\xef\xbb\xbf"
_SURROGATE = re.compile("[\udc80-\udcff]")
_LEVELS = {"H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6}
_STARTS_WITH_BLOCK_LEVEL = frozenset({"Paragraph", "CodeBlock", "HtmlBlock", "BlockQuote"})


def parse(path: str, source: bytes, layout: Layout) -> Page:
    """Take a page apart. Any bytes are accepted; those that are no UTF-8 make it `damaged`."""
    damaged = b"\0" in source
    try:
        text = source.decode()
    except UnicodeDecodeError:
        damaged = True
        # One `?` a byte keeps every offset where it is on disk.
        text = _SURROGATE.sub("?", source.decode(errors="surrogateescape"))
    parsed = text
    has_mark = source.startswith(_BOM)
    if has_mark:
        # Three bytes of indentation in place of the three of the mark: CommonMark allows them before any block.
        parsed = "   " + text[1:]
    parts = PageParts(source, layout)

    def read_block(start: int, end: int) -> None:
        _read_events(parts, source[start:end].decode(), start)

    # Suppressions are comments that cover blocks, and only the parser tells where all of them are.
    suppresses = b"<" in source and SUPPRESSION in source
    if damaged or has_mark or suppresses or not read_lines(parts, read_block):
        parts = PageParts(source, layout)
        _read_events(parts, parsed, 0)
    return make_page(path, layout.classify(path), text, parts, damaged=damaged)


def _read_events(page: PageParts, markdown: str, base: int) -> None:
    """One pass over the parser's events for the Markdown that begins at byte `base` of the page, into the page's parts."""
    source = page.source
    parts: list[str] = []
    links: list[Link] = []
    open_links: list[tuple[int, int, str, str]] = []
    lists = 0
    item_start = 0
    behind_link = 0
    last_end = 0
    level = 0
    blocks = page.blocks
    # Typed as Any: the parser's unions are exact, and narrowing them would cost a call an event.
    events: Iterable[tuple[Any, Any]] = _PARSER.events_with_range(markdown)
    for event, place in events:
        if event.__class__ is str:
            parts.append(" ")
            last_end = place["end"] + base
            continue
        ((what, value),) = event.items()
        if what == "Text":
            parts.append(value)
        elif what == "Start":
            if value.__class__ is str:
                kind = value
                detail: Any = None
            else:
                ((kind, detail),) = value.items()
            if kind == "Link" or kind == "Image":
                start = place["start"] + base
                open_links.append((start, len(parts), detail["dest_url"], detail["link_type"]))
                last_end = start + (1 if kind == "Link" else 2)
                continue
            if kind == "Heading":
                parts = []
                links = []
                level = _LEVELS[detail["level"]]
            elif kind == "Item":
                if lists == 1:
                    parts = []
                    links = []
                    behind_link = 0
                    item_start = place["start"] + base
            elif kind == "List":
                lists += 1
            elif kind in _STARTS_WITH_BLOCK_LEVEL:
                if kind != "Paragraph":
                    page.opaque.append(Span(place["start"] + base, place["end"] + base))
                    if kind == "HtmlBlock":
                        page.html.append(page.opaque[-1])
                if not lists:
                    parts = []
                    links = []
                    blocks.append(Block(place["start"] + base, place["end"] + base))
        elif what == "End":
            kind = value if value.__class__ is str else next(iter(value))
            if kind == "Link" or kind == "Image":
                start, mark, target, style = open_links.pop()
                links.append(
                    rendered_link("".join(parts[mark:]), target, style, start, last_end, place["end"] + base, source)
                )
                if behind_link == 0:
                    behind_link = len(parts)
            elif kind == "Heading":
                start = place["start"] + base
                end = start + len(source[start : place["end"] + base].rstrip())
                text = "".join(parts).strip()
                page.add_heading(Heading(level, text, start, end, links[0] if links else None), links)
                blocks.append(Block(start, place["end"] + base))
                links = []
            elif kind == "Item":
                if lists == 1:
                    blocks.append(Block(item_start, place["end"] + base))
                    tail = "".join(parts[behind_link:] if links else parts)
                    page.add_item(item_start, place["end"] + base, tail, links)
                    links = []
            elif kind == "List":
                lists -= 1
            elif kind == "Paragraph" and not lists:
                page.loose_links.extend(links)
                links = []
        elif what == "Code":
            parts.append(value)
            page.opaque.append(Span(place["start"] + base, place["end"] + base))
        elif what == "InlineHtml":
            page.opaque.append(Span(place["start"] + base, place["end"] + base))
            page.html.append(page.opaque[-1])
        last_end = place["end"] + base
