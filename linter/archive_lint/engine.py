"""Runs the rules over an archive: pages in parallel, then what needs them all, in an order that never varies."""

from __future__ import annotations

import gc
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from typing import Any

import msgspec
from msgspec import Struct

from archive_lint.archive import Archive, Listing
from archive_lint.model.finding import Edit, Finding, Fix, Severity
from archive_lint.model.page import Kind, PageFacts
from archive_lint.model.problem import Problem
from archive_lint.model.span import locate
from archive_lint.reading import UnreadablePageError
from archive_lint.registry import Registry
from archive_lint.rule import ArchiveRule, Rule, SuppressionRule
from archive_lint.selection import PathIgnores
from archive_lint.stage import (
    BatchResult,
    PageChecker,
    PageTask,
    StagePlan,
    decode_batch,
    make_rules,
    run_batch,
    run_guarded,
)
from archive_lint.suppress import suppressed, suppression_uses

_BATCH = 128
"""Pages a task: enough that handing over costs nothing, few enough that workers finish together."""
_FEW_PAGES = 400
"""Below this a second process costs more than it saves: measured, starting one takes as long as 300 pages."""

Progress = Callable[[int, int], None]
"""Called with pages done and pages in all."""


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
    overlay: dict[str, bytes] = {}
    """Contents that stand in place of what is on disk."""
    jobs: int = 1
    executor: Executor | None = None
    """Runs the page stage; by default processes of this machine."""
    progress: Progress | None = None
    honour_suppressions: bool = True


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
    facts: dict[str, PageFacts]


def run(job: Run) -> Outcome:
    """Check an archive, or some pages of it."""
    return _Engine(job).run()


