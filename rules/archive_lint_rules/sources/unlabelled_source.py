from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_lint.api import (
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
    escape_link_text,
    following,
    guessed,
    read_url,
    replace,
    story,
)
from archive_lint_rules.sources.citing import shown

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without width that `str.strip` does not take for white space."""


class UnlabelledSource(PageRule):
    """A source without a label.

    ## What it does
    Reports an entry of the Source section whose link has no visible text between its brackets. If all links of a page
    are sources, only those in Markdown are checked; a link in HTML may show a picture.

    ## Why it matters
    There is nothing to click on, and nothing that names the source.

    ## Fix
    The host of the URL becomes the label, as in `www.gazette.example`. Unsafe if another source of the page has a
    proper name, as in `Gazette`: then this one has a name, too.
    """

    code = "U009"
    name = "unlabelled-source"
    summary = "Source has an empty or blank label"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.LINK_TARGET,)
    yields_to = ("S007", "U005")

    valid = [
        Valid(story()),
        Valid(story(sources=["[ Gazette ](https://gazette.example/a)"])),
        Valid(story(sources=["[![](https://gazette.example/logo.png)](https://gazette.example/a)"])),
    ]
    invalid = [
        Invalid(
            story(sources=["[](https://www.gazette.example/a)"]),
            at="7:4",
            fixed=story(sources=["[www.gazette.example](https://www.gazette.example/a)"]),
            message="source has no label: https://www.gazette.example/a",
        ),
        Invalid(
            story(sources=["[ &nbsp;](https://gazette.example/a)"]),
            at="7:4",
            fixed=story(sources=["[gazette.example](https://gazette.example/a)"]),
        ),
        Invalid(
            story(sources=["[](https://gazette.example/a)", "[Herald](https://herald.example/b)"]),
            at="7:4",
            fixed=story(sources=["[gazette.example](https://gazette.example/a)", "[Herald](https://herald.example/b)"]),
            safe=False,
            note="the page calls its sources by their names",
        ),
        Invalid(story(sources=["[](bridge.html)"]), at="7:4"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        links = _links(page)
        for link in links:
            if _is_blank(link) and b"![" not in page.source[link.start : link.text_end]:
                url = shown(link.target)
                yield self.finding(link, f"source has no label: {url}", subject=url, fix=_label(link, links))


def _links(page: Page) -> Sequence[Link]:
    """Return the links that should have labels.

    On a page where every link is a source, links in HTML are left out: what they show is unknown.
    """
    if page.layout.cites_in_body:
        return [link for link in page.cited if page.source.startswith(b"[", link.start)]
    return [entry.link for entry in page.facts.sources if entry.link is not None]


def _is_blank(link: Link) -> bool:
    # Nearly every label begins with a letter.
    return not link.text[:1].isalnum() and link.rendered and not link.text.strip().strip(_INVISIBLE).strip()


def _label(link: Link, links: Sequence[Link]) -> Fix | None:
    host = _host(link)
    if host is None:
        return None
    others = [each for each in links if not _is_blank(each)]
    evidence = following(Ground.LINK_TARGET)
    if not all(_is_called_by_host(each) for each in others):
        evidence = guessed("the other sources are called by their names, and this one has a name, too")
    return replace(link.text_span, escape_link_text(host), f"name it {host}", evidence=evidence)


def _is_called_by_host(link: Link) -> bool:
    host, text = _host(link), link.text.strip().casefold()
    return host is not None and text.removeprefix("www.") == host.removeprefix("www.")


def _host(link: Link) -> str | None:
    try:
        return read_url(link.target).host
    except UrlError:
        return None
