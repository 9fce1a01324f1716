"""Pages that are checked while they are written: after a change, those that it can matter to, one by one.

It has the stages of a run, and its answers are those that a run over the same bytes would give.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from itertools import islice

from msgspec.structs import replace

from archive_lint.archive.root import misread_root
from archive_lint.engine.archive_stage import ArchiveChecker
from archive_lint.engine.finish import Finisher
from archive_lint.engine.later_history import LaterHistory
from archive_lint.engine.later_versions import LaterVersions
from archive_lint.engine.live_reads import LiveReads
from archive_lint.engine.page_stage import PageChecker
from archive_lint.engine.precedence import Precedence
from archive_lint.engine.reader import Order
from archive_lint.engine.reading_process import ReadingProcess
from archive_lint.engine.run import Engine, Run
from archive_lint.engine.suppression_stage import SuppressionStage
from archive_lint.engine.wire import BatchResult, decode_batch
from archive_lint.engine.workers import BATCH
from archive_lint.model.finding import Finding
from archive_lint.model.layout import Layout
from archive_lint.model.page import PageFacts, PageHead
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.rule.base import ArchiveRule
from archive_lint.store.facts import record_of
from archive_lint.store.results import Results

_SLICE = 8
"""Pages that are checked between two looks at whether something else is wanted: some milliseconds."""
_MOST_WAITING = 0.005
"""Seconds that a step waits for another process, while somebody may wait for this one."""


class LivePages(Engine):
    """The pages of an archive, those that are open with the text that they have there.

    A page is read and checked when it is asked for, or when its turn comes in `reading` and `checking`, which
    work in small steps.
    """

    def __init__(self, run: Run) -> None:
        """Take an offline run over all pages; `run.known` is what an earlier one found."""
        self._texts: dict[str, bytes] = dict(run.overlay)
        self._versions = None if run.versions is None else LaterVersions(run.versions)
        self._history = LaterHistory(run.renames, run.uncommitted)
        self._without_history: set[str] = set()
        """Pages that were checked before git's answer counted, to which it matters."""
        given = replace(run, overlay=self._texts, reported=None, renames=self._history, uncommitted=self._history)
        super().__init__(replace(given, versions=self._versions, plan=replace(run.plan, is_kept=True)))
        self._page_checker = PageChecker(self.run.plan, self.rules)
        self._precedence = Precedence(self.rules)
        self._on_pages: dict[str, list[Finding]] = {}
        """Findings of the page stage, by page."""
        self._in_archive: dict[str, list[Finding]] = {}
        """Findings of the archive stage, by page."""
        self._troubles: dict[str, list[Problem]] = {}
        """Problems that kept a page, or a rule on it, from being checked, by page."""
        self._edited: set[str] = set()
        """Pages that say something else than when the archive was read, or may."""
        self._read: set[str] = set()
        """Pages that have been through the page stage."""
        self.is_read = False
        """Whether all have, or cannot be read."""
        self._unchecked: dict[str, None] = dict.fromkeys(self.listing.pages)
        """Pages whose archive stage is still to come, in the order in which it will."""
        self._changed: set[str] = set()
        """Pages that changed and whose dependents are not yet known."""
        self._reads = LiveReads()
        self._archive_codes = {rule.code for rule in self.rules if isinstance(rule, ArchiveRule)}
        self._take_over()

    @property
    def problems_of(self) -> dict[str, list[Problem]]:
        """Problems that kept a page, or a rule on it, from being checked, by page."""
        return self._troubles

    @property
    def edited(self) -> AbstractSet[str]:
        """Pages that say something else than when the archive was read, or may."""
        return self._edited

    @property
    def unchecked(self) -> AbstractSet[str]:
        """Pages whose turn is still to come."""
        return self._unchecked.keys()

    @property
    def is_settled(self) -> bool:
        """Whether all is checked that was read or has changed."""
        return not (self._unchecked or self._changed)

    def text(self, path: str) -> bytes | None:
        """Return the bytes of a page as they are here; `None` for one that cannot be read."""
        return self._source(path)

    def facts(self, path: str) -> PageFacts | None:
        """Return what a page says; `None` for one that is not there or cannot be read."""
        return self._facts(path)

    @property
    def count(self) -> int:
        """The number of pages that can be read, as far as they were."""
        unread = [each for each in self._troubles.values() if any(ProblemKind.UNREADABLE is one.kind for one in each)]
        return len(self.listing.pages) - len(unread)

    @property
    def layout(self) -> Layout:
        """The archive's conventions."""
        return self.run.plan.layout

    def head(self, path: str) -> PageHead | None:
        """Return the head of what `facts` returns, for less."""
        return self._head(path)

    def is_misread(self) -> bool:
        """Return whether links start from another root: then findings are not about the pages, and nothing is fixed."""
        return misread_root(self.archive) is not None

    def mentioning(self, words: Collection[bytes]) -> Iterator[str]:
        """Yield the pages in which one of some words may stand, in ASCII's small letters: others need not be read."""
        for path in self.listing.pages:
            record = None if path in self._edited else self.store.record(path)
            said = None if record is None else record.lower()
            if said is None or any(word in said for word in words):
                yield path

    # What changes

    def put(self, path: str, text: bytes | None) -> None:
        """Take the text that a page has now; `None` for that on disk. The page must be in the listing."""
        if text is None:
            self._texts.pop(path, None)
        else:
            self._texts[path] = text
        self._renew([path])

    def reread(self, paths: Iterable[str]) -> None:
        """Take what lies on disk now of files that may have changed there; open pages keep their text."""
        self._renew([path for path in paths if path not in self._texts])

    def _renew(self, paths: Sequence[str]) -> None:
        changed = set(paths)
        before = {path: self.store.get(path) for path in paths}
        for path in paths:
            self.sources.pop(path, None)
            if path in self.listing.numbers and path.endswith(self.listing.endings):
                self._check_alone(path)
        is_address_kept = all(
            (old := before[path]) is not None and (new := self.store.get(path)) is not None and old.front == new.front
            for path in paths
        )
        self.archive.forget(changed, is_address_kept=is_address_kept)
        self._changed |= changed
        self._edited |= changed
        self._unchecked.update(dict.fromkeys(path for path in paths if path in self._read))

    def _check_alone(self, path: str) -> None:
        """Send one page through the page stage."""
        result = BatchResult()
        facts = self._page_checker.check((path, self.archive.is_twin(path), self._texts.get(path)), result)
        if facts is None or path in self._texts:
            self.store.update({path: facts})
        else:
            # As a record: pages that were open once would be kept decoded for good.
            record = record_of(facts)
            self.store.append({path: len(record)}, record)
        _sort(self._on_pages, result.findings, [path])
        self._troubles.pop(path, None)
        if result.problems:
            self._troubles[path] = result.problems
        self._read.add(path)

    # The whole archive, step by step

    @property
    def unread(self) -> Sequence[str]:
        """Pages that have not been through the page stage."""
        return [path for path in self.listing.pages if path not in self._read]

    def reading(self) -> Iterator[Sequence[str]]:
        """Send the pages through the page stage that have not been there. Each step yields what it did."""
        for _, result in self._check_here(self._batches(self.unread)):
            yield self._take_pages(result)
        self.is_read = True

    def taking(self, process: ReadingProcess, at_rest: Callable[[Sequence[str]], object]) -> Iterator[Sequence[str]]:
        """Take what a process finds that reads the archive as it was listed, until it ends. Each step yields pages.

        They are those that were read in it, perhaps none. `at_rest` is called with pages of which all is known that is
        found on them as they lie on disk.
        """
        listing = self.listing
        process.begin(Order(self.run.plan, listing, self.run.jobs))
        left = -(-len(listing.pages) // BATCH)
        batches = (listing.pages[at : at + BATCH] for at in range(0, len(listing.pages), BATCH))
        with suppress(EOFError):
            while True:
                answer = process.answer(_MOST_WAITING)
                if answer is None:
                    yield ()
                elif not answer.is_of_archive_stage:
                    result = decode_batch(answer.encoded, next(batches))
                    result.records = answer.records
                    read = self._take_pages(result)
                    left -= 1
                    self.is_read = not left
                    yield read
                elif listing is self.listing:
                    # Else the numbers mean other pages.
                    self._take_checked(decode_batch(answer.encoded), at_rest)
                    yield ()

    def _take_pages(self, result: BatchResult) -> Sequence[str]:
        self._add_batch(result)
        _sort(self._on_pages, result.findings, result.lengths)
        self._read.update(result.lengths)
        for problem in result.problems:
            self._troubles.setdefault(problem.path, []).append(problem)
        self.findings.clear()
        self.problems.clear()
        for path in self._edited.intersection(result.lengths):
            # It was edited after it was handed over.
            self._check_alone(path)
        return list(result.lengths)

    def _take_checked(self, result: BatchResult, at_rest: Callable[[Sequence[str]], object]) -> None:
        paths = [self.listing.paths[number] for number in result.reads.checked]
        self._note_checked(paths, result)
        self._reads.add(paths, result.reads)
        changed, self._changed = self._changed | self._edited, set()
        at_rest(paths)
        # What was edited is spread only now that it is known who reads it.
        self._changed = changed
        self._unchecked.update(dict.fromkeys(path for path in paths if path in self._edited))

    def checking(self) -> Iterator[Sequence[str]]:
        """Check the pages that are unchecked, and those that a change can matter to. Each step yields what it did."""
        self.spread()
        while self._unchecked:
            paths = list(islice(self._unchecked, _SLICE))
            self._check_in_archive(paths)
            yield paths
            self.spread()

    def spread(self) -> None:
        """Note the pages that the latest changes can matter to as unchecked."""
        if not self._changed:
            return
        listing, changed = self.listing, self._changed
        self._changed = set()
        numbers = {listing.numbers[path] for path in changed if path in listing.numbers}
        affected = {listing.paths[page] for page in self._reads.affected_by(numbers)}
        # First: what is typed now is looked at now.
        self._unchecked = {**dict.fromkeys(sorted(affected)), **self._unchecked}

    def _check_in_archive(self, paths: Sequence[str]) -> None:
        result = self._archive_checker.check(paths)
        self._note_checked(paths, result)
        self._reads.add(paths, result.reads)
        if not self._history.is_taken:
            wanting = result.reads.affected_by(frozenset(), history=True)
            self._without_history.update(self.listing.paths[page] for page in wanting)

    def _note_checked(self, paths: Sequence[str], result: BatchResult) -> None:
        _sort(self._in_archive, result.findings, paths)
        for path in paths:
            self._unchecked.pop(path, None)
        self._note_problems(paths, result.problems)

    def _note_problems(self, paths: Sequence[str], problems: Sequence[Problem]) -> None:
        for path in paths:
            earlier = [problem for problem in self._troubles.get(path, ()) if problem.code not in self._archive_codes]
            now = earlier + [problem for problem in problems if problem.path == path]
            if now or path in self._troubles:
                self._troubles[path] = now

    @property
    def _archive_checker(self) -> ArchiveChecker:
        return ArchiveChecker(self.archive, self.rules, self._facts, self._source, self.store.digest)

    # What git knows

    def ask_git(self) -> None:
        """Ask git for the moves and the change at hand, which takes long: from any thread."""
        self._history.ask()

    @property
    def without_history(self) -> AbstractSet[str]:
        """Pages that were checked before git's answer counted, to which it matters."""
        return self._without_history

    def take_history(self) -> None:
        """Have git's answer count: what was checked without is to be checked again."""
        self._history.take()
        if self._without_history:
            self.archive = self._make_archive()
            self._unchecked.update(dict.fromkeys(sorted(self._without_history)))
            self._without_history.clear()

    @property
    def in_doubt(self) -> Sequence[str]:
        """Pages that were checked without their earlier versions, which matter to what is found."""
        return () if self._versions is None else list(self._versions.wanted)

    def ask_for_versions(self, path: str) -> Sequence[bytes]:
        """Return the earlier versions of a page, which takes long: from any thread."""
        return () if self._versions is None else self._versions.ask(path)

    def take_versions(self, path: str, versions: Sequence[bytes]) -> None:
        """Take the earlier versions of a page: it is to be checked again, with those to which it matters."""
        if self._versions is None:
            return
        self._versions.put(path, versions)
        if versions and path in self.listing.numbers:
            self.archive.forget({path}, is_address_kept=True)
            self._changed.add(path)
            self._unchecked[path] = None

    # What is found

    def raw(self, path: str) -> list[Finding]:
        """Return what rules found on a page, before one gives way to another and suppressions hide any."""
        if path not in self._read:
            self._check_alone(path)
        if self._changed.difference((path,)):
            # It may be one of those that the change of another page matters to.
            self.spread()
        if path in self._unchecked:
            self._check_in_archive([path])
        return [*self._on_pages.get(path, ()), *self._in_archive.get(path, ())]

    def findings_on(self, path: str) -> list[Finding]:
        """Return what is reported of a page, in a report's order. Raises `KeyError` for one that is not listed."""
        if path not in self.listing.numbers:
            raise KeyError(path)
        facts = self._facts(path)
        # Of an index's twin is left out what is said of the index already.
        index = self.archive.index_beside(path) if self.archive.is_twin(path) else path
        raw = [finding for page in dict.fromkeys((index, path)) for finding in self.raw(page)]
        problems: list[Problem] = []
        stage = SuppressionStage(
            self.archive,
            self.run.registry,
            self.rules,
            path_ignores=self.run.path_ignores,
            finish=Finisher(self.archive, self.run.severities).finish,
            is_wanted=None,
            problems=problems,
        )
        found = self._precedence.without_copies(self._precedence.apply(stage.applying(raw)), self.archive)
        suppressing = [facts] if facts is not None and facts.directives and self.run.honour_suppressions else []
        shown, _ = stage.run([finding for finding in found if finding.path == path], suppressing)
        return sorted(shown, key=lambda finding: finding.sort_key)

    # What an earlier run found, and what this leaves to the next

    def handed_on(self, is_wanted: Callable[[str], bool] = lambda _: True) -> Results:
        """Return what holds of pages that were not edited and are wanted, for another listing of the archive."""
        edited = self._edited
        return replace(self.results.only(lambda path: path not in edited and is_wanted(path)), archive=None)

    def _take_over(self) -> None:
        known, paths = self.known, self.listing.pages
        self._take_over_pages(paths)
        self._read = {path for path in paths if path in known.pages}
        _sort(self._on_pages, self.findings, ())
        self.findings.clear()
        earlier = known.archive
        if earlier is None or earlier.listing != self.listing:
            return
        changed = known.changed.union(path for path in paths if path not in self._read)
        affected = earlier.affected_by(changed, history=known.history_changed)
        found = earlier.without(affected)
        _sort(self._in_archive, found.findings, ())
        self._reads = LiveReads(found.reads)
        self._unchecked = dict.fromkeys(path for path in paths if path in affected)

    def _drop_from_listing(self, vanished: Sequence[str]) -> None:
        super()._drop_from_listing(vanished)
        # The numbers by which it is known what was read mean other pages now.
        self._reads = LiveReads()
        self._unchecked = dict.fromkeys(self.listing.pages)


def _sort(into: dict[str, list[Finding]], findings: Iterable[Finding], paths: Iterable[str]) -> None:
    """Put findings in place of those that there were on some pages."""
    for path in paths:
        into.pop(path, None)
    for finding in findings:
        into.setdefault(finding.path, []).append(finding)
