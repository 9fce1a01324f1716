"""Tells the person in front of the editor that an archive is being read."""

from __future__ import annotations

import asyncio

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from archive_lint.text import counted


class ReadingProgress:
    """The progress of archives that are read for the first time, where the editor shows it."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._shown: dict[str, asyncio.Task[None]] = {}

    def begin(self, root: str, pages: int) -> None:
        """Show that an archive of some pages is being read."""
        window = self._server.client_capabilities.window
        if window is not None and window.work_done_progress and root not in self._shown:
            self._shown[root] = asyncio.ensure_future(self._begin(root, pages))

    def end(self, root: str) -> None:
        """Show no more that an archive is being read, if that is shown."""
        shown = self._shown.pop(root, None)
        if shown is not None:
            # The editor may not have answered yet whether it shows anything.
            shown.add_done_callback(lambda _: self._end(root))

    async def _begin(self, root: str, pages: int) -> None:
        progress, token = self._server.work_done_progress, _token(root)
        if token not in progress.tokens:
            await progress.create_async(token)
        progress.begin(token, types.WorkDoneProgressBegin("archive-lint", message=f"reads {counted(pages, 'page')}"))

    def _end(self, root: str) -> None:
        progress, token = self._server.work_done_progress, _token(root)
        if token in progress.tokens:
            progress.end(token, types.WorkDoneProgressEnd(message="all pages are read"))


def _token(root: str) -> str:
    return f"archive-lint:{root}"
