"""Each thing that the server can is played by a client that checks what it is answered, on archives of each kind."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from msgspec import Struct
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from archive_lint.cli.archive_opener import Opener
from archive_lint.cli.options import SettingsOptions
from archive_lint.server.commands import RESTART
from archive_lint.server.language_server import make_session
from benchmarks.corpus import generate
from tests.server.editor import PATIENCE
from tests.soak import FACTOR

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
_DONE_ELSEWHERE = {types.INITIALIZE, types.INITIALIZED, types.SHUTDOWN}
"""What the session begins and ends with."""


class Archive(Struct, frozen=True):
    """A page of an archive that links to another one."""

    root: Path
    page: str
    link: str
    """Words of the link's target as it is written, which stand there once."""
    target: str
    """The page that it leads to."""
    code: str
    """What is found on the page."""

    @property
    def text(self) -> str:
        return (self.root / self.page).read_text(encoding="utf-8")

    @property
    def title(self) -> str:
        """The title of the target."""
        lines = (self.root / self.target).read_text(encoding="utf-8").splitlines()
        return next(line.partition(" ")[2] for line in lines if line.startswith(("# ", "title: ")))

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()


def news(folder: Path) -> Archive:
    shutil.copytree(EXAMPLES / "archive", folder, dirs_exist_ok=True)
    page = "news/2021/03/4/harbour-bridge-reopens-after-repairs.md"
    target = "news/2021/03/2/storm-closes-the-harbour-bridge-for-two-days.md"
    return Archive(folder, page, target, target, "L006")


def blog(folder: Path) -> Archive:
    shutil.copytree(EXAMPLES / "blog", folder, dirs_exist_ok=True)
    page, target = "_posts/2024-04-11-painting-the-tower.md", "_posts/2024-01-09-the-lamp-goes-dark.md"
    text = f"{(folder / page).read_text()}\nAs when [the lamp went dark](/2024/01/09/the-lamp-goes-dark/).\n"
    (folder / page).write_text(text)
    return Archive(folder, page, "/2024/01/09/the-lamp-goes-dark/", target, "L009")


def large(folder: Path) -> Archive:
    generate(str(folder), pages=15_000, seed=7)
    pages = sorted(folder.rglob("*.md"))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for line in text.splitlines():
            target = line.partition("](/")[2].partition(")")[0]
            if "Context" in line and text.count(target) == 1:
                page.write_text(f"{text}\n[Gone](/gone.md)\n", encoding="utf-8")
                return Archive(folder, str(page.relative_to(folder)), target, target, "L009")
    raise AssertionError


class Play:
    """A session of a client with an archive of which a page is open."""

    def __init__(self, client: LanguageClient, archive: Archive) -> None:
        self.client = client
        self.archive = archive
        self.uri = archive.uri(archive.page)
        self.document = types.TextDocumentIdentifier(self.uri)
        self.version = 1
        before = archive.text[: archive.text.index(archive.link)]
        line = before.rpartition("\n")[2]
        # All of it is ASCII: then each unit counts the same.
        self.place = types.Position(before.count("\n"), len(line) + 1)

    @property
    def at_link(self) -> dict[str, Any]:
        return {"text_document": self.document, "position": self.place}

    async def shown(self, version: int) -> list[str]:
        """The codes of what is found, once it is known of a version: pulled where the client can."""
        capabilities = self.client.capabilities
        assert capabilities is not None
        assert capabilities.text_document is not None
        if capabilities.text_document.diagnostic is not None:
            report = await self.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(self.document))
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return [str(each.code) for each in report.items]
        while True:
            params = await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
            if params.uri == self.uri and params.version == version:
                return [str(each.code) for each in params.diagnostics]


