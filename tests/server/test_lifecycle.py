"""A server begins quickly, ends with its editor, and leaves no process."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from archive_lint.cli.main import main
from archive_lint.rule.examples import PATH
from tests.server.editor import Editor, ServerProcess


def test_an_editor_that_says_goodbye_ends_it_well(archive: Path) -> None:
    editor = Editor(archive, server=ServerProcess())
    assert editor.answer["serverInfo"]["name"] == "archive-lint"
    assert editor.close() == 0
    # None was answered twice.
    assert editor._answers == {}


def test_it_ends_when_its_input_is_closed(archive: Path) -> None:
    editor = Editor(archive, server=ServerProcess())
    editor.open(archive / PATH)
    assert editor.hang_up() == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there is no question without effect whether a process is there")
def test_it_ends_when_the_editor_is_gone_although_its_input_is_open(archive: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as another:
        editor = Editor(archive, server=ServerProcess(), process=another.pid)
        another.kill()
    assert editor.ended() == 1
    editor.hang_up()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tcp", "0.0.0.0:2087"], "is not an address of this machine alone"),
        (["--tcp", "news.example:2087"], "is not an address of this machine alone"),
        (["--tcp", "2087"], "is not an address of this machine alone"),
        (["--tcp", "127.0.0.1:x"], "is not HOST:PORT"),
        (["--tcp", "127.0.0.1:99999"], "is not HOST:PORT"),
    ],
    ids=" ".join,
)
def test_it_listens_to_this_machine_alone(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["server", *words]) == 2
    assert said in capsys.readouterr().err


def test_an_address_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["server", "--tcp", f"127.0.0.1:{port}"]) == 2
    assert f"127.0.0.1:{port}: cannot listen there" in capsys.readouterr().err


def test_without_the_extra_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("archive_lint.cli.commands.server.find_spec", lambda _: None)
    assert main(["server"]) == 2
    assert "pip install 'archive-lint[server]'" in capsys.readouterr().err


def test_what_is_printed_meanwhile_does_not_reach_the_editor(archive: Path) -> None:
    code = (
        "import sys; from archive_lint.cli.main import run; from archive_lint.server import text_sync\n"
        "has_mark = text_sync._has_mark\n"
        "text_sync._has_mark = lambda path: print('noise', flush=True) or has_mark(path)\n"
        "sys.argv[1:] = ['server']; run()"
    )
    with Editor(archive, server=ServerProcess((sys.executable, "-c", code))) as editor:
        assert editor.codes(editor.open(archive / PATH)) == []


def test_it_serves_one_editor_on_an_address_of_this_machine(archive: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # Its streams are joined to the connection: what the editor sends and reads is the same.
    code = (
        "import socket, subprocess, sys, threading\n"
        f"server = subprocess.Popen([sys.executable, '-m', 'archive_lint', 'server', '--tcp', '127.0.0.1:{port}'])\n"
        "while True:\n"
        "    try:\n"
        f"        link = socket.create_connection(('127.0.0.1', {port})); break\n"
        "    except OSError: assert server.poll() is None\n"
        "def back():\n"
        "    while data := link.recv(65536): sys.stdout.buffer.write(data); sys.stdout.buffer.flush()\n"
        "threading.Thread(target=back, daemon=True).start()\n"
        "while data := sys.stdin.buffer.read1(): link.sendall(data)\n"
        "sys.exit(server.wait())\n"
    )
    editor = Editor(archive, server=ServerProcess((sys.executable, "-c", code)))
    assert editor.codes(editor.open(archive / PATH)) == []
    assert editor.close() == 0
