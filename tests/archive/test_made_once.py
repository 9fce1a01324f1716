"""A cached result is computed again when a page that it rests on has changed, and not before."""

from __future__ import annotations

import pytest

from archive_lint.archive import made_once
from archive_lint.archive.dependencies import ReadLog
from archive_lint.archive.made_once import MadeOnce


class Made:
    """Results that rest on pages, and how often each was computed."""

    def __init__(self) -> None:
        self._log = ReadLog()
        self.results = MadeOnce(self._log)
        self.counts: dict[str, int] = {}

    def get(self, key: str, *pages: str, of: str = "") -> int:
        """Get a result that rests on pages, and on another result."""

        def make() -> int:
            self._log.reads.pages.update(pages)
            if of:
                self.get(of)
            self.counts[key] = self.counts.get(key, 0) + 1
            return self.counts[key]

        return self.results.get(key, make)


def test_what_rests_on_a_changed_page_is_computed_again() -> None:
    made = Made()
    for page in ("a", "b", "a"):
        made.get("x", "a")
        made.get("y", "b")
        made.results.forget({page})
    assert (made.get("x", "a"), made.get("y", "b")) == (3, 2)


def test_a_result_rests_on_what_the_results_in_it_rest_on() -> None:
    made = Made()
    made.get("inner", "a")
    made.get("outer", "b", of="inner")
    assert made.results.forget({"a"}) == {"inner", "outer"}


@pytest.mark.parametrize("pages", [1, 100], ids=["of few pages", "of many"])
def test_one_may_be_kept_and_is_dropped_when_it_may_not(pages: int) -> None:
    made = Made()
    made.get("kept", *map(str, range(pages)))
    made.get("other", "0")
    assert made.results.forget({"0"}, but="kept") == {"other"}
    assert made.results.forget({"0"}) == {"kept"}
    assert made.results.forget({"0"}) == set()


def test_what_was_dropped_as_too_much_is_not_looked_for_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_once, "_MOST", 3)
    monkeypatch.setattr(made_once, "_MOST_PAGES", 12)
    made = Made()
    for number in range(100):
        made.get(str(number), str(number))
        made.results.forget({"none"})
    resting_on = made.results._resting_on
    assert resting_on is not None
    assert len(resting_on) <= 13
    assert made.results.forget({"99"}) == {"99"}
