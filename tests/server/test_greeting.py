"""An editor's first message is answered before the libraries of the protocol are loaded, as they would answer it."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from archive_lint.server.greeting import Greeting, greet
from tests.server.editor import PULLED, PUSHED, Editor, Message

OPERATIONS = ("willCreate", "didCreate", "willDelete", "didDelete", "willRename", "didRename")


def framed(body: bytes) -> bytes:
    return b"Content-Type: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def message(params: object, **changed: object) -> bytes:
    return framed(json.dumps({"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": params, **changed}).encode())


@pytest.mark.parametrize(
    "capabilities",
    [
        {},
        PUSHED,
        PULLED,
        {"general": {"positionEncodings": ["utf-7", "utf-32", "utf-8"]}},
        {"general": {"positionEncodings": ["utf-7"]}},
        {"general": {}, "workspace": {"fileOperations": dict.fromkeys(OPERATIONS, True)}},
        {"workspace": {"fileOperations": {"willRename": True, "didRename": False}}},
        {"textDocument": {"rename": {"prepareSupport": True}, "synchronization": {"willSave": True}}},
        {"textDocument": {"rename": {"prepareSupport": False}, "synchronization": {"willSaveWaitUntil": False}}},
        {"textDocument": {"rename": {}, "synchronization": {}}, "notebookDocument": {"synchronization": {}}},
    ],
    ids=str,
)
def test_it_is_answered_as_the_libraries_would(capabilities: Message) -> None:
    output = io.BytesIO()
    given = message({"processId": None, "capabilities": capabilities})
    greeting = greet(io.BytesIO(given + b"what comes next"), output)
    header, _, body = output.getvalue().partition(b"\r\n\r\n")
    assert greeting == Greeting(given, [], is_answered=True)
    assert header == b"Content-Length: %d" % len(body)
    with Editor(capabilities=capabilities) as editor:
        assert json.loads(body) == {"jsonrpc": "2.0", "id": 7, "result": editor.answer}


@pytest.mark.parametrize(
    ("params", "roots"),
    [
        ({"rootUri": "file:///a"}, ["/a"]),
        ({"rootUri": "file:///a", "workspaceFolders": [{"uri": "file:///b%20c", "name": "b"}]}, ["/b c"]),
        ({"rootUri": None, "workspaceFolders": None}, []),
        ({"workspaceFolders": [{"uri": "untitled:1", "name": ""}, {"uri": "file:///d", "name": ""}]}, ["/d"]),
    ],
    ids=str,
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths there begin with a drive")
def test_it_names_the_folders(params: Message, roots: list[str]) -> None:
    given = io.BytesIO(message({"capabilities": {}, **params}))
    assert greet(given, io.BytesIO()).roots == roots


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"Content-Length: 9\r\n",
        b"Content-Length: 9\r\n\r\n{",
        framed(b"{"),
        framed(b"[]"),
        framed(b"\xff"),
        message({}),
        message(None),
        message({"capabilities": None}),
        message({"capabilities": {"general": {"positionEncodings": 1}}}),
        message({"capabilities": {"workspace": {"fileOperations": "x"}}}),
        message({"capabilities": {}, "workspaceFolders": [{}]}),
        message({"capabilities": {}}, method="shutdown"),
        message({"capabilities": {}}, jsonrpc="1.0"),
        message({"capabilities": {}}, id=None),
    ],
)
def test_what_is_not_a_greeting_is_left_to_others(given: bytes) -> None:
    output = io.BytesIO()
    assert greet(io.BytesIO(given), output) == Greeting(given)
    assert output.getvalue() == b""


def test_nothing_of_the_protocol_is_loaded_before() -> None:
    code = (
        "import sys, archive_lint.cli.commands.server, archive_lint.server.standard_streams\n"
        "print(sys.modules.keys() & {'lsprotocol', 'pygls', 'asyncio', 'archive_lint.engine.run', 'rich'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
