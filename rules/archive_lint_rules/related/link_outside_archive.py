from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER_PATH,
    OTHER_TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Invalid,
    LinkOutcome,
    PageFacts,
    Severity,
    Valid,
    story,
)


class LinkOutsideArchive(ArchiveRule):
    """A link that leaves the archive's folder.

    ## What it does
    Reports a link that climbs above the archive's root with `../`, follows a symbolic link out of it, or is a `file:`
    URL.

    ## Why it matters
    It works at best on its author's machine, and may otherwise show a reader's own files.

    ## Fix
    None: the intended target lies elsewhere.
    """

    code = "L005"
    name = "link-outside-archive"
    summary = "Link leaves the archive"
    severity = Severity.ERROR
    since = "0.1"

    valid = [
        Valid(story(related=[f"[{OTHER_TITLE}](../21/{OTHER_PATH.rpartition('/')[2]})"]), others={OTHER_PATH: story()}),
    ]
    invalid = [
        Invalid(
            story(related=["[Storm closes the harbour bridge](../../../../../notes/storm.md)"]),
            at="11:4",
            message="'../../../../../notes/storm.md' leads out of the archive",
        ),
        Invalid(story(summary="See [the photo](file:///photos/bridge.jpg)."), at="5:5"),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        for problem in archive.links(page).problem_links:
            if problem.resolution.outcome is LinkOutcome.OUTSIDE:
                yield self.finding(problem.link, f"{problem.link.target!r} leads out of the archive")
