"""A parsed page: headings, sections, entries and links, each with its byte offsets.

`PageFacts` is sent between processes and is all that rules about the whole archive see; `Page` adds the text, for rules
about one page. All offsets are bytes of the file, byte order mark included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.model.front_matter import FrontMatter
from archive_lint.model.layout import Kind, Layout
from archive_lint.model.span import Span


class Link(Struct, frozen=True, array_like=True, gc=False):
    """A link that CommonMark renders. Offsets are flat numbers because an archive holds a million of these."""

    text: str
    """Text as rendered, white space as written."""
    target: str
    """The destination with entities and backslashes decoded; not percent-decoded."""
    start: int
    text_end: int
    target_start: int
    target_end: int
    """End of the target, exclusive.

    Equal to `target_start` if the target cannot be overwritten: it stands elsewhere (a reference link) or has no double
    quotation marks around it (`<a href=target>`).
    """
    end: int
    rendered: bool = True
    """False for text that was meant as a link but is not one to CommonMark: unbalanced brackets, spaces in the target.
    """
    opening: int = 1
    """Number of bytes before its text: 1 for `[`, 2 for `![`, the length of the tag for `<a href="…">`."""
    picture: bool = False
    """Whether it is a picture: `![text](target)` or `<img src="…">`."""
    holds_picture: bool = False
    """Whether its text holds a picture; `text` then has only the alternative text of that."""

    @property
    def span(self) -> Span:
        """The whole link, from `[` to `)`, or from tag to tag."""
        return Span(self.start, self.end)

    @property
    def text_span(self) -> Span:
        """The text between the brackets."""
        return Span(self.start + self.opening, self.text_end)

    @property
    def target_span(self) -> Span:
        """The destination as written, without `<>`, quotation marks and title."""
        return Span(self.target_start, self.target_end)

    @property
    def target_place(self) -> Span:
        """The span of a finding about the target: the target as written, or the whole link without one."""
        return self.target_span if self.target_start < self.target_end else self.span

    @property
    def is_external(self) -> bool:
        """Whether the target names a scheme or a host, so that it lies on the web (or nowhere)."""
        target = self.target
        if target.startswith("//"):
            return True
        colon = target.find(":")
        return colon > 1 and target[:colon].replace("+", "").replace("-", "").replace(".", "").isalnum()


class Heading(Struct, frozen=True, array_like=True, gc=False):
    """A heading of the page itself, not of a quotation, list item or note: its rendered text, and its first link."""

    level: int
    text: str
    """Text as rendered: stripped, entities decoded."""
    start: int
    end: int
    """Exclusive; the line ending is left out."""
    link: Link | None = None
    """The first link that is not a picture."""

    @property
    def span(self) -> Span:
        """The heading's line or lines without the last line ending."""
        return Span(self.start, self.end)


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """One list item of a section."""

    number: int | None
    """Number as written; `None` for a bullet."""
    start: int
    number_end: int
    """Exclusive end of the digits, which begin at `start`."""
    end: int
    """Exclusive; the line ending is left out."""
    next: int
    """Start of the next line: cutting `start` to `next` removes the entry."""
    link: Link | None = None
    """The first link that is not a picture; if CommonMark renders none, text that looks meant as one, else `None`."""
    further: tuple[Link, ...] = ()
    """The other links, as in `[label](url) [IMG](url)`, and the pictures outside of link texts."""
    context: str | None = None
    """The text after the context label in `_Context: a, b_`; `None` without one."""
    note: str = ""
    """The other text after the first link, as rendered: `(Current version)`. The whole entry if it has no link."""

    @property
    def span(self) -> Span:
        """The item without its last line ending."""
        return Span(self.start, self.end)

    @property
    def lines(self) -> Span:
        """The item with its line ending: cutting it leaves the list whole."""
        return Span(self.start, self.next)

    @property
    def number_span(self) -> Span:
        """The digits of the number, empty for a bullet."""
        return Span(self.start, self.number_end)


