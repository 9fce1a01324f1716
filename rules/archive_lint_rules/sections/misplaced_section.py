from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from archive_lint.api import (
    OTHER,
    SOURCE,
    Finding,
    Fix,
    Ground,
    Invalid,
    Kind,
    Page,
    PageRule,
    Section,
    Severity,
    Span,
    Valid,
    following,
    lazy_pattern,
    replace_all,
    story,
)
from archive_lint_rules.sections.naming import is_meant_only, shown_name

_STARTS_LINE = lazy_pattern(rb"(?:[\r\n]|\A) {0,3}\Z")


class MisplacedSection(PageRule):
    """Sections that do not stand in the archive's order.

    ## What it does
    Reports the first section of a story that stands after one that the configuration puts below it. Unknown sections
    may stand anywhere.

    ## Why it matters
    Readers look for a section in its usual place, and two orders make every later change of the pages harder to
    compare.

    ## Fix
    Safe: the sections change places. None if one of them holds more than a list (text, code or a comment may belong to
    the place as well as to the section), or if a heading of a higher rank stands between them.
    """

    code = "S004"
    name = "misplaced-section"
    summary = "Sections are not in the archive's order"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.CONFIGURATION,)
    kinds = (Kind.STORY,)
    yields_to = ("S001",)

    valid = [
        Valid(story(changes=[OTHER])),
        Valid(story(sources=None) + "### Notes\n\nNone.\n"),
    ]
    invalid = [
        Invalid(
            story(sources=None) + f"\n### Source:\n\n1. {SOURCE}\n",
            at="9:1",
            fixed=story(),
            message="section 'Source' stands after 'Related'",
        ),
        Invalid(story(sources=None) + f"### Source:\n\nSee below.\n\n1. {SOURCE}\n\nThe editors\n", at="8:1"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        ranks = page.layout.section_ranks
        known = [section for section in page.facts.sections if section.key in ranks]
        for above, section in pairwise(known):
            if ranks[section.key] < ranks[above.key]:
                yield self.finding(
                    section.heading,
                    f"section {shown_name(section)!r} stands after {shown_name(above)!r}",
                    fix=_reorder(page, known, sorted(known, key=lambda section: ranks[section.key])),
                )
                return


def _reorder(page: Page, places: Sequence[Section], wanted: Sequence[Section]) -> Fix | None:
    """Return the fix that writes sections' texts in another order; the blank lines between them stay where they are."""
    source = page.source
    if any(is_meant_only(section) for section in places):
        return None
    first, last = places[0].heading.start, places[-1].end
    if any(span.end > first and span.start < last for span in page.opaque):
        return None
    if any(heading.level < 3 and first < heading.start < last for heading in page.headings):
        return None
    spans = {section.heading.start: _content(section) for section in places}
    for section in places:
        span = spans[section.heading.start]
        above = section.entries[0].start if section.entries else span.end
        if source[span.end : section.end].strip() or source[section.heading.end : above].strip():
            return None
        if not _STARTS_LINE.search(source, max(0, span.start - 5), span.start):
            return None
    return replace_all(
        [
            (spans[place.heading.start], source[slice(*_ends(spans[section.heading.start]))].decode())
            for place, section in zip(places, wanted, strict=True)
            if place is not section
        ],
        "put the sections in the archive's order",
        evidence=following(Ground.CONFIGURATION),
    )


def _content(section: Section) -> Span:
    """Return the span from the heading to the end of the last entry."""
    return Span(section.heading.start, section.entries[-1].end if section.entries else section.heading.end)


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end
