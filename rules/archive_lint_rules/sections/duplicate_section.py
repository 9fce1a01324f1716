from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import OTHER, SOURCE, Finding, Invalid, Kind, Page, PageRule, Severity, Valid, story
from archive_lint_rules.sections.naming import shown_name


class DuplicateSection(PageRule):
    """A section that a story has twice.

    ## What it does
    Reports every section of a story but the first with the same meaning: `Source` and `Sources` are one section, two
    unknown sections are one if their headings are equal and stand under the same heading of a higher rank.

    ## Why it matters
    Readers and programs take the first one for the whole. There are two after a merge in which both sides added the
    section.

    ## Fix
    None: only a person knows what of the second belongs into the first.
    """

    code = "S003"
    name = "duplicate-section"
    summary = "A section occurs twice on a page"
    severity = Severity.WARNING
    since = "0.1"
    kinds = (Kind.STORY,)
    yields_to = ("S001",)

    valid = [
        Valid(story()),
        Valid(story(changes=[OTHER])),
        Valid(story() + "## One\n\n### Notes\n\nA.\n\n## Two\n\n### Notes\n\nB.\n"),
    ]
    invalid = [
        Invalid(story() + f"### Sources:\n\n1. {SOURCE}\n", at="12:1", message="section 'Sources' repeats 'Source'"),
        Invalid(
            story() + "### Notes\n\nOne.\n\n### Notes\n\nTwo.\n", at="16:1", message="section 'Notes' occurs twice"
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        sections = page.facts.sections
        keys = {section.key for section in sections}
        # Nearly every page has only known sections, each of them once.
        if len(keys) == len(sections) and None not in keys:
            return
        first: dict[str, str] = {}
        above = _headings_above(page) if None in keys else {}
        for section in sections:
            name = shown_name(section)
            meaning = section.key or f"### {above.get(section.heading.start, 0)} {name}"
            if meaning in first:
                what = "occurs twice" if first[meaning] == name else f"repeats {first[meaning]!r}"
                yield self.finding(section.heading, f"section {name!r} {what}")
            first.setdefault(meaning, name)


def _headings_above(page: Page) -> dict[int, int]:
    """Return for each heading, by its start, the number of level 1 and 2 headings before it."""
    found: dict[int, int] = {}
    count = 0
    for heading in page.headings:
        count += heading.level < 3
        found[heading.start] = count
    return found