async def opens_and_changes(play: Play) -> None:
    client, text = play.client, play.archive.text
    item = types.TextDocumentItem(play.uri, "markdown", 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    assert play.archive.code in await play.shown(1)
    changed = types.VersionedTextDocumentIdentifier(2, play.uri)
    whole = types.TextDocumentContentChangeWholeDocument("# Nothing\n")
    client.text_document_did_change(types.DidChangeTextDocumentParams(changed, [whole]))
    assert play.archive.code not in await play.shown(2)
    again = types.VersionedTextDocumentIdentifier(3, play.uri)
    back = types.TextDocumentContentChangeWholeDocument(text)
    client.text_document_did_change(types.DidChangeTextDocumentParams(again, [back]))
    assert play.archive.code in await play.shown(3)


async def hovers(play: Play) -> None:
    hover = await play.client.text_document_hover_async(types.HoverParams(**play.at_link))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert play.archive.title.partition(" ")[0] in hover.contents.value


async def goes_to_definitions(play: Play) -> None:
    found = await play.client.text_document_definition_async(types.DefinitionParams(**play.at_link))
    assert isinstance(found, types.Location)
    assert found.uri == play.archive.uri(play.archive.target)


async def finds_references(play: Play) -> None:
    context = types.ReferenceContext(include_declaration=False)
    found = await play.client.text_document_references_async(types.ReferenceParams(context, **play.at_link))
    assert play.uri in {each.uri for each in found or ()}


async def links(play: Play) -> None:
    found = await play.client.text_document_document_link_async(types.DocumentLinkParams(play.document))
    assert play.archive.uri(play.archive.target) in {each.target for each in found or ()}


async def tells_symbols(play: Play) -> None:
    client = play.client
    assert await client.text_document_document_symbol_async(types.DocumentSymbolParams(play.document))
    found: Any = []
    while not found:
        # It may still be reading.
        found = await client.workspace_symbol_async(types.WorkspaceSymbolParams(play.archive.title))
    assert play.archive.uri(play.archive.target) in {each.location.uri for each in found}


async def completes(play: Play) -> None:
    end = types.Position(play.archive.text.count("\n") + 1, 3)
    place = types.Position(end.line - 1, 0)
    changed = types.VersionedTextDocumentIdentifier(4, play.uri)
    change = types.TextDocumentContentChangePartial(types.Range(place, place), "\n[x](")
    play.client.text_document_did_change(types.DidChangeTextDocumentParams(changed, [change]))
    found = await play.client.text_document_completion_async(
        types.CompletionParams(play.document, types.Position(end.line, 5))
    )
    assert found
    again = types.VersionedTextDocumentIdentifier(5, play.uri)
    back = types.TextDocumentContentChangeWholeDocument(play.archive.text)
    play.client.text_document_did_change(types.DidChangeTextDocumentParams(again, [back]))


async def offers_actions(play: Play) -> None:
    everything = types.Range(types.Position(0, 0), types.Position(play.archive.text.count("\n"), 0))
    params = types.CodeActionParams(play.document, everything, types.CodeActionContext([]))
    found = await play.client.text_document_code_action_async(params) or ()
    assert any(play.archive.code in each.title for each in found)


async def renames(play: Play) -> None:
    client, archive = play.client, play.archive
    target = types.TextDocumentIdentifier(archive.uri(archive.target))
    lines = (archive.root / archive.target).read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(("# ", "title: ")))
    place = types.Position(at, 9)
    assert await client.text_document_prepare_rename_async(types.PrepareRenameParams(target, place))
    edit = await client.text_document_rename_async(types.RenameParams(target, place, "Another title"))
    assert target.uri in changed_by(edit)


async def moves_and_deletes_files(play: Play) -> None:
    client, archive = play.client, play.archive
    before, after = archive.uri(archive.target), archive.uri(archive.target.replace(".md", "-again.md"))
    moved = types.RenameFilesParams([types.FileRename(before, after)])
    assert play.uri in changed_by(await client.workspace_will_rename_files_async(moved))
    await client.workspace_will_delete_files_async(types.DeleteFilesParams([types.FileDelete(before)]))
    path = archive.root / archive.target
    path.rename(str(path).replace(".md", "-again.md"))
    client.workspace_did_rename_files(moved)
    client.workspace_did_delete_files(types.DeleteFilesParams([types.FileDelete(before)]))
    client.workspace_did_create_files(types.CreateFilesParams([types.FileCreate(after)]))
    gone = types.FileEvent(before, types.FileChangeType.Deleted)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([gone]))
    params = types.DefinitionParams(**play.at_link)
    while await client.text_document_definition_async(params) is not None:
        pass


