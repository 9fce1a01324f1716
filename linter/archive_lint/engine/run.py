"""Runs the rules over an archive: pages in parallel, then the archive as a whole, in a fixed order."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from archive_lint.archive.index import Archive
from archive_lint.archive.root import misread_root
from archive_lint.archive.uncommitted import Uncommitted
from archive_lint.archive.unjudged import count_unjudged
from archive_lint.engine.archive_stage import ArchiveChecker
from archive_lint.engine.checks import located
from archive_lint.engine.crashes import told_once
from archive_lint.engine.finish import Finisher
from archive_lint.engine.page_stage import PageChecker, Task, check_batch
from archive_lint.engine.pages_read import pages_read
from archive_lint.engine.plan import StagePlan, make_rules
from archive_lint.engine.precedence import Precedence
from archive_lint.engine.source_stage import SourceCheck, source_findings, source_rules
from archive_lint.engine.suppression_stage import FindingFilter, SuppressionStage
from archive_lint.engine.wire import BatchResult
from archive_lint.engine.workers import BATCH, FEW_PAGES, PageProgress, no_garbage_collection
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.markdown.parse import parse
from archive_lint.model.finding import Finding, Severity
from archive_lint.model.listing import Listing
from archive_lint.model.page import PageFacts, PageHead
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.rule.base import Rule
from archive_lint.rule.registry import Registry
from archive_lint.store.checked_pages import CheckedPages
from archive_lint.store.results import ArchiveResults, Results

if TYPE_CHECKING:
    from concurrent.futures import Executor


class Run(Struct, frozen=True, kw_only=True):
    """Everything that one run needs."""

    root: str
    plan: StagePlan
    registry: Registry
    listing: Listing
    reported: tuple[str, ...] | None = None
    """Pages to report on; `None` for all."""
    path_ignores: Mapping[str, tuple[str, ...]] = {}
    severities: Mapping[str, Severity] = {}
    overlay: Mapping[str, bytes] = {}
    """Contents that replace those on disk, by path."""
    known: Results | None = None
    """Valid results of an earlier run."""
    jobs: int = 1
    executor: Executor | None = None
    """Runs the page stage; by default processes of this machine."""
    progress: PageProgress | None = None
    meanwhile: tuple[Callable[[], object], ...] = ()
    """Work for this process while copies of it check pages; where there are none, it is not done."""
    honour_suppressions: bool = True
    web: SourceCheck | None = None
    """Checks the sources of the reported pages in the meantime; `None` for an offline run."""
    renames: Mapping[str, str] = {}
    """Pages that git knows to have moved."""
    uncommitted: Uncommitted | None = None
    """The change at hand, as far as git knows."""
    former: Mapping[str, str] = {}
    """Pages that the change removed, by the keys of their URLs, if the archive is a site."""
    versions: Callable[[str], Iterable[bytes]] | None = None
    """The contents of a page in earlier commits, newest first."""
    counts_unjudged: bool = False
    """Whether to count the links that only the generator of the site can judge."""
    is_wanted: FindingFilter | None = None
    """The test for wanted findings; all by default."""


class RunOutcome(Struct, kw_only=True):
    """The results of a run."""

    findings: list[Finding]
    problems: list[Problem]
    pages: int
    """Number of pages checked."""
    suppressed: int
    sources: int
    """Number of distinct source URLs on those pages."""
    complete: bool
    """False if the run was interrupted."""
    read: Mapping[str, bytes] | None = None
    """The pages that a run of few named pages read, with the digests of their contents; `None` if they are many."""
    unjudged: int = 0
    """Number of links that only the generator of the site can judge."""
    results: Results
    """Results that a later run may reuse; empty if the outcome itself was reused."""


def execute(run: Run) -> RunOutcome:
    """Check an archive, or some pages of it."""
    return Engine(run).check()


def read_pages(run: Run) -> Results:
    """Return the facts and cited URLs of an archive's pages; only rules on single pages are called."""
    return Engine(run).read()


