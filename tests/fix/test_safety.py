"""What may not be fixed is what the reader of pages calls damaged."""

from __future__ import annotations

import pytest

from archive_lint.fix.safety import is_decodable
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.rule.examples import PATH


@pytest.mark.parametrize(
    ("source", "is_text"),
    [
        (b"", True),
        (b"# Title\n", True),
        ("# Überschrift 标题 🙂\n".encode(), True),
        (b"\xef\xbb\xbf# Title after a byte order mark\n", True),
        (b"\xef\xbb# half a byte order mark\n", False),
        (b"# Latin-1: \xfc\n", False),
        (b"# a lone surrogate: \xed\xa0\x80\n", False),
        (b"# NUL \0\n", False),
        ("# UTF-16\n".encode("utf-16"), False),
        (b"# cut off in a character: \xe6\xa0", False),
    ],
    ids=repr,
)
def test_a_page_is_fixed_only_where_it_is_read_undamaged(source: bytes, is_text: bool) -> None:
    assert is_decodable(source) is is_text
    assert parse(PATH, source, Layout()).facts.damaged is not is_text
