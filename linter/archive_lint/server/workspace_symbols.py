"""Workspace symbols: stories by the words of their titles and slugs, and days by their dates."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from archive_lint.model.layout import Kind
from archive_lint.model.page import PageHead
from archive_lint.report.escape import terminal
from archive_lint.server.session import Session
from archive_lint.server.uris import uri_of
from archive_lint.server.workspace import OpenFolder

MOST_FOUND = 100
"""Symbols that are answered: who wants another one types on."""

_KINDS = (Kind.STORY, Kind.DAY_INDEX, Kind.SITE_INDEX)


def register(session: Session) -> None:
    """Answer which pages some words mean."""

    @session.server.feature(types.WORKSPACE_SYMBOL)
    async def workspace_symbol(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        words = params.query.casefold().split()
        found: list[types.WorkspaceSymbol] = []
        for folder in list(session.folders.values()):
            found += await session.work.do(lambda folder=folder: list(_found(folder, words)))  # type: ignore[misc]
        return found[:MOST_FOUND]


def _found(folder: OpenFolder, words: list[str]) -> Iterator[types.WorkspaceSymbol]:
    for path in folder.vocabulary.find(words, _KINDS, MOST_FOUND):
        head = folder.live.head(path)
        if head is not None:
            yield _symbol(folder, head)


def _symbol(folder: OpenFolder, head: PageHead) -> types.WorkspaceSymbol:
    title = head.slug if head.title is None else head.title.text
    day = "" if head.date is None else head.date.isoformat()
    is_story = head.kind is Kind.STORY
    start = types.Position(0, 0)
    return types.WorkspaceSymbol(
        location=types.Location(uri_of(folder.outside(head.path)), types.Range(start, start)),
        name=terminal(title).strip() if is_story and title.strip() else day or head.path,
        kind=types.SymbolKind.File if is_story else types.SymbolKind.Module,
        container_name=day if is_story else None,
    )
