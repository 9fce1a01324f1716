"""Rename of a story's title: on its page, and in the texts of the links that repeat it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from archive_lint.fix.edits import apply_edits
from archive_lint.markdown.parse import parse
from archive_lint.model.finding import Edit
from archive_lint.model.front_matter import Fence, Quoting
from archive_lint.model.page import PageFacts, PageHead
from archive_lint.model.span import Span
from archive_lint.rule.fixes import same_text, title_as_link_text
from archive_lint.server.edits import workspace_edit
from archive_lint.server.incoming_links import links_to
from archive_lint.server.link_at import link_at, page_of
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session

_PLAIN = re.compile(r"(?!(?i:null|true|false|yes|no|on|off)$)[^\W\d_](?:(?!: | #)[^\[\]{}])*(?<!:)")
"""Texts that YAML reads as such without quotation marks; more quotation marks do no harm."""
_OPTIONS = types.RenameOptions(prepare_provider=True)


def register(session: Session) -> None:
    """Answer what can be renamed at a place, and what that comes to."""
    server = session.server

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare_rename(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        def look(view: PageView) -> types.PrepareRenamePlaceholder | None:
            offset = view.positions.offset(params.position)
            place = _place(session, view, offset)
            page = None if place is None else _page(session, view, offset)
            title = None if page is None or page.facts is None else page.facts.title
            if place is None or title is None:
                return None
            return types.PrepareRenamePlaceholder(view.positions.range(place), title.text)

        return await session.on_page(params.text_document.uri, look)

    @server.feature(types.TEXT_DOCUMENT_RENAME, _OPTIONS)
    async def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        def look(view: PageView) -> types.WorkspaceEdit | None:
            page = _page(session, view, view.positions.offset(params.position))
            return None if page is None else _renamed(session, page, params.new_name.strip())

        return await session.on_page(params.text_document.uri, look)


def _page(session: Session, view: PageView, offset: int) -> PageView | None:
    """Return the page whose title stands at a place: in its heading, or in the text of a link that leads to it."""
    facts = view.facts
    if facts is None or facts.damaged:
        return None
    if facts.title is not None and facts.title.start <= offset <= facts.title.end:
        return view if title_span(facts, view.source) is not None else None
    link = link_at(facts, offset)
    path = None if link is None or link.target_start <= offset <= link.target_end else page_of(view, facts, link.target)
    page = view.beside(path, session.texts) if path is not None and view.folder.is_page(path) else None
    target = None if page is None else page.facts
    if page is None or link is None or target is None or target.damaged or target.title is None:
        return None
    is_repeated = same_text(link.text, target.title.text)
    return page if is_repeated and title_span(target, page.source) is not None else None


def _place(session: Session, view: PageView, offset: int) -> Span | None:
    """Return the words at a place that a rename changes."""
    page = _page(session, view, offset)
    facts = view.facts
    if page is None or facts is None:
        return None
    if page is view:
        return title_span(facts, view.source)
    link = link_at(facts, offset)
    return None if link is None else link.text_span


def title_span(facts: PageFacts, source: bytes) -> Span | None:
    """Return where the words of a page's title can be written over; `None` where that is not certain."""
    title = facts.title
    if title is None:
        return None
    if facts.is_titled_above:
        said = None if facts.front is None else facts.front.title
        return None if said is None or said.quoting in (Quoting.BLOCK, Quoting.UNREAD) else said.span
    written = facts.title_source.strip().encode()
    at = source.find(written, title.start, title.end) if written else -1
    return Span(at, at + len(written)) if at >= 0 and source.count(written, title.start, title.end) == 1 else None


def _renamed(session: Session, page: PageView, name: str) -> types.WorkspaceEdit | None:
    facts = page.facts
    span = None if facts is None else title_span(facts, page.source)
    if facts is None or facts.title is None or span is None:
        return None
    edit = Edit(page.path, span.start, span.end, _written(facts, name))
    after = parse(page.path, apply_edits(page.source, [edit]), page.folder.live.layout).facts
    if not name.isprintable() or not _reads(after, name):
        raise JsonRpcInvalidParams(f"{name[:80]!r} would not be the title: it is empty, or Markdown reads it otherwise")
    return workspace_edit(session, page, [edit, *_repeated(session, page, facts.title.text, after)])


def _reads(after: PageFacts, name: str) -> bool:
    """Return whether a page has a title afterwards; one of front matter is as it was given, even if YAML disagrees."""
    title = "" if after.title is None else after.title.text
    return bool(title) and (not after.is_titled_above or same_text(title, name))


def _repeated(session: Session, page: PageView, title: str, after: PageHead) -> Iterator[Edit]:
    """Return the texts of links that repeat the title."""
    text = title_as_link_text(after)
    for other, link in links_to(session, page, page.path):
        if not link.picture and not link.holds_picture and same_text(link.text, title):
            yield Edit(other.path, link.text_span.start, link.text_span.end, text)


def _written(facts: PageFacts, name: str) -> str:
    """Return a title as it is written where the old one stands."""
    front = facts.front
    if not facts.is_titled_above or front is None:
        return name
    quoting = Quoting.PLAIN if front.title is None else front.title.quoting
    if quoting is Quoting.SINGLE:
        return name.replace("'", "''")
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    if quoting is Quoting.DOUBLE:
        return escaped
    return f'"{escaped}"' if front.fence is Fence.YAML and not _PLAIN.fullmatch(name) else name
