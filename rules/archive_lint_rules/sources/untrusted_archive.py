from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

from archive_lint.api import (
    Finding,
    Invalid,
    Meta,
    Page,
    PageRule,
    RuleOptions,
    Severity,
    UrlError,
    Valid,
    read_url,
    story,
)


class UntrustedArchive(PageRule):
    """A source in a web archive whose captures are not reliable.

    ## What it does
    Reports a source that is a capture of archive.today or one of its mirrors, or of another host that is configured.

    ## Why it matters
    Captures there have been altered later, and its pages have made their readers' browsers take part in an attack.
    Wikipedia has deprecated it. A capture proves something only if its archive does not change it.

    ## Fix
    None: find the original, or a capture in another archive, and cite that.
    """

    code = "U010"
    name = "untrusted-archive"
    summary = "Source is a capture by an archive that alters its captures"
    severity = Severity.WARNING
    since = "0.1"
    yields_to = ("S007", "U005", "U007")

    class Options(RuleOptions, frozen=True):
        """Options: which archives are not trusted."""

        hosts: Annotated[
            tuple[str, ...], Meta(description="Host names of web archives, lower case; their subdomains count too.")
        ] = (
            "archive.today",
            "archive.is",
            "archive.ph",
            "archive.fo",
            "archive.li",
            "archive.md",
            "archive.vn",
        )

    valid = [
        Valid(story(sources=["[Gazette](https://web.archive.org/web/2014/http://gazette.example/a)"])),
        Valid(story(sources=["[Gazette](https://my-archive.is/a)"])),
        Valid(story(sources=["[Gazette](https://gazette.example/archive.is/a)"])),
    ]
    invalid = [
        Invalid(
            story(sources=["[Gazette](http://archive.is/AbCdE)"]),
            at="7:14",
            message="source is a capture by archive.is: http://archive.is/AbCdE",
        ),
        Invalid(story(sources=["[Gazette](https://www.Archive.TODAY/2014/http://gazette.example/a)"]), at="7:14"),
        Invalid(
            story(sources=["[Gazette](https://captures.example/a)"]),
            at="7:14",
            settings={"rules": {"untrusted-archive": {"hosts": ["captures.example"]}}},
        ),
    ]

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self._hosts = tuple(self.options.hosts)
        self._ends = tuple("." + host for host in self._hosts)
        self._names_one = re.compile("|".join(map(re.escape, self._hosts)) or r"(?!)").search

    def check(self, page: Page) -> Iterator[Finding]:
        for link in page.cited:
            if not self._names_one(link.target.lower()):
                continue
            try:
                host = read_url(link.target).host
            except UrlError:
                continue
            if host in self._hosts or host.endswith(self._ends):
                yield self.finding(
                    link.target_place, f"source is a capture by {host}: {link.target}", subject=link.target
                )
