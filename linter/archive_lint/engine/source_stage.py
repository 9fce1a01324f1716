"""The source stage: calls rules with the verdicts on cited URLs, for every page that cites them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from archive_lint.engine.checks import run_checks
from archive_lint.model.finding import Finding, Severity
from archive_lint.model.page import PageFacts
from archive_lint.model.problem import Problem
from archive_lint.model.source import Source
from archive_lint.model.verdict import Verdict
from archive_lint.rule.base import Rule


class SourceCheck(Protocol):
    """The check of sources that runs beside the engine, in any implementation."""

    def feed(self, pages: Iterable[PageFacts]) -> None:
        """Add pages whose sources are to be checked, as soon as they are known."""

    def verdicts(self) -> Mapping[str, Verdict]:
        """Wait for the check to end; return the verdicts by URL as cited. No pages may be fed after the first call."""
        ...

    def archived(self, source: Source) -> str:
        """Return the URL of the verified archived copy of a lost source; empty if none was found."""
        ...

    def may_fail(self, source: Source, verdict: Verdict) -> bool:
        """Return whether a lost source may fail the run; otherwise it is reported for information."""
        ...


def judged_sources(page: PageFacts, check: SourceCheck) -> Iterator[tuple[Source, Verdict]]:
    """Yield the sources of a page that have a verdict."""
    verdicts = check.verdicts()
    for entry, link in page.citations():
        verdict = verdicts.get(link.target)
        if verdict is not None:
            source = Source(page.path, page.date, entry, link)
            yield msgspec.structs.replace(source, archived=check.archived(source)), verdict


def source_findings(
    page: PageFacts, rules: Sequence[Rule], check: SourceCheck, problems: list[Problem]
) -> Iterator[Finding]:
    """Yield the findings of rules on the sources of a page; crashes are added to `problems`."""
    for source, verdict in judged_sources(page, check):
        for rule in rules:
            found = run_checks([(rule.code, rule.check_source)], page.path, (source, verdict), problems)
            for finding in found:
                if check.may_fail(source, verdict):
                    yield finding
                else:
                    yield msgspec.structs.replace(finding, severity=Severity.INFO)


def source_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules that report checked sources."""
    return [rule for rule in rules if type(rule).check_source is not Rule.check_source]
