"""What the documentation has people write into the settings of their editors can be read, and starts the server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from archive_lint.cli.commands.server import ServerOptions, parse
from archive_lint.config.discover import FILE_NAMES

PAGE = (Path(__file__).parent.parent.parent / "docs" / "language-server.md").read_text()


def shown(editor: str, language: str) -> str:
    """What the section on an editor shows."""
    section = re.search(rf"^### {editor}.*?\n(.*?)^###? ", PAGE, re.DOTALL | re.MULTILINE)
    assert section is not None
    (found,) = re.findall(rf"```{language}\n(.*?)```", section[1], re.DOTALL)
    return str(found)


def helix() -> Sequence[str]:
    settings = tomllib.loads(shown("Helix", "toml"))
    (language,) = settings["language"]
    (name,) = language["language-servers"]
    assert language["name"] == "markdown"
    server = settings["language-server"][name]
    return [server["command"], *server["args"]]


def kate() -> Sequence[str]:
    server: dict[str, Any] = json.loads(shown("Kate", "json"))["servers"]["markdown"]
    assert set(server["rootIndicationFileNames"]) < set(FILE_NAMES)
    return list(server["command"])


def sublime() -> Sequence[str]:
    (client,) = json.loads(shown("Sublime Text", "json"))["clients"].values()
    assert client["enabled"] is True
    return list(client["command"])


def zed() -> Sequence[str]:
    settings = json.loads(shown("Zed", "json"))
    ((name, server),) = settings["lsp"].items()
    assert settings["languages"]["Markdown"]["language_servers"] == [name]
    return [Path(server["binary"]["path"]).name, *server["binary"]["arguments"]]


def emacs() -> Sequence[str]:
    command = re.search(r"\(markdown-mode \. \(([^)]*)\)\)", shown("Emacs", "elisp"))
    assert command is not None
    return re.findall(r'"([^"]*)"', command[1])


def neovim() -> Sequence[str]:
    commands = re.findall(r"cmd = \{ (.*?) \}", "".join(re.findall(r"```lua\n(.*?)```", PAGE, re.DOTALL)))
    assert len(set(commands)) == 1
    return re.findall(r'"([^"]*)"', commands[0])


@pytest.mark.parametrize("command", [helix, kate, sublime, zed, emacs, neovim], ids=lambda each: each.__name__)
def test_it_starts_the_server(command: Callable[[], Sequence[str]]) -> None:
    program, name, *words = command()
    assert (program, name) == ("archive-lint", "server")
    assert isinstance(parse(words), ServerOptions)


@pytest.mark.skipif(shutil.which("emacs") is None, reason="Emacs is not installed")
def test_emacs_takes_it(tmp_path: Path) -> None:
    start = tmp_path / "start.el"
    start.write_text(shown("Emacs", "elisp") + "(princ (if (memq 'eglot-ensure markdown-mode-hook) 'well 'not))")
    done = subprocess.run(["emacs", "-Q", "--batch", "-l", start], capture_output=True, text=True, check=True)
    assert done.stdout == "well"
