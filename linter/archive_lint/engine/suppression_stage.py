"""The suppression stage, the last one: hides suppressed findings, and completes those to report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from archive_lint.archive.index import Archive
from archive_lint.engine.checks import BoundCheck, located, run_checks
from archive_lint.engine.suppress import suppressed, suppression_uses
from archive_lint.model.finding import Finding
from archive_lint.model.page import PageFacts
from archive_lint.model.problem import Problem
from archive_lint.rule.base import Rule, SuppressionRule
from archive_lint.rule.registry import Registry
from archive_lint.rule.selection import PathIgnores

FindingFilter = Callable[[Finding, PageFacts, Archive], bool]
"""A function that returns whether a finding on a page is wanted."""


class SuppressionStage:
    """Processes the findings of all other stages. Crashes are added to `problems`."""

    def __init__(
        self,
        archive: Archive,
        registry: Registry,
        rules: Sequence[Rule],
        *,
        path_ignores: Mapping[str, tuple[str, ...]],
        finish: Callable[[Finding], Finding],
        is_wanted: FindingFilter | None,
        problems: list[Problem],
    ) -> None:
        self._archive = archive
        self._registry = registry
        self._checks: list[BoundCheck] = [
            (rule.code, rule.check) for rule in rules if isinstance(rule, SuppressionRule)
        ]
        running = [rule for rule in rules if rule.scope in ("page", "archive")]
        self._running = {rule.code for rule in running}
        self._running_on_twins = {rule.code for rule in running if rule.on_twins and not rule.on_twins_alone}
        self._ignores = PathIgnores(registry.rules, path_ignores)
        self._finish = finish
        self._is_wanted = is_wanted
        self._problems = problems

    def applying(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Return the findings of the rules that run on their page: nothing yields to others."""
        return [finding for finding in findings if finding.code not in self._ignores.codes(finding.path)]

    def run(self, findings: Sequence[Finding], suppressing: Iterable[PageFacts]) -> tuple[list[Finding], int]:
        """Return the findings to report, and the number of hidden ones.

        `suppressing` are the pages with suppressions.
        """
        shown: Sequence[Finding] = findings
        hidden_count = 0
        with_directives = {page.path: page for page in suppressing}
        if with_directives:
            by_page: dict[str, list[Finding]] = {}
            left: list[Finding] = []
            shown = left
            for finding in findings:
                (by_page.setdefault(finding.path, []) if finding.path in with_directives else left).append(finding)
            for path, page in with_directives.items():
                visible, hidden = suppressed(by_page.get(path, []), page.directives)
                about, hidden_about = suppressed(self._about_suppressions(page, hidden), page.directives)
                left += visible
                left += about
                hidden_count += len(hidden) + len(hidden_about)
        return [self._finish(finding) for finding in shown if self._applies(finding)], hidden_count

    def _about_suppressions(self, page: PageFacts, hidden: Sequence[Finding]) -> list[Finding]:
        registry = self._registry
        # A twin has its index's comments: whether they hide anything is seen where the rules look.
        running = self._running_on_twins if self._archive.is_twin(page.path) else self._running
        running = running - self._ignores.codes(page.path)
        uses = suppression_uses(
            page,
            hidden,
            exists=lambda selector: bool(registry.named_by(selector)),
            ran=lambda selector: registry.named_by(selector) <= running,
            likely=registry.likeliest,
        )
        found: list[Finding] = []
        for use in list(uses):
            found += run_checks(self._checks, page.path, (page, use), self._problems)
        return located(found, self._archive.source(page.path) or b"")

    def _applies(self, finding: Finding) -> bool:
        if finding.code in self._ignores.codes(finding.path):
            return False
        page = self._archive.facts(finding.path) if self._is_wanted is not None else None
        return self._is_wanted is None or page is None or self._is_wanted(finding, page, self._archive)
