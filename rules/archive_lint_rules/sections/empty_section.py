from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Kind, Page, PageRule, Severity, Valid, story
from archive_lint_rules.sections.lost_entries import lost_entries
from archive_lint_rules.sections.naming import shown_name

LISTS = frozenset({"source", "changes", "related"})
"""Sections that are always lists. In a section with another key, prose is content too."""


class EmptySection(PageRule):
    """A section without an entry.

    ## What it does
    Reports a known section of a story without a list entry. Sections with other keys than `source`, `changes` and
    `related` may hold prose instead.

    ## Why it matters
    The heading promises entries that are missing. The generator leaves out a section without entries, so an empty one
    was emptied by hand or cut off.

    ## Fix
    None: only a person knows whether to restore the entries or to remove the heading.
    """

    code = "S002"
    name = "empty-section"
    summary = "A section has no entry"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.STORY,)
    yields_to = ("S001",)

    valid = [
        Valid(story()),
        Valid(story() + "### Notes:\n\n### Thanks\n", note="what no known section is has no entries to miss"),
        Valid(
            story() + "### Background:\n\nThe bridge is from 1932.\n",
            settings={"sections": {"background": {"names": ["Background"]}}},
            note="a section that is configured for prose",
        ),
        Valid("### Source:\n", path="about.md"),
    ]
    invalid = [
        Invalid(story(related=[]), at="9:1", message="section 'Related' has no entry"),
        Invalid(
            story(related=None) + "### Related:\n\nHarbour Gazette, 23 May\n",
            at="8:1",
            message="section 'Related' has text but no list entry",
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        for section in page.facts.sections:
            if section.entries or section.key is None:
                continue
            has_text = bool(page.source[section.heading.end : section.end].strip())
            if has_text and section.key not in LISTS:
                continue
            if has_text and lost_entries(page, section):
                # Another rule reports its lines, each of which was meant as an entry.
                continue
            what = "has text but no list entry" if has_text else "has no entry"
            yield self.finding(section.heading, f"section {shown_name(section)!r} {what}", subject=section.key)
