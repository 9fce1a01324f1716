"""The link at a place of a page, and where it leads."""

from __future__ import annotations

from archive_lint.archive.targets import LinkOutcome, Resolution
from archive_lint.model.page import Link, PageFacts
from archive_lint.server.page_view import PageView

_THERE = (LinkOutcome.FOUND, LinkOutcome.MISSPELT, LinkOutcome.UNTRACKED)


def link_at(facts: PageFacts, offset: int) -> Link | None:
    """Return the link that a byte of a page belongs to, the innermost of several."""
    around = [link for link in facts.all_links() if link.rendered and link.start <= offset <= link.end]
    return min(around, key=lambda link: link.end - link.start, default=None)


def resolved(view: PageView, facts: PageFacts, target: str) -> Resolution:
    """Return where a link target on a page leads."""
    archive = view.folder.live.archive
    # A question that is asked here must not make the page be checked again.
    with archive.recording():
        return archive.resolve(facts, target)


def page_of(view: PageView, facts: PageFacts, target: str) -> str | None:
    """Return the file of the archive that a link target leads to, of a folder its index; `None` where there is none."""
    found = resolved(view, facts, target)
    if found.outcome is LinkOutcome.FOLDER:
        index = f"{found.path}/{view.folder.live.layout.index}".lstrip("/")
        return index if view.folder.is_page(index) else None
    return found.path if found.outcome in _THERE else None
