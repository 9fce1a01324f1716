"""Collects the headings, list items and links of a page, in order. Both the fast path and the parser fill it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from archive_lint.markdown.directives import SUPPRESSION, Block
from archive_lint.markdown.front_matter.bounds import body_start
from archive_lint.markdown.links import meant_link
from archive_lint.markdown.part_list import LARGE, MOST_PARTS, MOST_SPANS, PartList, check_parts
from archive_lint.model.layout import Layout
from archive_lint.model.page import Entry, Heading, Link
from archive_lint.model.span import Span, text_start

if TYPE_CHECKING:
    from archive_lint.markdown.stand_ins import StandIns

_NUMBER = re.compile(rb"(\d{1,9})[.)]")
_LINE_END = re.compile(rb"\r\n?|\n")
_COLONS = (":", "：")
_TASK = re.compile(rb"\[[ xX]\][ \t]+")
"""The box of a task list item."""


class PageBuilder:
    """Collects the parts of one page, and makes `PageFacts` of them once all are known."""

    __slots__ = (
        "_counted",
        "_entry_parts",
        "blocks",
        "body_start",
        "codes",
        "heading_links",
        "headings",
        "html",
        "is_large",
        "items",
        "layout",
        "loose_links",
        "opaque",
        "readable",
        "source",
    )

    def __init__(
        self, source: bytes, layout: Layout, codes: StandIns | None = None, *, keeps_blocks: bool = False
    ) -> None:
        self.source = source
        self.codes = codes
        self.readable = source if codes is None else codes.source
        """The page as the parser reads it: template code in targets is replaced by stand-ins."""
        self.layout = layout
        self.body_start = body_start(source)
        """Offset at which the Markdown begins. Both readers begin there, and no part starts before it."""
        self.is_large = len(source) > LARGE
        self.headings: list[Heading] = []
        self.heading_links: dict[int, tuple[Link, ...]] = {}
        """The links of headings that have any, by the heading's start."""
        self.items: list[tuple[int, Entry]] = []
        """List entries outside of quotations, lists and notes, each with the number of headings before it."""
        self.loose_links: list[Link] = []
        self.opaque: list[Span] = []
        self.html: list[Span] = []
        self.blocks: list[Block] | None = [] if keeps_blocks else None
        """The blocks that suppressions may cover, if the page has suppressions."""
        if self.is_large:
            self._bound_lists()
        if self.body_start and (start := text_start(source)) < self.body_start:
            self.opaque.append(Span(start, self.body_start))
        self._counted = self._entry_parts = 0

    def _bound_lists(self) -> None:
        self.headings, self.items, self.loose_links = self.new_list(), self.new_list(), self.new_list()
        self.opaque, self.html = self.new_list(MOST_SPANS), self.new_list(MOST_SPANS)
        self.blocks = None if self.blocks is None else self.new_list(MOST_SPANS)

    def new_list(self, most: int = MOST_PARTS) -> list[Any]:
        """Return a new list for parts of the page, limited in length on a large page."""
        return PartList(most) if self.is_large else []

    def check_size(self) -> None:
        """Raise `UnreadablePageError` for a page with more parts than memory allows."""
        for _, entry in self.items[self._counted :]:
            self._entry_parts += 1 + (entry.link is not None) + len(entry.further)
        self._counted = len(self.items)
        # A suppression counts twice, for the findings on it; nearly all headings with links have one.
        suppressions = 2 * self.source.count(SUPPRESSION) if self.blocks else 0
        links = len(self.heading_links) + len(self.loose_links)
        check_parts(len(self.headings) + links + self._entry_parts + suppressions)

    def add_heading(self, heading: Heading, links: Sequence[Link]) -> None:
        """Add the next heading."""
        self.headings.append(heading)
        if links:
            self.heading_links[heading.start] = tuple(links)

    def add_item(self, *, start: int, end: int, tail: str, links: list[Link]) -> None:
        """Add the next item of a top-level list.

        `tail` is the rendered text after its first link, or all of it without one.
        """
        source = self.source
        number = _NUMBER.match(source, start)
        content_end = start + len(source[start:end].rstrip())
        content = (number.end() if number else start + 1) + 1
        if task := _TASK.match(source, content):
            content = task.end()
        link = first_of(links)
        if link is None or link.start != content:
            # Links that CommonMark renders may follow the entry's own: `[label](broken target) [IMG](url)`.
            link = meant_link(source, content - 1, links[0].start if links else content_end) or link
        further = tuple([other for other in links if other is not link])
        context, note = self.context_and_note(tail)
        self.add_entry(
            Entry(
                number=int(number[1]) if number else None,
                start=start,
                number_end=number.end(1) if number else start,
                end=content_end,
                next=_next_line(source, content_end),
                link=link,
                further=further,
                context=context,
                note=note,
            )
        )

    def context_and_note(self, tail: str) -> tuple[str | None, str]:
        """Return the context and the note in the text after an entry's link: one or the other."""
        if ":" in tail or "：" in tail:
            context = context_in(tail, self.layout.context_labels)
            if context is not None:
                return context, ""
        return None, tail.strip()

    def add_entry(self, entry: Entry) -> None:
        """Add the next entry of a list."""
        self.items.append((len(self.headings), entry))


def first_of(links: Sequence[Link]) -> Link | None:
    """Return the first link that is not a picture: the target of a heading or an entry."""
    for link in links:
        if not link.picture:
            return link
    return None


def context_in(tail: str, labels: Sequence[str]) -> str | None:
    """Return the text after the first context label and its colon; `None` without one.

    `tail` is the text after an entry's link: a label begins it, or follows a `_` in it.
    """
    tail = tail.strip(" _*")
    at = 0
    missing: set[str] = set()
    while True:
        for label in labels:
            if tail.startswith(label, at):
                colon = at + len(label)
                if not tail.startswith(_COLONS, colon):
                    colon = _skip_space(tail, colon)
                if tail.startswith(_COLONS, colon):
                    return tail[colon + 1 :].strip()
            # A label not found from here on is not searched for again: hostile text repeats the other labels.
            found = -1 if label in missing else tail.find("_" + label, at)
            if found >= 0:
                at = found
                while tail[at] in " _*":
                    at += 1
                break
            missing.add(label)
        else:
            return None


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _next_line(source: bytes, at: int) -> int:
    # Not the first line feed: a page with carriage returns has none, and would be searched to its end per item.
    end = _LINE_END.search(source, at)
    return len(source) if end is None else end.end()
