"""Bytes of a page to `Page`: the one place that knows the Markdown parser.

The parser (pulldown-cmark through pyromark) gives CommonMark events with UTF-8 byte ranges; this module makes of them
the headings, sections and entries that archives are built from. One pass over the events, no second look at the text
but for what the events leave out: where in a link its target stands, and what number an item was given.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

import pyromark

from archive_lint.directives import Block, read_directives
from archive_lint.link_places import meant_link, rendered_link
from archive_lint.model.layout import Layout, SectionNames, normal_name
from archive_lint.model.page import (
    Entry,
    Heading,
    IndexEntry,
    Kind,
    Link,
    Page,
    PageFacts,
    Section,
)
from archive_lint.model.span import Span

_PARSER = pyromark.Markdown()
_BOM = b"\xef\xbb\xbf"
_SURROGATE = re.compile("[\udc80-\udcff]")
_NUMBER = re.compile(rb"(\d{1,9})[.)]")
_DATE_LIKE = re.compile(r"\d{4}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?\Z")
_TITLE_LINE = re.compile(rb" {0,3}#[ \t]?([^\r\n]*)")
_LEVELS = {"H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6}
_STARTS_WITH_BLOCK_LEVEL = frozenset({"Paragraph", "CodeBlock", "HtmlBlock", "BlockQuote"})


def classify(path: str, layout: Layout) -> tuple[Kind, dt.date | None, str]:
    """The kind, day and slug of a page, by its path alone.

    A day that does not exist (31 February) leaves the date `None` and the kind as it is.
    """
    folder, _, name = path.rpartition("/")
    if name in layout.index_names:
        day = layout.day_folder_pattern.match(folder)
        if day is not None:
            return Kind.DAY_INDEX, _existing_day(day), ""
        return (Kind.OTHER if folder else Kind.SITE_INDEX), None, ""
    story = layout.story_pattern.match(path)
    if story is not None:
        return Kind.STORY, _existing_day(story), story["slug"]
    return Kind.OTHER, None, ""


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
    if source.startswith(_BOM):
        # Three bytes of indentation in place of the three of the mark: CommonMark allows them before any block.
        parsed = "   " + text[1:]
    kind, day, slug = classify(path, layout)
    return _Reader(source, kind, layout).read(path, text, parsed, day, slug, damaged)


def _existing_day(parts: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None


class _Reader:
    """One page being read: what the events have shown so far."""

    def __init__(self, source: bytes, kind: Kind, layout: Layout) -> None:
        self.source = source
        self.layout = layout
        self.kind = kind
        self.headings: list[Heading] = []
        self.loose_links: list[Link] = []
        self.heading_links: dict[int, tuple[Link, ...]] = {}
        self.items: list[tuple[int, Entry]] = []
        """Entries of top-level lists, each with the number of headings before it."""
        self.opaque: list[Span] = []
        self.html: list[Span] = []
        self.blocks: list[Block] = []

    def read(self, path: str, text: str, parsed: str, day: dt.date | None, slug: str, damaged: bool) -> Page:
        """Build the page."""
        self._walk(parsed)
        source = self.source
        title = next((heading for heading in self.headings if heading.level == 1), None)
        date_heading = self._date_heading(title)
        previous_day = self._previous_day(date_heading) if self.kind is Kind.DAY_INDEX else None
        claimed = {heading.start for heading in (date_heading, previous_day) if heading is not None}
        sections: tuple[Section, ...] = ()
        index_entries: tuple[IndexEntry, ...] = ()
        if self.kind in (Kind.DAY_INDEX, Kind.SITE_INDEX):
            index_entries = tuple(self._index_entries())
            claimed.update(entry.heading.start for entry in index_entries)
            self._release_items()
        else:
            sections = tuple(self._sections(date_heading))
        for start, links in self.heading_links.items():
            self.loose_links.extend(links[1:] if start in claimed else links)
        facts = PageFacts(
            path=path,
            kind=self.kind,
            date=day,
            slug=slug,
            title=title,
            title_source=self._title_source(title),
            topic=self._topic(title),
            date_heading=date_heading,
            sections=sections,
            index_entries=index_entries,
            previous_day=previous_day,
            links=tuple(sorted(self.loose_links, key=lambda link: link.start)),
            directives=read_directives(source, self.html, self.blocks) if b"archive-lint:" in source else (),
            digest=blake2b(source, digest_size=16).digest(),
            size=len(source),
            newline=_first_newline(source),
            damaged=damaged,
        )
        return Page(
            facts=facts,
            source=source,
            text=text,
            headings=tuple(self.headings),
            opaque=tuple(self.opaque),
            layout=self.layout,
        )

    def _walk(self, parsed: str) -> None:
        """One pass over the events. The hot loop of the whole program: plain locals, no calls for text."""
        source = self.source
        parts: list[str] = []
        links: list[Link] = []
        open_links: list[tuple[int, int, str, str]] = []
        lists = 0
        item_start = 0
        behind_link = 0
        last_end = 0
        level = 0
        blocks = self.blocks
        # Typed as Any: the parser's unions are exact, and narrowing them would cost a call an event.
        events: Iterable[tuple[Any, Any]] = _PARSER.events_with_range(parsed)
        for event, place in events:
            if event.__class__ is str:
                parts.append(" ")
                last_end = place["end"]
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
                    start = place["start"]
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
                        item_start = place["start"]
                elif kind == "List":
                    lists += 1
                elif kind in _STARTS_WITH_BLOCK_LEVEL:
                    if kind != "Paragraph":
                        self.opaque.append(Span(place["start"], place["end"]))
                        if kind == "HtmlBlock":
                            self.html.append(self.opaque[-1])
                    if not lists:
                        parts = []
                        links = []
                        blocks.append(Block(place["start"], place["end"]))
            elif what == "End":
                kind = value if value.__class__ is str else next(iter(value))
                if kind == "Link" or kind == "Image":
                    start, mark, target, style = open_links.pop()
                    links.append(
                        rendered_link("".join(parts[mark:]), target, style, start, last_end, place["end"], source)
                    )
                    if behind_link == 0:
                        behind_link = len(parts)
                elif kind == "Heading":
                    end = place["start"] + len(source[place["start"] : place["end"]].rstrip())
                    heading = Heading(level, "".join(parts).strip(), place["start"], end, links[0] if links else None)
                    self.headings.append(heading)
                    blocks.append(Block(place["start"], place["end"]))
                    if links:
                        self.heading_links[heading.start] = tuple(links)
                    links = []
                elif kind == "Item":
                    if lists == 1:
                        blocks.append(Block(item_start, place["end"]))
                        entry = self._entry(item_start, place["end"], parts, behind_link, links)
                        self.items.append((len(self.headings), entry))
                        links = []
                elif kind == "List":
                    lists -= 1
                elif kind == "Paragraph" and not lists:
                    self.loose_links.extend(links)
                    links = []
            elif what == "Code":
                parts.append(value)
                self.opaque.append(Span(place["start"], place["end"]))
            elif what == "InlineHtml":
                self.opaque.append(Span(place["start"], place["end"]))
                self.html.append(self.opaque[-1])
            last_end = place["end"]

    def _entry(self, start: int, end: int, parts: list[str], behind_link: int, links: list[Link]) -> Entry:
        source = self.source
        number = _NUMBER.match(source, start)
        content_end = start + len(source[start:end].rstrip())
        tail = "".join(parts[behind_link:] if links else parts)
        context = self._context(tail) if ":" in tail or "：" in tail else None
        content = (number.end() if number else start + 1) + 1
        further = tuple(links[1:])
        if links and links[0].start == content:
            link: Link | None = links[0]
        else:
            link = meant_link(source, content - 1, links[0].start if links else content_end)
            if links:
                # What CommonMark renders may stand behind what the entry is about: `[label](broken target) [IMG](url)`.
                link, further = (link, tuple(links)) if link is not None else (links[0], further)
        return Entry(
            int(number[1]) if number else None,
            start,
            number.end(1) if number else start,
            content_end,
            _behind_newline(source, content_end),
            link,
            further,
            context,
            "" if context is not None else tail.strip(),
        )

    def _context(self, tail: str) -> str | None:
        tail = tail.strip(" _*")
        for label in self.layout.context_labels:
            if tail.startswith(label):
                rest = tail[len(label) :].lstrip()
                if rest[:1] in (":", "："):
                    return rest[1:].strip()
            at = tail.find("_" + label)
            if at >= 0:
                return self._context(tail[at:])
        return None

    def _date_heading(self, title: Heading | None) -> Heading | None:
        if self.kind is Kind.OTHER or self.kind is Kind.SITE_INDEX:
            return None
        wanted = 3 if self.kind is Kind.STORY else 2
        for heading in self.headings:
            if title is not None and heading.start >= title.start:
                break
            if heading.level != wanted:
                continue
            if _DATE_LIKE.match(heading.text):
                return heading
            link = heading.link
            if link is not None and wanted == 3 and link.target.endswith(self.layout.index_names):
                return heading
            if link is not None and wanted == 2 and any(character.isdigit() for character in heading.text):
                return heading
        return None

    def _previous_day(self, date_heading: Heading | None) -> Heading | None:
        behind = -1 if date_heading is None else date_heading.start
        found = [
            heading
            for heading in self.headings
            if heading.level == 2 and heading.link is not None and heading.start > behind
        ]
        return found[-1] if found else None

    def _topic(self, title: Heading | None) -> Heading | None:
        if title is None or self.kind is not Kind.STORY:
            return None
        at = self.headings.index(title)
        return self.headings[at - 1] if at and self.headings[at - 1].level == 5 else None

    def _title_source(self, title: Heading | None) -> str:
        if title is None:
            return ""
        line = _TITLE_LINE.match(self.source, title.start)
        return line[1].decode(errors="replace") if line else title.text

    def _sections(self, date_heading: Heading | None) -> Iterator[Section]:
        by_heading: dict[int, list[Entry]] = {}
        starts: list[tuple[int, Heading, SectionNames | None]] = []
        names = self.layout.section_by_name
        current = 0
        heads: dict[int, int] = {}
        for count, heading in enumerate(self.headings, start=1):
            if heading.level == 3 and heading is not date_heading:
                starts.append((count, heading, names.get(normal_name(heading.text))))
                current = count
            elif heading.level < 3 or heading is date_heading:
                current = 0
            heads[count] = current
        for before, entry in self.items:
            owner = heads.get(before, 0)
            if owner:
                by_heading.setdefault(owner, []).append(entry)
            else:
                self._release(entry)
        ends: dict[int, int] = {}
        following = len(self.source)
        for count in range(len(self.headings), 0, -1):
            ends[count] = following
            if self.headings[count - 1].level <= 3:
                following = self.headings[count - 1].start
        for count, heading, section in starts:
            yield Section(section.key if section else None, heading, ends[count], tuple(by_heading.get(count, ())))

    def _index_entries(self) -> Iterator[IndexEntry]:
        headings = self.headings
        for at, heading in enumerate(headings):
            if heading.level != 3:
                continue
            link = heading.link or meant_link(self.source, heading.start + 3, heading.end)
            if link is None:
                continue
            above = headings[at - 1] if at and headings[at - 1].level == 5 else None
            following = headings[at + 1].start if at + 1 < len(headings) else len(self.source)
            start = above.start if above else heading.start
            yield IndexEntry(heading, link, above.text if above else None, start, following)

    def _release_items(self) -> None:
        for _, entry in self.items:
            self._release(entry)

    def _release(self, entry: Entry) -> None:
        """Links of a list that is no section's are links like any other."""
        if entry.link is not None and entry.link.rendered:
            self.loose_links.append(entry.link)
        self.loose_links.extend(entry.further)


def _behind_newline(source: bytes, at: int) -> int:
    line_feed = source.find(b"\n", at)
    carriage_return = source.find(b"\r", at, None if line_feed < 0 else line_feed)
    if carriage_return >= 0 and source[carriage_return + 1 : carriage_return + 2] != b"\n":
        return carriage_return + 1
    return len(source) if line_feed < 0 else line_feed + 1


def _first_newline(source: bytes) -> str:
    line_feed = source.find(b"\n")
    carriage_return = source.find(b"\r", 0, None if line_feed < 0 else line_feed)
    if carriage_return < 0:
        return "\n"
    return "\r\n" if line_feed == carriage_return + 1 else "\r"
