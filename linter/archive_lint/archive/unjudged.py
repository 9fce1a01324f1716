"""Links that only the generator of the site can judge."""

from __future__ import annotations

from collections.abc import Iterable

from archive_lint.archive.index import Archive
from archive_lint.archive.targets import LinkOutcome
from archive_lint.model.page import PageFacts


def count_unjudged(archive: Archive, pages: Iterable[PageFacts | None]) -> int:
    """Return the number of such links on pages; `None` stands for one that cannot be read."""
    links = ((page, link) for page in pages if page is not None for link in page.all_links() if "{" in link.target)
    outcomes = (archive.resolve(page, link.target).outcome for page, link in links)
    return sum(outcome is LinkOutcome.UNJUDGED for outcome in outcomes)
