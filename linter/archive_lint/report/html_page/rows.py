"""The rows of findings on the HTML page, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from archive_lint.model.finding import Finding, Severity
from archive_lint.report.grouping import cited_host
from archive_lint.report.html_page.excerpt import Excerpt, excerpt
from archive_lint.report.report import is_whole_page
from archive_lint.report.source import Sources, SourceText
from archive_lint.text import shortened

_MOST_OF_A_MESSAGE = 500
"""The most code points of a message. It names a title or a URL of any length; formats for programs have all of it."""

PageLink = Callable[[str], str]
"""A function that returns the URL of a page, from its path; empty if it has none."""
LineLink = Callable[[str, int], str]
"""A function that returns the URL of a page's line, from path and line number; empty if it has none."""


class Row(NamedTuple):
    """One finding, nothing of it escaped."""

    severity: Severity
    code: str
    place: str
    """Line and column as people write them."""
    href: str
    """URL of the line; empty if it has none."""
    message: str
    excerpt: Excerpt | None
    help: str
    fix: str
    host: str
    """Host of the URL that the finding is about; empty if it is not about a URL."""


class PageRows(NamedTuple):
    """The findings of one page."""

    path: str
    """Path of the page; empty for findings that are not about a page."""
    href: str
    """URL of the page; empty if it cannot be read, or if its lines have URLs."""
    text: str
    """Of the link; empty where the link is the root and the path as it is, which style sheet and script then show.

    A page's path is the longest text of most findings: written once, a report of thousands is small enough to send.
    """
    rows: Iterator[Row]


def rows_by_page(
    findings: Iterable[Finding], sources: Sources, root_url: str, page_link: PageLink, line_link: LineLink
) -> Iterator[PageRows]:
    """Yield the rows of each page, in the order of the findings, each page read once.

    `root_url` is what the link of a page has before its path.
    """
    for path, found in groupby(findings, lambda finding: finding.path):
        source = sources.get(path) if path else None
        href = "" if source is None else page_link(path)
        yield PageRows(path, href, "" if href == root_url + path else path, _rows(list(found), source, line_link))


def _rows(findings: Iterable[Finding], source: SourceText | None, line_link: LineLink) -> Iterator[Row]:
    for finding in findings:
        told = f"{finding.path} "
        message = shortened(finding.message, _MOST_OF_A_MESSAGE)
        yield Row(
            severity=finding.severity,
            code=finding.code,
            place=f"line {finding.start.line}:{finding.start.column}" if finding.path else "",
            href="" if source is None else line_link(finding.path, finding.start.line),
            message=message,
            excerpt=None if source is None or is_whole_page(finding) else excerpt(source, finding, told + message),
            help=shortened(finding.help or "", _MOST_OF_A_MESSAGE),
            fix=_fix(finding),
            host=cited_host(finding),
        )


def _fix(finding: Finding) -> str:
    if finding.fix is None:
        return ""
    return f"{shortened(finding.fix.message, _MOST_OF_A_MESSAGE)}{'' if finding.fix.safe else ' (unsafe)'}"
