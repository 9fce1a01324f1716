from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archive_lint.api import (
    OTHER,
    SOURCE,
    Finding,
    Heading,
    Invalid,
    Kind,
    Page,
    PageRule,
    Section,
    SectionNames,
    Severity,
    Span,
    Valid,
    story,
)
from archive_lint_rules.sections.naming import LONGEST, closest_name, is_meant_only, shown_name


class MissingSection(PageRule):
    """A page without a required section.

    ## What it does
    Reports a page that lacks a required section. The sections that a story, an index or another page must have, and
    their names, are configured in `[sections.…]`.

    ## Why it matters
    A story without sources cannot be verified, and one without related stories is a dead end for its reader.
    The generator leaves the whole section out when its list would be empty, so nothing on the page shows that it
    should be there.

    ## Fix
    None: only a person knows what belongs into the section.
    """

    code = "S001"
    name = "missing-section"
    summary = "A required section is missing"
    severity = Severity.ERROR
    since = "0.1"

    valid = [
        Valid(story()),
        Valid(story(sources=None), settings={"sections": {"source": {"names": ["Source"], "required": []}}}),
        Valid("# About this archive\n", path="about.md"),
        Valid(
            "## [News](/news/2014/05/23/index.md)\n\n## Opinion\n",
            path="index.md",
            settings={"sections": {"opinion": {"names": ["Opinion"], "required": ["site-index"]}}},
        ),
    ]
    invalid = [
        Invalid(story(related=None), at="3:1", message="section 'Related' is missing"),
        Invalid(story(sources=None, related=None), at=("3:1", "3:1")),
        Invalid(
            story().replace("### Related", "#### Related"),
            at="9:1",
            message="section 'Related' is missing: '#### Related:' is a heading of level 4, not 3",
        ),
        Invalid(story().replace("### Related", "###Related"), at="9:1"),
        Invalid(story().replace("### Related:", "**Related:**"), at="9:1"),
        Invalid(story().replace("### Related:", "### Relatd:"), at="9:1"),
        Invalid(
            story().replace("### Source:", "<!-- ### Source:"),
            at="5:1",
            message="section 'Source' is missing: '<!-- ### Source:' stands in a comment",
            note="it hides both sections",
        ),
        Invalid(
            "### Source:\n\n1. " + SOURCE + "\n\nRelated\n\n1. " + OTHER + "\n",
            at="5:1",
            note="a paragraph is not a heading",
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        present = {section.key: section for section in page.facts.sections}
        hidden: set[Span] = set()
        for names in page.layout.required_sections.get(page.kind, ()):
            section = present.get(names.key)
            if section is not None and not is_meant_only(section):
                continue
            # An index is made of entries, not of sections: there a heading of any level counts.
            if page.kind in (Kind.DAY_INDEX, Kind.SITE_INDEX) and _has_heading(names, page):
                continue
            place = _place(section or _misspelt(names, page), page)
            if place.hidden_by is not None and place.hidden_by in hidden:
                # Both are hidden by the same thing: an unclosed comment is one fault.
                continue
            if place.hidden_by is not None:
                hidden.add(place.hidden_by)
            yield self.finding(
                place.span,
                f"section {names.names[0]!r} is missing{place.description}",
                subject=names.key,
            )


class _Place(NamedTuple):
    """The place at which a missing section is reported: text that looks like it, or the page's title."""

    span: Span
    description: str = ""
    hidden_by: Span | None = None
    """The comment, code or HTML around it."""


def _place(section: Section | None, page: Page) -> _Place:
    if section is None:
        title = page.facts.title
        return _Place(page.start if title is None else title.span)
    heading = section.heading
    shown = page.source[heading.start : heading.end].decode(errors="replace").strip()[:LONGEST]
    around = next((span for span in page.opaque if span.start <= heading.start < span.end), None)
    if around is not None:
        return _Place(heading.span, f": {shown!r} stands in {_said_of(page.source, around)}", around)
    return _Place(heading.span, f": {shown!r} is {_said_instead(heading, shown)}")


def _said_of(source: bytes, around: Span) -> str:
    start = source[around.start : around.end].lstrip()
    if start.startswith(b"<!--"):
        return "a comment"
    if start.startswith(b"<"):
        return "HTML"
    return "a quotation" if start.startswith(b">") else "code"


def _said_instead(heading: Heading, shown: str) -> str:
    if heading.level == 3:
        return "similar, but not one of its names"
    if heading.level:
        return f"a heading of level {heading.level}, not 3"
    if shown.startswith(("#", "\uff03")):
        return "not a heading: '### ' begins one"
    return "bold text, not a heading" if shown.startswith(("*", "_")) else "a paragraph, not a heading"


def _misspelt(names: SectionNames, page: Page) -> Section | None:
    """Return the unknown section whose heading is most similar to a missing one's, if any is."""
    title = page.facts.title
    for section in page.facts.sections:
        below = title is None or section.heading.start > title.start
        if section.key is None and below and closest_name(shown_name(section), [names]):
            return section
    return None


def _has_heading(section: SectionNames, page: Page) -> bool:
    """Return whether a heading of any level has a section's name."""
    found = (
        page.layout.section_by_name.get(heading.text.rstrip(":：").rstrip().casefold()) for heading in page.headings
    )
    return any(each is section for each in found)
