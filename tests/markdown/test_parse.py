"""What a page is made of, whichever way it is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_lint.config.settings import Settings
from archive_lint.markdown.parse import parse
from archive_lint.model.page import Entry, Link, Page
from archive_lint.model.span import BYTE_ORDER_MARK
from archive_lint.rule.examples import PATH
from tests.markdown.test_fast_path import LINES
from tests.soak import rounds

LAYOUT = Settings().layout()


def page_of(source: bytes) -> Page:
    return parse(PATH, source, LAYOUT)


def entries_of(text: str) -> tuple[Entry, ...]:
    return page_of(f"### Related:\n\n{text}".encode()).facts.sections[0].entries


def targets(links: tuple[Link, ...]) -> list[str]:
    return [link.target for link in links]


def parts(page: Page) -> list[object]:
    """The parts of a page as they are written, wherever they stand."""
    source, facts = page.source, page.facts
    spans = [
        *(heading.span for heading in page.headings),
        *(link.span for link in facts.all_links()),
        *(link.target_span for link in facts.all_links()),
        *(section.span for section in facts.sections),
        *(entry.lines for section in facts.sections for entry in section.entries),
        *page.opaque,
        *(directive.span for directive in facts.directives),
        *(directive.cut for directive in facts.directives),
    ]
    return [source[span.start : span.end] for span in spans]


MARKED = (
    "# Title",
    "   # Title\n",
    "  1. [a](b)\n  2. [c](d)\n",
    "1. [a](b)\n\n   ### Related:\n",
    "- a\n\n  ### Related:\n",
    "    code\n",
    "\n<!-- archive-lint: ignore[T004] -->\n\n# Title\n",
    "<!-- archive-lint: ignore[T004] -->\n\n# Title\n",
    " \n# Title `a`\n",
    "",
)


@pytest.mark.parametrize("text", MARKED)
def test_a_byte_order_mark_changes_nothing_in_a_page_but_its_offsets(text: str) -> None:
    source = text.encode()
    marked = page_of(BYTE_ORDER_MARK + source)
    assert parts(marked) == parts(page_of(source))
    assert (page_of(source).body_start, marked.body_start) == (0, 3)


@given(st.lists(st.sampled_from((*LINES, "<!-- archive-lint: ignore[T004] -->")), min_size=1, max_size=8))
@settings(max_examples=rounds(150), deadline=None)
def test_a_byte_order_mark_changes_nothing_in_any_page(lines: list[str]) -> None:
    source = "\n".join(lines).encode()
    assert parts(page_of(BYTE_ORDER_MARK + source)) == parts(page_of(source))


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("# One\n", [(1, "One")]),
        ("# A `b` *c* &amp; \\[d\\]\n", [(1, "A b c & [d]")]),
        ("One\ntwo\n===\n", [(1, "One two")]),
        ("One\n---\n", [(2, "One")]),
        ("###### [One](a) two ![three](b)\n", [(6, "One two three")]),
        ("# A <b>c</b>\n\n#\n", [(1, "A c"), (1, "")]),
        ("a\n\n***\n\n# One\n", [(1, "One")]),
    ],
)
def test_a_heading_has_its_level_and_its_text_as_rendered(text: str, titles: list[tuple[int, str]]) -> None:
    assert [(heading.level, heading.text) for heading in page_of(text.encode()).headings] == titles


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("1. [a](b) _Context: c_\n", [(1, ["b"], "c", "")]),
        ("1. [a](b) _Context: c, `d`_\n", [(1, ["b"], "c, d", "")]),
        ("- [a](b)\n- [c](d) more\n", [(None, ["b"], None, ""), (None, ["d"], None, "more")]),
        ("2) [a](b) [c](d) ![e](f)\n", [(2, ["b", "d", "f"], None, "c e")]),
        ("1. text [a](b) more\n", [(1, ["b"], None, "more")]),
        ("1. text alone\n", [(1, [], None, "text alone")]),
        ("1. [a](b c) [d](e)\n", [(1, ["b c", "e"], None, "")]),
        ("1. [a](b)\n   - [c](d)\n   - e\n2. [f](g)\n", [(1, ["b", "d"], None, "ce"), (2, ["g"], None, "")]),
        ("1. [a](b)\n\n   more\n", [(1, ["b"], None, "more")]),
        ("1. [a](b)\n   more\n", [(1, ["b"], None, "more")]),
    ],
)
def test_an_entry_has_its_number_its_links_and_what_follows_them(
    text: str, entries: list[tuple[int | None, list[str], str | None, str]]
) -> None:
    found = [
        (entry.number, targets((*filter(None, [entry.link]), *entry.further)), entry.context, entry.note)
        for entry in entries_of(text)
    ]
    assert found == entries


@pytest.mark.parametrize(
    ("text", "opaque"),
    [
        ("a `b` c\n", ["`b`"]),
        ("a <b>c</b>\n", ["<b>", "</b>"]),
        ("```\na\n```\n", ["```\na\n```"]),
        ("<div>\na\n</div>\n", ["<div>\na\n</div>\n"]),
        ("> a `b`\n", ["> a `b`\n", "`b`"]),
        ("- a\n\n      b\n", ["b\n"]),
        ("a\n", []),
    ],
)
def test_code_html_and_quotes_are_not_prose(text: str, opaque: list[str]) -> None:
    page = page_of(text.encode())
    assert [page.source[span.start : span.end].decode() for span in page.opaque] == opaque


@pytest.mark.parametrize(
    ("source", "text", "damaged"),
    [
        (b"# A\n", "# A\n", False),
        (b"# \xff\xc3A\n", "# ??A\n", True),
        (b"# A\0\n", "# A\0\n", True),
        (BYTE_ORDER_MARK + b"# A\n", "\ufeff# A\n", False),
        (BYTE_ORDER_MARK + b"# \xff\n", "\ufeff# ?\n", True),
    ],
)
def test_bytes_that_are_not_utf_8_damage_a_page_and_move_nothing(source: bytes, text: str, damaged: bool) -> None:
    page = page_of(source)
    assert (page.text, page.facts.damaged) == (text, damaged)
    assert page.headings[0].start == page.body_start
    assert page.headings[0].end == len(source) - 1
