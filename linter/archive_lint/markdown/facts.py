"""Makes the facts of a page from its parts: title, date, sections, entries of an index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from archive_lint.markdown.builder import PageBuilder, first_of
from archive_lint.markdown.conflicts import find_conflict
from archive_lint.markdown.directives import read_directives
from archive_lint.markdown.links import meant_link
from archive_lint.markdown.meant_sections import meant_sections
from archive_lint.markdown.titles import title_of
from archive_lint.model.digest import content_digest
from archive_lint.model.front_matter import FrontMatter
from archive_lint.model.layout import Kind, Layout, PageIdentity, SectionNames, normal_name
from archive_lint.model.page import Directive, Entry, Heading, IndexEntry, Link, Page, PageFacts, Section
from archive_lint.model.span import text_start

_DATE_LIKE = re.compile(r"\d{4}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?\Z")


def make_page(path: str, identity: PageIdentity, text: str, parts: PageBuilder, *, damaged: bool) -> Page:
    """Return the page made of its parts."""
    kind, day, slug = identity
    source, layout, headings = parts.source, parts.layout, parts.headings
    front = _front_matter(parts) if parts.body_start and parts.body_start > text_start(source) else None
    title = title_of(kind, parts, front)
    date_heading = _date_heading(kind, title.above, layout)
    previous_day = _previous_day(headings, date_heading) if kind is Kind.DAY_INDEX else None
    claimed: set[int] = set() if date_heading is None else {date_heading.start}
    if previous_day is not None:
        claimed.add(previous_day.start)
    sections: tuple[Section, ...] = ()
    index_entries: tuple[IndexEntry, ...] = ()
    if kind is Kind.DAY_INDEX or kind is Kind.SITE_INDEX:
        index_entries = tuple(_index_entries(parts))
        claimed.update(entry.heading.start for entry in index_entries)
        for _, entry in parts.items:
            _release(entry, parts)
    else:
        sections = _all_sections(parts, date_heading, kind)
    facts = PageFacts(
        path=path,
        kind=kind,
        date=front.date.day if day is None and front is not None and front.date is not None else day,
        slug=slug,
        title=title.heading,
        title_source=title.source,
        topic=title.topic,
        date_heading=date_heading,
        sections=sections,
        index_entries=index_entries,
        previous_day=previous_day,
        links=_loose_links(parts, claimed),
        directives=_directives(parts) if parts.html else (),
        digest=content_digest(source),
        size=len(source),
        newline=_first_newline(source) if b"\r" in source else "\n",
        damaged=damaged or find_conflict(source, parts.opaque) is not None,
        front=front,
        ids=None if layout.fragments == "off" or damaged else _ids(path, kind, parts),
    )
    if layout.cites_in_body:
        facts = _citing_in_body(facts, layout)
    return Page(
        facts=facts,
        source=source,
        text=text,
        headings=tuple(headings),
        opaque=tuple(parts.opaque),
        layout=layout,
        body_start=parts.body_start,
        cited=tuple([link for _, link in facts.citations()]) if sections or layout.cites_in_body else (),
    )


def _loose_links(parts: PageBuilder, claimed: set[int]) -> tuple[Link, ...]:
    """Return the links outside of all parts, in order; `claimed` are the starts of headings whose link is used."""
    loose = parts.loose_links
    for start, links in parts.heading_links.items():
        if start not in claimed:
            loose.extend(links)
        elif len(links) > 1 or links[0].picture:
            loose.extend(_after_first(links))
    if len(loose) > 1:
        loose.sort(key=lambda link: link.start)
    return tuple(loose)


def _citing_in_body(facts: PageFacts, layout: Layout) -> PageFacts:
    # Imported here: nearly all archives list their sources.
    from archive_lint.markdown.body_sources import source_starts

    return replace(facts, cited_at=source_starts(facts.all_links(), layout))


def _front_matter(parts: PageBuilder) -> FrontMatter | None:
    # Imported here: the reader takes five milliseconds to load, and many pages have no front matter.
    from archive_lint.markdown.front_matter.read import read_front_matter

    return read_front_matter(parts.source, parts.layout.front_matter)


def _ids(path: str, kind: Kind, parts: PageBuilder) -> tuple[str, ...] | None:
    # Only an archive whose fragments are checked pays for the import and for a second pass over the page.
    from archive_lint.markdown.ids import ids_of, names_template

    source, start = parts.source, parts.body_start
    if kind is not Kind.STORY and names_template(source[:start]):
        # Stories share a template; a page that names its own may have anything in it.
        return None
    return ids_of(path, source[start:].decode(), parts.layout.fragments)


def _after_first(links: Sequence[Link]) -> list[Link]:
    """Return the links of a heading except the first."""
    first = first_of(links)
    return [link for link in links if link is not first]


def _directives(parts: PageBuilder) -> tuple[Directive, ...]:
    if parts.blocks is None:
        return ()
    return read_directives(parts.source, body_start=parts.body_start, html=parts.html, blocks=parts.blocks)


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
    earliest = -1 if date_heading is None else date_heading.start
    for heading in reversed(headings):
        if heading.level == 2 and heading.link is not None and heading.start > earliest:
            return heading
    return None


def _all_sections(parts: PageBuilder, date_heading: Heading | None, kind: Kind) -> tuple[Section, ...]:
    """Return the sections with their entries, including those that were only meant as required ones.

    The links of entries outside of sections are released.
    """
    sections, left = _sections(parts, date_heading)
    required = parts.layout.required_sections.get(kind)
    if required is not None and not _has_all(sections, required):
        meant = meant_sections(parts.source, parts.headings, required)
        if meant:
            sections, left = _meant_sections(parts, date_heading, meant)
    for entry in left:
        _release(entry, parts)
    return tuple(sections)


def _has_all(sections: Sequence[Section], required: Sequence[SectionNames]) -> bool:
    keys = {section.key for section in sections}
    return keys.issuperset([section.key for section in required])


def _sections(parts: PageBuilder, date_heading: Heading | None) -> tuple[list[Section], list[Entry]]:
    """Return the sections with their entries, and the entries that stand outside of sections."""
    names = parts.layout.section_by_name
    items = parts.items
    sections: list[Section] = []
    left: list[Entry] = []
    opened: Heading | None = None
    first = at = 0
    for count, heading in enumerate(parts.headings):
        while at < len(items) and items[at][0] <= count:
            if opened is None:
                left.append(items[at][1])
            at += 1
        if heading.level <= 3:
            if opened is not None:
                sections.append(_section(names, opened, heading.start, items[first:at]))
            opened = heading if heading.level == 3 and heading is not date_heading else None
            first = at
    if opened is not None:
        sections.append(_section(names, opened, len(parts.source), items[first:]))
    else:
        left += [entry for _, entry in items[at:]]
    return sections, left


def _meant_sections(
    parts: PageBuilder, date_heading: Heading | None, meant: Sequence[tuple[SectionNames, Heading]]
) -> tuple[list[Section], list[Entry]]:
    """Return the sections and loose entries of a page on which the headings of some sections are malformed."""
    names = parts.layout.section_by_name
    opening = {heading.start: section.key for section, heading in meant}
    bounds = [heading for heading in parts.headings if heading.level <= 3 and heading.start not in opening]
    bounds = sorted([*bounds, *(heading for _, heading in meant)], key=lambda heading: heading.start)
    sections: list[Section] = []
    left = [entry for _, entry in parts.items]
    for heading, following in zip(bounds, [*bounds[1:], None], strict=True):
        end = len(parts.source) if following is None else following.start
        is_section = heading.start in opening or (heading.level == 3 and heading is not date_heading)
        if is_section:
            entries = tuple(entry for entry in left if heading.start <= entry.start < end)
            key = opening.get(heading.start)
            section = names.get(normal_name(heading.text))
            key = section.key if key is None and section is not None else key
            sections.append(Section(key=key, heading=heading, end=end, entries=entries))
            left = [entry for entry in left if not heading.start <= entry.start < end]
    return sections, left


def _section(names: dict[str, SectionNames], heading: Heading, end: int, items: Sequence[tuple[int, Entry]]) -> Section:
    section = names.get(normal_name(heading.text))
    return Section(
        key=section.key if section else None,
        heading=heading,
        end=end,
        entries=tuple([entry for _, entry in items]),
    )


def _index_entries(parts: PageBuilder) -> Iterator[IndexEntry]:
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
        yield IndexEntry(heading=heading, link=link, topic=above.text if above else None, start=start, end=following)


def _release(entry: Entry, parts: PageBuilder) -> None:
    """Add the links of a list outside of sections to the other links."""
    if entry.link is not None and entry.link.rendered:
        parts.loose_links.append(entry.link)
    parts.loose_links.extend(entry.further)


def _first_newline(source: bytes) -> str:
    line_feed = source.find(b"\n")
    carriage_return = source.find(b"\r", 0, None if line_feed < 0 else line_feed)
    if carriage_return < 0:
        return "\n"
    return "\r\n" if line_feed == carriage_return + 1 else "\r"
