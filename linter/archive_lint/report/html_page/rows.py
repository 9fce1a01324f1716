"""What the page says of one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from archive_lint.model.finding import Finding, Severity
from archive_lint.report.grouping import cited_host
from archive_lint.report.html_page.excerpt import Excerpt, excerpt
from archive_lint.report.report import is_whole_page
from archive_lint.report.source import Sources
from archive_lint.text import shortened

_MOST_OF_A_MESSAGE = 500
"""Code points. A message names a title or a URL, and both can be of any length; the machine formats hold all of it."""

PageLink = Callable[[str, int], str]
"""Returns the address of a page's line, from the page's path and the number of the line."""


class Row(NamedTuple):
    """One finding, nothing of it escaped."""

    severity: Severity
    code: str
    place: str
    """Path, line and column as people write them."""
    href: str
    """Where the page is; empty where it cannot be read."""
    message: str
    excerpt: Excerpt | None
    help: str
    fix: str
    host: str
    """Of the URL that the finding is about; empty where it is about none."""


def rows(findings: Iterable[Finding], sources: Sources, page_link: PageLink) -> Iterator[Row]:
    """Yield the rows of findings, each page read once."""
    for finding in findings:
        source = sources.get(finding.path) if finding.path else None
        whole = is_whole_page(finding)
        place = f":{finding.start.line}:{finding.start.column}"
        yield Row(
            severity=finding.severity,
            code=finding.code,
            place=f"{finding.path}{place}" if finding.path else "",
            href="" if source is None else page_link(finding.path, finding.start.line),
            message=shortened(finding.message, _MOST_OF_A_MESSAGE),
            excerpt=None if source is None or whole else excerpt(source, finding),
            help=shortened(finding.help or "", _MOST_OF_A_MESSAGE),
            fix=_fix(finding),
            host=cited_host(finding),
        )


def _fix(finding: Finding) -> str:
    if finding.fix is None:
        return ""
    return f"{shortened(finding.fix.message, _MOST_OF_A_MESSAGE)}{'' if finding.fix.safe else ' (unsafe)'}"
