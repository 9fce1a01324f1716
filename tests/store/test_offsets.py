"""Offsets by path, and what is built on them: they do what a dictionary does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive_lint.store.checked_pages import CITED_SIZE, CheckedPages
from archive_lint.store.offsets import OffsetTable

NUMBERS = {"a": 0, "b": 1, "c": 2}
paths = st.sampled_from([*NUMBERS, "not numbered", "nor this"])
digests = st.binary(min_size=CITED_SIZE, max_size=CITED_SIZE)


@given(steps=st.lists(st.tuples(paths, st.none() | st.tuples(st.integers(0, 2**40), st.integers(0, 2**33)))))
def test_offsets_are_kept_as_by_a_dictionary(steps: list[tuple[str, tuple[int, int] | None]]) -> None:
    offsets, expected = OffsetTable(NUMBERS), dict[str, tuple[int, int]]()
    for path, at in steps:
        if at is None:
            offsets.discard(path)
            expected.pop(path, None)
        else:
            offsets.put(path, *at)
            expected[path] = at
    part = offsets.only(lambda path: path in "ac")
    for made, wanted in ((offsets, expected), (part, {path: at for path, at in expected.items() if path in "ac"})):
        assert {path: made.get(path) for path in made} == wanted
        assert len(made) == len(wanted)
        assert made.size == sum(length for _, length in wanted.values())
        for path in (*NUMBERS, "not numbered"):
            assert (path in made) == (path in wanted)
            assert made.get(path) == wanted.get(path)


@given(
    cited=st.dictionaries(paths, st.lists(digests, max_size=4)),
    left_out=paths,
    most_at_once=st.sampled_from([1, 2, 99]),
)
def test_each_url_is_counted_once_no_matter_who_cites_it(
    cited: dict[str, list[bytes]], left_out: str, most_at_once: int
) -> None:
    pages = CheckedPages(NUMBERS)
    for path, urls in cited.items():
        pages.add(path, b"".join(urls))
    for made, wanted in ((pages, set(cited)), (pages.only(lambda path: path != left_out), set(cited) - {left_out})):
        assert set(made) == wanted
        assert {path: made.cited_by(path) for path in made} == {path: b"".join(cited[path]) for path in wanted}
        assert made.count_urls(most_at_once) == len({url for path in wanted for url in cited[path]})
