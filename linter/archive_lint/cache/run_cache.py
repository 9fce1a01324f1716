"""Reuses what is still valid of earlier runs: the whole outcome if nothing changed, else results for single pages.

They are kept in files of the state folder. None is ever needed: what is missing, damaged, another version's or another
user's is computed again, which is reported to people who ask for details.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property

import msgspec

from archive_lint.archive.index import Archive
from archive_lint.cache.column import Column
from archive_lint.cache.file_identity import NO_DIGEST, SETTLED, SIZE, UNKNOWN, identities
from archive_lint.cache.fingerprint import program_fingerprint
from archive_lint.cache.git_view import GitView
from archive_lint.cache.kept_figures import read_kept_rot, write_kept_rot
from archive_lint.cache.kept_file import KEY_SIZE, NotKeptError, expect_kept
from archive_lint.cache.kept_outcome import OUTCOME_FILE, read_outcome, write_outcome
from archive_lint.cache.kept_pages import PAGES_FILE, KeptPages
from archive_lint.cache.listing_digest import listing_digest
from archive_lint.engine.run import Run, RunOutcome
from archive_lint.files.listing_ahead import Statuses
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.files.state_folder import StateFolder
from archive_lint.model.digest import DIGEST_SIZE, blake2b, content_digest
from archive_lint.model.rot import Rot
from archive_lint.store.results import Results

_UNREADABLE = (NotKeptError, msgspec.MsgspecError, RecursionError, ValueError, IndexError)
"""Exceptions of files that this program did not write as they are."""
_FEW_OTHERS = 256
"""The most files other than pages that are read to compare their content: they may be large."""
WORTH_WRITING = 32
"""The fraction of pages, as one in so many, that must have been checked again for writing all of them to pay."""


class Cache:
    """The cache of one archive in its state folder, for one run. It must be made before the run reads any page.

    `tell` takes a sentence on what was reused or why not, for people who want details. Files touched less than
    `settled` nanoseconds ago are compared by content. Pages are written again if at least one of `worth_writing` of
    them had to be checked again. `statuses` are those that are known.
    """

    def __init__(
        self,
        run: Run,
        state: StateFolder,
        tell: Callable[[str], object],
        *,
        settled: float = SETTLED,
        worth_writing: int = WORTH_WRITING,
        statuses: Statuses | None = None,
    ) -> None:
        self._run = run
        self._state = state
        self._listing = run.listing
        self.tell = tell
        self._settled = settled
        self._worth_writing = worth_writing
        now = identities(run.root, run.listing.paths, settled=settled, statuses=statuses)
        self._identities = Column(run.listing, SIZE, now)

    @property
    def identities(self) -> bytes:
        """The identities of all files, in the order of their paths."""
        return self._identities.values

    def outcome(self) -> RunOutcome | None:
        """Return the outcome of an earlier run of the whole archive, if it would be the same again."""
        try:
            expect_kept(self._state, OUTCOME_FILE)
            self._ask_git()
            root, key = self._run.root, self._outcome_key
            kept, is_settled = read_outcome(self._state, root, key, self._listing, self._identities)
            outcome = kept.outcome()
        except _UNREADABLE as error:
            self.tell(f"cache: no whole result is reused: {error}")
            return None
        self.tell("cache: nothing has changed")
        if not is_settled:
            # The next run need not read these files.
            self._write_outcome(outcome, Column(self._listing, DIGEST_SIZE, kept.digests))
        return outcome

    def results(self) -> Results | None:
        """Return the results of an earlier run for unchanged pages."""
        try:
            expect_kept(self._state, PAGES_FILE)
            self._ask_git()
            known = self._pages.read()
        except _UNREADABLE as error:
            self.tell(f"cache: no page is reused: {error}")
            return None
        self.tell(f"cache: {len(known.pages):,} of {len(self._listing.pages):,} pages are unchanged")
        return known

    def prepare_keeping(self) -> None:
        """Compute what `keep` needs and what needs no outcome: while other processes check pages."""
        self._ask_git()
        _ = self._outcome_key
        self._pages.prepare()

    def keep(self, outcome: RunOutcome) -> None:
        """Cache the outcome of an offline run of the whole archive."""
        if not outcome.complete:
            return
        results = outcome.results
        digests = self._pages.digests
        try:
            if not self._pages.is_taken or results.renewed * self._worth_writing > len(results.pages):
                self._pages.write(results, digests)
            else:
                self._add_digests(results, digests)
        except NotKeptError as error:
            self.tell(f"cache: nothing is saved: {error}")
            return
        if not outcome.problems:
            others = [path for path in self._listing.paths if path not in results.pages]
            for path in others if len(others) <= _FEW_OTHERS else ():
                digests[path] = self._digest_of_other(path)
            self._write_outcome(outcome, digests)

    def figures(self, about: object) -> Rot | None:
        """Return the figures that were kept about the same pages; `about` is what else they rest on, as `msgpack`."""
        try:
            found = read_kept_rot(self._state, self._figures_key(about), self._identities)
        except _UNREADABLE as error:
            self.tell(f"cache: no figures are taken: {error}")
            return None
        self.tell("cache: the figures are those of an earlier run")
        return found

    def keep_figures(self, about: object, rot: Rot) -> None:
        """Keep the figures of all pages, asked for before they were counted."""
        try:
            write_kept_rot(self._state, self._figures_key(about), self._identities, rot)
        except NotKeptError as error:
            self.tell(f"cache: the figures are not kept: {error}")

    def _write_outcome(self, outcome: RunOutcome, digests: Column) -> None:
        try:
            write_outcome(self._state, self._outcome_key, outcome, self._identities, digests)
        except NotKeptError as error:
            self.tell(f"cache: the results are not saved: {error}")

    def _add_digests(self, results: Results, digests: Column) -> None:
        """Add the digests of the checked pages' contents that are not known."""
        for path in results.pages:
            if digests[path] == NO_DIGEST and (digest := results.store.digest(path)) is not None:
                digests[path] = digest

    def _digest_of_other(self, path: str) -> bytes:
        """Return the digest of a file that no rule reads, but that git may have read for renames: as it was then."""
        root, identity = self._run.root, self._identities[path]
        with suppress(UnreadablePageError):
            content = read_page(root, path)
            if identity != UNKNOWN and identities(root, [path], settled=self._settled) == identity:
                return content_digest(content)
        return NO_DIGEST

    @cached_property
    def _pages(self) -> KeptPages:
        # By its paths alone.
        archive = Archive(self._run.plan.layout, self._listing, lambda _: None, lambda _: None)
        return KeptPages(
            self._state,
            self._run.root,
            self._listing,
            self._identities,
            archive.is_twin,
            key=self._pages_key,
            archive_key=self._archive_key,
            history=self._git.state,
        )

    # What it all holds for

    def _ask_git(self) -> None:
        """Begin to ask git, which answers while the rest of a key is computed."""
        _ = self._git

    @cached_property
    def _git(self) -> GitView:
        return GitView(self._run.root)

    @cached_property
    def _pages_key(self) -> bytes:
        plan = self._run.plan
        codes = {rule.code for rule in self._run.registry.rules if rule.scope == "page"} & set(plan.codes)
        options = {code: given for code, given in plan.options.items() if code in codes}
        return _key([program_fingerprint(self._run.registry), plan.layout, codes, options])

    @cached_property
    def _archive_key(self) -> bytes:
        plan = self._run.plan
        parts = [self._pages_key, set(plan.codes), plan.options, listing_digest(self._listing), self._redirects()]
        return _key(parts)

    def _redirects(self) -> Sequence[bytes]:
        """Return the digests of redirect files: git may ignore them, as what a generator writes."""
        digests: list[bytes] = []
        for path in self._run.plan.layout.site.redirects:
            try:
                digests.append(content_digest(read_page(self._run.root, path)))
            except UnreadablePageError:
                digests.append(b"")
        return digests

    @cached_property
    def _outcome_key(self) -> bytes:
        run = self._run
        # In their order: the last glob that matches counts.
        ignores = list(run.path_ignores.items())
        return _key([self._archive_key, self._git.state, ignores, run.severities, run.honour_suppressions])

    def _figures_key(self, about: object) -> bytes:
        # All of the program: who counts what is claimed of URLs decides nothing that is found offline.
        program = program_fingerprint(self._run.registry, skipped=frozenset({"__pycache__"}))
        return _key([program, self._run.plan.layout, listing_digest(self._listing), about])


def _key(parts: Sequence[object]) -> bytes:
    encoded = msgspec.msgpack.encode(parts, order="sorted")
    return blake2b(encoded, digest_size=KEY_SIZE).digest()
