"""The parts of a page's text that are prose for readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive_lint.api import Page, Span


def code_of(page: Page) -> Iterator[Span]:
    """Yield the spans of code and quotations, which are shown as they are. HTML is not among them."""
    return (span for span in page.opaque if not page.source.startswith(b"<", span.start))


def unread_of(page: Page) -> Iterator[Span]:
    """Yield the spans of code, HTML, and targets and tooltips of links, which are not the page's own text."""
    yield from page.opaque
    for link in page.facts.all_links():
        # The target of a link in HTML stands before its text.
        yield Span(link.target_start, link.end if link.text_end <= link.target_start else link.target_end)


def outside(places: Iterable[Span], taken: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans, given in order, that do not begin in any of `taken`. Takes time linear in both."""
    waiting = sorted(taken, reverse=True)
    free_from = 0
    for place in places:
        while waiting and waiting[-1].start <= place.start:
            free_from = max(free_from, waiting.pop().end)
        if place.start >= free_from:
            yield place
