"""References: the links that lead to a page."""

from __future__ import annotations

from lsprotocol import types

from archive_lint.server.incoming_links import links_to
from archive_lint.server.link_at import link_at, page_of
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session


def register(session: Session) -> None:
    """Answer who cites a page: that of the link at a place, else the page itself."""

    @session.server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location] | None:
        def look(view: PageView) -> list[types.Location]:
            facts = view.facts
            link = None if facts is None else link_at(facts, view.positions.offset(params.position))
            target = None if facts is None or link is None else page_of(view, facts, link.target)
            wanted = target or view.path
            if link is not None and target is None:
                return []
            return [
                types.Location(page.uri, page.positions.range(found.span))
                for page, found in links_to(session, view, wanted)
            ]

        return await session.on_page(params.text_document.uri, look)
