from __future__ import annotations

from collections.abc import Collection, Iterator

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    PATH,
    Archive,
    ArchiveRule,
    Finding,
    Fix,
    Ground,
    Invalid,
    Kind,
    PageFacts,
    Severity,
    Valid,
    remove_entries,
    repeated,
    said_by,
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
    Safe: the entry is removed and those after it are renumbered. None if the section would be left empty.
    """

    code = "L002"
    name = "self-related-link"
    summary = "Related link leads to its own page"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.ITSELF,)
    kinds = (Kind.STORY, Kind.OTHER)

    valid = [Valid(story(related=[OTHER]), others=OTHERS)]
    invalid = [
        Invalid(
            story(related=[SELF, OTHER]),
            at="11:4",
            fixed=story(related=[OTHER]),
            others=OTHERS,
            message="related entry 1 leads to its own page",
        ),
        Invalid(story(related=[SELF]), at="11:4", note="an empty section would be no better"),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        path = page.path
        own = [related for related in archive.links(page).related if related.resolution.path == path]
        if not own:
            return
        fix = _removal(page, {related.position for related in own}, archive)
        for number, related in enumerate(own, start=1):
            yield self.finding(
                related.link,
                f"related entry {related.position + 1} leads to its own page",
                subject=f"{related.link.target} #{number}",
                fix=fix,
            )


def _removal(page: PageFacts, positions: Collection[int], archive: Archive) -> Fix | None:
    entries = page.related
    if len(positions) == len(entries):
        return None
    source = archive.source(page.path) or b""
    said = [said_by(source, entry) for entry in entries]
    others = [text for at, text in enumerate(said) if at not in positions]
    earlier = [said_by(source, entry) for entry in page.changes]
    title = "" if page.title is None else page.title.text
    return remove_entries(
        entries,
        positions,
        "remove the entry and renumber the rest",
        evidence=repeated(" ".join(said[at] for at in positions), " ".join([title, *earlier, *others])),
    )
