"""How a target is written, and where a URL that stands bare in a text ends."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.markdown.destinations import as_destination, bare_url, decoded


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("/news/a.md", "/news/a.md"),
        ("https://a.example/b_(c)?d=e&f=g#h", "https://a.example/b_(c)?d=e&f=g#h"),
        ("a>b<c", "a%3Eb%3Cc"),
        ("a|b", "a%7Cb"),
        ("a\\b", "a&#92;b"),
        ('a"b', "a%22b"),
        ("a(b", "a%28b"),
        (")a(", "%29a%28"),
        ("a&amp;b&copy=1", "a&amp;amp;b&copy=1"),
        ("a b\tc", "a%20b%09c"),
    ],
)
def test_a_target_is_written_so_that_it_reads_alike_everywhere(target: str, written: str) -> None:
    assert as_destination(target) == written


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), max_size=20))
def test_what_is_written_reads_as_the_target(target: str) -> None:
    assert unquote(decoded(as_destination(target).encode())) == unquote(target)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("http://a.example/b and more", "http://a.example/b"),
        ("HTTPS://a.example/b", "HTTPS://a.example/b"),
        *((f"https://a.example/b{mark}", "https://a.example/b") for mark in ".,:;!?*_~'\""),
        ("https://a.example/b...", "https://a.example/b"),
        ("https://a.example/b).", "https://a.example/b"),
        ("https://a.example/b_(c)", "https://a.example/b_(c)"),
        ("https://a.example/b_(c))", "https://a.example/b_(c)"),
        ("https://a.example/b)c", "https://a.example/b)c"),
        ("https://a.example/b&copy;", "https://a.example/b"),
        ("https://a.example/?b&copy;&hl;", "https://a.example/?b"),
        ("https://a.example/?b;", "https://a.example/?b"),
        ("https://a.example/b<c", "https://a.example/b"),
        ("https://a.example/b，大桥", "https://a.example/b"),
        ("https://a.example/桥。", "https://a.example/桥"),
        ("https://a.example/b”", "https://a.example/b"),
        ("https://a.example/b…", "https://a.example/b"),
        ("https://", ""),
        ("https://...", ""),
        ("ftp://a.example/", ""),
        ("see https://a.example/", ""),
        ("", ""),
    ],
)
def test_a_bare_url_ends_where_the_sentence_goes_on(text: str, url: str) -> None:
    assert bare_url(text) == url


def test_a_bare_url_of_any_length_takes_one_pass() -> None:
    for end in ("!", ")", ";", "&a;", "a;"):
        bare_url("https://a.example/" + end * 500_000)
