"""Document symbols: the title of a page, its sections and what they list."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from archive_lint.model.page import Entry, PageFacts, Section
from archive_lint.model.span import Span
from archive_lint.report.escape import terminal
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session


def register(session: Session) -> None:
    """Answer what a text consists of."""

    @session.server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def document_symbol(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        return await session.on_page(params.text_document.uri, _outline)


def _outline(view: PageView) -> list[types.DocumentSymbol]:
    facts = view.facts
    if facts is None:
        return []
    inner = [*_listed(view, facts), *(_section(view, section) for section in facts.sections)]
    if facts.title is None:
        return inner
    end = max((section.end for section in facts.sections), default=facts.title.end)
    around = Span(min(facts.title.start, end), max(facts.title.end, end))
    kind = types.SymbolKind.File
    return [_symbol(view, facts.title.text, kind, around, facts.title.span, inner)]


def _listed(view: PageView, facts: PageFacts) -> Iterator[types.DocumentSymbol]:
    for entry in facts.index_entries:
        yield _symbol(view, entry.heading.text, types.SymbolKind.Key, entry.span, entry.heading.span)


def _section(view: PageView, section: Section) -> types.DocumentSymbol:
    entries = [_entry(view, entry) for entry in section.entries]
    kind = types.SymbolKind.Namespace
    return _symbol(view, section.heading.text, kind, section.span, section.heading.span, entries)


def _entry(view: PageView, entry: Entry) -> types.DocumentSymbol:
    text = entry.note if entry.link is None else entry.link.text
    return _symbol(view, text, types.SymbolKind.Key, entry.span, entry.span)


def _symbol(
    view: PageView,
    name: str,
    kind: types.SymbolKind,
    around: Span,
    place: Span,
    inner: list[types.DocumentSymbol] | None = None,
) -> types.DocumentSymbol:
    """Return a symbol. Its own place must lie within what it consists of, and its name must not be empty."""
    within = Span(max(place.start, around.start), min(place.end, around.end))
    return types.DocumentSymbol(
        name=terminal(name).strip() or "(empty)",
        kind=kind,
        range=view.positions.range(around),
        selection_range=view.positions.range(within),
        children=inner,
    )