class Engine:
    """The state of one run. The `Run` itself is not changed."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.listing = run.listing
        """The files of the archive without those that turn out to be gone."""
        self.rules: list[Rule] = make_rules(run.registry, run.plan)
        self.known = Results.nothing(run.listing) if run.known is None else run.known
        self.store = self.known.store
        self.findings: list[Finding] = []
        self.problems: list[Problem] = []
        self.sources: OrderedDict[str, bytes | None] = OrderedDict()
        # Of this run's pages only: earlier facts of others may not be valid with its settings.
        self.results = Results(store=self.store, pages=CheckedPages(run.listing.numbers))
        self.archive = self._make_archive()

    def check(self) -> RunOutcome:
        complete = True
        with no_garbage_collection():
            try:
                self._page_stage()
                self._archive_stage()
                self._source_stage()
            except KeyboardInterrupt:
                complete = False
            checked = self.store.readable(self._reported())
            self._doubt_root()
            self._doubt_site()
            findings, hidden = self._suppression_stage()
        return RunOutcome(
            findings=sorted(findings, key=lambda finding: finding.sort_key),
            problems=told_once(self.problems),
            pages=len(checked),
            suppressed=hidden,
            sources=self.results.pages.count_urls(),
            complete=complete,
            read=None if self.run.reported is None else pages_read(self.store, self.sources),
            unjudged=count_unjudged(self.archive, map(self._facts, checked)) if self.run.counts_unjudged else 0,
            results=self._sound_results(),
        )

    def read(self) -> Results:
        with no_garbage_collection():
            self._page_stage()
        return self.results

    # The page stage

    def _page_stage(self) -> None:
        run = self.run
        reported = self._reported()
        paths = [path for path in reported if path not in self.known.pages]
        self.results.renewed += len(paths)
        if len(paths) < len(reported):
            self._take_over_pages(reported)
        done = len(reported) - len(paths)
        if run.progress is not None:
            run.progress(done, len(reported))
        if run.executor is None and (run.jobs == 1 or len(paths) < FEW_PAGES):
            batches = self._check_here(self._batches(paths))
        elif run.executor is None and sys.platform == "linux":
            # Imported here, as below: a run of one named page needs no processes.
            from archive_lint.engine.page_copies import check_in_copies

            checker = PageChecker(run.plan, self.rules)
            batches = check_in_copies(
                checker, paths, self._task, jobs=run.jobs, meanwhile=(self.archive.prepare_paths, *run.meanwhile)
            )
        else:
            from archive_lint.engine.process_pool import map_batches

            batches = map_batches(run.plan, self._batches(paths), jobs=run.jobs, executor=run.executor)
        for count, result in batches:
            self._add_batch(result)
            done += count
            if run.progress is not None:
                run.progress(done, len(reported))

    def _take_over_pages(self, reported: Sequence[str]) -> None:
        """Add the findings of an earlier run's page stage."""
        known, wanted = self.known, set(reported)
        for path in known.pages:
            if path in wanted:
                self.results.pages.add(path, known.pages.cited_by(path))
        self.results.suppressing += [path for path in known.suppressing if path in wanted]
        self._add_findings([finding for finding in known.findings if finding.path in wanted])
        self._feed_sources([path for path in reported if path in known.pages])

    def _batches(self, paths: Sequence[str]) -> Iterator[Sequence[Task]]:
        for at in range(0, len(paths), BATCH):
            yield [self._task(path) for path in paths[at : at + BATCH]]

    def _task(self, path: str) -> Task:
        return path, self.archive.is_twin(path), self.run.overlay.get(path)

    def _check_here(self, batches: Iterable[Sequence[Task]]) -> Iterator[tuple[int, BatchResult]]:
        checker = PageChecker(self.run.plan, self.rules)
        for batch in batches:
            result = BatchResult()
            try:
                check_batch(checker, batch, result)
            except KeyboardInterrupt:
                self._add_batch(result)
                raise
            yield len(batch), result

    def _add_findings(self, findings: Sequence[Finding]) -> None:
        self.results.findings.extend(findings)
        self.findings.extend(findings)

    def _add_batch(self, result: BatchResult) -> None:
        self.store.append(result.lengths, result.records)
        self.store.update(dict.fromkeys(result.vanished))
        self._feed_sources(result.lengths)
        for path in result.lengths:
            self.results.pages.add(path, result.cited.get(path, b""))
        self.results.suppressing += result.suppressing
        self._add_findings(result.findings)
        self.problems.extend(result.problems)
        if result.vanished:
            self._drop_from_listing(result.vanished)

    def _feed_sources(self, paths: Iterable[str]) -> None:
        if self.run.web is not None:
            pages = (self._facts(path) for path in paths if not self.archive.is_twin(path))
            self.run.web.feed(page for page in pages if page is not None)

    def _source_stage(self) -> None:
        if self.run.web is None:
            return
        rules = source_rules(self.rules)
        for path in self._reported():
            facts = self._facts(path)
            if facts is not None and not facts.damaged and not self.archive.is_twin(path):
                found = source_findings(facts, rules, self.run.web, self.problems)
                self.findings += located(list(found), self._source(path) or b"")

    def _drop_from_listing(self, vanished: Sequence[str]) -> None:
        """Remove pages from the targets of links that git or the walk listed and that are gone."""
        gone = set(vanished)
        listing = self.listing
        self.listing = msgspec.structs.replace(
            listing,
            pages=tuple(path for path in listing.pages if path not in gone),
            files=listing.files - gone,
        )
        self.archive = self._make_archive()

    # The archive stage

    def _archive_stage(self) -> None:
        paths = self.store.readable(self._reported())
        found = ArchiveResults(listing=self.listing, findings=[], reads=[])
        earlier = self.known.archive
        if earlier is not None and earlier.listing == self.listing:
            wanted = set(paths)
            changed = self.known.changed.union(path for path in paths if path not in self.known.pages)
            affected = earlier.affected_by(changed, history=self.known.history_changed)
            found = earlier.without(affected)
            self.findings += [finding for finding in found.findings if finding.path in wanted]
            paths = [path for path in paths if path in affected]
        self.results.renewed += len(paths)
        problems: list[Problem] = []
        for result in self._check_archive(paths):
            self.findings += result.findings
            self.problems += result.problems
            problems += result.problems
            found.findings += result.findings
            found.reads.append(result.reads)
        if self.run.plan.is_kept and not problems:
            self.results.archive = found

    def _check_archive(self, paths: Sequence[str]) -> Iterable[BatchResult]:
        run = self.run
        checker = ArchiveChecker(
            self.archive, self.rules, self._facts, self._source, self.store.digest, is_recorded=run.plan.is_kept
        )
        # Only a process without threads can be copied with all its data: those of the web check would be missing.
        is_alone = run.jobs == 1 or len(paths) < FEW_PAGES or sys.platform != "linux"
        if is_alone or run.executor is not None or run.web is not None:
            return [checker.check(paths)]
        from archive_lint.engine.archive_copies import check_in_shares

        self.archive.prepare()
        return check_in_shares(checker.check, paths, jobs=run.jobs)

    def _doubt_root(self) -> None:
        """Report a problem if the archive's links start from another root: findings would not be about the pages."""
        votes = misread_root(self.archive) if self.findings else None
        if votes is not None:
            message = (
                f"the root of the archive is {votes.folder!r}: {votes.inside:,} links that begin with '/' lead to files"
                f" from there, {votes.here:,} from {self.run.root}. Set [archive] root to it, and the other paths "
                "relative to it; until then nothing is fixed"
            )
            self.problems.append(Problem(ProblemKind.MISREAD_ROOT, "", message))

    def _doubt_site(self) -> None:
        """Report problems of the site's map and redirect files, if all pages are checked."""
        if self.archive.layout.is_site and self.run.reported is None:
            self.problems += [Problem(ProblemKind.SKIPPED, "", said) for said in self.archive.site_complaints]

    # The suppression stage

    def _suppression_stage(self) -> tuple[list[Finding], int]:
        run = self.run
        stage = SuppressionStage(
            self.archive,
            run.registry,
            self.rules,
            path_ignores=run.path_ignores,
            finish=Finisher(self.archive, run.severities).finish,
            is_wanted=run.is_wanted,
            problems=self.problems,
        )
        suppressing = sorted(self.results.suppressing) if run.honour_suppressions else ()
        pages = (self._facts(path) for path in suppressing)
        precedence = Precedence(self.rules)
        findings = precedence.without_copies(precedence.apply(stage.applying(self.findings)), self.archive)
        return stage.run(findings, [page for page in pages if page is not None])

    # What pages say

    def _make_archive(self) -> Archive:
        run = self.run
        return Archive(
            run.plan.layout,
            self.listing,
            self._facts,
            self._source,
            renames=run.renames,
            uncommitted=run.uncommitted,
            head=self._head,
            former=run.former,
            earlier_titles=self._earlier_titles,
        )

    def _reported(self) -> Sequence[str]:
        return self.listing.pages if self.run.reported is None else self.run.reported

    def _facts(self, path: str) -> PageFacts | None:
        facts = self.store.get(path)
        if facts is None and path not in self.store:
            facts = self._parse(path)
            self.store.update({path: facts})
        return facts

    def _head(self, path: str) -> PageHead | None:
        head = self.store.head(path)
        return self._facts(path) if head is None else head

    def _parse(self, path: str) -> PageFacts | None:
        is_there = path in self.listing.files or path in self.run.overlay
        source = self._source(path) if is_there and path.endswith(self.listing.endings) else None
        return None if source is None else self._said(path, source)

    def _said(self, path: str, source: bytes) -> PageFacts | None:
        try:
            return parse(path, source, self.run.plan.layout).facts
        except UnreadablePageError:
            return None

    def _earlier_titles(self, path: str) -> Sequence[str]:
        versions, now = self.run.versions, self._source(path)
        if versions is None or now is None:
            return ()
        # Git may have converted line endings: that is not another version.
        plain = now.replace(b"\r\n", b"\n")
        earlier = (source for source in versions(path) if source.replace(b"\r\n", b"\n") != plain)
        said = (self._said(path, source) for source in earlier)
        return [facts.title.text for facts in said if facts is not None and facts.title is not None]

    def _source(self, path: str) -> bytes | None:
        if path in self.run.overlay:
            return self.run.overlay[path]
        if path not in self.sources:
            try:
                self.sources[path] = read_page(self.run.root, path)
            except UnreadablePageError:
                self.sources[path] = None
            if len(self.sources) > BATCH:
                self.sources.popitem(last=False)
        return self.sources.get(path)

    def _sound_results(self) -> Results:
        crashed = {problem.path for problem in self.problems}
        return self.results.only(lambda path: path not in crashed) if crashed else self.results
