"""Texts that are opened, changed and closed."""

from __future__ import annotations

import os

from lsprotocol import types

from archive_lint.model.span import BYTE_ORDER_MARK
from archive_lint.server.session import Session
from archive_lint.server.texts import OpenText
from archive_lint.server.uris import path_of


def register(session: Session) -> None:
    """Take the texts of the editor, and answer with what is found on them."""
    server, texts = session.server, session.texts

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        given = params.text_document
        path = path_of(given.uri)
        if path is None:
            return
        texts.open(
            OpenText(given.uri, path, given.text, given.version, encoding=session.encoding, has_mark=_has_mark(path))
        )
        await session.refresh(given.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        text = texts.get(params.text_document.uri)
        if text is not None:
            text.change(params.content_changes, params.text_document.version)
            await session.refresh(text.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        text = texts.close(params.text_document.uri)
        if text is not None:
            session.publish(text.uri, ())
            await session.leave(text)


def _has_mark(path: str) -> bool:
    """Return whether a file begins with a byte order mark, of which the editor does not tell."""
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            return file.read(len(BYTE_ORDER_MARK)) == BYTE_ORDER_MARK
    except OSError:
        return False
