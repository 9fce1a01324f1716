"""What can be done at a place: each fix, all safe ones, a suppression with a reason, the rule's page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, TITLE, story
from tests.cached_runs import lint
from tests.engine.small_archive import write
from tests.server.conftest import INDEX, RELATED
from tests.server.edited import after_edit
from tests.server.editor import PUSHED, Editor, Message

SELF = story(related=[f"[{TITLE}](/{PATH}) _Context: Harbour_", RELATED])
"""L002: a safe fix."""
MESSY = story(
    date="2014-05-23",
    related=[f"[{TITLE}](/{PATH}) _Context: a_", f"[{OTHER_TITLE}]({OTHER_PATH}x) _Context: b_", RELATED, RELATED],
)
TWIN = INDEX.replace("index", "README")


def actions(editor: Editor, uri: str, line: int, only: Sequence[str] = ()) -> list[Message]:
    place = {"line": line, "character": 5}
    found: list[Message] = editor.request(
        "textDocument/codeAction",
        {
            "textDocument": {"uri": uri},
            "range": {"start": place, "end": place},
            "context": {"diagnostics": [], **({"only": list(only)} if only else {})},
        },
    )
    return found


def line_of(text: str, beginning: str) -> int:
    return next(number for number, line in enumerate(text.split("\n")) if line.startswith(beginning))


def test_a_safe_fix_is_preferred_and_makes_what_it_says(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH, SELF)
    found = actions(editor, uri, line_of(SELF, f"1. [{TITLE}]"))
    fix = next(each for each in found if each["title"].startswith("L002:"))
    assert (fix["kind"], fix["isPreferred"]) == ("quickfix", True)
    assert [each["code"] for each in fix["diagnostics"]] == ["L002"]
    assert after_edit(fix["edit"], {uri: SELF}) == {uri: story(related=[RELATED])}
    assert fix["edit"]["documentChanges"][0]["textDocument"]["version"] == 1
    editor.close_text(uri)


def test_an_unsafe_fix_says_so_and_is_asked_about(editor: Editor, kept: Path) -> None:
    text = story(sources=["[A source](http://a.example/?x=1&utm_source=y)"], related=[RELATED])
    uri = editor.open(kept / PATH, text)
    found = actions(editor, uri, line_of(text, "1. [A source"))
    unsafe = [each for each in found if each["title"].endswith("(unsafe)")]
    assert unsafe
    assert not unsafe[0]["isPreferred"]
    assert all(each["needsConfirmation"] for each in unsafe[0]["edit"]["changeAnnotations"].values())
    editor.close_text(uri)


def test_a_fix_of_an_index_is_one_of_its_twin(editor: Editor, kept: Path) -> None:
    index = (kept / INDEX).read_text()
    entry = next(line for line in index.split("\n") if line.startswith("### ["))
    text = index.replace("## [Previous", f"{entry}\n\n## [Previous")
    uri = editor.open(kept / INDEX, text)
    twin = editor.open(kept / TWIN, text)
    editor.shown(twin)
    fixes = [
        each for each in actions(editor, uri, line_of(text, "## [Previous") - 2) if each["title"].startswith("I005:")
    ]
    assert set(after_edit(fixes[0]["edit"], {uri: text, twin: text})) == {uri, twin}
    for each in (uri, twin):
        editor.close_text(each)


@pytest.mark.parametrize("only", ["source.fixAll.archive-lint", "source.fixAll", "source"])
def test_all_safe_fixes_are_those_that_the_command_line_makes(archive: Path, only: str) -> None:
    with Editor(archive) as editor:
        uri = editor.open(archive / PATH, MESSY)
        (action,) = actions(editor, uri, 0, [only])
        assert action["kind"] == "source.fixAll.archive-lint"
        fixed = after_edit(action["edit"], {uri: MESSY})
        # What was tried in memory is taken back.
        assert "L002" in editor.codes(uri)
    write(archive, {PATH: MESSY})
    lint(archive, "--fix", "--no-cache")
    assert fixed == {uri: (archive / PATH).read_text()}


def test_where_nothing_is_safe_to_fix_there_is_nothing_to_fix_at_once(editor: Editor, kept: Path) -> None:
    text = story(related=["[Gone](/gone.md) _Context: x_"])
    uri = editor.open(kept / PATH, text)
    assert actions(editor, uri, 0, ["source.fixAll"]) == []
    editor.close_text(uri)


@pytest.mark.parametrize(
    ("text", "beginning", "code"),
    [
        (story(related=["[Gone](/gone.md) _Context: x_"]), "1. [Gone]", "L001"),
        (story(related=["[Gone](/gone.md) _Context: x_"]).replace("\n", "\r\n"), "1. [Gone]", "L001"),
        (story(related=None), "# ", "S001"),
        (story(related=[RELATED]) + "\nA &quot;word here.\n", "A &quot;", "T003"),
    ],
    ids=["in a list", "CRLF", "of the page", "in a paragraph"],
)
def test_a_suppression_hides_its_finding_and_nothing_else(
    editor: Editor, kept: Path, text: str, beginning: str, code: str
) -> None:
    uri = editor.open(kept / PATH, text)
    before = editor.codes(uri)
    found = actions(editor, uri, line_of(text, beginning))
    action = next(each for each in found if each["title"].startswith(f"Suppress {code} "))
    after = after_edit(action["edit"], {uri: text})[uri]
    assert f"[{code}] say why -->" in after
    editor.change(uri, 2, after)
    assert editor.codes(uri, 2) == [each for each in before if each != code]
    editor.close_text(uri)


def test_where_the_root_was_misread_nothing_is_fixed(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive_lint.engine.live.LivePages.is_misread", lambda _: True)
    with Editor(archive) as editor:
        uri = editor.open(archive / PATH, SELF)
        titles = [each["title"] for each in actions(editor, uri, line_of(SELF, f"1. [{TITLE}]"))]
        assert titles == ["Suppress L002 self-related-link here, and say why", "Read about L002 self-related-link"]


def test_a_rule_s_page_is_opened_where_the_editor_can(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH, SELF)
    found = actions(editor, uri, line_of(SELF, f"1. [{TITLE}]"))
    command = next(each["command"] for each in found if each["title"] == "Read about L002 self-related-link")
    editor.request("workspace/executeCommand", {"command": command["command"], "arguments": command["arguments"]})
    shown = [each["params"] for each in editor.told if each["method"] == "window/showDocument"]
    assert shown[-1]["uri"].startswith("https://")
    assert shown[-1]["external"]
    editor.request("workspace/executeCommand", {"command": command["command"], "arguments": ["https://evil.example/"]})
    assert len([each for each in editor.told if each["method"] == "window/showDocument"]) == len(shown)
    editor.close_text(uri)


def test_an_editor_that_knows_no_versions_is_given_plain_edits(archive: Path) -> None:
    plain: Message = {**PUSHED, "workspace": {}, "window": {}}
    with Editor(archive, capabilities=plain) as editor:
        uri = editor.open(archive / PATH, SELF)
        found = actions(editor, uri, line_of(SELF, f"1. [{TITLE}]"))
        assert not [each for each in found if each["title"].startswith("Read about")]
        fix = next(each for each in found if each["title"].startswith("L002:"))
        assert after_edit(fix["edit"], {uri: SELF}) == {uri: story(related=[RELATED])}
        assert list(fix["edit"]) == ["changes"]
