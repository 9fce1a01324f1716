"""Files that change outside of the editor: another program's, or another branch that is checked out."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

from lsprotocol import types

from archive_lint.config.discover import FILE_NAMES
from archive_lint.server.session import Session
from archive_lint.server.uris import path_of
from archive_lint.server.workspace import OpenFolder

_TOGETHER = 0.05
"""Seconds in which changes of files are taken for one."""
_OTHER_ARCHIVE = 50
"""More files that change at once are another branch: what is found then is not what the open texts broke."""
_OF_GIT = (".git/HEAD", ".git/index")
"""Files whose change says that git knows something else of the archive."""


def register(session: Session) -> None:
    """Take note of files that came, went or changed."""
    disk = DiskChanges(session)

    @session.server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def changed(params: types.DidChangeWatchedFilesParams) -> None:
        events = [(path_of(event.uri), event.type) for event in params.changes]
        await disk.take({path: kind is not types.FileChangeType.Changed for path, kind in events if path is not None})

    @session.server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            await disk.take({path: False})


class DiskChanges:
    """Files on disk, as far as they change."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: dict[str, set[str]] = {}
        """Archives that are about to be opened again, with the paths that changed."""

    async def take(self, changes: dict[str, bool]) -> None:
        """Take note of files that changed; of each with whether it came or went."""
        session = self._session
        is_configured = any(os.path.basename(path) in FILE_NAMES for path in changes)
        if is_configured:
            session.forget_anchors()
        for root, folder in list(session.folders.items()):
            await self._take_in(root, folder, changes)
        if is_configured:
            await session.refresh_all()

    async def _take_in(self, root: str, folder: OpenFolder, changes: dict[str, bool]) -> None:
        within = {path: relative for path in changes if (relative := folder.inside(path)) is not None}
        listing = folder.live.listing
        is_listed_otherwise = any(
            not relative.startswith(".git/") and (changes[path] or relative not in listing.numbers)
            for path, relative in within.items()
        )
        paths = set(within.values())
        is_otherwise = not folder.opened.files.isdisjoint(changes) or not paths.isdisjoint(_OF_GIT)
        if is_otherwise or is_listed_otherwise:
            await self._open_again_soon(root, paths)
        elif paths:
            await self._reread(folder, sorted(paths))

    async def _open_again_soon(self, root: str, changed: set[str]) -> None:
        """Open an archive again, once for all that changes at about the same time."""
        waiting = self._waiting.get(root)
        if waiting is not None:
            waiting |= changed
            return
        self._waiting[root] = changed
        await asyncio.sleep(_TOGETHER)
        changed = self._waiting.pop(root)
        if len(changed) > _OTHER_ARCHIVE:
            await self._session.work.do(self._session.folders[root].breakage.settle)
        await self._session.open_again(root, changed)

    async def _reread(self, folder: OpenFolder, paths: Sequence[str]) -> None:
        session = self._session

        def reread() -> None:
            if len(paths) > _OTHER_ARCHIVE:
                folder.breakage.settle()
            folder.reread(paths)
            session.go_on(folder)

        await session.work.do(reread)
