from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER,
    SOURCE,
    Finding,
    Heading,
    Invalid,
    Kind,
    Page,
    PageRule,
    SectionNames,
    Severity,
    Valid,
    story,
)


class MissingSection(PageRule):
    """A page without a section that its kind must have.

    ## What it does
    Reports a page that lacks a required section. Which sections a story, an index or another page must have, and by
    what names they go, is configured in `[sections.…]`.

    ## Why it matters
    A story without sources cannot be checked by anyone, and one without related stories is a dead end for its reader.
    The generator leaves the whole section out when its list would be empty, so nothing on the page shows that it
    should be there.

    ## Fix
    None: only a person knows what belongs into the section.
    """

    code = "S001"
    name = "missing-section"
    summary = "A required section is absent"
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
            "### Source:\n\n1. " + SOURCE + "\n\nRelated\n\n1. " + OTHER + "\n",
            at="1:1",
            note="a paragraph is not a heading",
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        present = [section.key for section in page.facts.sections]
        for section in page.layout.required_sections.get(page.kind, ()):
            if section.key in present:
                continue
            heading = _heading_of(section, page)
            # An index is made of entries, not of sections: there a heading of any level counts.
            if heading is not None and page.kind in (Kind.DAY_INDEX, Kind.SITE_INDEX):
                continue
            yield self.finding(
                page.start if page.facts.title is None else page.facts.title,
                f"section {section.names[0]!r} is missing",
                subject=section.key,
                help=None if heading is None else _explained(heading),
            )


def _explained(heading: Heading) -> str:
    return f"a heading {heading.text!r} of level {heading.level} is there: a section's has level 3"


def _heading_of(section: SectionNames, page: Page) -> Heading | None:
    """The heading that has a section's name and another level than sections have."""
    for heading in page.headings:
        if page.layout.section_by_name.get(heading.text.rstrip(":：").rstrip().casefold()) is section:
            return heading
    return None
