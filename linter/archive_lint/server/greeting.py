"""The answer to an editor's first message, before the libraries of the protocol are loaded: that takes half a second.

The server that is loaded then is given the message too, and keeps its own answer, which is the same, to itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, Literal

import msgspec
from msgspec import Struct

from archive_lint import __version__
from archive_lint.server.editor_process import living
from archive_lint.server.uris import path_of

NAME = "archive-lint"
ENCODINGS = ("utf-8", "utf-16", "utf-32")
"""Units in which the server can count columns."""
LENGTH = b"Content-Length: "
_EVERY_FILE = {"filters": [{"pattern": {"glob": "**/*"}, "scheme": "file"}]}
_FILE_OPERATIONS = ("didCreate", "didRename", "willRename", "didDelete", "willDelete")
_CAPABILITIES: dict[str, Any] = {
    "completionProvider": {"triggerCharacters": ["[", "(", "/", "#", ":", ","], "resolveProvider": False},
    "hoverProvider": True,
    "definitionProvider": True,
    "referencesProvider": True,
    "documentSymbolProvider": True,
    "codeActionProvider": {"codeActionKinds": ["quickfix", "source.fixAll.archive-lint"]},
    "documentLinkProvider": {"resolveProvider": False},
    "workspaceSymbolProvider": {"resolveProvider": False},
    "executeCommandProvider": {
        "commands": [f"{NAME}.{name}" for name in ("openRule", "checkSource", "findCopy", "showReport", "restart")]
    },
    "diagnosticProvider": {"interFileDependencies": True, "workspaceDiagnostics": False, "identifier": NAME},
}
"""What does not depend on the editor."""


class _Folder(Struct):
    uri: str


class _Params(Struct, rename="camel"):
    capabilities: dict[str, Any]
    process_id: int | None = None
    root_uri: str | None = None
    workspace_folders: list[_Folder] | None = None


class _Initialize(Struct):
    jsonrpc: Literal["2.0"]
    id: int | str
    method: Literal["initialize"]
    params: _Params


class Greeting(Struct, frozen=True):
    """What an editor began with."""

    message: bytes
    """Its first message with the header, as far as it was read."""
    roots: Sequence[str] = ()
    """Absolute paths of its folders."""
    process: int | None = None
    """The number of its process, if that is there."""
    is_answered: bool = False
    """Whether it was a greeting, and was answered."""


def greet(given: BinaryIO, output: BinaryIO) -> Greeting:
    """Read the first message, and answer it if it is a greeting."""
    header, length = b"", None
    while line := given.readline():
        header += line
        if line.startswith(LENGTH) and line[len(LENGTH) :].strip().isdigit():
            length = int(line[len(LENGTH) :])
        if length is not None and not line.strip():
            break
    body = given.read(length) if length is not None else b""
    try:
        request = msgspec.json.decode(body, type=_Initialize)
        capabilities = capabilities_for(request.params.capabilities)
    except (msgspec.MsgspecError, AttributeError, TypeError, UnicodeDecodeError):
        # The libraries say what is wrong with it.
        return Greeting(header + body)
    # While the editor waits, it is there.
    process = living(request.params.process_id)
    result = {"capabilities": capabilities, "serverInfo": {"name": NAME, "version": __version__}}
    answer = msgspec.json.encode({"id": request.id, "jsonrpc": "2.0", "result": result})
    output.write(LENGTH + b"%d\r\n\r\n" % len(answer) + answer)
    output.flush()
    return Greeting(header + body, _roots(request.params), process, is_answered=True)


def capabilities_for(editor: dict[str, Any]) -> dict[str, Any]:
    """Return what the server can for an editor that can this. Raises `AttributeError`, `TypeError`."""
    given = _asked(editor, "general", "positionEncodings") or ()
    operations = [each for each in _FILE_OPERATIONS if _asked(editor, "workspace", "fileOperations", each)]
    prepares = _asked(editor, "textDocument", "rename", "prepareSupport")
    saving = ("willSave", "willSaveWaitUntil")
    never = {each: False for each in saving if _asked(editor, "textDocument", "synchronization", each) is not None}
    return {
        "positionEncoding": next((each for each in given if each in ENCODINGS), "utf-16"),
        "textDocumentSync": {"openClose": True, "change": 2, **never, "save": True},
        "renameProvider": {"prepareProvider": True} if prepares else True,
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "fileOperations": dict.fromkeys(operations, _EVERY_FILE),
        },
        **_CAPABILITIES,
    }


def folders_of(uris: Sequence[str], root_uri: str | None) -> list[str]:
    """Return the absolute paths of an editor's folders; older editors have one, and name it otherwise."""
    return [path for uri in uris or ([root_uri] if root_uri else []) if (path := path_of(uri)) is not None]


def _roots(params: _Params) -> list[str]:
    return folders_of([folder.uri for folder in params.workspace_folders or ()], params.root_uri)


def _asked(editor: dict[str, Any], *names: str) -> Any:
    """Return what an editor says under names, each below the one before; `None` for nothing."""
    said: Any = editor
    for name in names:
        said = said.get(name)
        if said is None:
            return None
    return said
