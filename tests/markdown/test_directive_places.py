"""The block at which a suppression is written is the first one around the finding."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive_lint.markdown.directive_places import CommentPlaces
from archive_lint.markdown.directives import Block

BLOCKS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: Block(min(ends), max(ends))))


@given(BLOCKS, st.integers(0, 31))
def test_the_first_block_around_a_place_is_found_without_looking_at_all(blocks: list[Block], place: int) -> None:
    blocks = sorted(blocks)
    expected = next((block for block in blocks if block.start <= place < block.end), None)
    assert CommentPlaces(b"x" * 31, blocks, first=0)._outermost(place) == expected
