"""Lines and columns of bytes."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from archive_lint.model.span import Span, locate, locate_offsets


@given(
    st.lists(
        st.sampled_from([b"a", b"\n", b"\r", b"\r\n", b"\xef\xbb\xbf", "é".encode(), "上".encode(), b"\xff", b"\x80"]),
        max_size=12,
    ),
    st.lists(st.integers(0, 40), max_size=8),
)
@example([b"\xef\xbb\xbf", b"a"], [0, 1, 3, 4])
@example([b"a", b"\r\n", b"b"], [2, 3, 4])
def test_many_places_are_located_as_each_alone(pieces: list[bytes], offsets: list[int]) -> None:
    source = b"".join(pieces)
    assert locate_offsets(source, offsets) == {at: locate(source, Span(at, at))[0] for at in offsets}


def test_a_hundred_thousand_places_on_one_line_take_one_pass() -> None:
    source = b"a" * 1_000_000
    assert locate_offsets(source, range(0, 1_000_000, 10))[500_000].column == 500_001
