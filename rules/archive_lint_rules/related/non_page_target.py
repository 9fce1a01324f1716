from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    Archive,
    ArchiveRule,
    Finding,
    Invalid,
    Kind,
    LinkOutcome,
    PageFacts,
    RelatedLink,
    Severity,
    Valid,
    story,
)

INDEX_PATH = "news/2014/05/21/index.md"


class NonPageTarget(ArchiveRule):
    """A related link to something that is not a story: an index, a folder, a file of another kind.

    ## What it does
    Reports an entry of the Related section that leads to an index, a folder, a file that is not Markdown, a place
    on its own page, or out to the web.

    ## Why it matters
    The section lists related stories. Its reader looks for one and finds a list, a download or another site; a link to
    the web belongs among the sources, where it is checked.

    ## Fix
    None: it is not known which story was meant.
    """

    code = "L010"
    name = "non-page-target"
    summary = "Related link leads to something that is not a story"
    severity = Severity.WARNING
    since = "0.1"
    kinds = (Kind.STORY, Kind.OTHER)
    yields_to = ("S007",)

    valid = [
        Valid(story(related=[OTHER]), others={OTHER_PATH: story()}),
        Valid(
            story(related=["[On archives](/opinion/archives.md)"]), others={"opinion/archives.md": "# On archives\n"}
        ),
    ]
    invalid = [
        Invalid(
            story(related=[f"[21 May](/{INDEX_PATH})"]),
            others={INDEX_PATH: ""},
            at="11:4",
            message=f"'/{INDEX_PATH}' is an index, not a story",
        ),
        Invalid(story(related=["[21 May](/news/2014/05/21/)"]), others={OTHER_PATH: ""}, at="11:4"),
        Invalid(story(related=["[Photo](bridge.jpg)"]), others={"news/2014/05/23/bridge.jpg": b""}, at="11:4"),
        Invalid(story(related=["[Harbour Gazette](https://gazette.example/)"]), at="11:4"),
        Invalid(
            story(related=["[Storm closes the bridge]()"]),
            at="11:4",
            message="'' is a place on its own page, not a story",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        # Compared with the ends of all names at once: nearly every related link leads to a story.
        endings, indexes = archive.listing.endings, archive.layout.index_names
        for related in archive.links(page).related:
            outcome, path = related.resolution.outcome, related.resolution.path
            if outcome is _FOUND and path.endswith(endings) and not path.endswith(indexes):
                continue
            what = _other_than_page(related, archive)
            if what is not None:
                yield self.finding(related.link, f"{related.link.target!r} is {what}, not a story")


_FOUND = LinkOutcome.FOUND
_OTHER_OUTCOMES = {
    LinkOutcome.FOLDER: "a folder",
    LinkOutcome.EXTERNAL: "an address of another kind",
    LinkOutcome.SAME_PAGE: "a place on its own page",
}


def _other_than_page(related: RelatedLink, archive: Archive) -> str | None:
    """Return the kind of a link's target.

    `None` for a page that is not an index, and if another rule reports the link.
    """
    outcome, path = related.resolution.outcome, related.resolution.path
    if outcome is LinkOutcome.FOUND:
        if not path.endswith(archive.listing.endings):
            return "a file of another kind"
        is_index = path.endswith(archive.layout.index_names) and archive.kind(path) in (Kind.DAY_INDEX, Kind.SITE_INDEX)
        return "an index" if is_index else None
    if outcome is LinkOutcome.EXTERNAL and related.link.target.startswith(("http:", "https:", "//")):
        return "on the web"
    return _OTHER_OUTCOMES.get(outcome)
