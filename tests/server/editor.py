"""An editor: the client's end of the Language Server Protocol, as plain messages over the streams of a server."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, Self, cast

from archive_lint.cli.archive_opener import Opener
from archive_lint.cli.options import SettingsOptions
from archive_lint.server.language_server import make_session
from archive_lint.web.background import Network

Message = dict[str, Any]
PATIENCE = 20
"""Seconds until a test gives up: a server that answers does so long before."""
COMMAND = (sys.executable, "-m", "archive_lint", "server")

PUSHED: Message = {
    "general": {"positionEncodings": ["utf-8"]},
    "workspace": {
        "workspaceFolders": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create", "rename", "delete"],
            "changeAnnotationSupport": {"groupsOnLabel": True},
        },
    },
    "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}},
    "window": {"showDocument": {"support": True}, "workDoneProgress": True},
}
"""What an editor can that is sent its diagnostics."""
PULLED: Message = {
    **PUSHED,
    "textDocument": {**PUSHED["textDocument"], "diagnostic": {"dynamicRegistration": False}},
    "workspace": {**PUSHED["workspace"], "diagnostics": {"refreshSupport": True}},
}
"""What an editor can that asks for its diagnostics."""


class RefusedError(Exception):
    """An answer that is an error."""


class Server(Protocol):
    """A server that an editor has started."""

    input: IO[bytes]
    """What the editor writes to."""
    output: IO[bytes]

    def ended(self) -> int:
        """Wait for it to end; its exit code."""


class ServerProcess:
    """A server as a process of its own, which takes long to start."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.input: IO[bytes] = self._process.stdin
        self.output: IO[bytes] = self._process.stdout

    def ended(self) -> int:
        return self._process.wait(PATIENCE)


class ServerOfThisProcess:
    """A server in a thread of this process, at the other end of two pipes. `network` stands in for the real one."""

    def __init__(self, network: Network | None = None) -> None:
        self._session = make_session(Opener(SettingsOptions(), network))
        (reading, self.input), (self.output, writing) = _pipe(), _pipe()
        self._thread = threading.Thread(target=self._serve, args=(reading, writing), daemon=True)
        self._thread.start()

    def _serve(self, reading: IO[bytes], writing: IO[bytes]) -> None:
        with reading, writing:
            self._session.server.start_io(cast("BinaryIO", reading), cast("BinaryIO", writing))

    def ended(self) -> int:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self._session.work.stop()
        return 0 if self._session.has_ended else 1


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    reading, writing = os.pipe()
    return open(reading, "rb"), open(writing, "wb")


class Editor:
    """An editor with folders open. It answers what the server asks, and keeps what it is told."""

    def __init__(
        self,
        *folders: Path,
        capabilities: Message = PUSHED,
        server: Server | None = None,
        process: int | None = None,
    ) -> None:
        self._server = ServerOfThisProcess() if server is None else server
        self._input, self._output = self._server.input, self._server.output
        self._numbers = iter(range(1, 1 << 30))
        self._answers: dict[int, Message] = {}
        self._arrived: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self.told: list[Message] = []
        """Notifications and requests of the server, in order."""
        self.diagnostics: dict[str, list[Message]] = {}
        """By URI, as they were sent last."""
        self.versions: dict[str, int] = {}
        self.accepts = ""
        """What the person in front of it says to a question."""
        threading.Thread(target=self._listen, daemon=True).start()
        self.answer = self.request(
            "initialize",
            {
                "processId": os.getpid() if process is None else process,
                "rootUri": None,
                "capabilities": capabilities,
                "workspaceFolders": [{"uri": each.as_uri(), "name": each.name} for each in folders] or None,
            },
        )
        self.notify("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> int:
        """Say goodbye; the server's exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.hang_up()

    def hang_up(self) -> int:
        """Close the server's input; its exit code."""
        self._input.close()
        code = self.ended()
        self._output.close()
        return code

    def ended(self) -> int:
        """Wait for the server to end; its exit code."""
        return self._server.ended()

    # Messages

    def send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._input.flush()

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> int:
        """Send a request without waiting for the answer; its number."""
        number = next(self._numbers)
        self.send({"id": number, "method": method, "params": params})
        return number

    def request(self, method: str, params: Any) -> Any:
        return self.answer_to(self.ask(method, params))

    def answer_to(self, number: int) -> Any:
        self.wait(lambda: number in self._answers)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RefusedError(answer["error"]["message"])
        return answer["result"]

    def wait(self, is_so: Callable[[], object]) -> None:
        """Take messages until something is so."""
        while not is_so():
            message = self._arrived.get(timeout=PATIENCE)
            assert message is not None, f"the server has ended before that, with {self.ended()}"
            self._take(message)

    def _take(self, message: Message) -> None:
        if "method" not in message:
            self._answers[message["id"]] = message
            return
        self.told.append(message)
        if message["method"] == "textDocument/publishDiagnostics":
            params = message["params"]
            self.diagnostics[params["uri"]] = params["diagnostics"]
            self.versions[params["uri"]] = params.get("version") or 0
        if "id" in message:
            self.send({"id": message["id"], "result": self._answer(message["method"])})

    def _answer(self, method: str) -> Message | None:
        if method.endswith(("Edit", "Document")):
            return {"applied": True, "success": True}
        return {"title": self.accepts} if method == "window/showMessageRequest" and self.accepts else None

    def _listen(self) -> None:
        with self._until_closed():
            while header := self._output.readline():
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
                    while self._output.readline().strip():
                        pass
                    self._arrived.put(json.loads(self._output.read(length)))
        self._arrived.put(None)

    @contextmanager
    def _until_closed(self) -> Iterator[None]:
        try:
            yield
        except ValueError:
            return

    def is_ready(self) -> bool:
        """Whether all pages of an archive were read and checked."""
        progress = [each["params"] for each in self.told if each["method"] == "$/progress"]
        return any(each["value"]["kind"] == "end" for each in progress)

    # Texts

    def open(self, path: Path, text: str | None = None, version: int = 1) -> str:
        """Open a file, with its text on disk or another one; its URI."""
        uri = path.as_uri()
        shown = path.read_bytes().decode() if text is None else text
        self.notify(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": "markdown", "version": version, "text": shown}},
        )
        return uri

    def change(self, uri: str, version: int, *changes: Message | str) -> None:
        """Change a text: a text alone stands in place of all of it."""
        given = [{"text": change} if isinstance(change, str) else change for change in changes]
        self.notify(
            "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": given}
        )

    def close_text(self, uri: str) -> None:
        """Close a text, and wait until nothing is shown of it: what is shown next is of the next text."""
        self.versions[uri] = -1
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        self.wait(lambda: self.versions[uri] == 0 or not uri.startswith("file:"))

    def changed(self, kind: int, *paths: Path) -> None:
        """Tell of files that came (1), changed (2) or went (3)."""
        changes = [{"uri": path.as_uri(), "type": kind} for path in paths]
        self.notify("workspace/didChangeWatchedFiles", {"changes": changes})

    def shown(self, uri: str, version: int = 1) -> list[Message]:
        """The diagnostics that were sent of a text, once they are of a version."""
        self.wait(lambda: self.versions.get(uri, -1) >= version)
        return self.diagnostics[uri]

    def codes(self, uri: str, version: int = 1) -> list[str]:
        return [each["code"] for each in self.shown(uri, version)]

    def pulled(self, uri: str) -> Message:
        answer: Message = self.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        return answer


def at(uri: str, line: int, character: int) -> Message:
    """The parameters of what is asked of a place."""
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
