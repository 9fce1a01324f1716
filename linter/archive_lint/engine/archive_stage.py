"""The archive stage: checks pages with the rules that also see the archive index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from archive_lint.archive.dependencies import Recorder
from archive_lint.archive.index import Archive
from archive_lint.engine.checks import Checks, located, run_checks
from archive_lint.engine.wire import BatchResult
from archive_lint.engine.workers import BATCH
from archive_lint.model.page import PageFacts
from archive_lint.rule.base import ArchiveRule, Rule


class ArchiveChecker:
    """Checks pages that have been through the page stage.

    `facts` returns the facts of a page, `source` its bytes and `digest` the digest of those, or `None` if it can no
    longer be read. With `is_recorded` the results contain what the checks read.
    """

    def __init__(
        self,
        archive: Archive,
        rules: Iterable[Rule],
        facts: Callable[[str], PageFacts | None],
        source: Callable[[str], bytes | None],
        digest: Callable[[str], bytes | None],
        *,
        is_recorded: bool = True,
    ) -> None:
        self._archive = archive
        self._facts = facts
        self._source = source
        self._digest = digest
        self._is_recorded = is_recorded
        self._checks = Checks([rule for rule in rules if isinstance(rule, ArchiveRule)])

    def check(self, paths: Sequence[str]) -> BatchResult:
        """Return the findings and problems of pages, in their order, and what their checks read."""
        archive = self._archive
        result = BatchResult()
        if not self._is_recorded:
            for at in range(0, len(paths), BATCH):
                # Unused results are dropped before they take much memory.
                with archive.recording():
                    for path in paths[at : at + BATCH]:
                        self._check_page(path, result)
            return result
        recorder = Recorder(archive.listing.numbers)
        for path in paths:
            with archive.recording() as reads:
                was_checked = self._check_page(path, result)
            if was_checked:
                recorder.add(path, reads)
        result.reads = recorder.dependencies()
        return result

    def _check_page(self, path: str, result: BatchResult) -> bool:
        """Add the findings on a page; return whether any rule was called."""
        archive = self._archive
        is_twin = archive.is_twin(path)
        if is_twin and not self._checks.of(archive.kind(path), is_twin=True, is_damaged=False):
            # One page in five; its facts need not even be read.
            return False
        facts = self._facts_of_twin(path) if is_twin else self._facts(path)
        if facts is None:
            return False
        checks = self._checks.of(facts.kind, is_twin=is_twin, is_damaged=facts.damaged)
        found = run_checks(checks, path, (facts, archive), result.problems)
        if found:
            # Lines are counted only on the few pages that have findings.
            result.findings += located(found, self._source(path) or b"")
        return True

    def _facts_of_twin(self, path: str) -> PageFacts | None:
        """Return the facts of a twin: if it has its index's bytes, as nearly all have, only the path differs."""
        index = self._archive.index_beside(path)
        digest = self._digest(path)
        facts = self._facts(index) if digest is not None and digest == self._digest(index) else None
        return self._facts(path) if facts is None else msgspec.structs.replace(facts, path=path)
