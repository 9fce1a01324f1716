"""Who read a page is known however many checks there were, and few parts are looked through for it."""

from __future__ import annotations

import pytest

from archive_lint.archive.dependencies import Dependencies, Reads, Recorder
from archive_lint.engine.live_reads import LiveReads

PAGES = 400
NUMBERS = {str(number): number for number in range(PAGES)}
MOST = 64 + 64 + 8
"""Parts, single pages, and large parts."""


def reads(*pages: int, of: int) -> Dependencies:
    """What the checks of pages read: of each, another page."""
    recorder = Recorder(NUMBERS)
    for page in pages:
        recorder.add(str(page), Reads({str(of)}))
    return recorder.dependencies()


@pytest.mark.parametrize("together", [1, 2, 7], ids=["one by one", "two at a time", "many at a time"])
def test_of_many_checks_few_parts_are_kept_and_all_of_them_count(together: int) -> None:
    kept = LiveReads([reads(*range(100), of=399), reads(*range(100, 200), of=399)])
    for at in range(0, PAGES * together, together):
        pages = [number % PAGES for number in range(at, at + together)]
        kept.add([str(page) for page in pages], reads(*pages, of=at % 100))
        assert len(kept) <= MOST
    assert set(range(200)) <= set(kept.affected_by({399}))
    expected = {at % PAGES for at in range(0, PAGES * together, together) if at % 100 == 3}
    assert expected <= set(kept.affected_by({3}))


def test_a_check_of_a_page_alone_stands_in_place_of_the_one_before() -> None:
    kept = LiveReads()
    for of in (1, 2):
        kept.add(["0"], reads(0, of=of))
    assert (set(kept.affected_by({1})), set(kept.affected_by({2}))) == (set(), {0})


def test_large_parts_are_joined_when_they_are_many() -> None:
    kept = LiveReads([reads(*range(100), of=of) for of in range(64)])
    kept.add([str(page) for page in range(100)], reads(*range(100), of=69))
    assert len(kept) == 1
    # The last check of each page counts.
    assert (set(kept.affected_by({63})), set(kept.affected_by({69}))) == (set(), set(range(100)))
