"""What is known of what stands at a place, safe to show whatever a page holds."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archive_lint.model.verdict import VerdictKind
from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, story
from archive_lint.server.hover import CONTEXT, hover_text
from archive_lint.web.history import Record
from archive_lint.web.history_file import FILE_NAME, open_history
from tests.cached_runs import state
from tests.server.conftest import RELATED
from tests.server.editor import PUSHED, Editor, at
from tests.server.test_navigation import STORY, place_of

URL = "http://gazette.example/a"


def hover(editor: Editor, uri: str, text: str, words: str) -> str | None:
    found = editor.request("textDocument/hover", at(uri, *place_of(text, words)))
    return None if found is None else found["contents"]["value"]


def plain(value: str | None) -> list[str]:
    """The words of a hover as they are shown, line by line."""
    html = MarkdownIt("commonmark").render(value or "")
    return [
        line.strip()
        for line in html.replace("<br />", "").replace("<p>", "").replace("</p>", "").split("\n")
        if line.strip()
    ]


def test_a_link_shows_the_title_and_date_of_its_page(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH)
    assert plain(hover(editor, uri, STORY, OTHER_TITLE)) == [
        f"<strong>{OTHER_TITLE}</strong>",
        "2014-05-21",
        OTHER_PATH,
    ]
    editor.close_text(uri)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("/news/2014/05/21/gone.md", "there is no such page"),
        (f"/{OTHER_PATH.upper().replace('.MD', '.md').replace('NEWS', 'news')}", f"spelled otherwise: {OTHER_PATH}"),
        ("../../../../../x.md", "leads out of the archive"),
        ("/news/2014", "a folder of the archive"),
        ("#part", "a place of this page"),
    ],
)
def test_a_link_that_leads_to_no_page_says_why(editor: Editor, kept: Path, link: str, said: str) -> None:
    text = STORY + f"\n[somewhere]({link})\n"
    uri = editor.open(kept / PATH, text)
    assert plain(hover(editor, uri, text, "somewhere"))[-1] == said
    editor.close_text(uri)


def test_a_context_says_what_it_is(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH)
    assert plain(hover(editor, uri, STORY, "_Context"))[-1] == CONTEXT
    editor.close_text(uri)


def test_where_nothing_is_known_nothing_is_shown(editor: Editor, kept: Path) -> None:
    uri = editor.open(kept / PATH)
    assert hover(editor, uri, STORY, "# ") is None
    editor.close_text(uri)


def test_a_source_shows_its_verdict_and_its_checks(archive: Path) -> None:
    path = state(archive) / FILE_NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(open_history(str(path))) as history:
        for days, kind in ((6, "alive"), (0, "dead")):
            history.add(
                URL, Record(at=time.time() - 86_400 * days, kind=VerdictKind(kind), evidence="so <b>it</b> was")
            )
    text = story(sources=[f"[A]({URL})", "[B](http://other.example/)"], related=[RELATED])
    with Editor(archive) as editor:
        uri = editor.open(archive / PATH, text)
        lines = plain(hover(editor, uri, text, "A]"))
        assert lines[0] == f"<strong>{URL}</strong>"
        assert lines[1].startswith("dead, observed")
        assert [line.split()[2] for line in lines[2:]] == ["dead:", "alive:"]
        assert "&lt;b&gt;" in lines[2]
        assert plain(hover(editor, uri, text, "B]"))[1:] == ["never checked"]


def test_an_editor_that_shows_plain_text_is_given_plain_text(archive: Path) -> None:
    can = {**PUSHED, "textDocument": {"hover": {"contentFormat": ["plaintext"]}}}
    with Editor(archive, capabilities=can) as editor:
        uri = editor.open(archive / PATH)
        shown = editor.request("textDocument/hover", at(uri, *place_of(STORY, OTHER_TITLE)))["contents"]
        assert (shown["kind"], shown["value"].split("\n")[0].strip()) == ("plaintext", OTHER_TITLE)


@given(lines=st.lists(st.text("ab*_[]()<>&!`#|\\\n\r:/.@~=+-$ \u202e\u2028😀") | st.text(), min_size=1, max_size=4))
def test_no_text_of_a_page_becomes_markup(lines: list[str]) -> None:
    shown = hover_text(lines, is_markdown=True)
    allowed = {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "strong_open",
        "strong_close",
        "hardbreak",
        "softbreak",
    }
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(shown)
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
    assert kinds <= allowed | {"text_special"}
    assert shown.count("\n") == len(lines) - 1
    assert "://" not in shown
