"""Hover: what is known of what stands at a place, a link's target, a source or a context."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from lsprotocol import types

from archive_lint.archive.targets import LinkOutcome
from archive_lint.model.page import Link, PageFacts
from archive_lint.model.secret import hide_secrets
from archive_lint.model.span import Span
from archive_lint.model.url import is_web, url_key
from archive_lint.report.escape import markdown, terminal
from archive_lint.server.link_at import link_at, resolved
from archive_lint.server.opening import CannotOpenError
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session

if TYPE_CHECKING:
    from archive_lint.web.history import Record

_MOST_CHECKS = 5
"""Of a source's checks that are shown, the latest ones."""

_OUTCOMES = {
    LinkOutcome.FOLDER: "a folder of the archive",
    LinkOutcome.MISSING: "there is no such page",
    LinkOutcome.OUTSIDE: "leads out of the archive",
    LinkOutcome.UNJUDGED: "only the generator of the site knows where this leads",
    LinkOutcome.SAME_PAGE: "a place of this page",
}
CONTEXT = "The context of a related story: in a few words, what it has to do with this one."


def register(session: Session) -> None:
    """Answer what is known at a place."""

    @session.server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        def look(view: PageView) -> types.Hover | None:
            facts = view.facts
            offset = view.positions.offset(params.position)
            said = None if facts is None else _at(view, facts, offset)
            return None if said is None else _as_hover(session, view, *said)

        return await session.on_page(params.text_document.uri, look)


def _at(view: PageView, facts: PageFacts, offset: int) -> tuple[Span, Sequence[str]] | None:
    """Return the span of what stands at a place, and lines of plain text on it, the first of which names it."""
    link = link_at(facts, offset)
    if link is not None:
        lines = of_source(view, link.target) if is_web(link.target) else _of_target(view, facts, link)
        return (link.span, lines) if lines else None
    for entry in facts.related:
        if entry.context is not None and entry.link is not None and entry.link.end <= offset <= entry.end:
            return Span(entry.link.end, entry.end), (entry.context, CONTEXT)
    return None


def _of_target(view: PageView, facts: PageFacts, link: Link) -> Sequence[str]:
    found = resolved(view, facts, link.target)
    if found.outcome in _OUTCOMES:
        return found.path or link.target, _OUTCOMES[found.outcome]
    if found.outcome is LinkOutcome.EXTERNAL:
        return ()
    head = view.folder.live.head(found.path) if view.folder.is_page(found.path) else None
    notes = {
        LinkOutcome.MISSPELT: [f"spelled otherwise: {found.path}"],
        LinkOutcome.UNTRACKED: ["git does not track it: for everyone else it is missing"],
    }.get(found.outcome, [])
    if head is None:
        return found.path, *notes
    title = found.path if head.title is None else head.title.text
    return title, *([] if head.date is None else [head.date.isoformat()]), found.path, *notes


def of_source(view: PageView, url: str) -> Sequence[str]:
    """Return what is known of a source: its verdict, and what its latest checks found. Nothing is asked."""
    # Here and not above: an editor is answered sooner without what only this needs.
    from archive_lint.web.history_file import look_into
    from archive_lint.web.summary import verdict_of

    key = url_key(url)
    try:
        state = view.folder.opened.state()
    except CannotOpenError:
        return key, "never checked"
    with closing(look_into(state)) as history:
        records = history.records(key)
    if not records:
        return key, "never checked"
    verdict = verdict_of(key, records, view.folder.opened.settings.web.confirm)
    certainty = "confirmed" if verdict.confirmed else "observed"
    return (
        key,
        f"{verdict.kind.value}, {certainty}: {verdict.evidence}",
        *map(_of_check, records[: -_MOST_CHECKS - 1 : -1]),
    )


def _of_check(record: Record) -> str:
    when = dt.datetime.fromtimestamp(record.at, dt.UTC).strftime("%Y-%m-%d %H:%M")
    return f"{when} {record.kind.value}: {record.evidence}"


def _as_hover(session: Session, view: PageView, span: Span, lines: Sequence[str]) -> types.Hover:
    text_document = session.server.client_capabilities.text_document
    can = None if text_document is None or text_document.hover is None else text_document.hover.content_format
    is_markdown = can is None or types.MarkupKind.Markdown in can
    kind = types.MarkupKind.Markdown if is_markdown else types.MarkupKind.PlainText
    return types.Hover(
        types.MarkupContent(kind, hover_text(lines, is_markdown=is_markdown)), view.positions.range(span)
    )


def hover_text(lines: Sequence[str], *, is_markdown: bool) -> str:
    """Return lines as a hover shows them, the first in bold: the one place where text of pages becomes Markdown."""
    escape: Callable[[str], str] = markdown if is_markdown else terminal
    first, *rest = [" ".join(escape(hide_secrets(line)).split()) for line in lines]
    return "  \n".join([f"**{first}**" if is_markdown and first else first, *rest])
