from __future__ import annotations

import re
from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Kind, Page, PageRule, Severity, Valid, is_edited, story
from archive_lint_rules.titles import letters_of

_SHORTEST_WORD = 3
"""The fewest letters of a significant word."""
_NO_LETTER = re.compile(r"[\W_]+")


class SlugTitleMismatch(PageRule):
    """A story whose file name was made from another title.

    ## What it does
    Reports a story whose slug and title do not agree. They need not be equal: a slug may be cut, may lack later words
    of the title, and letters that were lost or transliterated on one side are ignored, as is a slug in another script
    than its title. If the title stands in front matter, file names are chosen by hand: half of their words in the title
    are enough, and a page whose slug or URL stands there too may have any name.

    ## Why it matters
    Two stories may have been mixed up in one file, or one story replaced by another at the same URL.

    ## Fix
    None: renaming a page breaks the links to it, and the title may be wrong instead.
    """

    code = "T001"
    name = "slug-title-mismatch"
    summary = "File name does not match the title"
    severity = Severity.INFO
    since = "0.1"
    kinds = (Kind.STORY,)
    yields_to = ("T004", "T006", "T007")

    valid = [
        Valid(story()),
        Valid(
            story(title="Nestlé opens a café in Zürich"),
            path="news/2014/05/23/nestla-c-opens-a-cafa-c-in-zurich.md",
            note="UTF-8 transliterated as if it were Latin-1",
        ),
        Valid(story(title="Sebastian Piera speaks"), path="news/2014/05/23/sebastia-n-pia-era-speaks.md"),
        Valid(story(title="Harbour: Bridge reopens"), path="news/2014/05/23/bridge-reopens.md"),
        Valid("---\ntitle: The market moves to the port\n---\n", path="news/2014/05/23/moving-market-port.md"),
        Valid(story(title="桥梁重新开放，7.0级地震后"), path="news/2014/05/23/桥梁重新开放-70级地.md"),
        Valid("---\nslug: port-closes\ntitle: Storm closes the port\n---\n" + story(title=None)),
        Valid(story(title="Мост снова открыт"), path="news/2014/05/23/most-snova-otkryt.md"),
    ]
    invalid = [
        Invalid(
            story(title="Storm closes the port"),
            at="3:1",
            message="file name 'harbour-bridge-reopens-after-repairs' does not match the title 'Storm closes the port'",
        ),
        Invalid("---\ntitle: Storm closes the port\n---\n" + story(), at="2:8"),
        Invalid(story(title="桥梁重新开放"), at="3:1", path="news/2014/05/23/风暴关闭港口.md"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        facts = page.facts
        if facts.title is None or (facts.front is not None and facts.front.has_address):
            return
        title, slug = letters_of(facts.title.text), letters_of(facts.slug)
        if facts.is_titled_above and _is_made_of(title, facts.slug):
            return
        if not title or not slug or title.startswith(slug) or _agree(title, slug, facts.title.text, facts.slug):
            return
        message = f"file name {facts.slug!r} does not match the title {facts.title.text!r}"
        yield self.finding(facts.title, message, subject=facts.slug)


def _agree(title: str, slug: str, shown_title: str, shown_slug: str) -> bool:
    if slug in title or title in slug:
        return True
    if slug.isascii() and sum(letter.isascii() for letter in title) * 2 < len(title):
        return True
    words = " ".join(_NO_LETTER.split(shown_title))[: len(shown_slug) + 10]
    return is_edited(words, shown_slug.replace("-", " "))


def _is_made_of(title: str, shown_slug: str) -> bool:
    """Return whether at least half of a slug's words occur in a title."""
    words = [word for word in _NO_LETTER.split(shown_slug.casefold()) if len(word) >= _SHORTEST_WORD]
    return sum(word in title for word in words) * 2 >= len(words) > 0
