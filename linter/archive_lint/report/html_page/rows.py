"""What the page says of each finding, page by page."""

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
"""Code points. A message names a title or a URL, and both can be of any length; the machine formats hold all of it."""

PageLink = Callable[[str], str]
"""Returns the address of a page, from its path; empty where it has none."""
LineLink = Callable[[str, int], str]
"""Returns the address of a page's line, from the page's path and the number of the line; empty where it has none."""


class Row(NamedTuple):
    """One finding, nothing of it escaped."""

    severity: Severity
    code: str
    place: str
    """Line and column as people write them."""
    href: str
    """Where the line is; empty where it has no address of its own."""
    message: str
    excerpt: Excerpt | None
    help: str
    fix: str
    host: str
    """Of the URL that the finding is about; empty where it is about none."""


class PageRows(NamedTuple):
    """The findings of one page."""

    path: str
    """Empty for what is about no page."""
    href: str
    """Where the page is; empty where it cannot be read and where its lines have addresses of their own."""
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
