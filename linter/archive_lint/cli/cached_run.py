"""What a run of `check` takes from earlier ones, and what it leaves to later ones."""

from __future__ import annotations

import argparse
import threading

from archive_lint.cache.run_cache import Cache
from archive_lint.cli.console import Console
from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.engine.workers import FEW_PAGES, no_garbage_collection


class CachedRun:
    """The cache as a run may use it. A run of a few pages looks them up sooner than the cache, and has none."""

    def __init__(self, arguments: argparse.Namespace, job: Run, console: Console) -> None:
        """Make it before pages are read, when the job is complete."""
        pages = job.listing.pages
        is_of_all = job.reported is None or job.reported == pages
        has_cache = not arguments.no_cache and not job.overlay and (is_of_all or len(job.reported or ()) >= FEW_PAGES)
        self._cache = Cache(job, console.detail) if has_cache and pages else None
        self._keeping: threading.Thread | None = None
        self._is_plain = is_of_all and job.web is None and job.is_wanted is None

    def recall_pages(self, job: Run) -> None:
        """Let the job take over what was found on single pages."""
        if self._cache is not None:
            with no_garbage_collection():
                job.known = self._cache.results()

    def run(self, job: Run) -> RunOutcome:
        """Run a job that is not about fixes, as far as it must be."""
        cache = self._cache if self._is_plain else None
        if cache is not None:
            with no_garbage_collection():
                outcome = cache.outcome()
            if outcome is not None:
                return outcome
        self.recall_pages(job)
        outcome = execute(job)
        if cache is not None:
            # Beside the report: most of it is checksums and writing, which leave Python's lock to others.
            self._keeping = threading.Thread(target=cache.keep, args=(outcome,))
            self._keeping.start()
        return outcome

    def finish(self) -> None:
        """Wait until everything is kept."""
        if self._keeping is not None:
            self._keeping.join()
