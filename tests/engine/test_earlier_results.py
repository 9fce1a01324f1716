"""A run takes over what an earlier one found and still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive_lint.files.discover import discover
from archive_lint.model.page import PageFacts
from archive_lint.model.source import Source
from archive_lint.model.verdict import Verdict
from archive_lint.rule.examples import OTHER_PATH, PATH, story
from archive_lint.store.facts import FactStore
from tests.engine.small_archive import INDEX, comparable, lint, said, write

COMMENT = "<!-- archive-lint: file-ignore[S001] known -->\n"


class DamagedRecords:
    """Records of an earlier run on a disk that has gone bad."""

    def read(self, offset: int, length: int) -> bytes:
        return bytes(length)


class SilentCheck:
    """A check of sources that comes to no verdict, and remembers which pages it was given."""

    def __init__(self) -> None:
        self.fed: list[str] = []

    def feed(self, pages: Iterable[PageFacts]) -> None:
        self.fed += [page.path for page in pages]

    def verdicts(self) -> Mapping[str, Verdict]:
        return {}

    def archived(self, source: Source) -> str:
        return ""

    def may_fail(self, source: Source, verdict: Verdict) -> bool:
        return False


def test_results_that_still_hold_are_not_asked_for_again(archive: Path) -> None:
    first = lint(archive, "S001 L001")
    (archive / OTHER_PATH).write_text("changed and not to be read")
    assert lint(archive, "S001 L001", known=first.results).findings == first.findings


@pytest.mark.parametrize(
    ("renewed", "shown"),
    [((), [(4, 4)]), ((OTHER_PATH,), [(3, 4), (4, 4)])],
    ids=["nothing changed", "a page is new"],
)
def test_what_an_earlier_run_found_counts_as_done(
    archive: Path, renewed: tuple[str, ...], shown: list[tuple[int, int]]
) -> None:
    known = lint(archive, "S001").results.only(lambda path: path not in renewed)
    seen: list[tuple[int, int]] = []
    lint(archive, "S001", known=known, progress=lambda done, total: seen.append((done, total)))
    assert seen == shown


def test_pages_not_known_are_checked_beside_those_that_are(archive: Path) -> None:
    known = lint(archive, "S001").results.only(lambda path: path != OTHER_PATH)
    (archive / OTHER_PATH).write_text(story())
    assert said(lint(archive, "S001", known=known)) == [(PATH, "S001", 3)]


@pytest.mark.parametrize("is_taken_over", [False, True], ids=["archive stage again", "archive stage taken over"])
@pytest.mark.parametrize("web", [None, SilentCheck()], ids=["offline", "online"])
def test_where_a_record_of_an_earlier_run_is_damaged_the_page_is_read_again(
    archive: Path, web: SilentCheck | None, is_taken_over: bool
) -> None:
    write(archive, {PATH: COMMENT + story(related=["[Gone](/gone.md)"]), OTHER_PATH: story(date="2014-05-21")})
    first = lint(archive, "S001 L001 A001")
    assert {(path, code) for path, code, _ in said(first)} == {(PATH, "L001"), (PATH, "A001")}
    store = FactStore(discover(str(archive)).listing.numbers)
    store.take_kept(DamagedRecords(), [(path, 0, 99) for path in first.results.pages])
    kept = first.results.archive if is_taken_over else None
    again = lint(archive, "S001 L001 A001", known=replace(first.results, store=store, archive=kept), web=web)
    assert comparable(again)[:-1] == comparable(first)[:-1]
    assert web is None or web.fed[-3:] == [OTHER_PATH, PATH, INDEX]
