"""What is found on open texts, and on pages that they break, as an editor is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from tests.cached_runs import cold
from tests.engine.small_archive import write
from tests.server.conftest import INDEX, OTHER_INDEX, RELATED
from tests.server.editor import PULLED, PUSHED, Editor, Message

GONE = story(related=["[Gone](/gone.md) _Context: Harbour_"])
UNLISTING = day_index([(OTHER_TITLE, OTHER_PATH)], previous=f"/{OTHER_INDEX}")


def test_an_open_text_counts_and_not_what_lies_on_disk(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH)
    assert editor.shown(uri) == []
    editor.change(uri, 2, GONE)
    found = editor.shown(uri, 2)
    assert [(each["code"], each["severity"], each["source"]) for each in found] == [("L001", 1, "archive-lint")]
    assert found[0]["codeDescription"]["href"].startswith("https://")
    assert "/gone.md" in found[0]["message"]
    editor.close_text(uri)
    editor.wait(lambda: editor.diagnostics[uri] == [])


def test_a_text_is_answered_for_at_each_version(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH)
    line = story(related=[RELATED]).split("\n").index("### Related:")
    place = {"start": {"line": line, "character": 4}, "end": {"line": line, "character": 11}}
    editor.change(uri, 2, {"range": place, "text": "Relatde"})
    assert editor.codes(uri, 2) == ["S001"]
    editor.change(uri, 3, {"range": place, "text": "Related"})
    assert editor.codes(uri, 3) == []
    editor.close_text(uri)


def test_a_page_that_is_broken_is_shown_until_it_is_whole_again(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / INDEX)
    assert editor.shown(uri) == []
    broken = (kept / PATH).as_uri()
    editor.change(uri, 2, UNLISTING)
    editor.wait(lambda: [each["code"] for each in editor.diagnostics.get(broken, [])] == ["I001"])
    editor.change(uri, 3, (kept / INDEX).read_text())
    editor.wait(lambda: editor.diagnostics[broken] == [])
    editor.close_text(uri)


def test_a_broken_page_that_is_open_is_shown_again(editor: Editor, kept: Path) -> None:
    uri, broken = editor.open(kept / INDEX), editor.open(kept / PATH)
    assert editor.shown(broken) == []
    editor.change(uri, 2, UNLISTING)
    editor.wait(lambda: [each["code"] for each in editor.diagnostics[broken]] == ["I001"])
    editor.close_text(uri)
    editor.wait(lambda: editor.diagnostics[broken] == [])
    editor.close_text(broken)


def test_an_editor_that_asks_is_answered_and_not_sent_the_same(pulling: Editor, kept: Path) -> None:
    uri = pulling.open(kept / PATH)
    first = pulling.pulled(uri)
    assert (first["kind"], first["items"]) == ("full", [])
    pulling.change(uri, 2, GONE)
    second = pulling.pulled(uri)
    assert [each["code"] for each in second["items"]] == ["L001"]
    again = {"textDocument": {"uri": uri}, "previousResultId": second["resultId"]}
    assert pulling.request("textDocument/diagnostic", again) == {"kind": "unchanged", "resultId": second["resultId"]}
    assert uri not in pulling.diagnostics
    pulling.close_text(uri)


def test_an_editor_that_asks_is_told_to_ask_again_when_an_open_page_is_broken(pulling: Editor, kept: Path) -> None:
    uri, broken = pulling.open(kept / INDEX), pulling.open(kept / PATH)
    assert pulling.pulled(broken)["items"] == []
    before = len(pulling.told)
    pulling.change(uri, 2, UNLISTING)
    pulling.wait(lambda: any(each["method"] == "workspace/diagnostic/refresh" for each in pulling.told[before:]))
    assert [each["code"] for each in pulling.pulled(broken)["items"]] == ["I001"]
    pulling.close_text(uri)
    pulling.close_text(broken)


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "file:///nowhere/at/all.md", "https://a.example/"])
def test_a_text_of_no_archive_has_no_diagnostics(pulling: Editor, uri: str) -> None:
    text = {"uri": uri, "languageId": "markdown", "version": 1, "text": "# A\n"}
    pulling.notify("textDocument/didOpen", {"textDocument": text})
    assert pulling.pulled(uri)["items"] == []
    pulling.close_text(uri)


def test_a_new_page_is_one_before_it_is_saved(editor: Editor, kept: Path) -> None:
    new = kept / "news/2014/05/23/new-page.md"
    uri = editor.open(new, story(title="New page", related=["[Gone](/gone.md)"]))
    assert "L001" in editor.codes(uri)
    other = editor.open(kept / PATH, story(related=[f"[New page](/{new.relative_to(kept)}) _Context: Harbour_"]))
    assert editor.codes(other) == []
    editor.close_text(uri)
    editor.wait(lambda: [each["code"] for each in editor.diagnostics[other]] == ["L001"])
    editor.close_text(other)


@pytest.mark.parametrize("capabilities", [PUSHED, PULLED], ids=["pushed", "pulled"])
def test_what_is_found_is_what_check_finds(archive: Path, capabilities: Message) -> None:
    text = story(
        sources=["[](http://a.example/?utm_source=x)", "no link 😀"], related=[f"[{TITLE}](/{PATH}) 😀", "[x](y)"]
    )
    write(archive, {PATH: text})
    reported = json.loads(cold(archive)[1])["findings"]
    expected = [
        (each["code"], each["start"]["line"] - 1, each["start"]["column"] - 1)
        for each in reported
        if each["path"].endswith(PATH)
    ]
    assert len(expected) > 4
    with Editor(archive, capabilities={**capabilities, "general": {"positionEncodings": ["utf-32"]}}) as started:
        uri = started.open(archive / PATH)
        found = started.pulled(uri)["items"] if capabilities is PULLED else started.shown(uri)
        assert [(each["code"], *each["range"]["start"].values()) for each in found] == expected


def test_what_the_baseline_knows_is_not_shown(archive: Path) -> None:
    entries = [{"path": PATH, "code": "L001", "subject": "/gone.md"}, {}]
    write(archive, {"archive-lint-baseline.json": json.dumps({"version": 1, "findings": entries})})
    with Editor(archive) as started:
        uri = started.open(archive / PATH, GONE)
        assert started.codes(uri) == []
        started.change(uri, 2, GONE.replace("gone.md", "lost.md"))
        assert started.codes(uri, 2) == ["L001"]


def codes_of(editor: Editor, path: Path) -> Sequence[str]:
    return [each["code"] for each in editor.diagnostics.get(path.as_uri(), [])]


def test_each_open_folder_has_its_own_archive(archive: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    write(second, {PATH: GONE, INDEX: "", "archive-lint.toml": '[lint]\nselect = ["L001"]\n'})
    with Editor(archive, second) as started:
        one, other = started.open(archive / PATH), started.open(second / PATH)
        assert (started.codes(one), started.codes(other)) == ([], ["L001"])


def test_an_archive_configured_below_an_open_folder_is_found(archive: Path) -> None:
    with Editor(archive.parent) as started:
        uri = started.open(archive / PATH, GONE)
        assert started.codes(uri) == ["L001"]


def test_a_text_outside_of_all_open_folders_is_of_the_archive_around_it(archive: Path) -> None:
    with Editor() as started:
        assert started.codes(started.open(archive / PATH, GONE)) == ["L001"]


def test_a_folder_that_nobody_opened_or_configured_is_not_looked_through(archive: Path) -> None:
    (archive / "archive-lint.toml").unlink()
    with Editor(capabilities=PULLED) as started:
        assert started.pulled(started.open(archive / PATH, GONE))["items"] == []
        assert not started.is_ready()


def test_nothing_of_a_page_reaches_the_editor_unescaped(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH, story(related=[f"[{OTHER_TITLE}](/gone\u202e\x1b[31m.md) _Context: x_"]))
    for each in editor.shown(uri):
        assert "\x1b" not in each["message"]
        assert "\u202e" not in each["message"]
    editor.close_text(uri)


def test_an_archive_of_many_pages_is_read_in_processes_of_their_own(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = story(title=OTHER_TITLE, date="2014-05-21", related=["[Gone](/gone.md) _Context: x_"])
    write(archive, {OTHER_PATH: broken})
    monkeypatch.setattr("archive_lint.engine.reader.FEW_PAGES", 1)
    monkeypatch.setattr("archive_lint.cli.make_run.default_jobs", lambda: 2)
    with Editor(archive) as started:
        started.wait(started.is_ready)
        # What was found there when the archive was opened is known: it is not taken for news.
        uri = started.open(archive / PATH)
        assert started.codes(uri) == []
        assert started.codes(started.open(archive / OTHER_PATH)) == ["L001"]
