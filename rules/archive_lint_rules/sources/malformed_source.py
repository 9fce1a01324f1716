from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from archive_lint.api import (
    Cause,
    Finding,
    Fix,
    Ground,
    Invalid,
    Link,
    Page,
    PageRule,
    Severity,
    UrlError,
    Valid,
    escape_link_target,
    following,
    is_ordinary_url,
    lazy_pattern,
    literal,
    read_url,
    replace,
    story,
)
from archive_lint_rules.sources.citing import shown

_SCHEMES = lazy_pattern(r"(?:(?:h[tx]{2}p|ttp|htp)(s?)(?::[/\\]*|//+))+")
"""One or more schemes in a row, misspelt or not; the last one was meant."""


_STRANGE = lazy_pattern("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Characters that nobody sees, and that no URL has unencoded."""
_SITE = lazy_pattern(r"[^/?#]*//[^/?#]*")
_WIDE = lazy_pattern("[\uff01-\uff60\u3002\u3000\uff61]")
_SENTENCE_ENDS = (
    "\u3002",
    "\uff0c",
    "\u3001",
    "\uff1b",
    "\uff1a",
    "\uff01",
    "\uff1f",
    "\uff09",
    "\u300d",
    "\u300f",
    "\u201d",
)


class MalformedSource(PageRule):
    """A source whose target is not an absolute http(s) URL.

    ## What it does
    Reports a link of the Source section that a browser cannot follow from every copy of the page: one without scheme or
    host, with another scheme than `http` and `https`, with a scheme written twice, with control or invisible
    characters, with a full-width host, with an `&amp;` that Markdown does not decode, or with punctuation at its end
    that belongs to the sentence around it, such as a closing parenthesis. A single `&amp;` in the page is right:
    Markdown reads it as `&`.

    ## Why it matters
    A reader who wants to verify the story gets an error page or another page of this site.

    ## Fix
    Safe if the mistake is mechanical: `hxxp`, a doubled or incomplete scheme, spaces, `&amp;`, a trailing `)`,
    invisible and full-width characters. Other targets are not changed: a missing host cannot be guessed.
    """

    code = "U005"
    name = "malformed-source"
    summary = "Source is not an absolute http or https URL"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (Ground.ITSELF,)
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
        Invalid(
            story(sources=["[Gazette](https://gaz\u200bette.example/a)"]),
            at="7:14",
            fixed=story(sources=["[Gazette](https://gazette.example/a)"]),
            message="source 'https://gaz\\u200bette.example/a': invisible character U+200B",
        ),
        Invalid(
            story(sources=["[Gazette](https://gazette\uff0eexample/a)"]),
            at="7:14",
            fixed=story(sources=["[Gazette](https://gazette.example/a)"]),
        ),
        Invalid(
            story(sources=[f"[Gazette](https://gazette.example/a) [IMG]({url})" for url in ("/x.jpg", "//y/z")]),
            at=("7:47", "8:47"),
        ),
        Invalid(story(sources=["[Cover Image](/photos/bridge.jpg)"]), at="7:18"),
        Invalid(story(sources=["[Gazette](ftp://gazette.example/a)"]), at="7:14"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        for link in _links(page):
            fault = _fault(link.target)
            if fault is not None:
                url = shown(link.target)
                yield self.finding(link.target_place, f"source {url!r}: {fault}", subject=url, fix=_correction(link))


def _links(page: Page) -> Iterator[Link]:
    """Yield the links of the Source section, including those whose target is not a URL."""
    yield from page.cited
    for entry in page.facts.sources:
        for link in entry.further:
            if not link.is_external or link.target.startswith("//"):
                yield link


def _fault(url: str) -> str | None:
    if not url.isascii():
        strange = _STRANGE.search(url)
        if strange is not None:
            return f"invisible character U+{ord(strange[0]):04X}"
        site = _SITE.match(url)
        wide = _WIDE.search(site[0]) if site is not None and not _names_address(url) else None
        if wide is not None:
            return f"full-width character {wide[0]!r} in its host"
        if url.endswith(_SENTENCE_ENDS):
            return f"ends in {url[-1]!r}, which belongs to the sentence around it"
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
        # A user name is reported by another rule: the URL can be parsed.
        return None if error.cause is Cause.USERINFO else error.detail
    return None


def _names_address(url: str) -> bool:
    """Return whether a host is an IP address in any notation: another, more severe rule reports that."""
    try:
        return literal(read_url(url).host) is not None
    except UrlError:
        return False


def _correction(link: Link) -> Fix | None:
    url = _STRANGE.sub("", link.target).strip().replace("&amp;", "&").replace(" ", "%20")
    site = _SITE.match(url)
    if site is not None and not site[0].isascii():
        url = unicodedata.normalize("NFKC", site[0]).replace("\u3002", ".") + url[site.end() :]
    url = url.rstrip("".join(_SENTENCE_ENDS))
    schemes = _SCHEMES.match(url)
    if schemes is not None:
        url = f"http{schemes[1]}://{url[schemes.end() :]}"
    while url.endswith(")") and url.count("(") < url.count(")"):
        url = url[:-1]
    if not is_ordinary_url(url) or link.target_start == link.target_end:
        return None
    return replace(link.target_span, escape_link_target(url), f"write {url}", evidence=following())
