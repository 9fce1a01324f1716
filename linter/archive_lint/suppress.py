"""Which findings a page's suppression comments hide, and which comments hide nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from archive_lint.model.finding import Finding
from archive_lint.model.page import Directive, DirectiveKind, PageFacts
from archive_lint.rule import SuppressionUse


def hides(directive: Directive, finding: Finding) -> bool:
    """Whether a suppression comment hides a finding: its code or name, and its place."""
    if finding.code not in directive.selectors and finding.name not in directive.selectors:
        return False
    if directive.kind is DirectiveKind.FILE_IGNORE:
        return True
    return directive.covers_start <= finding.span.start < max(directive.covers_end, directive.covers_start + 1)


def suppressed(findings: Sequence[Finding], directives: Sequence[Directive]) -> tuple[list[Finding], list[Finding]]:
    """The findings that show, and those that are hidden."""
    shown: list[Finding] = []
    hidden: list[Finding] = []
    for finding in findings:
        (hidden if any(hides(directive, finding) for directive in directives) else shown).append(finding)
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
    for directive in page.directives:
        unused = tuple(
            selector
            for selector in directive.selectors
            if known(selector)
            and ran(selector)
            and not any(selector in (finding.code, finding.name) and hides(directive, finding) for finding in hidden)
        )
        unknown = tuple(selector for selector in directive.selectors if not known(selector))
        yield SuppressionUse(directive, unknown, unused)
