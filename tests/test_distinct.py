"""Counting what is different without keeping it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive_lint.distinct import count_distinct

digests = st.binary(min_size=4, max_size=4)


@given(several=st.lists(st.lists(digests, max_size=5), max_size=20))
def test_each_is_counted_once_wherever_it_stands(several: list[list[bytes]]) -> None:
    expected = len({digest for digests in several for digest in digests})
    assert count_distinct((b"".join(digests) for digests in several), 4) == expected