class Section(Struct, frozen=True, array_like=True, kw_only=True, gc=False):
    """A level-3 heading and the text under it, or text that was meant as such a heading of a required section."""

    key: str | None
    """Key of the configured section: `source`, `related`, `changes`…; `None` for an unknown section."""
    heading: Heading
    """The heading; of another level than 3 if only meant as one, of level 0 for a line that is not a heading."""
    end: int
    """Start of the next heading of the same or a higher rank, or the end of the page."""
    entries: tuple[Entry, ...] = ()

    @property
    def span(self) -> Span:
        """The section from its heading to the next."""
        return Span(self.heading.start, self.end)


class IndexEntry(Struct, frozen=True, array_like=True, kw_only=True, gc=False):
    """A story as an index lists it: an optional topic, a linked level-3 heading, and a line or two about it."""

    heading: Heading
    link: Link
    """The link, which CommonMark may not render."""
    topic: str | None
    start: int
    """Start of the topic's heading if there is one, else of the entry's own heading."""
    end: int
    """Start of the next entry or heading."""

    @property
    def span(self) -> Span:
        """All lines of the entry: cutting them leaves the index whole."""
        return Span(self.start, self.end)


class DirectiveKind(StrEnum):
    """The ways to suppress findings in a page."""

    IGNORE = "ignore"
    DISABLE = "disable"
    FILE_IGNORE = "file-ignore"
    MALFORMED = "malformed"
    """A comment that begins like a suppression but is not one; the reason says why."""


class Directive(Struct, frozen=True, array_like=True, kw_only=True):
    """A suppression comment and the bytes that it covers."""

    kind: DirectiveKind
    selectors: tuple[str, ...]
    """Codes or names, as written."""
    reason: str
    start: int
    end: int
    """End of the comment itself, exclusive."""
    covers_start: int
    covers_end: int
    listed: tuple[str, ...] = ()
    """All selectors of the comment.

    A `disable` of several is one directive per selector; an `enable` that ends nothing is malformed and lists what it
    named.
    """
    listed_span: Span = Span(0, 0)
    """Span of the text between the comment's brackets."""
    cut: Span = Span(0, 0)
    """Span to cut so that the page reads as if the comment had never stood there."""

    @property
    def span(self) -> Span:
        """The comment itself."""
        return Span(self.start, self.end)


class PageHead(Struct, frozen=True, array_like=True, kw_only=True):
    """The facts that other pages need most often. They come first in `PageFacts`, so that they can be decoded alone."""

    digest: bytes = b""
    """The digest of the file's bytes."""
    path: str
    """Path relative to the archive's root, `/` between folders."""
    kind: Kind
    date: dt.date | None = None
    """The day in the path, else in the front matter; `None` if neither names one that exists."""
    slug: str = ""
    """File name of a story without its ending."""
    damaged: bool = False
    """Whether the page is not UTF-8 throughout, or is in an unresolved merge conflict.

    Its text cannot be trusted: only the rules on such damage check it, and no fix changes it or copies from it.
    """
    title: Heading | None = None
    """The title in the front matter, with the span of the value; else the first level-1 heading."""
    title_source: str = ""
    """The title's line as written after `# `, final spaces included: links to the story repeat it.

    For a title in the front matter, the text that a link to the story has between its brackets.
    """


