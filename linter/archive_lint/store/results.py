"""The raw findings of a run on single pages: a later run may reuse those that are still valid."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from msgspec import Struct, field

from archive_lint.archive.dependencies import Dependencies
from archive_lint.model.finding import Finding
from archive_lint.model.listing import Listing
from archive_lint.store.checked_pages import CheckedPages
from archive_lint.store.facts import FactStore


class ArchiveResults(Struct, kw_only=True):
    """Results of the archive stage.

    They are valid as long as the listing of files and the pages that its checks read.
    """

    listing: Listing
    findings: list[Finding]
    reads: list[Dependencies]

    def affected_by(self, changed: AbstractSet[str], *, history: bool = False) -> set[str]:
        """Return the pages to check again after a change of these files, or of git's `history`; these included."""
        paths, numbers = self.listing.paths, self._numbers(changed)
        affected = (number for reads in self.reads for number in reads.affected_by(numbers, history=history))
        return {*changed, *(paths[number] for number in affected)}

    def without(self, paths: AbstractSet[str]) -> ArchiveResults:
        """Return the results for other pages."""
        numbers = self._numbers(paths)
        return ArchiveResults(
            listing=self.listing,
            findings=[finding for finding in self.findings if finding.path not in paths],
            reads=[reads.without(numbers) for reads in self.reads],
        )

    def _numbers(self, paths: AbstractSet[str]) -> set[int]:
        numbers = self.listing.numbers
        return {numbers[path] for path in paths if path in numbers}


class Results(Struct, kw_only=True):
    """Results of a run for pages whose check succeeded.

    They are valid as long as the pages' bytes, the rules and their options stay the same. Findings are as rules
    returned them: before suppressions and configured severities.
    """

    store: FactStore
    """Facts of the pages that were checked, and of others that were needed."""
    pages: CheckedPages
    """The pages that were checked."""
    findings: list[Finding] = field(default_factory=list)
    """Findings of the page stage."""
    suppressing: list[str] = field(default_factory=list)
    """Pages that have suppressions."""
    archive: ArchiveResults | None = None
    """Results of the archive stage, if it succeeded."""
    changed: frozenset[str] = frozenset()
    """Files that have changed since the archive stage."""
    history_changed: bool = False
    """Whether git's knowledge of moved pages has changed since the archive stage."""
    renewed: int = 0
    """Number of checks of a page, in either stage, that were made in this run and not reused."""

    @classmethod
    def nothing(cls, listing: Listing) -> Results:
        """Return the empty results of a run that has yet to begin."""
        return cls(store=FactStore(listing.numbers), pages=CheckedPages(listing.numbers))

    def only(self, is_wanted: Callable[[str], bool]) -> Results:
        """Return what is still valid if all files but the wanted ones may have changed."""
        changed = set(self.changed)
        if self.archive is not None:
            changed.update(path for path in self.archive.listing.paths if not is_wanted(path))
        return Results(
            store=self.store.only(is_wanted),
            pages=self.pages.only(is_wanted),
            findings=[finding for finding in self.findings if is_wanted(finding.path)],
            suppressing=[path for path in self.suppressing if is_wanted(path)],
            archive=self.archive,
            changed=frozenset(changed),
            history_changed=self.history_changed,
        )
