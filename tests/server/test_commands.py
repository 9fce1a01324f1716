"""Commands that a person gives. Nothing else asks the network, whatever the configuration says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive_lint.rule.examples import OTHER_PATH, PATH, story
from archive_lint.server.commands import CHECK_SOURCE, FIND_COPY, RESTART, SHOW_REPORT
from archive_lint.server.uris import path_of
from tests.cli.small_web import DEAD, Web, small_web
from tests.engine.small_archive import write
from tests.server.conftest import RELATED, archive_files
from tests.server.editor import PUSHED, Editor, ServerOfThisProcess, at
from tests.server.test_code_actions import actions, line_of
from tests.server.test_hover import hover, plain

TEXT = story(sources=[f"[A]({DEAD})", "[B](http://alive.example/a)"], related=[RELATED])
LINE = line_of(TEXT, "1. [A]")
CONFIG = '[lint]\nignore = ["I009"]\n[web]\nenabled = true\nretries = 0\ninterval = 0.0\n'


@pytest.fixture
def web() -> Iterator[Web]:
    """The small web, for as long as a test takes."""
    with small_web() as served:
        yield served


@pytest.fixture
def online(archive: Path, web: Web) -> Iterator[Editor]:
    """An editor on an archive whose configuration switches the network on."""
    write(archive, {**archive_files(), PATH: TEXT, "archive-lint.toml": CONFIG})
    with Editor(archive, server=ServerOfThisProcess(web.network)) as editor:
        editor.wait(editor.is_ready)
        yield editor


def give(editor: Editor, command: str, *arguments: Any) -> None:
    editor.request("workspace/executeCommand", {"command": command, "arguments": list(arguments)})


def messages(editor: Editor) -> list[str]:
    return [each["params"]["message"] for each in editor.told if each["method"].startswith("window/showMessage")]


def test_a_source_is_checked_when_a_person_says_so_and_not_before(online: Editor, archive: Path, web: Web) -> None:
    uri = online.open(archive / PATH)
    online.shown(uri)
    assert plain(hover(online, uri, TEXT, "A]"))[1:] == ["never checked"]
    assert web.asked == []
    offered = {each["title"]: each["command"] for each in actions(online, uri, LINE) if "command" in each}
    command = offered["Check this source now"]
    assert command["arguments"] == [uri, LINE, 5]
    give(online, command["command"], *command["arguments"])
    assert messages(online)[-1].startswith("dead, observed: ")
    assert plain(hover(online, uri, TEXT, "A]"))[1].startswith("dead, observed")
    asked = len(web.asked)
    assert {each.partition("/")[0] for each in web.asked} == {"dead.example"}
    give(online, CHECK_SOURCE, uri, LINE, 5)
    assert len(web.asked) > asked


def test_a_copy_that_is_not_there_is_told(online: Editor, archive: Path) -> None:
    uri = online.open(archive / PATH)
    give(online, FIND_COPY, uri, LINE, 5)
    assert messages(online)[-1] == f"no archived copy of {DEAD} was found"


def test_a_copy_is_written_in_place_of_the_source_when_a_person_agrees(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = "https://web.archive.example/web/20140523120000/http://dead.example/a?x=(1"
    monkeypatch.setattr("archive_lint.cli.archive_opener.Opener.find_copy", lambda *_: copy)
    with Editor(archive) as editor:
        uri = editor.open(archive / PATH, TEXT)
        editor.accepts = "Write it in place of the source"
        give(editor, FIND_COPY, uri, LINE, 5)
        edits = [each["params"]["edit"] for each in editor.told if each["method"] == "workspace/applyEdit"]
        (change,) = edits[0]["documentChanges"][0]["edits"]
        assert change["newText"] == copy.replace("(", "%28")
        assert change["range"]["start"]["line"] == LINE


@pytest.mark.parametrize("command", [CHECK_SOURCE, FIND_COPY])
@pytest.mark.parametrize("place", [(0, 0), (999, 0)])
def test_where_no_source_is_there_is_nothing_to_ask(
    online: Editor,
    archive: Path,
    web: Web,
    command: str,
    place: tuple[int, int],
) -> None:
    uri = online.open(archive / PATH)
    give(online, command, uri, *place)
    assert messages(online)[-1] == "there is no source at this place"
    assert web.asked == []


def test_the_report_is_of_the_archive_as_it_lies_on_disk_and_runs_nothing_of_it(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = "raise SystemExit('planted')"
    write(
        archive,
        {PATH: story(related=["[Gone](/gone.md) _Context: x_"]), "archive_lint.py": planted, "json.py": planted},
    )
    monkeypatch.chdir(archive)
    with Editor(archive) as editor:
        uri = editor.open(archive / OTHER_PATH)
        editor.shown(uri)
        give(editor, SHOW_REPORT, uri)
        shown = next(each["params"] for each in editor.told if each["method"] == "window/showDocument")
    report = Path(path_of(shown["uri"]) or "")
    assert shown["external"]
    assert "/gone.md" in report.read_text()
    report.unlink()
    report.parent.rmdir()


def test_an_editor_that_shows_no_documents_is_told_where_the_report_is(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive_lint.cli.archive_opener.Opener.report", lambda *_: "/tmp/x/report.html")
    with Editor(archive, capabilities={**PUSHED, "window": {}}) as editor:
        editor.shown(editor.open(archive / PATH))
        give(editor, SHOW_REPORT)
        assert messages(editor)[-1] == "the report is /tmp/x/report.html"


def test_restart_reads_all_again(archive: Path) -> None:
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        uri = editor.open(archive / PATH)
        assert editor.codes(uri) == []
        (archive / OTHER_PATH).unlink()
        give(editor, RESTART)
        editor.wait(lambda: [each["code"] for each in editor.diagnostics[uri]] == ["L001"])


def test_a_command_that_there_is_not_is_refused(editor: Editor) -> None:
    number = editor.ask("workspace/executeCommand", {"command": "rm", "arguments": ["-rf"]})
    with pytest.raises(Exception, match="not defined"):
        editor.answer_to(number)
    assert editor.request("textDocument/hover", at("file:///x.md", 0, 0)) is None
