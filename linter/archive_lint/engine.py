"""Runs the rules over an archive: pages in parallel, then what needs them all, in an order that never varies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

import msgspec
from msgspec import Struct

from archive_lint.archive import Archive
from archive_lint.archive_stage import ArchiveChecker
from archive_lint.fact_store import FactStore
from archive_lint.markdown import parse
from archive_lint.model.finding import Edit, Finding, Fix, Severity
from archive_lint.model.page import PageFacts, PageHead
from archive_lint.model.problem import Problem
from archive_lint.reading import UnreadablePageError, read_page
from archive_lint.registry import Registry
from archive_lint.rule import Rule, SuppressionRule
from archive_lint.selection import PathIgnores
from archive_lint.source_stage import SourceCheck, source_findings, source_rules
from archive_lint.stage import BatchResult, PageChecker, StagePlan, Task, located, make_rules, run_checks
from archive_lint.suppress import suppressed, suppression_uses
from archive_lint.targets import Listing
from archive_lint.workers import BATCH, FEW_PAGES, map_batches, map_forked, no_garbage_collection

Progress = Callable[[int, int], None]
"""Called with pages done and pages in all."""
Concern = Callable[[Finding, PageFacts, Archive], bool]
"""Whether a finding on a page is wanted."""

_MOST_SHARED_EDITS = 100_000
"""Findings of a list share the fix that renumbers it. Beyond so many edits in all, the first of them speak for the rest:
a report that repeats all edits with every finding takes the square of the list's length."""


class Run(Struct, kw_only=True):
    """Everything one run needs to know."""

    root: str
    plan: StagePlan
    registry: Registry
    listing: Listing
    reported: tuple[str, ...] | None = None
    """Pages to report on; `None` for all."""
    path_ignores: Mapping[str, tuple[str, ...]] = {}
    severities: Mapping[str, Severity] = {}
    overlay: Mapping[str, bytes] = {}
    """Contents that stand in place of what is on disk."""
    known: BatchResult | None = None
    """What the page stage once gave and still holds: these pages are not read again."""
    jobs: int = 1
    executor: Executor | None = None
    """Runs the page stage; by default processes of this machine."""
    progress: Progress | None = None
    honour_suppressions: bool = True
    web: SourceCheck | None = None
    """Checks the sources of the reported pages meanwhile; `None` for an offline run."""
    renames: Mapping[str, str] = {}
    """What git knows of pages that were moved: old path to new."""
    concerns: Concern | None = None
    """Which findings are wanted; by default all."""


class Outcome(Struct, kw_only=True):
    """What a run found."""

    findings: list[Finding]
    problems: list[Problem]
    pages: int
    """Pages looked at."""
    suppressed: int
    sources: int
    """Distinct source URLs on those pages."""
    complete: bool
    """False when the run was interrupted."""
    results: BatchResult
    """Of the page stage, for the pages whose check went well. It holds as long as their bytes, the rules and their options
    do; findings are as the rules gave them, before suppressions and configured severities."""


def run(job: Run) -> Outcome:
    """Check an archive, or some pages of it."""
    return _Engine(job).run()


