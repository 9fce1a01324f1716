"""Calls rules for a page: which rules, with which arguments, and what follows if one crashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from archive_lint.model.finding import Finding
from archive_lint.model.layout import Kind
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.model.span import locate, locate_offsets
from archive_lint.rule.base import ArchiveRule, PageRule
from archive_lint.text import raised_at

BoundCheck = tuple[str, Callable[..., Iterable[Finding]]]
"""A rule's code, and its method bound to it."""


class Checks:
    """The rules to call for a page."""

    def __init__(self, rules: Sequence[PageRule] | Sequence[ArchiveRule]) -> None:
        def by_kind(chosen: Iterable[PageRule | ArchiveRule]) -> dict[Kind, list[BoundCheck]]:
            chosen = list(chosen)
            return {kind: [(rule.code, rule.check) for rule in chosen if kind in rule.kinds] for kind in Kind}

        self._whole = by_kind(rules)
        self._twins = by_kind(rule for rule in rules if rule.on_twins)
        self._damaged = by_kind(rule for rule in rules if rule.on_damaged_pages)

    def of(self, kind: Kind, *, is_twin: bool, is_damaged: bool) -> list[BoundCheck]:
        """Return the checks for a page of a kind, in the rules' order.

        Findings repeated on a twin are reported on its index.
        """
        if is_twin:
            return self._twins[kind]
        return self._damaged[kind] if is_damaged else self._whole[kind]


def run_checks(
    checks: Iterable[BoundCheck], path: str, seen: tuple[Any, ...], problems: list[Problem]
) -> list[Finding]:
    """Return the findings of rules on the page at `path`; `seen` are the arguments of the checks.

    A rule that crashes is reported as a problem; its findings up to then count.
    """
    # One `try` around all of them: one for each takes measurably longer. If one crashes, each is called by itself. And
    # no list is extended by a generator, most of which yield nothing: that takes twice as long as this loop. A rule may
    # be from another package: its crash must not end the run.
    try:
        return [_of_page(finding, path) for _, check in checks for finding in check(*seen)]
    except (Exception, SystemExit):  # noqa: BLE001, S110  # `suppress` would take longer than some rules
        pass
    # Not within the `except`, so that the traceback does not show the same crash twice.
    return _run_each(checks, path, seen, problems)


def _run_each(checks: Iterable[BoundCheck], path: str, seen: tuple[Any, ...], problems: list[Problem]) -> list[Finding]:
    found: list[Finding] = []
    for code, check in checks:
        try:
            for finding in check(*seen):
                found.append(_of_page(finding, path))  # noqa: PERF401  # what it found before it crashes stands
        except (Exception, SystemExit) as error:  # noqa: BLE001
            problems.append(_crash(code, path, error, problems))
    return found


def _of_page(finding: Finding, path: str) -> Finding:
    """Return a finding as one of this page: a rule may have named another, but it was given this one."""
    if not isinstance(finding, Finding):
        raise TypeError(f"it yielded a {type(finding).__name__}, not a Finding")
    return msgspec.structs.replace(finding, path=path)


def _crash(code: str, path: str, error: BaseException, problems: Iterable[Problem]) -> Problem:
    raised = raised_at(error)
    place = "" if raised is None else f"line {raised[1]} of {raised[0].rpartition('/')[2]}"
    # A rule that crashes on one page often does so on all: writing the traceback takes longer than checking the page.
    is_first = all((problem.code, problem.place) != (code, place) for problem in problems)
    message = f"rule {code} crashed here: {type(error).__name__}: {error}{f' ({place})' if place else ''}"
    traceback = _traceback(error) if is_first else ""
    return Problem(ProblemKind.CRASH, path, message, code=code, traceback=traceback, place=place)


def _traceback(error: BaseException) -> str:
    # Imported here: a run in which nothing crashes should not pay for it.
    from traceback import format_exception

    return "".join(format_exception(error)).rstrip()


def located(findings: Sequence[Finding], source: bytes) -> list[Finding]:
    """Return findings of one page with their lines and columns: rules only know bytes."""
    if len(findings) == 1:
        start, end = locate(source, findings[0].span)
        return [msgspec.structs.replace(findings[0], start=start, end=end)]
    offsets = [offset for finding in findings for offset in (finding.span.start, finding.span.end)]
    positions = locate_offsets(source, offsets)
    return [
        msgspec.structs.replace(finding, start=positions[finding.span.start], end=positions[finding.span.end])
        for finding in findings
    ]
