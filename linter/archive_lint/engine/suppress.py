"""Which findings a page's suppression comments hide, and which comments hide nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence

from archive_lint.model.finding import Finding
from archive_lint.model.page import Directive, DirectiveKind, PageFacts
from archive_lint.rule.base import SuppressionUse


def suppressed(findings: Sequence[Finding], directives: Sequence[Directive]) -> tuple[list[Finding], list[Finding]]:
    """The findings that show, and those that are hidden: by a selector that is their code or name, at their place."""
    covered = _covered(directives)
    shown: list[Finding] = []
    hidden: list[Finding] = []
    for finding in findings:
        hides = any(_covers(covered.get(selector, ()), finding.span.start) for selector in (finding.code, finding.name))
        (hidden if hides else shown).append(finding)
    return shown, hidden


def suppression_uses(
    page: PageFacts,
    hidden: Collection[Finding],
    *,
    known: Callable[[str], bool],
    ran: Callable[[str], bool],
) -> Iterator[SuppressionUse]:
    """What became of each suppression comment of a page.

    `hidden` are the findings that the page's comments hid; `known` tells whether a selector names a rule; `ran` whether
    that rule did run on this page: one that did not can have found nothing, and its suppression is not unused.
    """
    places: dict[str, list[int]] = {}
    for finding in hidden:
        for selector in {finding.code, finding.name}:
            places.setdefault(selector, []).append(finding.span.start)
    for starts in places.values():
        starts.sort()
    for directive in page.directives:
        first, behind = _range(directive)
        unused = tuple(
            selector
            for selector in directive.selectors
            if known(selector) and ran(selector) and not _any_between(places.get(selector, ()), first, behind)
        )
        unknown = tuple(selector for selector in directive.selectors if not known(selector))
        yield SuppressionUse(directive, unknown, unused)


def _range(directive: Directive) -> tuple[int, int]:
    """The bytes at which a finding must begin to be hidden."""
    if directive.kind is DirectiveKind.MALFORMED:
        return 0, 0
    if directive.kind is DirectiveKind.FILE_IGNORE:
        # Also of an empty page, and of findings behind its end.
        return 0, max(directive.covers_end, 1)
    return directive.covers_start, directive.covers_end


def _covered(directives: Sequence[Directive]) -> dict[str, list[tuple[int, int]]]:
    """By selector, what is covered: ranges in order that do not touch."""
    covered: dict[str, list[tuple[int, int]]] = {}
    for first, behind, selector in sorted(
        (*_range(directive), selector) for directive in directives for selector in directive.selectors
    ):
        ranges = covered.setdefault(selector, [])
        if ranges and first <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(behind, ranges[-1][1]))
        else:
            ranges.append((first, behind))
    return covered


def _covers(ranges: Sequence[tuple[int, int]], place: int) -> bool:
    at = bisect_right(ranges, place, key=lambda bounds: bounds[0])
    return at > 0 and place < ranges[at - 1][1]


def _any_between(places: Sequence[int], first: int, behind: int) -> bool:
    at = bisect_left(places, first)
    return at < len(places) and places[at] < behind
