"""Findings under headings, and the worst of too many: for formats for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from archive_lint.model.finding import Finding
from archive_lint.report.ansi import Paint
from archive_lint.report.escape import terminal
from archive_lint.report.report import Report, by_severity
from archive_lint.report.view import Grouping, View
from archive_lint.report.wording import counted_by_severity

NO_HOST = "no host"
"""The heading of findings that are not about a URL of the web."""


class Group(NamedTuple):
    """Findings with something in common, in the order of the report."""

    name: str
    """The text that they have in common, which may be hostile."""
    findings: list[Finding]


def finding_lines(
    report: Report, view: View, lines_of: Callable[[Finding], Iterable[str]], *, between: Sequence[str] = ()
) -> Iterator[str]:
    """Yield the lines of the findings that a view shows, with its headings; `between` are lines after each group."""
    findings = report.everything_untold()
    shown = {id(finding) for finding in by_severity(findings)[: view.most]}
    if view.group_by is None:
        for finding in findings:
            if id(finding) in shown:
                yield from lines_of(finding)
        return
    paint = Paint(color=view.color)
    for group in grouped(findings, view.group_by):
        members = [finding for finding in group.findings if id(finding) in shown]
        if members:
            yield paint(_heading(group, len(members)), "bold")
            for finding in members:
                yield from lines_of(finding)
            yield from between


def hidden_count(report: Report, view: View) -> int:
    """Return the number of findings that a view leaves out."""
    return 0 if view.most is None else max(0, len(report.everything_untold()) - view.most)


def grouped(findings: Iterable[Finding], by: Grouping) -> list[Group]:
    """Return the groups in an order that depends on the findings alone.

    Pages are in the order of the report, rules by severity and number of findings, hosts by number, those without a
    host last.
    """
    name_of, order = _GROUPINGS[by]
    members: dict[str, list[Finding]] = {}
    for finding in findings:
        members.setdefault(name_of(finding), []).append(finding)
    groups = [Group(name, together) for name, together in members.items()]
    return groups if order is None else sorted(groups, key=order)


def cited_host(finding: Finding) -> str:
    """Return the counted host of the URL that a finding is about; empty if it is not about a URL."""
    # Imported here: only this grouping parses URLs.
    from archive_lint.model.url import UrlError, host_of, read_url

    url = finding.verdict.get("url") if finding.verdict else None
    try:
        return host_of(read_url(url if isinstance(url, str) else finding.subject).text)
    except UrlError:
        return ""


def _heading(group: Group, shown: int) -> str:
    only = f" ({shown:,} shown)" if shown < len(group.findings) else ""
    return f"== {terminal(group.name)}: {counted_by_severity(group.findings)}{only} =="


def _rule_order(group: Group) -> tuple[int, int, str]:
    worst = max(finding.severity.rank for finding in group.findings)
    return (-worst, -len(group.findings), group.name)


def _host_order(group: Group) -> tuple[bool, int, str]:
    return (group.name == NO_HOST, -len(group.findings), group.name)


_Order = Callable[[Group], tuple[object, ...]]

_GROUPINGS: dict[Grouping, tuple[Callable[[Finding], str], _Order | None]] = {
    Grouping.RULE: (lambda finding: f"{finding.code} {finding.name}", _rule_order),
    Grouping.PAGE: (lambda finding: finding.path or "archive-lint", None),
    Grouping.HOST: (lambda finding: cited_host(finding) or NO_HOST, _host_order),
}
