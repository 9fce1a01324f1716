"""Files that are renamed or deleted in the editor: links, indexes and twins go with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lsprotocol import types

from archive_lint.server.deletions import Deletion, deletion_of
from archive_lint.server.edits import workspace_edit
from archive_lint.server.moves import Moves
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session
from archive_lint.server.uris import path_of
from archive_lint.server.watched_files import DiskChanges
from archive_lint.server.workspace import OpenFolder
from archive_lint.text import counted

_FILTERS = types.FileOperationRegistrationOptions(
    [types.FileOperationFilter(types.FileOperationPattern("**/*"), scheme="file")]
)
_MOST_NAMED = 3
"""Pages that a message names."""


def register(session: Session) -> None:
    """Answer what is to be written when files are renamed or deleted, and take note when they are."""
    server = session.server
    disk = DiskChanges(session)

    @server.feature(types.WORKSPACE_WILL_RENAME_FILES, _FILTERS)
    async def will_rename(params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
        pairs = [(path_of(each.old_uri), path_of(each.new_uri)) for each in params.files]
        named = {old: new for old, new in pairs if old is not None and new is not None}
        folder = await _folder_of(session, named)
        return None if folder is None else await session.work.do(lambda: _renaming(session, folder, named))

    @server.feature(types.WORKSPACE_WILL_DELETE_FILES, _FILTERS)
    async def will_delete(params: types.DeleteFilesParams) -> types.WorkspaceEdit | None:
        named = [path for each in params.files if (path := path_of(each.uri)) is not None]
        folder = await _folder_of(session, named)
        if folder is None:
            return None
        found, edit = await session.work.do(lambda: _deleting(session, folder, named))
        if found.left:
            session.say(_warning(found), types.MessageType.Warning)
        return edit

    @server.feature(types.WORKSPACE_DID_RENAME_FILES, _FILTERS)
    async def renamed(params: types.RenameFilesParams) -> None:
        await _came_or_went(disk, [uri for each in params.files for uri in (each.old_uri, each.new_uri)])

    @server.feature(types.WORKSPACE_DID_DELETE_FILES, _FILTERS)
    async def deleted(params: types.DeleteFilesParams) -> None:
        await _came_or_went(disk, [each.uri for each in params.files])

    @server.feature(types.WORKSPACE_DID_CREATE_FILES, _FILTERS)
    async def created(params: types.CreateFilesParams) -> None:
        await _came_or_went(disk, [each.uri for each in params.files])


async def _came_or_went(disk: DiskChanges, uris: Iterable[str]) -> None:
    await disk.take({path: True for uri in uris if (path := path_of(uri)) is not None})


async def _folder_of(session: Session, paths: Iterable[str]) -> OpenFolder | None:
    """Return the archive that all of some files are of; files of several move one archive at a time."""
    for path in paths:
        found = await session.folder_of(path)
        return None if found is None else found[0]
    return None


def _renaming(session: Session, folder: OpenFolder, named: Mapping[str, str]) -> types.WorkspaceEdit | None:
    moved: dict[str, str] = {}
    for old, new in named.items():
        before, after = folder.inside(old), folder.inside(new)
        if before is not None and after is not None:
            moved.update({path: after + path[len(before) :] for path in _files_at(folder, before)})
    view = _any_page(session, folder, moved)
    return None if view is None else workspace_edit(session, view, Moves(view, moved).edits())


def _deleting(
    session: Session, folder: OpenFolder, named: Sequence[str]
) -> tuple[Deletion, types.WorkspaceEdit | None]:
    gone = {path for each in named if (inside := folder.inside(each)) is not None for path in _files_at(folder, inside)}
    view = _any_page(session, folder, gone)
    if view is None:
        return Deletion((), 0, ()), None
    found = deletion_of(view, gone)
    why = "Entries that lead to what is deleted go with it"
    return found, workspace_edit(session, view, found.edits, unsure=why) if found.edits else None


def _files_at(folder: OpenFolder, path: str) -> Sequence[str]:
    """Return the file of the archive at a path, or all of those in the folder there."""
    listing = folder.live.listing
    if path in listing.numbers:
        return [path]
    return [each for each in listing.paths if each.startswith(f"{path}/")]


def _any_page(session: Session, folder: OpenFolder, paths: Iterable[str]) -> PageView | None:
    first = next(iter(paths), None)
    return None if first is None else PageView(folder, first, session.texts.at(folder.outside(first)), session.encoding)


def _warning(found: Deletion) -> str:
    pages = ", ".join(found.on[:_MOST_NAMED])
    more = f" and {len(found.on) - _MOST_NAMED:,} more" if len(found.on) > _MOST_NAMED else ""
    return f"{counted(found.left, 'link')} to what is deleted will lead nowhere: on {pages}{more}"