class _Engine:
    def __init__(self, job: Run) -> None:
        self.job = job
        self.rules: list[Rule] = make_rules(job.registry, job.plan)
        self.store = FactStore()
        if job.known is not None:
            self.store.update(job.known.facts)
        self.findings: list[Finding] = []
        self.page_findings: list[Finding] = []
        self.problems: list[Problem] = []
        self.suppressing: set[str] = set()
        self.cited: dict[str, list[str]] = {}
        self.sources: dict[str, bytes | None] = {}
        self.shared: dict[int, int] = {}
        self.ignores = PathIgnores(job.registry.rules, job.path_ignores)
        self.archive = Archive(
            job.plan.layout, job.listing, self._facts, self._source, renames=job.renames, head=self._head
        )

    def run(self) -> Outcome:
        complete = True
        with no_garbage_collection():
            try:
                self._page_stage()
                self._archive_stage()
                self._source_stage()
            except KeyboardInterrupt:
                complete = False
            checked = self.store.readable(self._reported())
            findings, hidden = self._suppress(checked)
        return Outcome(
            findings=sorted(findings, key=lambda finding: finding.sort_key),
            problems=sorted(set(self.problems)),
            pages=len(checked),
            suppressed=hidden,
            sources=len({url for urls in self.cited.values() for url in urls}),
            complete=complete,
            results=self._results(checked),
        )

    # The page stage

    def _page_stage(self) -> None:
        job = self.job
        reported = self._reported()
        known = BatchResult() if job.known is None else job.known
        if known.facts:
            wanted = set(reported)
            self._take(known.only(wanted.__contains__))
        tasks: list[Task] = [
            (path, self.archive.is_twin(path), job.overlay.get(path)) for path in reported if path not in known.facts
        ]
        done = len(reported) - len(tasks)
        if job.executor is None and (job.jobs == 1 or len(tasks) < FEW_PAGES):
            batches = self._check_here(tasks)
        else:
            batches = map_batches(job.plan, tasks, jobs=job.jobs, executor=job.executor)
        for count, result in batches:
            self._take(result)
            done += count
            if job.progress is not None:
                job.progress(done, len(reported))

    def _check_here(self, tasks: Sequence[Task]) -> Iterator[tuple[int, BatchResult]]:
        checker = PageChecker(self.job.plan, self.rules)
        for at in range(0, len(tasks), BATCH):
            result = BatchResult()
            batch = tasks[at : at + BATCH]
            try:
                for task in batch:
                    checker.check(task, result)
            except KeyboardInterrupt:
                self._take(result)
                raise
            yield len(batch), result

    def _keep(self, findings: Sequence[Finding]) -> None:
        self.page_findings.extend(findings)
        self.findings.extend(findings)

    def _take(self, result: BatchResult) -> None:
        self.store.update(result.facts)
        if self.job.web is not None:
            self._feed([facts for path in result.facts if (facts := self.store.get(path)) is not None])
        self.store.update(dict.fromkeys(result.vanished))
        self.suppressing.update(result.suppressing)
        self.cited.update(result.sources)
        self._keep(result.findings)
        self.problems.extend(result.problems)
        if result.vanished:
            self._forget(result.vanished)

    def _feed(self, pages: Sequence[PageFacts]) -> None:
        if self.job.web is not None:
            self.job.web.feed(page for page in pages if not self.archive.is_twin(page.path))

    def _source_stage(self) -> None:
        if self.job.web is None:
            return
        rules = source_rules(self.rules)
        for path in self._reported():
            facts = self.store.get(path)
            if facts is not None and not facts.damaged and not self.archive.is_twin(path):
                found = source_findings(facts, rules, self.job.web, self.problems)
                self.findings += located(list(found), self._source(path) or b"")

    def _forget(self, vanished: Sequence[str]) -> None:
        """Pages that git or the walk listed and that are gone are no targets of links any more."""
        gone = set(vanished)
        listing = self.job.listing
        listing = msgspec.structs.replace(
            listing,
            pages=tuple(path for path in listing.pages if path not in gone),
            files=listing.files - gone,
        )
        self.job.listing = listing
        self.archive = Archive(
            self.job.plan.layout, listing, self._facts, self._source, renames=self.job.renames, head=self._head
        )

    # The archive stage

    def _archive_stage(self) -> None:
        job = self.job
        checker = ArchiveChecker(self.archive, self.rules, self.store.get, self._source)
        paths = self.store.readable(self._reported())
        # Only a process without threads can be forked with all it knows: those of the web check would be missing.
        if job.jobs == 1 or len(paths) < FEW_PAGES or job.executor is not None or job.web is not None:
            results: Iterable[BatchResult] = [checker.check(paths)]
        else:
            # Whole years rather than every other page: pages of near days ask for the same.
            size = -(-len(paths) // job.jobs)
            shares = [paths[at : at + size] for at in range(0, len(paths), size)]
            results = map_forked(checker.check, shares)
        for result in results:
            self.findings.extend(result.findings)
            self.problems.extend(result.problems)

    # Suppressions, severities, twins

    def _suppress(self, checked: Sequence[str]) -> tuple[list[Finding], int]:
        shown = self.findings
        hidden_count = 0
        with_directives = {
            path: facts
            for path in checked
            if path in self.suppressing and (facts := self.store.get(path)) is not None and facts.directives
        }
        if with_directives and self.job.honour_suppressions:
            by_page: dict[str, list[Finding]] = {}
            shown = []
            for finding in self.findings:
                (by_page.setdefault(finding.path, []) if finding.path in with_directives else shown).append(finding)
            for path, facts in with_directives.items():
                visible, hidden = suppressed(by_page.get(path, []), facts.directives)
                about, hidden_about = suppressed(self._about_suppressions(facts, hidden), facts.directives)
                shown += visible
                shown += about
                hidden_count += len(hidden) + len(hidden_about)
        return [self._finished(finding) for finding in shown if self._applies(finding)], hidden_count

    def _about_suppressions(self, facts: PageFacts, hidden: Sequence[Finding]) -> list[Finding]:
        registry = self.job.registry
        off = self.ignores.codes(facts.path)
        running = {rule.code for rule in self.rules} - off

        def ran(selector: str) -> bool:
            rule = registry.find(selector)
            return rule is not None and rule.code in running and rule.scope in ("page", "archive")

        uses = list(
            suppression_uses(facts, hidden, known=lambda selector: registry.find(selector) is not None, ran=ran)
        )
        found: list[Finding] = []
        checks = [(rule.code, rule.check) for rule in self.rules if isinstance(rule, SuppressionRule)]
        for use in uses:
            found += run_checks(checks, facts.path, (facts, use), self.problems)
        return located(found, self._source(facts.path) or b"")

    def _applies(self, finding: Finding) -> bool:
        if finding.code in self.ignores.codes(finding.path):
            return False
        facts = self._facts(finding.path) if self.job.concerns is not None else None
        return self.job.concerns is None or facts is None or self.job.concerns(finding, facts, self.archive)

    def _finished(self, finding: Finding) -> Finding:
        severity = self.job.severities.get(finding.code, finding.severity)
        fix = finding.fix
        if fix is not None:
            shared = self.shared[id(fix)] = self.shared.get(id(fix), 0) + len(fix.edits)
            fix = self._mirrored(fix, finding.path) if shared <= max(_MOST_SHARED_EDITS, len(fix.edits)) else None
        if severity is finding.severity and fix is finding.fix:
            return finding
        return msgspec.structs.replace(finding, severity=severity, fix=fix)

    def _mirrored(self, fix: Fix, page: str) -> Fix:
        """A fix of an index is one of its byte-identical twins too: the two are one text in two files."""
        edits: list[Edit] = []
        for edit in fix.edits:
            path = edit.path or page
            edits.append(msgspec.structs.replace(edit, path=path))
            if path.rpartition("/")[2] != self.job.plan.layout.index or path not in self.job.listing.files:
                continue
            original = self._facts(path)
            for twin in self.archive.twins_of(path):
                copy = self._facts(twin) if twin in self.job.listing.files else None
                if original is not None and copy is not None and copy.digest == original.digest:
                    edits.append(msgspec.structs.replace(edit, path=twin))
        return msgspec.structs.replace(fix, edits=tuple(dict.fromkeys(edits)))

    # What pages say

    def _reported(self) -> Sequence[str]:
        return self.job.listing.pages if self.job.reported is None else self.job.reported

    def _facts(self, path: str) -> PageFacts | None:
        if path not in self.store:
            known = path in self.job.listing.files or path in self.job.overlay
            source = self._source(path) if known and path.endswith(".md") else None
            self.store.update({path: None if source is None else parse(path, source, self.job.plan.layout).facts})
        return self.store.get(path)

    def _head(self, path: str) -> PageHead | None:
        return self.store.head(path) if path in self.store else self._facts(path)

    def _source(self, path: str) -> bytes | None:
        if path in self.job.overlay:
            return self.job.overlay[path]
        if path not in self.sources:
            try:
                self.sources[path] = read_page(self.job.root, path)
            except UnreadablePageError:
                self.sources[path] = None
            if len(self.sources) > BATCH:
                del self.sources[next(iter(self.sources))]
        return self.sources.get(path)

    def _results(self, checked: Sequence[str]) -> BatchResult:
        sound = BatchResult(
            facts=self.store.stored(checked),
            findings=self.page_findings,
            suppressing=[path for path in checked if path in self.suppressing],
            sources=self.cited,
        )
        crashed = {problem.path for problem in self.problems}
        return sound.only(lambda path: path not in crashed) if crashed else sound


def plan_options(rules: Mapping[str, Mapping[str, Any]], registry: Registry) -> dict[str, dict[str, Any]]:
    """The `[rules.…]` tables by code, whatever selector they were written under."""
    options: dict[str, dict[str, Any]] = {}
    for selector, given in rules.items():
        rule = registry.find(selector)
        if rule is not None:
            options.setdefault(rule.code, {}).update(given)
    return options


def plan_severities(severity: Mapping[str, Severity], registry: Registry) -> dict[str, Severity]:
    """The `[lint.severity]` table by code, whether rules are named there by code or name."""
    return {rule.code: given for selector, given in severity.items() if (rule := registry.find(selector)) is not None}
