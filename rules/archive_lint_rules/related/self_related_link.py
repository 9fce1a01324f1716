from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    PATH,
    Archive,
    ArchiveRule,
    Finding,
    Invalid,
    PageFacts,
    Severity,
    Valid,
    remove_entries,
    story,
)

SELF = f"[Harbour bridge reopens after repairs](/{PATH}) _Context: Harbour_"
OTHERS = {OTHER_PATH: story()}


class SelfRelatedLink(ArchiveRule):
    """A story that lists itself among its related stories.

    ## What it does
    Reports an entry of the Related section whose link leads to the page it stands on.

    ## Why it matters
    The reader who follows it stays where they are. Generators write it when two headlines share a slug.

    ## Fix
    Safe: the entry is removed and those behind it are renumbered.
    """

    code = "L002"
    name = "self-related-link"
    summary = "Related link leads to its own page"
    severity = Severity.WARNING
    since = "0.1"

    valid = [Valid(story(related=[OTHER]), others=OTHERS)]
    invalid = [
        Invalid(
            story(related=[SELF, OTHER]),
            at="11:4",
            fixed=story(related=[OTHER]),
            others=OTHERS,
            message="related entry 1 leads to its own page",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        entries = list(page.related)
        own = {
            position
            for position, entry in enumerate(entries)
            if entry.link is not None and archive.page_at(page, entry.link.target) == page.path
        }
        for position in sorted(own):
            entry = entries[position]
            if entry.link is not None:
                yield self.finding(
                    entry.link,
                    f"related entry {position + 1} leads to its own page",
                    fix=remove_entries(entries, own, "remove the entry and renumber the rest"),
                )
