"""The cache around a run of `check`: what it reuses of earlier runs, and what it keeps for later ones."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from archive_lint.cli.console import Console
from archive_lint.cli.early_listing import EarlyListing
from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.engine.workers import FEW_PAGES, no_garbage_collection
from archive_lint.files.listing_ahead import can_copy
from archive_lint.files.state_folder import FindState, StateFolder

if TYPE_CHECKING:
    from archive_lint.cache.run_cache import Cache
    from archive_lint.model.rot import Rot


class CachedRun:
    """A run and its cache. A run of a few pages has no cache, because reading the pages is faster."""

    def __init__(
        self,
        run: Run,
        find_state: FindState,
        console: Console,
        *,
        is_cached: bool,
        needs_pages: bool = False,
        early: EarlyListing | None = None,
    ) -> None:
        """Take the run, before pages are read. Without `is_cached` nothing is reused or kept.

        `needs_pages` is for a caller that needs the pages' facts from the outcome; `early` is the listing of its files.
        """
        pages = run.listing.pages
        is_of_all = run.reported is None or run.reported == pages
        has_cache = is_cached and not run.overlay and (is_of_all or len(run.reported or ()) >= FEW_PAGES)
        self._run = run
        state = find_state() if has_cache and pages else None
        self._cache = None if state is None or not state.path else _open_cache(run, state, console, early)
        self._needs_pages = needs_pages or run.counts_unjudged
        self._finish: Callable[[], object] = lambda: None
        self._is_plain = is_of_all and run.web is None and run.is_wanted is None

    def with_known_pages(self) -> Run:
        """Return the run with the valid results of earlier runs on single pages."""
        if self._cache is None:
            return self._run
        with no_garbage_collection():
            return replace(self._run, known=self._cache.results())

    @property
    def is_cached(self) -> bool:
        """Whether anything is taken from earlier runs or kept for later ones."""
        return self._cache is not None

    @property
    def identities(self) -> bytes:
        """The identities of all files before the run, in the order of their paths; empty if nothing is cached."""
        return b"" if self._cache is None else self._cache.identities

    def figures(self, about: object) -> Rot | None:
        """Return the kept figures of link rot; `about` is what they rest on beside pages and layout."""
        return None if self._cache is None else self._cache.figures(about)

    def keep_figures(self, about: object, rot: Rot) -> None:
        """Keep figures of link rot for the next time that the same is asked."""
        if self._cache is not None:
            self._cache.keep_figures(about, rot)

    def execute(self) -> RunOutcome:
        """Carry the run out, as far as its result is not cached."""
        cache = self._cache if self._is_plain else None
        if cache is not None and not self._needs_pages:
            with no_garbage_collection():
                outcome = cache.outcome()
            if outcome is not None:
                return outcome
        run = self.with_known_pages()
        meanwhile = () if cache is None else (cache.prepare_keeping,)
        outcome = execute(replace(run, plan=replace(run.plan, is_kept=cache is not None), meanwhile=meanwhile))
        if cache is not None:
            self._finish = self._begin_keeping(cache, outcome)
        return outcome

    def finish(self) -> None:
        """Wait until everything is written."""
        self._finish()

    def _begin_keeping(self, cache: Cache, outcome: RunOutcome) -> Callable[[], object]:
        """Begin to write what a later run can use, beside the report; return a function that waits for the end."""
        if self._run.jobs == 1 or outcome.pages < FEW_PAGES or not can_copy():
            # Some of it is checksums and writing, which leave Python's lock to other threads.
            keeping = threading.Thread(target=cache.keep, args=(outcome,))
            keeping.start()
            return keeping.join
        # Imported here: a run of a few pages starts no processes.
        from archive_lint.engine.copies import begin_in_copy

        tell = cache.tell

        def keep() -> bytes:
            told: list[str] = []
            cache.tell = told.append
            cache.keep(outcome)
            return msgspec.json.encode(told)

        wait = begin_in_copy(keep)

        def finish() -> None:
            for sentence in msgspec.json.decode(wait(), type=list[str]):
                tell(sentence)

        return finish


def _open_cache(run: Run, state: StateFolder, console: Console, early: EarlyListing | None) -> Cache:
    # Here and not above: a hook that checks a few pages should not pay for it.
    from archive_lint.cache.run_cache import Cache

    cache = Cache(run, state, console.detail, statuses=None if early is None else early.statuses())
    if early is not None:
        early.drop()
    return cache
