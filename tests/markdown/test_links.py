"""Where the parts of a link stand: a fix replaces these bytes, so that one wrong offset damages a page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.model.page import Link
from archive_lint.model.span import BYTE_ORDER_MARK, Span
from archive_lint.rule.examples import PATH
from tests.markdown.test_fast_path import LINES, PIECES
from tests.soak import rounds

WITHOUT_FAST_PATH = "\n<i>\n"
"""A block of HTML: a page that ends in it is read by the parser."""


def links_of(source: bytes) -> list[Link]:
    return sorted(parse(PATH, source, Layout()).facts.all_links(), key=lambda link: link.start)


def cut(source: bytes, span: Span) -> str:
    return source[span.start : span.end].decode()


def parts(source: bytes) -> list[tuple[str, str, str]]:
    """Each link of a page as written: all of it, its text, its target."""
    return [
        (cut(source, link.span), cut(source, link.text_span), cut(source, link.target_span))
        for link in links_of(source)
    ]


@pytest.mark.parametrize("ending", ["\n", WITHOUT_FAST_PATH], ids=["fast path", "parser"])
@pytest.mark.parametrize("mark", [b"", BYTE_ORDER_MARK], ids=["", "byte order mark"])
@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("# [Ab](cde)", [("[Ab](cde)", "Ab", "cde")]),
        ("###  [Ab](cde)  ", [("[Ab](cde)", "Ab", "cde")]),
        ("### Related:\n\n12. [Ab](cde)", [("[Ab](cde)", "Ab", "cde")]),
        (
            "### Related:\n\n1. [Ab](cde) [IMG](/f.jpg) _Context: g_",
            [("[Ab](cde)", "Ab", "cde"), ("[IMG](/f.jpg)", "IMG", "/f.jpg")],
        ),
        ("### Related:\n\n1. [橋](/橋.md) 上", [("[橋](/橋.md)", "橋", "/橋.md")]),
        ("### Related:\n\n1. [Ab](c d.md)", [("[Ab](c d.md)", "Ab", "c d.md")]),
        ("### Related:\n\n1. [A[b](cde)", [("[b](cde)", "b", "cde")]),
        ("Text [Ab](cde) text", [("[Ab](cde)", "Ab", "cde")]),
        ("Text ![Ab](cde) text", [("![Ab](cde)", "Ab", "cde")]),
        ("[](cde)", [("[](cde)", "", "cde")]),
        ("[Ab]()", [("[Ab]()", "Ab", "")]),
        ("[Ab]( <c d> 'Title' )", [("[Ab]( <c d> 'Title' )", "Ab", "c d")]),
        ("[Ab](cde 'Title')", [("[Ab](cde 'Title')", "Ab", "cde")]),
        ("[Ab](\ncde\n)", [("[Ab](\ncde\n)", "Ab", "cde")]),
        ("[A *b*](cde)", [("[A *b*](cde)", "A *b*", "cde")]),
        ("[A `b`](cde)", [("[A `b`](cde)", "A `b`", "cde")]),
        ("[A <!-- b -->](cde)", [("[A <!-- b -->](cde)", "A <!-- b -->", "cde")]),
        ("[a\nb](cde)", [("[a\nb](cde)", "a\nb", "cde")]),
        ("[![](cde)](fg)", [("[![](cde)](fg)", "![](cde)", "fg"), ("![](cde)", "", "cde")]),
        ("<https://a.example/>", [("<https://a.example/>", "https://a.example/", "https://a.example/")]),
        ("[Ab][c]\n\n[c]: /d", [("[Ab][c]", "Ab", "")]),
        ("Text ![][c]\n\n[c]: /d", [("![][c]", "", "")]),
    ],
)
def test_text_and_target_of_a_link_stand_where_they_are_written(
    line: str, links: list[tuple[str, str, str]], mark: bytes, ending: str
) -> None:
    assert parts(mark + (line + ending).encode()) == links


@given(st.lists(st.sampled_from(LINES), max_size=6), st.lists(st.sampled_from(PIECES), max_size=10))
@settings(max_examples=rounds(100), deadline=None)
def test_the_offsets_of_every_link_are_in_order(lines: list[str], pieces: list[str]) -> None:
    source = "\n".join([*lines, "".join(pieces)]).encode()
    for link in links_of(source):
        assert 0 <= link.start < link.text_end <= link.end <= len(source)
        assert link.start < link.target_start <= link.target_end <= link.end
        in_tag = link.target_end <= link.start + link.opening
        # Only of an address in angle brackets are text and target the same.
        assert link.text_end <= link.target_start or link.text_span == link.target_span or in_tag
