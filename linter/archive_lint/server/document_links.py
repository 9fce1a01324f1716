"""Document links: what can be followed from a page, to a file of the archive or to the web."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from archive_lint.model.page import Link
from archive_lint.model.url import is_web
from archive_lint.server.link_at import page_of
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session
from archive_lint.server.uris import uri_of


def register(session: Session) -> None:
    """Answer which links a text has."""

    @session.server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    async def document_link(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        return await session.on_page(params.text_document.uri, lambda view: list(_links(view)))


def _links(view: PageView) -> Iterator[types.DocumentLink]:
    facts = view.facts
    if facts is None:
        return
    for link in sorted(facts.all_links(), key=lambda link: link.start):
        target = _target(view, link) if link.rendered else None
        if target is not None:
            yield types.DocumentLink(view.positions.range(link.target_place), target)


def _target(view: PageView, link: Link) -> str | None:
    """Return where a link leads: to a page of the web as it is written, or to a file of the archive.

    An editor may run what other schemes name.
    """
    facts = view.facts
    path = None if facts is None else page_of(view, facts, link.target)
    if path is not None:
        return uri_of(view.folder.outside(path))
    return link.target if is_web(link.target) and link.target.isprintable() and " " not in link.target else None
