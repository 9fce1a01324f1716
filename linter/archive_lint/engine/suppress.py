"""Matches findings with a page's suppression comments, and finds comments that suppress nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence

from archive_lint.model.finding import Finding
from archive_lint.model.page import Directive, DirectiveKind, PageFacts
from archive_lint.rule.base import SuppressionUse


def suppressed(findings: Sequence[Finding], directives: Sequence[Directive]) -> tuple[list[Finding], list[Finding]]:
    """Return the visible findings, and those hidden by a selector that names their rule where they begin."""
    covered = _covered(directives)
    shown: list[Finding] = []
    hidden: list[Finding] = []
    for finding in findings:
        hides = any(_covers(covered.get(selector, ()), finding.span.start) for selector in selectors_of(finding))
        (hidden if hides else shown).append(finding)
    return shown, hidden


def selectors_of(finding: Finding) -> Sequence[str]:
    """Return the selectors that name a finding's rule, as in `select`: name, code, prefixes, `ALL`."""
    code = finding.code
    return ("ALL", finding.name, *(code[:length] for length in range(1, len(code) + 1)))


def suppression_uses(
    page: PageFacts,
    hidden: Collection[Finding],
    *,
    exists: Callable[[str], bool],
    ran: Callable[[str], bool],
    likely: Callable[[str], str] = lambda _: "",
) -> Iterator[SuppressionUse]:
    """Return what became of each suppression comment of a page.

    `hidden` are the findings that the page's comments hid; `exists` returns whether a selector names a rule; `ran`
    whether all rules that it names ran on this page: one that did not run cannot have found anything, and its
    suppression is not unused; `likely` returns the selector that was probably meant by one that names no rule, empty if
    none is similar.
    """
    starts_of: dict[str, list[int]] = {}
    for finding in hidden:
        for selector in selectors_of(finding):
            starts_of.setdefault(selector, []).append(finding.span.start)
    for starts in starts_of.values():
        starts.sort()
    for directive in page.directives:
        first, end = _range(directive)
        unused = tuple(
            selector
            for selector in directive.selectors
            if exists(selector) and ran(selector) and not _any_between(starts_of.get(selector, ()), first, end)
        )
        unknown = tuple(selector for selector in directive.selectors if not exists(selector))
        yield SuppressionUse(directive, unknown, unused, tuple(likely(selector) for selector in unknown))


def _range(directive: Directive) -> tuple[int, int]:
    """Return the range of bytes in which a finding must begin to be hidden; the end is exclusive."""
    if directive.kind is DirectiveKind.MALFORMED:
        return 0, 0
    if directive.kind is DirectiveKind.FILE_IGNORE:
        # Also on an empty page, and for findings after its end.
        return 0, max(directive.covers_end, 1)
    return directive.covers_start, directive.covers_end


def _covered(directives: Sequence[Directive]) -> dict[str, list[tuple[int, int]]]:
    """Return the covered ranges by selector, in order, without ranges that touch."""
    covered: dict[str, list[tuple[int, int]]] = {}
    for first, end, selector in sorted(
        (*_range(directive), selector) for directive in directives for selector in directive.selectors
    ):
        ranges = covered.setdefault(selector, [])
        if ranges and first <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((first, end))
    return covered


def _covers(ranges: Sequence[tuple[int, int]], start: int) -> bool:
    at = bisect_right(ranges, start, key=lambda bounds: bounds[0])
    return at > 0 and start < ranges[at - 1][1]


def _any_between(starts: Sequence[int], first: int, end: int) -> bool:
    at = bisect_left(starts, first)
    return at < len(starts) and starts[at] < end
