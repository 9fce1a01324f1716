"""Repeats checking and fixing, in memory, until nothing is left to fix: the basis of `--fix` and `--diff`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.fix.journal import digest
from archive_lint.fix.plan import Change, PassPlan, bundled_with, changed_files, plan_pass, with_changed_files
from archive_lint.fix.safety import is_decodable, why_not_fixed
from archive_lint.model.finding import Finding
from archive_lint.model.problem import Problem, ProblemKind

MOST_PASSES = 10
"""The most passes: fixes that enable one another end in two or three; more is a conflict between rules."""


class PlannedFixes(Struct, kw_only=True):
    """The fixes of a run and the files that they change. Nothing is written yet."""

    outcome: RunOutcome
    """The outcome of the run once the changes are written."""
    changes: dict[str, Change]
    bundles: list[frozenset[str]]
    """Files that change together."""
    fixed: list[Finding]
    refused: dict[str, str]
    """Files that must not be changed, each with the reason."""


def plan_fixes(run: Run, is_wanted: Callable[[Finding], bool]) -> PlannedFixes:
    """Check an archive and plan the fixes of all findings that `is_wanted` accepts, pass by pass."""
    return _Passes(run, is_wanted).run()


class _Passes:
    def __init__(self, run: Run, is_wanted: Callable[[Finding], bool]) -> None:
        self.first = run
        self.is_wanted = is_wanted
        self.before: dict[str, bytes | None] = {}
        """The content on disk of the files that fixes change; each is read once."""
        self.now: dict[str, bytes] = {}
        self.seen: dict[str, set[str]] = {}
        self.frozen: set[str] = set()
        self.bundles: list[frozenset[str]] = []
        self.fixed: list[Finding] = []
        self.refused: dict[str, str] = {}
        self.refusals: dict[str, str | None] = {}
        self.problems: list[Problem] = []
        self.known: frozenset[tuple[str, str, str]] | None = None
        """The findings that may be fixed at all, once no safe fix is left."""

    def run(self) -> PlannedFixes:
        outcome = execute(self.first)
        if any(problem.kind is ProblemKind.MISREAD_ROOT for problem in outcome.problems):
            return PlannedFixes(outcome=outcome, changes={}, bundles=[], fixed=[], refused={})
        outcome = self._repeat(outcome)
        # An unsafe fix may be wrong and enables no other fix: only findings from before it are fixed.
        self.known = frozenset(_identity(finding) for finding in outcome.findings if finding.fix is not None)
        outcome = self._repeat(outcome)
        changes = {
            path: Change(self.before[path], text)
            for path, text in sorted(self.now.items())
            if self.before[path] != text
        }
        fixed = [finding for finding, files in with_changed_files(self.fixed) if self.frozen.isdisjoint(files)]
        outcome.problems = sorted({*outcome.problems, *self.problems})
        return PlannedFixes(outcome=outcome, changes=changes, bundles=self.bundles, fixed=fixed, refused=self.refused)

    def _repeat(self, outcome: RunOutcome) -> RunOutcome:
        """Fix, pass by pass, until nothing is left to fix. Return the last outcome."""
        plan = self._plan(outcome)
        for _ in range(MOST_PASSES):
            if not plan.contents or not outcome.complete:
                return outcome
            changed = self._make(plan)
            outcome = self._again(outcome, changed)
            plan = self._plan(outcome)
        if plan.contents:
            self._restore(set(plan.contents), plan.fixed, f"fixes do not end after {MOST_PASSES} passes")
            outcome = self._again(outcome, set(plan.contents) | self.frozen)
        return outcome

    def _plan(self, outcome: RunOutcome) -> PassPlan:
        plan = plan_pass(
            outcome.findings,
            content=self._content,
            refusal=self._refusal,
            is_wanted=self._is_wanted,
        )
        self.refused.update(plan.refused)
        return plan

    def _is_wanted(self, finding: Finding) -> bool:
        if finding.fix is None or not self.is_wanted(finding):
            return False
        is_its_turn = finding.fix.safe if self.known is None else _identity(finding) in self.known
        return is_its_turn and (not self.frozen or self.frozen.isdisjoint(changed_files(finding)))

    def _make(self, plan: PassPlan) -> set[str]:
        """Store the contents of a plan. Return the files that differ from before the pass."""
        self.bundles += plan.bundles
        circling: set[str] = set()
        for path, text in plan.contents.items():
            before = self._content(path)
            seen = self.seen.setdefault(path, {digest(before or b"")})
            state = digest(text)
            if state in seen:
                circling.add(path)
            seen.add(state)
            self.now[path] = text
        self.fixed += plan.fixed
        if circling:
            self._restore(circling, plan.fixed, "fixes undo each other")
        return set(plan.contents) | self.frozen

    def _restore(self, paths: set[str], conflicting: list[Finding], why: str) -> None:
        """Restore the first content of files, and of all that changed together with them; exclude them from fixes."""
        restored = bundled_with(paths, self.now, self.bundles)
        codes = sorted({finding.code for finding, files in with_changed_files(conflicting) if restored & files})
        for path in sorted(restored):
            self.problems.append(
                Problem(ProblemKind.CRASH, path, f"{why}: {', '.join(codes)}; the page is left as it was")
            )
            self.now.pop(path, None)
        self.frozen |= restored

    def _again(self, outcome: RunOutcome, changed: set[str]) -> RunOutcome:
        first = self.first
        made = {path for path in self.now if self.before[path] is None}
        listing = replace(
            first.listing, pages=tuple(sorted({*first.listing.pages, *made})), files=first.listing.files | made
        )
        known = outcome.results.only(lambda path: path not in changed)
        again: dict[str, Any] = {
            "overlay": {**first.overlay, **self.now},
            "listing": listing,
            "known": known,
            "progress": None,
        }
        return execute(replace(first, **again))

    def _content(self, path: str) -> bytes | None:
        if path in self.now:
            return self.now[path]
        if path not in self.before:
            self.before[path] = self._read(path)
        return self.before[path]

    def _read(self, path: str) -> bytes | None:
        if path in self.first.overlay:
            return self.first.overlay[path]
        try:
            return read_page(self.first.root, path)
        except UnreadablePageError:
            return None

    def _refusal(self, path: str) -> str | None:
        if path in self.first.overlay:
            return None
        if path not in self.refusals:
            self.refusals[path] = why_not_fixed(self.first.root, path) or self._damage(path)
        return self.refusals[path]

    def _damage(self, path: str) -> str | None:
        source = self._content(path)
        return None if source is None or is_decodable(source) else "is not UTF-8 throughout"


def _identity(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.path, finding.subject
