from __future__ import annotations

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
    Valid,
    escape_link_target,
    guessed,
    replace,
    story,
)
from archive_lint_rules.sources.citing import TRACKING, matcher, shown, without_parameters

_MEANING = "a site may mean something by a parameter of that name"


class TrackingParameter(PageRule):
    """A source URL with a tracking parameter.

    ## What it does
    Reports query parameters of a source that say where a reader came from and do not change what the site shows:
    `utm_source`, `fbclid` and the like. Captures of web archives are not reported, because the captured URL is part of
    their name.

    ## Why it matters
    One article with many URLs looks like several, and every reader is counted as someone else's click.

    ## Fix
    Unsafe: the parameters are removed, and the rest of the URL stays as it is. A site might use them for something
    else.
    """

    code = "U008"
    name = "tracking-parameter"
    summary = "Source URL carries a tracking parameter"
    severity = Severity.INFO
    since = "0.1"
    yields_to = ("S007", "U005", "U006", "U007")

    class Options(RuleOptions, frozen=True):
        """Options: which parameters count as tracking."""

        parameters: Annotated[
            tuple[str, ...],
            Meta(description="Names of query parameters, ignoring case; a final `*` stands for anything."),
        ] = TRACKING

    valid = [
        Valid(story()),
        Valid(story(sources=["[Gazette](https://gazette.example/a?id=1&page=2)"])),
        Valid(story(sources=["[Gazette](https://archive.example/web/2014/http://gazette.example/a?utm_source=b)"])),
        Valid(
            story(sources=["[Gazette](https://gazette.example/a?utm_source=b)"]),
            settings={"rules": {"U008": {"parameters": ["ref"]}}},
        ),
    ]
    invalid = [
        Invalid(
            story(sources=["[Gazette](https://gazette.example/a?utm_source=x&amp;id=1&fbclid=y#b)"]),
            at="7:14",
            fixed=story(sources=["[Gazette](https://gazette.example/a?id=1#b)"]),
            safe=False,
            message="source carries 'utm_source', 'fbclid': https://gazette.example/a?utm_source=x&id=1&fbclid=y#b",
        ),
    ]

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self._is_tracking = matcher(self.options.parameters)

    def check(self, page: Page) -> Iterator[Finding]:
        for link in page.cited:
            if "?" not in link.target:
                continue
            clean, gone = without_parameters(link.target, self._is_tracking)
            if gone:
                fix = None
                if link.target_start < link.target_end:
                    fix = replace(
                        link.target_span,
                        escape_link_target(clean),
                        "remove the parameters",
                        evidence=guessed(_MEANING),
                    )
                url = shown(link.target)
                names = ", ".join(repr(name) for name in gone)
                yield self.finding(link.target_place, f"source carries {names}: {url}", subject=url, fix=fix)
