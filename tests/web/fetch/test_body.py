from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.web.fetch.body import Body
from archive_lint.web.fetch.charset import decode
from archive_lint.web.fetch.errors import FetchError

LIMIT = 100


def _read(*parts: bytes, coding: bytes = b"") -> Body:
    body = Body(LIMIT, coding)
    for part in parts:
        if not body.overflowed:
            body.feed(part)
    return body


@pytest.mark.parametrize(
    ("data", "coding", "content", "overflowed", "cut_short"),
    [
        (b"", b"", b"", False, False),
        (b"hello", b"", b"hello", False, False),
        (b"x" * 100, b"", b"x" * 100, False, False),
        (b"x" * 101, b"", b"x" * 100, True, False),
        (b"hello", b"identity", b"hello", False, False),
        (b"hello", b"utf-8", b"hello", False, False),
        (gzip.compress(b"hello", mtime=0), b"gzip", b"hello", False, False),
        (gzip.compress(b"hello", mtime=0), b" X-GZIP ", b"hello", False, False),
        (gzip.compress(b"hello", mtime=0), b"identity, gzip", b"hello", False, False),
        (gzip.compress(b"x" * 100, mtime=0), b"gzip", b"x" * 100, False, False),
        (gzip.compress(b"x" * 101, mtime=0), b"gzip", b"x" * 100, True, False),
        (gzip.compress(b"hel", mtime=0) + gzip.compress(b"lo", mtime=0), b"gzip", b"hello", False, False),
        (gzip.compress(b"hello", mtime=0) + b"\0" * 50, b"gzip", b"hello", False, False),
        (gzip.compress(b"hello", mtime=0)[:-8], b"gzip", b"hello", False, True),
        (b"", b"gzip", b"", False, False),
    ],
)
def test_a_body_is_read_to_the_cap(
    data: bytes, coding: bytes, content: bytes, overflowed: bool, cut_short: bool
) -> None:
    body = _read(data, coding=coding)
    assert (bytes(body.content), body.overflowed, body.cut_short) == (content, overflowed, cut_short)


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        (b"br", b"x"),
        (b"zstd", b"x"),
        (b"deflate", zlib.compress(b"x")),
        (b"compress", b"x"),
        (b"gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0)),
        (b",".join([b"gzip"] * 200), b"x"),
        (b"gzip", b"no gzip"),
        (b"gzip", gzip.compress(b"hello", mtime=0)[:-8] + b"damaged!"),
    ],
)
def test_a_coding_that_was_not_offered_or_does_not_decode_is_refused(coding: bytes, data: bytes) -> None:
    with pytest.raises(FetchError) as error:
        _read(data, coding=coding)
    assert error.value.cause == "coding"


@given(content=st.binary(max_size=300), cuts=st.lists(st.integers(1, 40), max_size=40), coded=st.booleans())
def test_how_a_body_is_cut_into_parts_does_not_matter(content: bytes, cuts: list[int], coded: bool) -> None:
    data = gzip.compress(content, mtime=0) if coded else content
    parts = []
    at = 0
    for cut in cuts:
        parts.append(data[at : at + cut])
        at += cut
    body = _read(*parts, data[at:], coding=b"gzip" if coded else b"")
    assert (bytes(body.content), body.overflowed) == (content[:LIMIT], len(content) > LIMIT)


def test_a_bomb_is_never_inflated_beyond_the_cap() -> None:
    bomb = gzip.compress(bytes(2**26), mtime=0)
    tracemalloc.start()
    try:
        _read(bomb[:65_536], bomb[65_536:], coding=b"gzip")
        assert tracemalloc.get_traced_memory()[1] < 2**18
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        ("Müll".encode(), "text/html", "Müll"),
        ("Müll".encode("cp1252"), "text/html", "Müll"),
        ("Müll".encode(), "text/html; charset=iso-8859-1", "MÃ¼ll"),
        ("Müll".encode("cp1252"), "text/html; charset=utf-8", "M\ufffdll"),
        ("新闻".encode("gb18030"), 'text/html; CharSet = "GB2312"', "新闻"),
        ("新聞".encode("big5"), "text/html; charset=big5", "新聞"),
        ("新聞".encode("euc_jp"), "text/html; charset=EUC-JP", "新聞"),
        (b"<meta charset=gbk>" + "新闻".encode("gb18030"), "text/html", "<meta charset=gbk>新闻"),
        (b"<meta charset=utf-16>abc", "text/html", "<meta charset=utf-16>abc"),
        ("\ufeff新闻".encode(), "text/html; charset=gbk", "新闻"),
        ("\ufeff新闻".encode("utf-16-be"), "text/html", "新闻"),
        ("新闻".encode()[:-1], "text/html", "新"),
        ("Łódź".encode("iso8859-2"), "text/html; charset=csISOLatin2", "Łódź"),
        ("Łódź".encode("iso8859-2"), "text/html; charset=iso_8859-2:1987", "Łódź"),
        ("Müll".encode("mac-roman"), "text/html; charset=macintosh", "Müll"),
        ("Õun".encode("iso8859-13"), "text/html; charset=iso-8859-13", "Õun"),
        ("новость".encode("mac-cyrillic"), "text/html; charset=x-mac-ukrainian", "новость"),
        ("Müll".encode("cp1252"), "text/html; charset=hz-gb-2312", "Müll"),
        (b"abc", "text/html; charset=x-user-defined", "abc"),
        (b"abc", "text/html; charset=zlib_codec", "abc"),
        (b"abc", "text/html; charset=unicode_escape", "abc"),
        (b"+ADw-", "text/html; charset=utf-7", "+ADw-"),
    ],
)
def test_bytes_are_read_in_the_encoding_that_browsers_would_take(content: bytes, content_type: str, text: str) -> None:
    assert decode(content, content_type) == text


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "gbk", "big5", "iso-2022-jp", "utf-16", "euc-kr", "?"]))
def test_no_bytes_fail_to_become_text(content: bytes, charset: str) -> None:
    decode(content, f"text/html; charset={charset}")
