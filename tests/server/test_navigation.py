"""Where links lead, who cites a page, and what a page and an archive consist of."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, SOURCE, TITLE, story
from tests.engine.small_archive import write
from tests.server.conftest import INDEX, OTHER_INDEX, RELATED
from tests.server.editor import Editor, Message, at

STORY = story(related=[RELATED])
RELATED_LINE = next(number for number, line in enumerate(STORY.split("\n")) if OTHER_PATH in line)


def place_of(text: str, words: str) -> tuple[int, int]:
    """The position of the first of some words."""
    before = text[: text.index(words)]
    return before.count("\n"), len(before.rpartition("\n")[2].encode())


@pytest.mark.parametrize(
    ("words", "leads_to", "line"),
    [
        (OTHER_TITLE, OTHER_PATH, 2),
        (OTHER_PATH, OTHER_PATH, 2),
        ("2014-05-23](", INDEX, 0),
    ],
    ids=["text", "target", "date heading"],
)
def test_a_link_leads_to_the_title_of_its_page(
    editor: Editor, kept: Path, words: str, leads_to: str, line: int
) -> None:
    uri = editor.open(kept / PATH)
    found = editor.request("textDocument/definition", at(uri, *place_of(STORY, words)))
    assert found["uri"] == (kept / leads_to).as_uri()
    assert found["range"]["start"]["line"] == line
    editor.close_text(uri)


@pytest.mark.parametrize("words", ["Source", SOURCE[:9], "# "])
def test_what_leads_nowhere_in_the_archive_has_no_definition(editor: Editor, kept: Path, words: str) -> None:
    uri = editor.open(kept / PATH)
    assert editor.request("textDocument/definition", at(uri, *place_of(STORY, words))) is None
    editor.close_text(uri)


def references(editor: Editor, uri: str, line: int, character: int) -> list[tuple[str, int]]:
    asked = {**at(uri, line, character), "context": {"includeDeclaration": False}}
    found: list[Message] = editor.request("textDocument/references", asked)
    return [(each["uri"], each["range"]["start"]["line"]) for each in found]


def test_all_that_cites_a_page_is_found(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH)
    lists = [((kept / folder).as_uri(), 2) for folder in (INDEX.replace("index", "README"), INDEX)]
    own = [*lists, ((kept / OTHER_PATH).as_uri(), RELATED_LINE)]
    assert sorted(references(editor, uri, 2, 0)) == sorted(own)
    cited = references(editor, uri, *place_of(STORY, OTHER_PATH))
    assert (uri, RELATED_LINE) in cited
    assert {each for each, _ in cited} == {
        uri,
        *((kept / OTHER_INDEX.replace("index", name)).as_uri() for name in ("index", "README")),
    }
    assert references(editor, uri, *place_of(STORY, SOURCE[:9])) == []
    editor.close_text(uri)


def test_a_link_that_is_typed_now_is_a_reference(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH, STORY + f"\nSee [it](../21/{OTHER_PATH.rpartition('/')[2]}#part).\n")
    other = editor.open(kept / OTHER_PATH)
    assert len([each for each, _ in references(editor, other, 2, 0) if each == uri]) == 2
    editor.close_text(uri)
    editor.close_text(other)


SLUG = "台灣-harbour--bridge"
TARGET = f"news/2014/05/23/{SLUG}.md"


@pytest.mark.parametrize(
    "link",
    [
        f"/{TARGET}",
        f"/{quote(TARGET)}",
        f"/{quote(TARGET)}".replace("%E5", "%e5").replace("%8F", "%8f"),
        f"./{SLUG}.md",
        f"../23/{SLUG}.md?x=1#y",
        f"/news/2014/05/23/{quote('台灣')}-harbour--bridge.md",
    ],
)
def test_however_a_link_is_spelled_it_is_a_reference(archive: Path, link: str) -> None:
    write(archive, {TARGET: story(title="台灣 harbour bridge"), PATH: STORY + f"\nSee [it]({link}).\n"})
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        uri = editor.open(archive / TARGET)
        assert ((archive / PATH).as_uri(), len(STORY.split("\n"))) in references(editor, uri, 2, 0)


def test_links_lead_to_files_and_to_the_web_and_nowhere_else(editor: Editor, kept: Path) -> None:
    odd = "\n".join(
        f"[x]({each})" for each in ("command:evil", "file:///etc/passwd", "javascript:alert(1)", "vscode://x")
    )
    uri = editor.open(kept / PATH, f"{STORY}\n{odd}\n[y](/gone.md) [z](#here)\n")
    found: list[Message] = editor.request("textDocument/documentLink", {"textDocument": {"uri": uri}})
    targets = [each["target"] for each in found]
    assert (kept / OTHER_PATH).as_uri() in targets
    assert [each for each in targets if not each.startswith((kept.as_uri(), "http://", "https://"))] == []
    editor.close_text(uri)


def test_a_page_consists_of_its_title_and_sections(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH)
    (page,) = editor.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert page["name"] == TITLE
    assert [each["name"] for each in page["children"]] == ["Source:", "Related:"]
    assert [each["name"] for each in page["children"][1]["children"]] == [OTHER_TITLE]
    editor.close_text(uri)


@pytest.mark.parametrize("text", ["", "# \n", "### \n### \n1. \n", "### Related:\n# Late\n", "\n\n### x\x1b\n"])
def test_half_written_pages_have_symbols_too(editor: Editor, kept: Path, text: str) -> None:
    uri = editor.open(kept / PATH, text)
    found: list[Message] = editor.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    for each in found:
        assert each["name"]
        assert "\x1b" not in each["name"]
        assert each["range"]["start"]["line"] <= each["selectionRange"]["start"]["line"]
    editor.close_text(uri)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {TITLE, OTHER_TITLE, "2014-05-23", "2014-05-21"}),
        ("2014-05-21", {OTHER_TITLE, "2014-05-21"}),
        ("HARBOUR bridge", {TITLE, OTHER_TITLE}),
        ("nothing like it", set()),
    ],
)
def test_stories_and_days_are_found_by_their_words(editor: Editor, query: str, names: set[str]) -> None:
    found: list[Message] = editor.request("workspace/symbol", {"query": query})
    assert {each["name"] for each in found} == names