class _Engine:
    def __init__(self, job: Run) -> None:
        self.job = job
        self.rules: list[Rule] = make_rules(job.registry, job.plan)
        self.checker = PageChecker(job.plan, self.rules, job.overlay)
        self.facts: dict[str, PageFacts | None] = {}
        self.findings: list[Finding] = []
        self.problems: list[Problem] = []
        self.sources: dict[str, bytes | None] = {}
        self.ignores = PathIgnores(job.registry.rules, job.path_ignores)
        self.archive = Archive(job.plan.layout, job.listing, self._facts, self._source)

    def run(self) -> Outcome:
        complete = True
        with _no_garbage_collection():
            try:
                self._page_stage()
                self._archive_stage()
            except KeyboardInterrupt:
                complete = False
            checked = [path for path in self._reported() if self.facts.get(path) is not None]
            findings, hidden = self._suppress(checked)
        return Outcome(
            findings=sorted(findings, key=lambda finding: finding.sort_key),
            problems=sorted(set(self.problems)),
            pages=len(checked),
            suppressed=hidden,
            sources=self._count_sources(checked),
            complete=complete,
            facts={path: facts for path, facts in self.facts.items() if facts is not None},
        )

    # The page stage

    def _page_stage(self) -> None:
        tasks = [(path, self.archive.is_twin(path)) for path in self._reported()]
        if self.job.executor is None and (self.job.jobs == 1 or len(tasks) < _FEW_PAGES):
            result = BatchResult([], [], [], [])
            for done, (path, is_twin) in enumerate(tasks):
                self.checker.check(PageTask(path, is_twin), result)
                if self.job.progress is not None and done % _BATCH == 0:
                    self.job.progress(done, len(tasks))
            self._take(result)
        else:
            with _executor(self.job) as executor:
                self._map(executor, tasks)
        if self.job.progress is not None:
            self.job.progress(len(tasks), len(tasks))

    def _map(self, executor: Executor, tasks: Sequence[tuple[str, bool]]) -> None:
        plan = msgspec.msgpack.encode(self.job.plan)
        batches = [tasks[at : at + _BATCH] for at in range(0, len(tasks), _BATCH)]
        waiting: deque[tuple[Sequence[tuple[str, bool]], Future[bytes] | None]] = deque()
        done = 0
        try:
            for batch in batches:
                waiting.append((batch, _submit(executor, plan, batch)))
            while waiting:
                batch, future = waiting.popleft()
                self._take(decode_batch(_finish(future, plan, batch)))
                done += len(batch)
                if self.job.progress is not None:
                    self.job.progress(done, len(tasks))
        except KeyboardInterrupt:
            for _, future in waiting:
                if future is not None:
                    future.cancel()
            raise

    def _take(self, result: BatchResult) -> None:
        for facts in result.facts:
            self.facts[facts.path] = facts
        for path in result.vanished:
            self.facts[path] = None
        self.findings.extend(result.findings)
        self.problems.extend(result.problems)
        if result.vanished:
            self._forget(result.vanished)

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
        self.archive = Archive(self.job.plan.layout, listing, self._facts, self._source)

    # The archive stage

    def _archive_stage(self) -> None:
        rules = [rule for rule in self.rules if isinstance(rule, ArchiveRule)]
        twin_rules = [rule for rule in rules if rule.on_twins]
        damage_rules = [rule for rule in rules if rule.on_damaged_pages]
        archive = self.archive
        for path in self._reported():
            facts = self.facts.get(path)
            if facts is None:
                continue
            applicable = twin_rules if archive.is_twin(path) else damage_rules if facts.damaged else rules
            found: list[Finding] = []
            for rule in applicable:
                found.extend(
                    run_guarded(rule.code, path, lambda: rule.check(facts, archive), self.problems, None)  # noqa: B023
                )
            self.findings.extend(self._located(path, found))

    def _located(self, path: str, findings: Sequence[Finding]) -> Iterator[Finding]:
        """Findings of archive rules know bytes; lines are counted only on the few pages that have any."""
        if not findings:
            return
        source = self._source(path) or b""
        for finding in findings:
            start, end = locate(source, finding.span)
            yield msgspec.structs.replace(finding, start=start, end=end)

    # Suppressions, severities, twins

    def _suppress(self, checked: Sequence[str]) -> tuple[list[Finding], int]:
        shown = self.findings
        hidden_count = 0
        with_directives = {
            path: facts for path in checked if (facts := self.facts[path]) is not None and facts.directives
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
        for rule in self.rules:
            if isinstance(rule, SuppressionRule):
                for use in uses:
                    found.extend(
                        run_guarded(rule.code, facts.path, lambda: rule.check(facts, use), self.problems, None)  # noqa: B023
                    )
        return list(self._located(facts.path, found))

    def _applies(self, finding: Finding) -> bool:
        return finding.code not in self.ignores.codes(finding.path)

    def _finished(self, finding: Finding) -> Finding:
        severity = self.job.severities.get(finding.code, finding.severity)
        fix = finding.fix
        if fix is not None:
            fix = self._mirrored(fix, finding.path)
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
        if path in self.facts:
            return self.facts[path]
        known = path in self.job.listing.files or path in self.job.overlay
        facts = self.facts[path] = self.checker.facts(path) if known and path.endswith(".md") else None
        return facts

    def _source(self, path: str) -> bytes | None:
        if path not in self.sources:
            try:
                self.sources[path] = self.checker.read(path)
            except UnreadablePageError:
                self.sources[path] = None
            if len(self.sources) > _BATCH:
                del self.sources[next(iter(self.sources))]
        return self.sources.get(path)

    def _count_sources(self, checked: Sequence[str]) -> int:
        urls: Counter[str] = Counter()
        for path in checked:
            facts = self.facts[path]
            if facts is not None and facts.kind is Kind.STORY:
                urls.update(
                    entry.link.target
                    for entry in facts.sources
                    if entry.link is not None and entry.link.target.startswith(("http://", "https://"))
                )
        return len(urls)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """A run builds millions of small objects without cycles: looking for cycles among them costs a third of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _executor(job: Run) -> Iterator[Executor]:
    if job.executor is not None:
        yield job.executor
        return
    # Here and not above: a run of one named page needs no processes and should not pay for their modules.
    import multiprocessing
    import sys
    from concurrent.futures import ProcessPoolExecutor

    # Forked workers have all modules already. Elsewhere, and where threads may run, a fork is not safe.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(max_workers=job.jobs, mp_context=context, initializer=_start_worker) as executor:
        try:
            yield executor
        except KeyboardInterrupt:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _start_worker() -> None:
    """A worker leaves Ctrl-C to the process that reports."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def _submit(executor: Executor, plan: bytes, batch: Sequence[tuple[str, bool]]) -> Future[bytes] | None:
    try:
        return executor.submit(run_batch, plan, batch)
    except (BrokenExecutor, RuntimeError):
        return None


def _finish(future: Future[bytes] | None, plan: bytes, batch: Sequence[tuple[str, bool]]) -> bytes:
    """A batch's result. Where its worker died, this process does its work: a report is complete or says that it is not."""
    if future is not None:
        try:
            return future.result()
        except BrokenExecutor:
            pass
    return run_batch(plan, batch)


def default_jobs() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def plan_options(rules: Mapping[str, Mapping[str, Any]], registry: Registry) -> dict[str, dict[str, Any]]:
    """The `[rules.…]` tables by code, whatever selector they were written under."""
    options: dict[str, dict[str, Any]] = {}
    for selector, given in rules.items():
        rule = registry.find(selector)
        if rule is not None:
            options.setdefault(rule.code, {}).update(given)
    return options