async def carries_out_commands(play: Play) -> None:
    await play.client.workspace_execute_command_async(types.ExecuteCommandParams(RESTART, []))


async def closes(play: Play) -> None:
    client = play.client
    client.text_document_did_save(types.DidSaveTextDocumentParams(play.document))
    client.text_document_did_close(types.DidCloseTextDocumentParams(play.document))
    event = types.WorkspaceFoldersChangeEvent([], [types.WorkspaceFolder(play.archive.root.as_uri(), "archive")])
    client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))


PLAYS: tuple[tuple[Callable[[Play], Awaitable[None]], set[str]], ...] = (
    (
        opens_and_changes,
        {types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DIAGNOSTIC},
    ),
    (hovers, {types.TEXT_DOCUMENT_HOVER}),
    (goes_to_definitions, {types.TEXT_DOCUMENT_DEFINITION}),
    (finds_references, {types.TEXT_DOCUMENT_REFERENCES}),
    (links, {types.TEXT_DOCUMENT_DOCUMENT_LINK}),
    (tells_symbols, {types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.WORKSPACE_SYMBOL}),
    (completes, {types.TEXT_DOCUMENT_COMPLETION}),
    (offers_actions, {types.TEXT_DOCUMENT_CODE_ACTION}),
    (renames, {types.TEXT_DOCUMENT_PREPARE_RENAME, types.TEXT_DOCUMENT_RENAME}),
    (
        moves_and_deletes_files,
        {
            types.WORKSPACE_WILL_RENAME_FILES,
            types.WORKSPACE_WILL_DELETE_FILES,
            types.WORKSPACE_DID_RENAME_FILES,
            types.WORKSPACE_DID_DELETE_FILES,
            types.WORKSPACE_DID_CREATE_FILES,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        },
    ),
    (carries_out_commands, set()),
    (
        closes,
        {
            types.TEXT_DOCUMENT_DID_SAVE,
            types.TEXT_DOCUMENT_DID_CLOSE,
            types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
        },
    ),
)
"""In this order: what is played, with the methods that are asked."""


def changed_by(edit: types.WorkspaceEdit | None) -> set[str]:
    """The files that an edit changes."""
    assert edit is not None
    documents = [
        each.text_document.uri for each in edit.document_changes or () if isinstance(each, types.TextDocumentEdit)
    ]
    return {*documents, *(edit.changes or {})}


def test_all_is_played() -> None:
    session = make_session(Opener(SettingsOptions()))
    session.work.stop()
    played = {method for _, methods in PLAYS for method in methods}
    assert set(session.server.protocol.fm.features) == played | _DONE_ELSEWHERE


@pytest.mark.soak
@pytest.mark.parametrize(
    ("make", "client"),
    [
        (news, "neovim"),
        (blog, "visual-studio-code"),
        pytest.param(
            large, "emacs", marks=pytest.mark.skipif(not FACTOR, reason="15,000 pages take long to write and to read")
        ),
    ],
    ids=["news", "blog", "15,000 pages"],
)
def test_it_is_answered_as_the_protocol_has_it(make: Callable[[Path], Archive], client: str, tmp_path: Path) -> None:
    archive = make(tmp_path)

    async def play() -> None:
        played = make_test_lsp_client()
        await played.start_io(sys.executable, "-m", "archive_lint", "server")
        folder = types.WorkspaceFolder(archive.root.as_uri(), "archive")
        params = types.InitializeParams(capabilities=client_capabilities(client), workspace_folders=[folder])
        await played.initialize_session(params)
        session = Play(played, archive)
        for each, _ in PLAYS:
            await each(session)
        await played.shutdown_session()
        await played.stop()  # type: ignore[no-untyped-call]

    asyncio.run(asyncio.wait_for(play(), 4 * PATIENCE))
