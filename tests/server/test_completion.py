"""How what is being typed can go on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from tests.server.conftest import INDEX, OTHER_INDEX, RELATED
from tests.server.edited import after_edit
from tests.server.editor import Editor, Message, at

CURSOR = "‸"
ROOT = Path(__file__).parent.parent.parent


def completed(editor: Editor, path: Path, text: str) -> tuple[dict[str, str], list[Message]]:
    """What the text becomes with each item at the cursor, by the item's label; and the items."""
    before, _, after = text.partition(CURSOR)
    whole = before + after
    uri = editor.open(path, whole)
    line = before.count("\n")
    place = at(uri, line, len(before.rpartition("\n")[2].encode()))
    answer = editor.request("textDocument/completion", place)
    items: list[Message] = [] if answer is None else answer["items"]
    editor.close_text(uri)
    made = {
        item["label"]: after_edit({"changes": {uri: [item["textEdit"]]}}, {uri: whole})[uri].split("\n")[line]
        for item in items
    }
    return made, items


def test_words_of_a_title_become_an_entry_with_a_context_to_fill_in(editor: Editor, kept: Path) -> None:
    made, items = completed(editor, kept / PATH, story(related=[f"[storm clo{CURSOR}"]))
    assert made == {OTHER_TITLE: f"1. [{OTHER_TITLE}](/{OTHER_PATH}) _Context: _"}
    assert items[0]["detail"] == "2014-05-21"


def test_a_bracket_that_the_editor_has_closed_is_not_doubled(editor: Editor, kept: Path) -> None:
    made, _ = completed(editor, kept / PATH, story(related=[f"[storm{CURSOR}]"]))
    assert made == {OTHER_TITLE: f"1. [{OTHER_TITLE}](/{OTHER_PATH}) _Context: _"}


def test_what_is_linked_already_is_not_offered_again(editor: Editor, kept: Path) -> None:
    made, _ = completed(editor, kept / PATH, story(related=[RELATED, f"[{CURSOR}"]))
    assert made == {}


def test_an_index_is_offered_the_stories_of_its_day_that_it_does_not_list(editor: Editor, kept: Path) -> None:
    text = day_index([(OTHER_TITLE, OTHER_PATH)], previous=f"/{OTHER_INDEX}").replace(
        f"[{OTHER_TITLE}](/{OTHER_PATH})", f"[{CURSOR}"
    )
    made, _ = completed(editor, kept / INDEX, text)
    assert made == {TITLE: f"### [{TITLE}](/{PATH})"}


@pytest.mark.parametrize("typed", ["", "/news/2014/05/21/", "storm", "/news/harbour-bridge-clo"])
def test_a_target_is_completed_by_parts_of_its_path(editor: Editor, kept: Path, typed: str) -> None:
    made, _ = completed(editor, kept / PATH, story(related=[f"[x]({typed}{CURSOR}) _Context: a_"]))
    lines = set(made.values())
    assert (f"1. [x](/{OTHER_PATH}) _Context: a_" in lines) == (
        typed != "/news/harbour-bridge-clo" or "clo" in OTHER_PATH
    )


def test_sections_that_the_page_lacks_are_offered_as_the_archive_writes_them(editor: Editor, kept: Path) -> None:
    made, items = completed(editor, kept / PATH, story(related=None) + f"\n### {CURSOR}\n")
    assert made["Related:"] == "### Related:"
    assert "Source:" not in made
    assert next(each for each in items if each["label"] == "Related:")["detail"] == "required"


def test_contexts_are_those_of_the_archive(editor: Editor, kept: Path) -> None:
    made, _ = completed(editor, kept / PATH, story(related=[f"[a](/b.md) _Context: x, Ha{CURSOR}_"]))
    assert made == {"Harbour": "1. [a](/b.md) _Context: x, Harbour_"}


@pytest.mark.parametrize(
    "text",
    [
        f"A word {CURSOR}",
        f"```\n[x]({CURSOR}",
        f"# {CURSOR}",
        f"1. [a](/b.md) _Kontext: {CURSOR}_",
        CURSOR,
        f"[x](<{CURSOR}",
    ],
)
def test_elsewhere_nothing_much_is_offered_and_nothing_fails(editor: Editor, kept: Path, text: str) -> None:
    made, _ = completed(editor, kept / PATH, text)
    assert set(made) <= {TITLE, OTHER_TITLE, "2014-05-23", "2014-05-21"}


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("blog") / "blog"
    shutil.copytree(ROOT / "examples" / "blog", root)
    return root


def test_a_site_is_offered_keys_of_front_matter_and_urls(blog: Path) -> None:
    post = min(blog.glob("_posts/*.md"))
    with Editor(blog) as editor:
        editor.wait(editor.is_ready)
        made, items = completed(editor, post, f"---\ntitle: A\nda{CURSOR}\n---\n\nText\n")
        assert made["date"] == "date"
        assert "title" not in made
        assert next(each for each in items if each["label"] == "date")["detail"] == "the page's date"
        made, _ = completed(editor, post, f"---\ntitle: A\n---\n\n[x]({CURSOR})\n")
        assert made
        assert not [line for line in made.values() if line.endswith(".md)")]
