from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.web.fetch.html import has_title, read_html, read_page_text


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>A story</title>", "A story"),
        ("<TITLE lang=en>\n A\tstory \n</TITLE>", "A story"),
        ("<title>Tom &amp; Jerry &#8212; &quot;more&quot;</title>", 'Tom & Jerry — "more"'),
        ("<title>A <b>bold</b> story</title>", "A <b>bold</b> story"),
        ("<title></title><title>second</title>", ""),
        ("<!-- <title>no</title> --><title>yes</title>", "yes"),
        ("<script>'<title>no</title>'</script><title>yes</title>", "yes"),
        ("<svg><title>no</title></svg><title>yes</title>", "yes"),
        ("<titles>no</titles>", ""),
        ("<title>never closed", "never closed"),
        ("<title>a\x1b[31m\x07b</title>", "a[31mb"),
        ("<title>&#27;[31m</title>", "[31m"),
        (f"<title>{'x' * 5_000}</title>", "x" * 300),
        (f"<title>&#{'9' * 5_000};</title>", "\ufffd"),
    ],
)
def test_the_title_is_read_as_text(markup: str, title: str) -> None:
    assert read_html(markup).title == title


@pytest.mark.parametrize(
    ("attributes", "refresh"),
    [
        ('http-equiv="refresh" content="0; url=/new"', "/new"),
        ("http-equiv=refresh content='0;URL=\"/new\"'", "/new"),
        ('content="0;url=/a?b=1&amp;c=2" http-equiv="Refresh"', "/a?b=1&c=2"),
        ('http-equiv="refresh" content="0, /new"', "/new"),
        ('http-equiv="refresh" content="0.5; url=/new"', "/new"),
        ('http-equiv="refresh" content="5; url=/new"', None),
        ('http-equiv="refresh" content="0"', None),
        ('http-equiv="refresh"', None),
        ('name="refresh" content="0; url=/new"', None),
        ('data-http-equiv="refresh" content="0; url=/new"', None),
    ],
)
def test_only_an_immediate_refresh_is_a_redirect(attributes: str, refresh: str | None) -> None:
    assert read_html(f"<meta {attributes}>").refresh == refresh


@pytest.mark.parametrize(
    ("markup", "sample"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("a < b and c > d", "a < b and c > d"),
        ("a<script>no</script >b<style>no</style>c<!-- no -->d<!---->e", "a b c d e"),
        ("<script>if (a</b) '</scripts>' no</script>yes", "yes"),
        ("<noscript>no</noscript>yes<script>never closed", "yes"),
        ("yes<!-- never closed", "yes"),
        ("yes<a href='never closed", "yes"),
        ("&lt;b&gt;", "<b>"),
        ("x" * 5_000, "x" * 4_000),
        ("<br>y" * 5_000, "y " * 1_999 + "y"),
        ("<!doctype html><?xml?><p>yes", "yes"),
    ],
)
def test_the_sample_is_what_a_reader_sees(markup: str, sample: str) -> None:
    assert read_html(markup).sample[: len(sample)] == sample
    assert len(read_html(markup).sample) <= 4_000


@pytest.mark.parametrize(
    ("content", "content_type", "title", "sample"),
    [
        (b"<title>A</title>b", "text/html", "A", "b"),
        (b"<title>A</title>b", "application/xhtml+xml; charset=utf-8", "A", "b"),
        (b"<title>A</title>b", "", "A", "b"),
        (b"<title>A</title>b", "text/plain", "", "<title>A</title>b"),
        (b"<title>A</title>b", "application/pdf", "", ""),
        (b"%PDF-1.4", "", "", ""),
    ],
)
def test_only_text_is_read(content: bytes, content_type: str, title: str, sample: str) -> None:
    page = read_page_text(content, content_type)
    assert (page.title, page.sample) == (title, sample)


@pytest.mark.parametrize(
    ("beginning", "shown"),
    [
        (b"<html><title>A</title>", True),
        ("<title>新</title>".encode("utf-16"), True),
        (b"<title> </title>", False),
        (b"<title>A", False),
        (b"", False),
    ],
)
def test_a_title_shows_that_there_is_a_page(beginning: bytes, shown: bool) -> None:
    assert has_title(beginning) is shown


@given(st.text(alphabet=st.sampled_from("<>/!-?&#;\"'= \nabtitlescrpmehq0\x1b\x00\u0085\ud800"), max_size=200))
def test_no_markup_fails_or_leaves_control_characters(markup: str) -> None:
    page = read_html(markup)
    assert not any(unicodedata.category(character) == "Cc" for character in page.title + page.sample)


@pytest.mark.parametrize(
    "piece",
    [
        "<script>",
        "<!--",
        "<",
        "<title>",
        "<meta ",
        "</",
        "<!---",
        "<svg></svg",
        "<title><",
        "&#1111111111",
        "a b ",
        "-",
        "<meta http-equiv=refresh content='0;url=",
        "<script></script",
        "<a b='",
        "<a b=\"'",
        "<meta a= ",
        "<a>",
        " ",
    ],
)
def test_no_page_takes_long(piece: str) -> None:
    page = (piece * 65_536)[:65_536]
    began = time.process_time()
    read_html(page)
    has_title(page[:1_024].encode())
    assert time.process_time() - began < 0.25  # a hundred times what the slowest takes; a quadratic one takes minutes
