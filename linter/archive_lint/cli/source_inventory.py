"""The list of an archive's source URLs with all records of each."""

from __future__ import annotations

from collections.abc import Iterator

from archive_lint.cli.citations import find_citations
from archive_lint.cli.link_rot import Cites, Known, citing_pages
from archive_lint.cli.project import Project
from archive_lint.model.url import host_of
from archive_lint.model.verdict import VerdictGroup, VerdictKind
from archive_lint.report.sources.inventory import InventoryRow
from archive_lint.store.results import Results
from archive_lint.web.history import History
from archive_lint.web.summary import verdict_of
from archive_lint.web.wayback import FoundCopies

_WORST_FIRST = {group: number for number, group in enumerate(VerdictGroup)}


def inventory(
    project: Project, results: Results, cites: Cites, known: Known, history: History
) -> Iterator[InventoryRow]:
    """Yield a row per URL: by host, in each the worst first, then by URL."""
    citations = find_citations(project, citing_pages(results), cites.__contains__)
    copies = FoundCopies(history)
    kinds = {url: known.kind_of(url, cited) or VerdictKind.UNCHECKED for url, cited in cites.items()}
    for url in sorted(cites, key=lambda url: (host_of(url), _WORST_FIRST[kinds[url].group], url)):
        # A URL that is no longer requested has no verdict of earlier days.
        records = history.records(url) if kinds[url] is not VerdictKind.UNCHECKED else []
        yield InventoryRow(
            url=url,
            kind=kinds[url],
            confirmed=bool(records) and verdict_of(url, records, project.settings.web.confirm).confirmed,
            first_seen=records[0].at if records else None,
            last_seen=records[-1].at if records else None,
            archived=copies.of(url) if kinds[url].is_lost else "",
            cited=citations.get(url, ()),
        )
