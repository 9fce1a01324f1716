"""Pages and days that are renamed or deleted take their links, indexes and twins with them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, TITLE, story
from tests.cached_runs import cold
from tests.engine.small_archive import write
from tests.server.conftest import INDEX, OTHER_INDEX, RELATED
from tests.server.edited import after_edit, carry_out
from tests.server.editor import Editor, Message

ROOT = Path(__file__).parent.parent.parent
TWIN = INDEX.replace("index", "README")
OTHER_TWIN = OTHER_INDEX.replace("index", "README")
DAY, OTHER_DAY = "news/2014/05/23", "news/2014/05/21"


def renaming(editor: Editor, root: Path, moved: Mapping[str, str]) -> Message | None:
    files = [{"oldUri": (root / old).as_uri(), "newUri": (root / new).as_uri()} for old, new in moved.items()]
    found: Message | None = editor.request("workspace/willRenameFiles", {"files": files})
    return found


def found_by_check(root: Path) -> set[tuple[str, str]]:
    return {(each["code"], each["path"].removeprefix("archive/")) for each in json.loads(cold(root)[1])["findings"]}


@pytest.mark.parametrize(
    "moved",
    [
        {OTHER_PATH: f"{OTHER_DAY}/storm-shuts-the-harbour-bridge.md"},
        {OTHER_PATH: f"{DAY}/{OTHER_PATH.rpartition('/')[2]}"},
        {PATH: f"{OTHER_DAY}/{PATH.rpartition('/')[2]}"},
        {OTHER_DAY: "news/2014/05/20"},
        {DAY: "news/2014/05/24"},
        {DAY: "news/2014/06/1", OTHER_DAY: "news/2014/05/31"},
        {"news/2014/05": "news/2014/06"},
    ],
    ids=["a story", "to a later day", "to an earlier day", "the first day", "the last day", "both days", "the month"],
)
def test_what_moves_is_whole_afterwards(archive: Path, moved: Mapping[str, str]) -> None:
    write(archive, {PATH: story(related=[RELATED]) + f"\nSee [it](../21/{OTHER_PATH.rpartition('/')[2]}#x).\n"})
    assert found_by_check(archive) == set()
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        carry_out(renaming(editor, archive, moved))
    for old, new in moved.items():
        (archive / new).parent.mkdir(parents=True, exist_ok=True)
        (archive / old).rename(archive / new)
    # What a title or a source says of the day is not the editor's to change.
    assert {each for each in found_by_check(archive) if each[0] not in ("T001", "D007")} == set()


def test_links_into_a_site_are_written_as_its_urls(tmp_path: Path) -> None:
    blog = tmp_path / "blog"
    shutil.copytree(ROOT / "examples" / "blog", blog)
    before = found_by_check(blog)
    old = "_posts/2024-02-02-ice-in-the-channel.md"
    with Editor(blog) as editor:
        editor.wait(editor.is_ready)
        edit = renaming(editor, blog, {old: "_posts/2024-02-03-ice-in-the-sound.md"})
        carry_out(edit)
    (blog / old).rename(blog / "_posts/2024-02-03-ice-in-the-sound.md")
    assert edit is not None
    assert {each for each in found_by_check(blog) if each[0].startswith("L")} == {
        each for each in before if each[0].startswith("L")
    }


def test_an_open_text_is_what_moves(editor: Editor, kept: Path) -> None:
    text = story(related=[RELATED, "[x](/y.md) _Context: z_"])
    uri = editor.open(kept / PATH, text)
    edit = renaming(editor, kept, {OTHER_PATH: f"{OTHER_DAY}/a.md"})
    assert edit is not None
    after = after_edit(edit, {uri: text})[uri]
    assert after == text.replace(f"/{OTHER_PATH}", f"/{OTHER_DAY}/a.md")
    editor.close_text(uri)


@pytest.mark.parametrize("moved", [{}, {"nothing.md": "there.md"}, {PATH: PATH}, {"archive-lint.toml": "other.toml"}])
def test_what_nothing_leads_to_moves_alone(editor: Editor, kept: Path, moved: Mapping[str, str]) -> None:
    edit = renaming(editor, kept, moved)
    assert edit is None or after_edit(edit, {}) == {}


def deleting(editor: Editor, root: Path, *paths: str) -> Message | None:
    found: Message | None = editor.request(
        "workspace/willDeleteFiles", {"files": [{"uri": (root / path).as_uri()} for path in paths]}
    )
    return found


def test_entries_that_lead_to_a_deleted_page_go_too_when_the_editor_has_asked(archive: Path) -> None:
    write(archive, {PATH: story(related=[RELATED, f"[{TITLE}](/{PATH}) _Context: a_"])})
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        edit = deleting(editor, archive, OTHER_PATH)
        assert edit is not None
        after = after_edit(edit, {})
        assert set(after) == {(archive / path).as_uri() for path in (PATH, OTHER_INDEX, OTHER_TWIN)}
        assert after[(archive / PATH).as_uri()] == story(related=[f"[{TITLE}](/{PATH}) _Context: a_"])
        assert OTHER_TITLE not in after[(archive / OTHER_INDEX).as_uri()]
        assert all(each["needsConfirmation"] for each in edit["changeAnnotations"].values())
        assert not [each for each in editor.told if each["method"] == "window/showMessage"]


def test_links_that_nobody_but_a_person_can_take_away_are_told(archive: Path) -> None:
    write(
        archive,
        {PATH: story() + f"\nAs [we said](/{OTHER_PATH}) and [again]({OTHER_PATH.replace('news', '/news')}).\n"},
    )
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        deleting(editor, archive, OTHER_DAY)
        said = next(each for each in editor.told if each["method"] == "window/showMessage")
        # The two in the text, and the previous-day links of the next index and its twin.
        assert said["params"]["message"].startswith("4 links to what is deleted will lead nowhere: on news/")
        assert said["params"]["type"] == 2


def test_what_was_renamed_or_deleted_is_seen_at_once(archive: Path) -> None:
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        uri = editor.open(archive / PATH)
        assert editor.codes(uri) == []
        (archive / OTHER_PATH).rename(archive / OTHER_DAY / "a.md")
        files = [{"oldUri": (archive / OTHER_PATH).as_uri(), "newUri": (archive / OTHER_DAY / "a.md").as_uri()}]
        editor.notify("workspace/didRenameFiles", {"files": files})
        editor.wait(lambda: [each["code"] for each in editor.diagnostics[uri]] == ["L001"])
        (archive / OTHER_DAY / "a.md").rename(archive / OTHER_PATH)
        editor.notify("workspace/didCreateFiles", {"files": [{"uri": (archive / OTHER_PATH).as_uri()}]})
        editor.notify("workspace/didDeleteFiles", {"files": [{"uri": (archive / OTHER_DAY / "a.md").as_uri()}]})
        editor.wait(lambda: editor.diagnostics[uri] == [])
