from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.fix.edits import OverlapError, apply_edits
from archive_lint.model.finding import Edit

HOSTILE = st.text(alphabet=st.sampled_from("aé\u0301\u200f\ufeff🗞\r\n\t\x00x"), max_size=30)


@st.composite
def edited(draw: st.DrawFn) -> tuple[bytes, list[Edit]]:
    source = draw(HOSTILE).encode()
    cuts = sorted(draw(st.sets(st.integers(0, len(source)), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return source, draw(st.permutations([Edit("", start, end, draw(HOSTILE)) for start, end in pairs]))


@given(edited())
def test_bytes_outside_of_the_spans_stay_as_they_are(case: tuple[bytes, list[Edit]]) -> None:
    source, edits = case
    result = apply_edits(source, edits)
    behind_source = behind_result = 0
    for edit in sorted(edits):
        kept = edit.start - behind_source
        assert result[behind_result : behind_result + kept] == source[behind_source : edit.start]
        text = edit.text.encode()
        assert result[behind_result + kept : behind_result + kept + len(text)] == text
        behind_source, behind_result = edit.end, behind_result + kept + len(text)
    assert result[behind_result:] == source[behind_source:]


@pytest.mark.parametrize("edits", [[(0, 3), (2, 4)], [(0, 9)], [(3, 2)]])
def test_edits_that_overlap_or_lie_outside_are_refused(edits: list[tuple[int, int]]) -> None:
    with pytest.raises(OverlapError):
        apply_edits(b"abcd", [Edit("", start, end, "") for start, end in edits])
