"""Commands that a person gives: the only ones that ask the network are on one source of a page.

What a command is about is named by a page and a place on it, and read there: no text of a page is an argument.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Iterator
from typing import Any

from lsprotocol import types
from msgspec import Struct
from msgspec.structs import replace

from archive_lint.markdown.definitions import target_place
from archive_lint.markdown.destinations import as_destination
from archive_lint.model.finding import Edit
from archive_lint.model.page import Link, PageFacts
from archive_lint.model.secret import hide_secrets
from archive_lint.model.url import is_web
from archive_lint.server.edits import workspace_edit
from archive_lint.server.link_at import link_at
from archive_lint.server.opening import CannotOpenError
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session
from archive_lint.server.uris import path_of, uri_of
from archive_lint.server.work import aside

CHECK_SOURCE = "archive-lint.checkSource"
FIND_COPY = "archive-lint.findCopy"
SHOW_REPORT = "archive-lint.showReport"
RESTART = "archive-lint.restart"
_REPLACE = "Write it in place of the source"


class CitedSource(Struct, frozen=True):
    """A source at a place of a page."""

    root: str
    page: PageFacts
    """With this source alone."""
    link: Link

    @property
    def url(self) -> str:
        """As it is cited."""
        return self.link.target


def register(session: Session) -> None:
    """Carry out the commands."""
    server = session.server

    @server.command(CHECK_SOURCE)
    async def check_source(uri: str, line: int, character: int) -> None:
        cited = await _cited(session, uri, types.Position(line, character))
        if cited is not None:
            await _tell(session, _check(session, cited))

    @server.command(FIND_COPY)
    async def look_for_copy(uri: str, line: int, character: int) -> None:
        place = types.Position(line, character)
        cited = await _cited(session, uri, place)
        if cited is not None:
            await _tell(session, _look_for_copy(session, cited, uri, place))

    @server.command(SHOW_REPORT)
    async def show_report(*given: Any) -> None:
        # Of the archive of a page, if one is named.
        path = path_of(given[0]) if given and isinstance(given[0], str) else None
        found = None if path is None else await session.folder_of(path)
        root = found[0].root if found is not None else next(iter(session.folders), None)
        if root is not None:
            await _tell(session, _show_report(session, root))

    @server.command(RESTART)
    async def restart() -> None:
        await session.restart()


async def _tell(session: Session, doing: Awaitable[None]) -> None:
    """Do something, and say why where it cannot be done."""
    try:
        await doing
    except CannotOpenError as error:
        session.say(str(error))


async def _cited(session: Session, uri: str, place: types.Position) -> CitedSource | None:
    cited = await session.on_page(uri, lambda view: source_at(view, view.positions.offset(place)))
    if cited is None:
        session.say("there is no source at this place", types.MessageType.Warning)
    return cited


def source_at(view: PageView, offset: int) -> CitedSource | None:
    """Return the source that is cited at a byte of a page."""
    facts = view.facts
    link = None if facts is None else link_at(facts, offset)
    if facts is None or link is None or not is_web(link.target):
        return None
    alone = replace(facts, sections=(), index_entries=(), date_heading=None, previous_day=None)
    return CitedSource(view.folder.root, replace(alone, links=(link,), cited_at=(link.start,)), link)


def source_actions(session: Session, view: PageView, place: types.Range) -> Iterator[types.CodeAction]:
    """Yield what can be done with the source at a place."""
    if source_at(view, view.positions.offset(place.start)) is None:
        return
    text = session.texts.at(view.folder.outside(view.path))
    arguments = [view.uri if text is None else text.uri, place.start.line, place.start.character]
    for title, command in (("Check this source now", CHECK_SOURCE), ("Look for an archived copy", FIND_COPY)):
        yield types.CodeAction(title, command=types.Command(title, command, arguments=arguments))


async def _check(session: Session, cited: CitedSource) -> None:
    verdict = await aside(lambda: session.opener.check_source(cited.root, cited.page, cited.url))
    if verdict is None:
        session.say(f"{hide_secrets(cited.url)}: could not be checked", types.MessageType.Warning)
    else:
        certainty = "confirmed" if verdict.confirmed else "observed"
        said = f"{verdict.kind.value}, {certainty}: {verdict.evidence} ({hide_secrets(cited.url)})"
        session.say(said, types.MessageType.Warning if verdict.kind.is_lost else types.MessageType.Info)


async def _look_for_copy(session: Session, cited: CitedSource, uri: str, place: types.Position) -> None:
    day = cited.page.date or dt.datetime.now(dt.UTC).date()
    copy = await aside(lambda: session.opener.find_copy(cited.root, cited.url, day))
    if not copy:
        session.say(f"no archived copy of {hide_secrets(cited.url)} was found", types.MessageType.Info)
        return
    question = types.ShowMessageRequestParams(
        types.MessageType.Info, f"there is an archived copy: {hide_secrets(copy)}", [types.MessageActionItem(_REPLACE)]
    )
    answer = await session.server.window_show_message_request_async(question)
    if answer is None or answer.title != _REPLACE:
        return
    edit = await session.on_page(uri, lambda view: _replacing(session, view, place, cited.url, copy))
    if edit is not None:
        await session.server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label=_REPLACE))


def _replacing(
    session: Session, view: PageView, place: types.Position, url: str, copy: str
) -> types.WorkspaceEdit | None:
    """Return the edit that puts a copy in place of a source, if that is still there."""
    cited = source_at(view, view.positions.offset(place))
    span = None if cited is None or cited.url != url else target_place(cited.link, view.source)
    return (
        None if span is None else workspace_edit(session, view, [Edit("", span.start, span.end, as_destination(copy))])
    )


async def _show_report(session: Session, root: str) -> None:
    path = await aside(lambda: session.opener.report(root))
    window = session.server.client_capabilities.window
    if window is not None and window.show_document is not None and window.show_document.support:
        await session.server.window_show_document_async(types.ShowDocumentParams(uri_of(path), external=True))
    else:
        session.say(f"the report is {path}", types.MessageType.Info)