class PageFacts(PageHead, frozen=True, array_like=True, kw_only=True):
    """The facts about a page that the rest of the archive may use."""

    topic: Heading | None = None
    date_heading: Heading | None = None
    """The heading above the title (story) or the first one (day index) that is a date or links to a day index."""
    sections: tuple[Section, ...] = ()
    index_entries: tuple[IndexEntry, ...] = ()
    previous_day: Heading | None = None
    """A day index's linked level-2 heading after its date heading."""
    links: tuple[Link, ...] = ()
    """Links outside of sections' entries, headings of index entries, date headings and previous-day headings."""
    directives: tuple[Directive, ...] = ()
    size: int = 0
    """Size of the file in bytes."""
    newline: str = "\n"
    """The line ending of the page's first line."""
    front: FrontMatter | None = None
    """The front matter, if there is any."""
    cited_at: tuple[int, ...] | None = None
    """Start offsets of the links that are the page's sources; `None` if the sources stand in a Source section."""
    ids: tuple[str, ...] | None = None
    """The ids that a fragment may name on the rendered page; `None` if not all are known, or nothing needs them."""

    @property
    def is_hidden(self) -> bool:
        """Whether the front matter says that the page is not published, so that nothing has to link to it."""
        return self.front is not None and self.front.is_hidden

    @property
    def is_titled_above(self) -> bool:
        """Whether the title stands in the front matter, so that a template of the site shows it."""
        return self.front is not None and self.title is not None and self.title.start < self.front.end

    def entries(self, key: str) -> Sequence[Entry]:
        """Return the entries of every section with this key, in order."""
        found: tuple[Entry, ...] = ()
        # Nearly every page has a section only once: its entries are not copied.
        for section in self.sections:
            if section.key == key:
                found = found + section.entries if found else section.entries
        return found

    @property
    def related(self) -> Sequence[Entry]:
        """The entries of the Related section."""
        return self.entries("related")

    @property
    def sources(self) -> Sequence[Entry]:
        """The entries of the Source section."""
        return self.entries("source")

    @property
    def changes(self) -> Sequence[Entry]:
        """The entries of the Changes section: earlier titles and slugs of this story."""
        return self.entries("changes")

    def citations(self) -> Iterator[tuple[Entry | None, Link]]:
        """Yield the links that are sources, each with its entry of the Source section.

        These are each entry's first link, and its other rendered links that name a scheme. Where every
        external link of a page is a source, these are yielded in their order and without an entry, and `//host/path`
        reads `https://host/path`.
        """
        if self.cited_at is not None:
            yield from ((None, link) for link in self._cited_links(frozenset(self.cited_at)))
            return
        for entry in self.sources:
            link = entry.link
            if link is not None and link.rendered:
                yield entry, link
            for link in entry.further:
                if link.is_external and not link.target.lower().startswith(("//", "mailto:")):
                    yield entry, link

    def _cited_links(self, starts: AbstractSet[int]) -> Sequence[Link]:
        found = (link for link in self.all_links() if link.start in starts)
        return [
            # A browser uses the scheme of the page that the link stands on.
            replace(link, target=f"https:{link.target}") if link.target.startswith("//") else link
            for link in sorted(found, key=lambda link: link.start)
        ]

    def all_links(self) -> Iterator[Link]:
        """Yield every link of the page, in no promised order."""
        for heading in (self.date_heading, self.previous_day):
            if heading is not None and heading.link is not None:
                yield heading.link
        for index_entry in self.index_entries:
            yield index_entry.link
        for section in self.sections:
            for entry in section.entries:
                if entry.link is not None:
                    yield entry.link
                yield from entry.further
        yield from self.links


class Page(Struct, frozen=True, kw_only=True, gc=False):
    """A page with its text, for rules about one page."""

    facts: PageFacts
    source: bytes
    text: str
    """Decoded text; on a `facts.damaged` page each byte that is not UTF-8 becomes `?`, so that offsets still hold."""
    headings: tuple[Heading, ...]
    opaque: tuple[Span, ...]
    """Spans of front matter, code, quotations, HTML and comments, in order: text that is not the page's own prose."""
    layout: Layout
    body_start: int = 0
    """Offset at which the Markdown begins: after a byte order mark and front matter."""
    cited: tuple[Link, ...] = ()
    """The links of `facts.citations()`, which many rules use."""

    @property
    def path(self) -> str:
        """Path relative to the archive's root."""
        return self.facts.path

    @property
    def kind(self) -> Kind:
        """The kind of the page, by its path."""
        return self.facts.kind

    @property
    def start(self) -> Span:
        """The page's first line, for findings about the whole page."""
        end = self.source.find(self.facts.newline.encode())
        return Span(0, len(self.source) if end < 0 else end)

    def is_prose(self, offset: int) -> bool:
        """Return whether the byte at `offset` is text that a reader sees: not code, HTML or a link's target."""
        if any(span.start <= offset < span.end for span in self.opaque):
            return False
        return not any(link.target_start <= offset < link.target_end for link in self.facts.all_links())
