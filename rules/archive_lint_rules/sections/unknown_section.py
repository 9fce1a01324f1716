from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Kind, Page, PageRule, Severity, Valid, story
from archive_lint_rules.sections.naming import closest_name, shown_name


class UnknownSection(PageRule):
    """A heading of a section's level that is not a known section.

    ## What it does
    Reports a level-3 heading below the title of a story that no `[sections.…]` table of the configuration names. Other
    pages may have any headings.

    ## Why it matters
    The text under it is not checked: links in a misspelt `Relatd` section do not count as related links.

    ## Fix
    None: correct the heading, or name it in the configuration.
    """

    code = "S005"
    name = "unknown-section"
    summary = "A level-3 heading is not a known section"
    severity = Severity.INFO
    since = "0.1"
    kinds = (Kind.STORY,)
    yields_to = ("S001",)

    valid = [
        Valid(story()),
        Valid("## FAQ\n\n### Who writes this?\n\nWe do.\n", path="faq/index.md"),
        Valid(
            story() + "### Background:\n\nThe bridge is from 1932.\n",
            settings={"sections": {"background": {"names": ["Background"]}}},
        ),
    ]
    invalid = [
        Invalid(story() + "### Background:\n\nThe bridge is from 1932.\n", at="12:1"),
        Invalid(story() + "### Relatd:\n", at="12:1", message="section 'Relatd' is not known"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        title = page.facts.title
        if page.facts.is_titled_above and all(section.key is None for section in page.facts.sections):
            # The page does not have the archive's sections: its headings are those of a text.
            return
        reported: set[str] = set()
        for section in page.facts.sections:
            # A heading above the title is a damaged date heading.
            if section.key is not None or title is None or section.heading.start < title.start:
                continue
            name = shown_name(section)
            if name not in reported:
                reported.add(name)
                yield self.finding(section.heading, f"section {name!r} is not known", help=_suggestion(page, name))


def _suggestion(page: Page, name: str) -> str | None:
    close = closest_name(name, page.layout.sections)
    return f"did you mean {close!r}?" if close else None
