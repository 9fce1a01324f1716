"""Definition: the page that a link leads to, at its title."""

from __future__ import annotations

from lsprotocol import types

from archive_lint.server.link_at import link_at, page_of
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session
from archive_lint.server.uris import uri_of


def register(session: Session) -> None:
    """Answer where a link leads."""

    @session.server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> types.Location | None:
        def look(view: PageView) -> types.Location | None:
            facts = view.facts
            link = None if facts is None else link_at(facts, view.positions.offset(params.position))
            path = None if facts is None or link is None else page_of(view, facts, link.target)
            return None if path is None else _beginning(session, view, path)

        return await session.on_page(params.text_document.uri, look)


def _beginning(session: Session, view: PageView, path: str) -> types.Location:
    start = types.Position(0, 0)
    if not view.folder.is_page(path):
        return types.Location(uri_of(view.folder.outside(path)), types.Range(start, start))
    page = view.beside(path, session.texts)
    facts = page.facts
    title = None if facts is None else facts.title
    return types.Location(page.uri, types.Range(start, start) if title is None else page.positions.range(title.span))
