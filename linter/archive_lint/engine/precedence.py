"""One cause, one finding: of two findings on the same words, that of the rule with lower precedence is dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from archive_lint.archive.index import Archive
from archive_lint.model.finding import Finding
from archive_lint.rule.base import Rule


class Precedence:
    """The precedence of rules, as they declare it by code in `yields_to`."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = list(rules)
        self._alone = frozenset(rule.code for rule in rules if rule.on_twins_alone)
        self._yields_to: Mapping[str, Collection[str]] = {rule.code: rule.yields_to for rule in rules if rule.yields_to}

    def without_copies(self, findings: Sequence[Finding], archive: Archive) -> list[Finding]:
        """Return the findings without those on an index's twin that repeat a finding on the index."""
        said = {(finding.code, finding.path, finding.subject) for finding in findings if finding.code in self._alone}

        def is_copy(finding: Finding) -> bool:
            if finding.code not in self._alone or not archive.is_twin(finding.path):
                return False
            return (finding.code, archive.index_beside(finding.path), finding.subject) in said

        return [finding for finding in findings if not is_copy(finding)] if said else list(findings)

    def apply(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return the findings without those that yield to another, in their order."""
        pages = {finding.path for finding in findings if finding.code in self._yields_to}
        by_page: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.path in pages:
                by_page.setdefault(finding.path, []).append(finding)
        yielding = {id(each) for found in by_page.values() for each in self._yielding(found)}
        return [finding for finding in findings if id(finding) not in yielding]

    def _yielding(self, found: Sequence[Finding]) -> Iterable[Finding]:
        """Yield those of one page's findings that yield to another of them."""
        by_code: dict[str, list[Finding]] = {}
        for finding in found:
            by_code.setdefault(finding.code, []).append(finding)
        for code in self._yields_to.keys() & by_code.keys():
            stronger = [other for name in self._yields_to[code] for other in by_code.get(name, ())]
            yield from _overlapping(by_code[code], stronger)


def _overlapping(findings: Iterable[Finding], others: Iterable[Finding]) -> Iterable[Finding]:
    """Yield the findings that share a byte with one of the others. Takes linear time, apart from sorting."""
    waiting = sorted(others, key=lambda other: other.span, reverse=True)
    reaches_to = 0
    for finding in sorted(findings, key=lambda each: each.span):
        # An empty span stands for its position.
        end = max(finding.span.end, finding.span.start + 1)
        while waiting and waiting[-1].span.start < end:
            other = waiting.pop().span
            reaches_to = max(reaches_to, other.end, other.start + 1)
        if reaches_to > finding.span.start:
            yield finding
