"""A large page is read in pieces as it would be read at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive_lint.markdown.builder import PageBuilder
from archive_lint.markdown.conflicts import find_conflict
from archive_lint.markdown.events import read_markdown
from archive_lint.markdown.parse import parse
from archive_lint.markdown.part_list import LARGE, MOST_PARTS, PartList
from archive_lint.markdown.pieces import MOST_MARKS, pieces
from archive_lint.model.layout import Layout
from archive_lint.model.span import Span
from archive_lint.model.unreadable import UnreadablePageError

LINES = (
    *("# A\n", "a\n", "\n", "\n\n", "Setext\n---\n", "===\n", "---\n", "***\n", "* * *\n", "    code\n", "\r\n", "\r"),
    *(
        "- a\n",
        "-\n",
        "  - b\n",
        "1. c\n",
        "2) d\n",
        "+ - z\n",
        "- [ ] [a]\n",
        "- a\n\n  b\n",
        "> q\n",
        "> - x\n",
        "> > y\n",
    ),
    *(
        "```\n",
        "~~~\n",
        "<!-- c\n",
        "-->\n",
        "<!-- archive-lint: ignore[L001] -->\n",
        "<div>\n",
        "</div>\n",
        "<script>\n",
    ),
    *(
        "[a]: /b\n",
        "[b]: </c d>\n",
        "[a]: /other\n'title\n",
        "[t]: /x\\_y&amp;\n",
        "[a b]: /z\n",
        "> [q]: /q\n",
        "[ẞ]: /s\n",
    ),
    *("[a]", "[b][a]", "[A]\n", "![a]", "[t]", "[ a\nb ]", "[q]", "[foo\n> a]", "[SS]", "[c\\]d]: /e\n", "[c\\]d]"),
    *(
        "[^n]: note\n",
        "\n[^m]: more\n",
        "[^n]",
        "[^m]",
        "[^n]:\n    [a]\n",
        "[x](y)",
        "<a href='x'>",
        "</a>\n",
        "<http://x>\n",
    ),
    *("|a|b|\n", "|-|-|\n", "*e*", "`c`", " ", "  ", "é", "\\", "&#35;"),
)
texts = st.lists(st.sampled_from(LINES), min_size=2, max_size=10).flatmap(
    lambda some: st.lists(st.sampled_from(some), min_size=3, max_size=30)
)


def parts_of(page: PageBuilder) -> dict[str, Any]:
    names = ("headings", "heading_links", "items", "loose_links", "opaque", "html", "blocks")
    return {name: getattr(page, name) for name in names}


def read_whole(markdown: bytes) -> dict[str, Any]:
    page = PageBuilder(markdown, Layout(), keeps_blocks=True)
    read_markdown(page, markdown.decode(), 0)
    return parts_of(page)


def read_in_pieces(markdown: bytes, length: int) -> dict[str, Any]:
    page = PageBuilder(markdown, Layout(), keeps_blocks=True)
    for piece in pieces(markdown, length=length):
        read_markdown(page, piece.text, piece.start, definitions=piece.definitions)
    return parts_of(page)


@given(texts, st.sampled_from([1, 5, 20, 60]))
@example(["[a]: /b\n", "2. c\n", "\n", "[a]\n"], 1)
@example(["-\n\n\n", "# A\n", "[^n]: a\n\n", "[^n] [n]\n"], 1)
@example(["    [^n]\n", "- a\n", "[^n]: b\n"], 1)
def test_pieces_read_as_the_whole(lines: list[str], length: int) -> None:
    markdown = "".join(lines).encode()
    assert read_in_pieces(markdown, length) == read_whole(markdown)


@pytest.mark.parametrize(
    ("markdown", "starts"),
    [
        pytest.param("# A\n# B\n# C\n", [0, 4, 8], id="headings"),
        pytest.param("a\n\nb\nc\n\nd\n", [0, 3, 8], id="paragraphs"),
        pytest.param("- a\n- b\n  - c\n- d\n", [0, 4, 14], id="items, and not those in items"),
        pytest.param("a\n> b\nc\n> d\n", [0, 2], id="quotations, with the lines that go on"),
        pytest.param("> # a\n> # b\n", [0], id="no line of a quotation"),
        pytest.param("```\n# a\n\n# b\n```\n# c\n", [0, 17], id="no line of code"),
        pytest.param("<!--\n\n# a\n-->\n# b\n", [0, 14], id="no line of a comment"),
        pytest.param("[a]: /b\n[c]: /d\n[e]: /f\n", [0, 16], id="definitions, the last of some"),
        pytest.param("[a]: /b\n2. c\n\nd\n", [0, 14], id="no text below a definition"),
        pytest.param("a\n\n---\n\n---\n", [0, 3, 8], id="thematic breaks"),
    ],
)
def test_a_piece_begins_where_a_block_certainly_does(markdown: str, starts: list[int]) -> None:
    assert [piece.start for piece in pieces(markdown.encode(), length=1)] == starts


def test_a_piece_is_given_only_the_definitions_that_it_refers_to() -> None:
    markdown = b"[a]: /x\n\n# [b]\n\n[b]: </y z>\n\n# c[^n]\n\n[^n]: note\n\n# d\n"
    found = {piece.text.split("\n")[0]: piece.definitions for piece in pieces(markdown, length=1)}
    assert found["# [b]"] == "[b]: </y z>\n\n***\n"
    assert found["# c[^n]"] == "\n[^n]: note\n\n***\n"
    assert found["# d"] == ""


def test_links_of_a_large_page_lead_where_its_end_says() -> None:
    filling = b"Rain fell on the harbour for days.\n\n" * (LARGE // 36)
    source = b"# Storm\n\n[a]\n\n" + filling + b"> Text\n\n[a]: /storm.md\n"
    page = parse("a.md", source, Layout())
    assert [(link.target, link.start) for link in page.facts.links] == [("/storm.md", 9)]


@pytest.mark.parametrize("mark", [b"[", b"`", b"|"], ids=repr)
def test_a_block_of_too_many_marks_is_refused_with_what_to_do(mark: bytes) -> None:
    with pytest.raises(UnreadablePageError, match=r"not checked; split it, or exclude it in \[archive\] exclude"):
        list(pieces(mark * (MOST_MARKS + 1), length=MOST_MARKS))


@pytest.mark.parametrize(
    ("part", "counts"),
    [(b"# A\n", 1), (b"# [A](/b)\n", 2), (b"1. [A](/b)\n", 2), (b"<!-- archive-lint: -->", 2)],
    ids=repr,
)
def test_a_page_of_too_many_parts_is_refused_with_what_to_do(part: bytes, counts: int) -> None:
    with pytest.raises(UnreadablePageError, match=r"headings, .* split it, or exclude it in \[archive\] exclude"):
        parse("a.md", part * (MOST_PARTS // counts + 1), Layout())


def test_a_list_of_parts_takes_as_many_as_it_may_and_no_more() -> None:
    parts: PartList[int] = PartList(3)
    parts.append(1)
    parts.extend([2, 3])
    with pytest.raises(UnreadablePageError):
        parts.append(4)
    with pytest.raises(UnreadablePageError):
        PartList[int](3).extend(range(4))


def test_a_conflict_is_found_among_many_fences_and_marks() -> None:
    fences = b"```\n<<<<<<< a\n```\n"
    spans = [Span(at, at + len(fences)) for at in range(0, 20_000 * len(fences), len(fences))]
    source = fences * 20_000 + b"<<<<<<< a\n=======\n>>>>>>> b\n"
    assert find_conflict(source, spans) == Span(len(fences) * 20_000, len(fences) * 20_000 + 9)
