"""Pictures of the language server at work: what it answers about the example archive, as an editor shows it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Self

from rich.text import Text

from docs.terminal_picture import terminal_picture

_ARCHIVE = Path(__file__).resolve().parent.parent / "examples" / "archive"
_PAGE = _ARCHIVE / "news/2021/03/4/harbour-bridge-reopens-after-repairs.md"
_WIDTH = 72
_RELATED = 13
"""The line at which the related stories begin."""
_TYPED = "3. [fer"
_GUTTER = "    "
_EDITOR: dict[str, Any] = {"general": {"positionEncodings": ["utf-8"]}, "textDocument": {"diagnostic": {}}}
_SEVERITIES = {1: "bold red", 2: "yellow", 3: "cyan"}


def server_pictures() -> Iterator[tuple[str, str]]:
    """Yield file names in `docs` with pictures: the same for the same archive and code."""
    with _Server() as server:
        text = _PAGE.read_text(encoding="utf-8")
        server.open(text)
        lines = text.splitlines()
        found = server.ask("textDocument/diagnostic")["items"]
        last = max(found, key=lambda each: int(each["range"]["start"]["line"]))
        place = last["range"]["start"]
        actions = server.ask(
            "textDocument/codeAction", range={"start": place, "end": place}, context={"diagnostics": [last]}
        )
        yield (
            "language-server-diagnostics.svg",
            _picture([*_page(lines, found), *_menu(each["title"] for each in actions)]),
        )
        hover = server.ask("textDocument/hover", position=place)["contents"]["value"]
        yield "language-server-hover.svg", _picture([*_page(lines[: place["line"] + 1], first=_RELATED), *_box(hover)])
        server.open(text + _TYPED)
        end = {"line": len(lines), "character": len(_TYPED)}
        offered: list[dict[str, Any]] = []
        while not offered:
            # It may still be reading the other pages.
            offered = server.ask("textDocument/completion", position=end)["items"]
        choices = [f"{each['label']}  {each['detail']}" for each in offered]
        yield "language-server-completion.svg", _picture([*_page([*lines, _TYPED], first=_RELATED), *_menu(choices)])


def _picture(lines: Iterable[Text]) -> str:
    return terminal_picture(lines, width=_WIDTH)


def _page(lines: Sequence[str], found: Sequence[dict[str, Any]] = (), *, first: int = 0) -> Iterator[Text]:
    """Yield the lines of a page from the `first` on with their numbers, and below each what is found there."""
    for number, line in enumerate(lines[first:], first):
        shown = Text(line)
        here = [each for each in found if each["range"]["start"]["line"] == number]
        for each in here:
            shown.stylize("underline", each["range"]["start"]["character"], each["range"]["end"]["character"])
        shown.truncate(_WIDTH - len(_GUTTER), overflow="ellipsis")
        yield Text(f"{number + 1:3} ", style="bright_black").append_text(shown)
        for each in here:
            message = f"{each['code']} {each['message']}"
            for part in textwrap.wrap(message, _WIDTH - len(_GUTTER) - 2):
                mark = "╰ " if message.startswith(part) else "  "
                yield Text(_GUTTER + mark + part, style=_SEVERITIES[each["severity"]])


def _menu(choices: Iterable[str]) -> Iterator[Text]:
    """Yield a menu, of which the first choice is chosen."""
    for number, choice in enumerate(choices):
        line = Text(f" {choice} ".ljust(_WIDTH - 2 * len(_GUTTER)), style="reverse" if number else "bold reverse blue")
        line.truncate(_WIDTH - 2 * len(_GUTTER), overflow="ellipsis")
        yield Text(_GUTTER).append_text(line)


def _box(markdown: str) -> Iterator[Text]:
    """Yield what an editor makes of Markdown: of each of its lines, bold where that is."""
    for line in markdown.splitlines():
        bold = line.strip().removeprefix("**").removesuffix("**")
        style = "bold reverse" if bold != line.strip() else "reverse"
        shown = Text(f" {bold} ".ljust(_WIDTH - 2 * len(_GUTTER)), style=style)
        yield Text(_GUTTER).append_text(shown)


class _Server:
    """The server, and an editor that has one page open."""

    def __enter__(self) -> Self:
        self._state = tempfile.TemporaryDirectory()
        words = ["archive_lint", "server", "--state-dir", self._state.name]
        self._process = subprocess.Popen(
            [sys.executable, "-m", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._asked = 0
        folder = {"uri": _ARCHIVE.as_uri(), "name": "archive"}
        self._ask("initialize", {"processId": None, "capabilities": _EDITOR, "workspaceFolders": [folder]})
        self._tell("initialized", {})
        return self

    def __exit__(self, *_: object) -> None:
        self._ask("shutdown", None)
        self._tell("exit", None)
        self._process.communicate()
        self._state.cleanup()

    def open(self, text: str) -> None:
        document = {"uri": _PAGE.as_uri(), "languageId": "markdown", "version": self._asked, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})

    def ask(self, method: str, **params: Any) -> Any:
        return self._ask(method, {"textDocument": {"uri": _PAGE.as_uri()}, **params})

    def _ask(self, method: str, params: Any) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = _read(self._process.stdout)
            if message.get("id") == self._asked and "result" in message:
                return message["result"]

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()


def _read(stream: IO[bytes] | None) -> dict[str, Any]:
    assert stream is not None
    length = 0
    while line := stream.readline().strip():
        if line.startswith(b"Content-Length:"):
            length = int(line.split(b":")[1])
    message: dict[str, Any] = json.loads(stream.read(length))
    return message
