"""What a run found on single pages, as rules gave it: a later run may take over what still holds."""

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
    """What the archive stage found. It holds as long as the listing of files does, and what the checks read."""

    listing: Listing
    findings: list[Finding]
    reads: list[Dependencies]

    def affected_by(self, changed: AbstractSet[str], *, history: bool = False) -> set[str]:
        """Return the pages to check again when these files, or git's history, say something else; these included."""
        paths, numbers = self.listing.paths, self._numbers(changed)
        affected = (number for reads in self.reads for number in reads.affected_by(numbers, history=history))
        return {*changed, *(paths[number] for number in affected)}

    def without(self, paths: AbstractSet[str]) -> ArchiveResults:
        """Return what was found on other pages."""
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
    """What a run found of pages whose check went well.

    It holds as long as their bytes, the rules and their options do. Findings are as rules gave them: before
    suppressions and configured severities.
    """

    store: FactStore
    """What pages say: of those that were checked, and of others that were asked about."""
    pages: CheckedPages
    """Those that were checked."""
    findings: list[Finding] = field(default_factory=list)
    """Of the page stage."""
    suppressing: list[str] = field(default_factory=list)
    """Pages that have suppressions."""
    archive: ArchiveResults | None = None
    """Of the archive stage, where that went well."""
    changed: frozenset[str] = frozenset()
    """Files that say something else than when the archive stage looked."""
    history_changed: bool = False
    """Whether git knows something else of moved pages than when the archive stage looked."""
    renewed: int = 0
    """How many checks of a page, in either stage, were made for it and not taken over."""

    @classmethod
    def nothing(cls, listing: Listing) -> Results:
        """Return the results of a run that has yet to begin."""
        return cls(store=FactStore(listing.numbers), pages=CheckedPages(listing.numbers))

    def only(self, is_wanted: Callable[[str], bool]) -> Results:
        """Return what holds when all files but those wanted may have changed."""
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
