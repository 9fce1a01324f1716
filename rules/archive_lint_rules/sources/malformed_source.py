from __future__ import annotations

import re
from collections.abc import Iterator

from archive_lint.api import (
    Cause,
    Finding,
    Fix,
    Invalid,
    Kind,
    Link,
    Page,
    PageRule,
    Severity,
    UrlError,
    Valid,
    escape_link_target,
    is_ordinary_url,
    read_url,
    replace,
    story,
)
from archive_lint_rules.sources.citing import shown

_SCHEMES = re.compile(r"(?:(?:h[tx]{2}p|ttp|htp)(s?)(?::[/\\]*|//+))+")
"""One or more schemes in a row, misspelt or not; the last one is what was meant."""


class MalformedSource(PageRule):
    """A source whose target is not an absolute web address.

    ## What it does
    Reports a link of the Source section that no browser can follow from wherever the page is read: one without scheme
    or host, with another scheme than `http` and `https`, with a scheme written twice, with control characters, with
    `&amp;` where Markdown leaves it standing, or with a closing parenthesis that belongs to the sentence around it.
    A single `&amp;` in the page is right: Markdown reads it as `&`.

    ## Why it matters
    The reader who wants to check the story gets an error page or another page of this site.

    ## Fix
    Safe where the mistake is mechanical: `hxxp`, a doubled or incomplete scheme, spaces, `&amp;`, a trailing `)`. Other
    targets are left alone: a missing host cannot be guessed.
    """

    code = "U005"
    name = "malformed-source"
    summary = "Source is not an absolute http or https URL"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.STORY, Kind.OTHER)
    yields_to = ("S007",)

    valid = [
        Valid(story()),
        Valid(story(sources=["[Gazette](http://gazette.example/a?b=c&amp;d=e)"])),
        Valid(story(sources=["[Gazette](https://gazette.example/新闻/(2014))"])),
        Valid(story(sources=["[Gazette](https://archive.example/web/2014/http://gazette.example/)"])),
    ]
    invalid = [
        Invalid(
            story(sources=["[Gazette](hxxp://gazette.example/a)"]),
            at="7:14",
            fixed=story(sources=["[Gazette](http://gazette.example/a)"]),
            message="source 'hxxp://gazette.example/a': scheme 'hxxp' is not http or https",
        ),
        Invalid(
            story(sources=["[Gazette](https:http://gazette.example/a)"]),
            at="7:14",
            fixed=story(sources=["[Gazette](http://gazette.example/a)"]),
        ),
        Invalid(
            story(sources=["[Gazette](https://gazette.example/a?b=c&amp;amp;d=e)"]),
            at="7:14",
            fixed=story(sources=["[Gazette](https://gazette.example/a?b=c&d=e)"]),
        ),
        Invalid(
            story(sources=["[Gazette](<https://gazette.example/a)>)"]),
            at="7:15",
            fixed=story(sources=["[Gazette](<https://gazette.example/a>)"]),
        ),
        Invalid(story(sources=["[Cover Image](/photos/bridge.jpg)"]), at="7:18"),
        Invalid(story(sources=["[Gazette](ftp://gazette.example/a)"]), at="7:14"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        for link in page.cited:
            fault = _fault(link.target)
            if fault is not None:
                url = shown(link.target)
                yield self.finding(link.target_span, f"source {url!r}: {fault}", subject=url, fix=_correction(link))


def _fault(url: str) -> str | None:
    if "&amp;" in url:
        return "'&amp;' where '&' is meant"
    if url.endswith(")") and url.count("(") < url.count(")"):
        return "ends in a closing parenthesis that nothing opens"
    if is_ordinary_url(url):
        return None
    schemes = _SCHEMES.match(url)
    if schemes is not None and schemes[0].count("p") > 1:
        return "scheme written twice"
    try:
        read_url(url)
    except UrlError as error:
        # A user name is a matter of its own: the URL can be read.
        return None if error.cause is Cause.USERINFO else error.detail
    return None


def _correction(link: Link) -> Fix | None:
    url = link.target.strip().replace("&amp;", "&").replace(" ", "%20")
    schemes = _SCHEMES.match(url)
    if schemes is not None:
        url = f"http{schemes[1]}://{url[schemes.end() :]}"
    while url.endswith(")") and url.count("(") < url.count(")"):
        url = url[:-1]
    if not is_ordinary_url(url) or link.target_start == link.target_end:
        return None
    return replace(link.target_span, escape_link_target(url), f"write {url}")
