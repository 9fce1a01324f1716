"""What was read of a page so far: headings, list items and links in order. Two readers fill it, one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive_lint.markdown.directives import Block
from archive_lint.markdown.links import meant_link
from archive_lint.model.layout import Layout
from archive_lint.model.page import Entry, Heading, Link
from archive_lint.model.span import Span

_NUMBER = re.compile(rb"(\d{1,9})[.)]")


class PageParts:
    """The parts of one page, which are made into `PageFacts` when all of them are known."""

    __slots__ = ("blocks", "heading_links", "headings", "html", "items", "layout", "loose_links", "opaque", "source")

    def __init__(self, source: bytes, layout: Layout) -> None:
        self.source = source
        self.layout = layout
        self.headings: list[Heading] = []
        self.heading_links: dict[int, tuple[Link, ...]] = {}
        """Links of headings that have any, by where the heading begins."""
        self.items: list[tuple[int, Entry]] = []
        """Entries of top-level lists, each with the number of headings before it."""
        self.loose_links: list[Link] = []
        self.opaque: list[Span] = []
        self.html: list[Span] = []
        self.blocks: list[Block] = []

    def add_heading(self, heading: Heading, links: Sequence[Link]) -> None:
        """Add the next heading."""
        self.headings.append(heading)
        if links:
            self.heading_links[heading.start] = tuple(links)

    def add_item(self, start: int, end: int, tail: str, links: list[Link]) -> None:
        """Add the next item of a top-level list.

        `tail` is what is rendered behind its first link, or all of it where it has no link.
        """
        source = self.source
        number = _NUMBER.match(source, start)
        content_end = start + len(source[start:end].rstrip())
        content = (number.end() if number else start + 1) + 1
        further = tuple(links[1:])
        if links and links[0].start == content:
            link: Link | None = links[0]
        else:
            link = meant_link(source, content - 1, links[0].start if links else content_end)
            if links:
                # What CommonMark renders may stand behind what the entry is about: `[label](broken target) [IMG](url)`.
                link, further = (link, tuple(links)) if link is not None else (links[0], further)
        self.add_entry(
            int(number[1]) if number else None,
            start,
            number.end(1) if number else start,
            content_end,
            _behind_newline(source, content_end),
            link,
            further,
            tail,
        )

    def add_entry(
        self,
        number: int | None,
        start: int,
        number_end: int,
        end: int,
        following: int,
        link: Link | None,
        further: tuple[Link, ...],
        tail: str,
    ) -> None:
        """Add an entry whose fields are known but for what its tail says."""
        context = context_in(tail, self.layout.context_labels) if ":" in tail or "：" in tail else None
        note = "" if context is not None else tail.strip()
        entry = Entry(number, start, number_end, end, following, link, further, context, note)
        self.items.append((len(self.headings), entry))


def context_in(tail: str, labels: Sequence[str]) -> str | None:
    """What follows the first of the labels that the text behind an entry's link begins with, or has behind `_`."""
    tail = tail.strip(" _*")
    at = 0
    missing: set[str] = set()
    while True:
        for label in labels:
            if tail.startswith(label, at):
                colon = _skip_space(tail, at + len(label))
                if tail.startswith((":", "："), colon):
                    return tail[colon + 1 :].strip()
            # What is not found from here on is not looked for again: hostile text repeats the other labels.
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


def _behind_newline(source: bytes, at: int) -> int:
    line_feed = source.find(b"\n", at)
    carriage_return = source.find(b"\r", at, None if line_feed < 0 else line_feed)
    if carriage_return >= 0 and source[carriage_return + 1 : carriage_return + 2] != b"\n":
        return carriage_return + 1
    return len(source) if line_feed < 0 else line_feed + 1
