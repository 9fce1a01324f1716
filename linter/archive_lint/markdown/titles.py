"""Finds a page's title: in its front matter, else in its first level-1 heading."""

from __future__ import annotations

import re

from msgspec import Struct

from archive_lint.markdown.builder import PageBuilder
from archive_lint.markdown.link_text import escape_link_text
from archive_lint.model.front_matter import FrontMatter
from archive_lint.model.layout import Kind
from archive_lint.model.page import Heading

_TITLE_LINE = re.compile(rb" {0,3}#[ \t]?([^\r\n]*)")


class PageTitle(Struct, gc=False):
    """A title and what stands above it."""

    heading: Heading | None
    source: str
    """The title as a link to the page writes it."""
    above: list[Heading]
    """The headings of which one may be the date heading."""
    topic: Heading | None


def title_of(kind: Kind, parts: PageBuilder, front: FrontMatter | None) -> PageTitle:
    """Return the title of a page of the kind; its heading is `None` if there is none."""
    headings = parts.headings
    title = None
    title_at = 0
    for heading in headings:
        if heading.level == 1:
            title = heading
            break
        title_at += 1
    above = headings[:title_at]
    topic = above[-1] if title is not None and above and above[-1].level == 5 and kind is Kind.STORY else None
    if front is not None and (named := _front_title(front, title)) is not None:
        if title is None and kind is Kind.STORY:
            above = _first_of_body(parts)
        return PageTitle(named, escape_link_text(named.text), above, topic)
    return PageTitle(title, "" if title is None else _title_source(parts.source, title), above, topic)


def _front_title(front: FrontMatter, below: Heading | None) -> Heading | None:
    """Return the title in the front matter, which replaces the heading below.

    An empty one counts only without a heading.
    """
    value = front.title
    if value is None or (below is not None and not value.text.strip()):
        return None
    return Heading(level=1, text=" ".join(value.text.split()), start=value.start, end=value.end)


def _first_of_body(parts: PageBuilder) -> list[Heading]:
    """Return the first heading of the Markdown: if the title stands in the front matter, it may be the date heading."""
    first = parts.headings[:1]
    return [heading for heading in first if not parts.source[parts.body_start : heading.start].strip()]


def _title_source(source: bytes, title: Heading) -> str:
    line = _TITLE_LINE.match(source, title.start)
    return line[1].decode(errors="replace") if line else title.text
