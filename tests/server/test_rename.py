"""A title that is renamed is renamed in the links that repeat it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, story
from tests.cached_runs import cold
from tests.server.conftest import INDEX, RELATED
from tests.server.edited import after_edit, carry_out
from tests.server.editor import Editor, Message, RefusedError, at
from tests.server.test_navigation import STORY, place_of

ROOT = Path(__file__).parent.parent.parent
NEW = "Bridge [toll] *doubles* & more"


def rename(editor: Editor, uri: str, place: tuple[int, int], name: str) -> Message | None:
    found: Message | None = editor.request("textDocument/rename", {**at(uri, *place), "newName": name})
    return found


def test_a_title_carries_to_indexes_twins_and_related_links(archive: Path) -> None:
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        uri = editor.open(archive / OTHER_PATH)
        edit = rename(editor, uri, (2, 4), NEW)
        assert edit is not None
        assert len(after_edit(edit, {})) == 4
        carry_out(edit)
    assert f"# {NEW}\n" in (archive / OTHER_PATH).read_text()
    code, out = cold(archive, "--ignore", "T001")
    assert (code, b'"findings":0' in out.replace(b" ", b"")) == (0, True), out


def test_a_link_that_repeats_the_title_renames_it_too(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH)
    place = place_of(STORY, OTHER_TITLE)
    prepared = editor.request("textDocument/prepareRename", at(uri, *place))
    assert prepared["placeholder"] == OTHER_TITLE
    edit = rename(editor, uri, place, NEW)
    assert edit is not None
    assert (kept / OTHER_PATH).as_uri() in after_edit(edit, {})
    editor.close_text(uri)


def test_a_link_that_says_something_else_keeps_its_words(editor: Editor, kept: Path) -> None:
    text = STORY + f"\nAs [we said](/{OTHER_PATH}).\n"
    uri = editor.open(kept / PATH, text)
    other = editor.open(kept / OTHER_PATH)
    edit = rename(editor, other, (2, 4), "Another")
    assert edit is not None
    assert "As [we said](" in after_edit(edit, {uri: text})[uri]
    assert f"[Another](/{OTHER_PATH})" in after_edit(edit, {uri: text})[uri]
    for each in (uri, other):
        editor.close_text(each)


@pytest.mark.parametrize("name", ["", "   ", "a\u2028b", "<!-- gone -->"])
def test_what_is_not_a_title_is_refused(editor: Editor, kept: Path, name: str) -> None:
    uri = editor.open(kept / PATH)
    with pytest.raises(RefusedError, match="would not be the title"):
        rename(editor, uri, (2, 4), name)
    editor.close_text(uri)


@pytest.mark.parametrize("words", ["Source", "### Related", "2014-05-23"])
def test_elsewhere_there_is_nothing_to_rename(editor: Editor, kept: Path, words: str) -> None:
    uri = editor.open(kept / PATH)
    assert editor.request("textDocument/prepareRename", at(uri, *place_of(STORY, words))) is None
    assert rename(editor, uri, place_of(STORY, words), "x") is None
    editor.close_text(uri)


@pytest.mark.parametrize(
    ("line", "name", "written"),
    [
        ('title: "Old"', 'A "b" \\ c', 'title: "A \\"b\\" \\\\ c"'),
        ("title: 'Old'", "It's: so", "title: 'It''s: so'"),
        ("title: Old", "New words", "title: New words"),
        ("title: Old", "New: words", 'title: "New: words"'),
        ("title: Old", "# x", 'title: "# x"'),
        ("title: Old", "Yes", 'title: "Yes"'),
        ("title: Old", "2024", 'title: "2024"'),
        ("title: >\n  Old", "New", None),
    ],
)
def test_a_title_of_front_matter_is_written_as_its_quotation_marks_demand(
    tmp_path: Path, line: str, name: str, written: str | None
) -> None:
    blog = tmp_path / "blog"
    shutil.copytree(ROOT / "examples" / "blog", blog)
    post = min(blog.glob("_posts/*.md"))
    text = f"---\n{line}\ndate: 2024-01-09\n---\n\nWords.\n"
    with Editor(blog) as editor:
        uri = editor.open(post, text)
        edit = rename(editor, uri, (1, 9), name)
        if written is None:
            assert edit is None
        else:
            assert edit is not None
            assert after_edit(edit, {uri: text})[uri].split("\n")[1] == written


def test_all_of_it_is_one_edit_of_versions_that_are_known(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH, story(related=[RELATED]), version=7)
    edit = rename(editor, uri, (2, 4), "Another")
    assert edit is not None
    versions = {each["textDocument"]["uri"]: each["textDocument"]["version"] for each in edit["documentChanges"]}
    assert versions[uri] == 7
    assert versions[(kept / INDEX).as_uri()] is None
    editor.close_text(uri)
