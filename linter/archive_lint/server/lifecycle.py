"""Beginning and end: which folders the editor has open, and that no process is left when it is gone."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress

from lsprotocol import types

from archive_lint.server.editor_process import is_alive, living
from archive_lint.server.greeting import folders_of
from archive_lint.server.session import Session
from archive_lint.server.uris import path_of

_LOOKS = 0.5
"""Seconds between two looks at whether the editor is still there."""


def register(session: Session) -> None:
    """Answer what begins and ends a session."""
    server = session.server
    tasks: set[asyncio.Task[None]] = set()

    def begin(task: asyncio.Task[None]) -> None:
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        session.start()
        session.roots = folders_of([folder.uri for folder in params.workspace_folders or ()], params.root_uri)
        process = living(params.process_id) if session.greeting is None else session.greeting.process
        if process is not None:
            begin(asyncio.ensure_future(_end_with(process)))

    @server.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        begin(asyncio.ensure_future(_open_all(session)))
        await _watch_files(session)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def change_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        gone = {path_of(folder.uri) for folder in params.event.removed}
        added = [path for folder in params.event.added if (path := path_of(folder.uri)) is not None]
        session.roots = [root for root in session.roots if root not in gone] + added
        session.forget_anchors()
        await _open_all(session)

    @server.feature(types.SHUTDOWN)
    def shut_down(_params: None) -> None:
        session.has_ended = True
        session.work.stop()


async def _open_all(session: Session) -> None:
    """Open the archives of all folders, so that their indexes are ready when the first page is opened."""
    for root in session.roots:
        await session.folder_of(os.path.join(root, "index"))


async def _watch_files(session: Session) -> None:
    workspace = session.server.client_capabilities.workspace
    watched = None if workspace is None else workspace.did_change_watched_files
    if watched is None or not watched.dynamic_registration:
        return
    # All of them: each file may be what a link leads to.
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
    registration = types.Registration("watched-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    # An editor that cannot is not worse off than one that does not say that it can.
    with suppress(Exception):
        await session.server.client_register_capability_async(types.RegistrationParams([registration]))


async def _end_with(process: int) -> None:
    """End this process when the editor's is gone, even where somebody else keeps standard input open."""
    while is_alive(process):  # noqa: ASYNC110  # nothing tells of it
        await asyncio.sleep(_LOOKS)
    os._exit(1)
