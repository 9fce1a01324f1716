"""The parts of a page to what the rest of the program asks of it: title, date, sections, entries of an index."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from archive_lint.directives import read_directives
from archive_lint.link_places import meant_link
from archive_lint.model.layout import Layout, SectionNames, normal_name
from archive_lint.model.page import Entry, Heading, IndexEntry, Kind, Page, PageFacts, Section
from archive_lint.page_parts import PageParts

SUPPRESSION = b"archive-lint:"
"""What every suppression comment holds."""
_DATE_LIKE = re.compile(r"\d{4}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?\Z")
_TITLE_LINE = re.compile(rb" {0,3}#[ \t]?([^\r\n]*)")


def make_page(
    path: str, identity: tuple[Kind, dt.date | None, str], text: str, parts: PageParts, *, damaged: bool
) -> Page:
    """Build a page from its parts. `identity` is its kind, day and slug."""
    kind, day, slug = identity
    source, layout, headings = parts.source, parts.layout, parts.headings
    title_at = next((at for at, heading in enumerate(headings) if heading.level == 1), -1)
    title = None if title_at < 0 else headings[title_at]
    above = headings if title_at < 0 else headings[:title_at]
    date_heading = _date_heading(kind, above, layout)
    previous_day = _previous_day(headings, date_heading) if kind is Kind.DAY_INDEX else None
    claimed = {heading.start for heading in (date_heading, previous_day) if heading is not None}
    sections: tuple[Section, ...] = ()
    index_entries: tuple[IndexEntry, ...] = ()
    if kind is Kind.DAY_INDEX or kind is Kind.SITE_INDEX:
        index_entries = tuple(_index_entries(parts))
        claimed.update(entry.heading.start for entry in index_entries)
        for _, entry in parts.items:
            _release(entry, parts)
    else:
        sections = tuple(_sections(parts, date_heading))
    loose = parts.loose_links
    for start, links in parts.heading_links.items():
        loose.extend(links[1:] if start in claimed else links)
    if len(loose) > 1:
        loose.sort(key=lambda link: link.start)
    topic = headings[title_at - 1] if title_at > 0 and kind is Kind.STORY else None
    facts = PageFacts(
        path=path,
        kind=kind,
        date=day,
        slug=slug,
        title=title,
        title_source="" if title is None else _title_source(source, title),
        topic=topic if topic is not None and topic.level == 5 else None,
        date_heading=date_heading,
        sections=sections,
        index_entries=index_entries,
        previous_day=previous_day,
        links=tuple(loose),
        directives=read_directives(source, parts.html, parts.blocks) if SUPPRESSION in source else (),
        digest=blake2b(source, digest_size=16).digest(),
        size=len(source),
        newline=_first_newline(source),
        damaged=damaged,
    )
    return Page(
        facts=facts, source=source, text=text, headings=tuple(headings), opaque=tuple(parts.opaque), layout=layout
    )


def _date_heading(kind: Kind, above_title: Sequence[Heading], layout: Layout) -> Heading | None:
    if kind is Kind.OTHER or kind is Kind.SITE_INDEX:
        return None
    wanted = 3 if kind is Kind.STORY else 2
    for heading in above_title:
        if heading.level != wanted:
            continue
        if _DATE_LIKE.match(heading.text):
            return heading
        link = heading.link
        if link is not None and wanted == 3 and link.target.endswith(layout.index_names):
            return heading
        if link is not None and wanted == 2 and any(character.isdigit() for character in heading.text):
            return heading
    return None


def _previous_day(headings: Sequence[Heading], date_heading: Heading | None) -> Heading | None:
    behind = -1 if date_heading is None else date_heading.start
    for heading in reversed(headings):
        if heading.level == 2 and heading.link is not None and heading.start > behind:
            return heading
    return None


def _title_source(source: bytes, title: Heading) -> str:
    line = _TITLE_LINE.match(source, title.start)
    return line[1].decode(errors="replace") if line else title.text


def _sections(parts: PageParts, date_heading: Heading | None) -> Iterator[Section]:
    headings = parts.headings
    names = parts.layout.section_by_name
    starts: list[tuple[int, Heading, SectionNames | None]] = []
    # By the number of headings before an item: its section's heading, counted from 1.
    owners = [0]
    owner = 0
    for count, heading in enumerate(headings, start=1):
        level = heading.level
        if level == 3 and heading is not date_heading:
            starts.append((count, heading, names.get(normal_name(heading.text))))
            owner = count
        elif level < 3 or heading is date_heading:
            owner = 0
        owners.append(owner)
    entries: dict[int, list[Entry]] = {}
    for before, entry in parts.items:
        owner = owners[before]
        if owner:
            entries.setdefault(owner, []).append(entry)
        else:
            _release(entry, parts)
    if not starts:
        return
    ends: dict[int, int] = {}
    following = len(parts.source)
    for count in range(len(headings), 0, -1):
        ends[count] = following
        if headings[count - 1].level <= 3:
            following = headings[count - 1].start
    for count, heading, section in starts:
        yield Section(section.key if section else None, heading, ends[count], tuple(entries.get(count, ())))


def _index_entries(parts: PageParts) -> Iterator[IndexEntry]:
    headings = parts.headings
    for at, heading in enumerate(headings):
        if heading.level != 3:
            continue
        link = heading.link or meant_link(parts.source, heading.start + 3, heading.end)
        if link is None:
            continue
        above = headings[at - 1] if at and headings[at - 1].level == 5 else None
        following = headings[at + 1].start if at + 1 < len(headings) else len(parts.source)
        start = above.start if above else heading.start
        yield IndexEntry(heading, link, above.text if above else None, start, following)


def _release(entry: Entry, parts: PageParts) -> None:
    """Links of a list that is no section's are links like any other."""
    if entry.link is not None and entry.link.rendered:
        parts.loose_links.append(entry.link)
    parts.loose_links.extend(entry.further)


def _first_newline(source: bytes) -> str:
    line_feed = source.find(b"\n")
    carriage_return = source.find(b"\r", 0, None if line_feed < 0 else line_feed)
    if carriage_return < 0:
        return "\n"
    return "\r\n" if line_feed == carriage_return + 1 else "\r"
