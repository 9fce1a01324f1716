"""Fills the template: the figures, the pictures and the rows of one report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archive_lint.model.finding import Severity
from archive_lint.model.verdict import VerdictGroup
from archive_lint.report.about import About
from archive_lint.report.escape import iri_path, readable_url
from archive_lint.report.grouping import cited_host
from archive_lint.report.html_page.charts import charts
from archive_lint.report.html_page.environment import script, style, template
from archive_lint.report.html_page.rows import LineLink, PageLink, rows_by_page
from archive_lint.report.report import Report
from archive_lint.report.source import Sources
from archive_lint.report.wording import by_rule, closing_lines, summary_line

_REPLACED = "\ufffd"
"""The character in a path for bytes that are not UTF-8: such a path leads nowhere."""
_AT_ONCE = 500
"""Number of pieces of the template that are joined into one text: calls then cost nothing."""


class Figure(NamedTuple):
    """One number of the head."""

    name: str
    value: str
    kind: str
    target: str = ""
    """The fragment of the page that filters the findings to those counted."""


class CountedRule(NamedTuple):
    """A rule and the number of its findings."""

    code: str
    name: str
    summary: str
    severity: Severity
    number: int
    length: float
    """Length of its bar, in per cent of the longest."""
    url: str


def page(report: Report) -> Iterator[str]:
    """Yield the page in pieces."""
    stream = template().stream(**_values(report))
    stream.enable_buffering(_AT_ONCE)
    return stream


def _values(report: Report) -> dict[str, object]:
    sources = Sources(report.read)
    drawn = charts(report.rot)
    return {
        "report": report,
        "about": report.about,
        "head": list(_head(report.about)),
        "known_hosts": {host for host in map(cited_host, report.findings) if host},
        "title": f"archive-lint: {summary_line(report)}",
        "summary": summary_line(report),
        "style": style(),
        "early": script("early.js"),
        "script": script("report.js"),
        "figures": list(_figures(report)),
        "charts": drawn,
        "closing": list(closing_lines(report)),
        "rules": _rules(report),
        "problems": report.everything()[: len(report.problems)],
        "pages": rows_by_page(report.findings, sources, report.root_url, _page_link(report), _line_link(report)),
    }


def _head(about: About) -> Iterator[tuple[str, str]]:
    """Yield the facts about the run, each with its name."""
    if about.commit:
        yield "commit", about.short_commit
    if about.date is not None:
        yield "date", about.date.strftime("%Y-%m-%d %H:%M UTC")
    if about.version:
        yield "archive-lint", about.version
    if about.command:
        yield "command", about.command


def _page_link(report: Report) -> PageLink:
    """Return the function for URLs of pages on disk, unless a forge shows their lines."""

    def page_link(path: str) -> str:
        if report.links.page(path, 1) or _REPLACED in path:
            return ""
        return f"{report.root_url}{iri_path(path)}"

    return page_link


def _line_link(report: Report) -> LineLink:
    """Return the function for URLs of lines on a forge."""

    def line_link(path: str, line: int) -> str:
        url = _web(report.links.page(path, line))
        return readable_url(url) if url else ""

    return line_link


def _figures(report: Report) -> Iterator[Figure]:
    summary = report.summary
    yield Figure("findings", f"{summary.findings:,}", "plain")
    for name, number in (("errors", summary.errors), ("warnings", summary.warnings), ("infos", summary.infos)):
        kind = name.removesuffix("s")
        yield Figure(name, f"{number:,}", kind, f"severity={kind}" if number else "")
    yield Figure("fixable", f"{summary.fixable:,}", "plain")
    yield Figure("pages", f"{summary.pages:,}", "plain")
    yield Figure("source URLs", f"{summary.urls:,}", "plain")
    if report.rot is not None:
        total = report.rot.total
        yield Figure("dead URLs", f"{total.counts.get(VerdictGroup.DEAD, 0):,}", "dead")


def _rules(report: Report) -> list[CountedRule]:
    found = by_rule(report)
    most = max((number for _, number in found), default=0)
    return [
        CountedRule(
            rule.code, rule.name, rule.summary, rule.severity, number, round(number * 100 / most, 2), _web(rule.url)
        )
        for rule, number in found
    ]


def _web(url: str) -> str:
    """Return a URL that a browser only follows, or an empty text."""
    return url if url.startswith(("https://", "http://")) else ""
