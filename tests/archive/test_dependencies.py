"""A page is checked again when, and only when, something changes that its check asked about."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.archive.dependencies import Dependencies, Reads, Recorder, merged_dependencies
from archive_lint.engine.run import RunOutcome
from archive_lint.model.problem import ProblemKind
from archive_lint.rule.examples import OTHER_PATH, PATH, day_index, story
from archive_lint.store.results import Results
from tests.engine.small_archive import CrashingArchiveRule, lint, write
from tests.in_memory import make_archive

INDEX = f"{PATH.rpartition('/')[0]}/index.md"
OTHER_INDEX = f"{OTHER_PATH.rpartition('/')[0]}/index.md"
LONELY = "news/2016/01/1/lonely.md"
OTHER = story(title="Another story", date="2014-05-21", related=None)
FILES = {
    PATH: story(related=[f"[Another story](/{OTHER_PATH}) _Context: Harbour_"]),
    OTHER_PATH: OTHER,
    INDEX: day_index([("Harbour bridge reopens after repairs", PATH)]),
    OTHER_INDEX: day_index([("Another story", OTHER_PATH)], date="2014-05-21"),
    LONELY: story(title="Lonely", date="2016-01-1", related=None),
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    return tmp_path


def reading(*pages: str, history: bool = False) -> Reads:
    return Reads(set(pages), history=history)


def again(archive: Path, codes: str, before: Results, *changed: str) -> RunOutcome:
    return lint(archive, codes, known=before.only(lambda path: path not in changed))


def test_numbers_stand_for_paths_and_for_what_is_shared() -> None:
    recorder = Recorder({"a": 0, "b": 1, "c": 2})
    recorder.add("a", Reads({"b", "no file"}))
    recorder.add("b", Reads(set(), {"key": reading("c")}))
    recorder.add("c", Reads({"a"}, {"key": reading("c"), "other": reading("b")}))
    reads = recorder.dependencies()
    assert reads.affected_by({0}) == {2}
    assert reads.affected_by({1}) == {0, 2}
    assert reads.affected_by({2}) == {1, 2}
    assert reads.affected_by(set()) == set()
    assert reads.without({2}).affected_by({0, 2}) == {1}
    assert Dependencies().affected_by({0}, history=True) == set()


PAGES = 300
checks = st.lists(
    st.tuples(
        st.integers(0, PAGES - 1),
        st.sets(st.integers(0, PAGES - 1), max_size=5),
        st.dictionaries(st.sampled_from("abc"), st.sets(st.integers(0, PAGES - 1), max_size=3), max_size=2),
        st.booleans(),
    ),
    max_size=12,
)


@given(
    checks=checks,
    changed=st.sets(st.integers(0, PAGES - 1), max_size=20),
    history=st.booleans(),
    parts=st.integers(1, 4),
)
def test_who_is_affected_is_who_read_what_changed_in_one_part_or_several(
    checks: list[tuple[int, set[int], dict[str, set[int]], bool]], changed: set[int], history: bool, parts: int
) -> None:
    numbers = {str(number): number for number in range(PAGES)}
    recorders = [Recorder(numbers) for _ in range(parts)]
    latest: dict[int, tuple[set[int], bool]] = {}
    for at, (page, pages, shared, is_history) in enumerate(checks):
        # What is made once stays what it is within a part.
        part = at * parts // len(checks)
        named: dict[Hashable, Reads] = {
            f"{key}{sorted(made)}": Reads(set(map(str, made))) for key, made in shared.items()
        }
        if page in {page for page, _ in recorders[part].dependencies().each()}:
            continue
        recorders[part].add(str(page), Reads(set(map(str, pages)), {**named}, is_history))
        latest[page] = pages.union(*shared.values()), is_history
    expected = {page for page, (reads, is_history) in latest.items() if reads & changed or (history and is_history)}
    together = merged_dependencies([recorder.dependencies() for recorder in recorders])
    assert together.affected_by(changed, history=history) == expected
    assert together.fits(PAGES)
    each = [recorder.dependencies().affected_by(changed, history=history) for recorder in recorders]
    assert expected <= set().union(*each)
    if parts == 1:
        assert expected == each[0]


@pytest.mark.parametrize(
    ("reads", "is_affected"),
    [
        (Reads({"b"}), False),
        (Reads({"b"}, history=True), True),
        (Reads(set(), {"key": reading("b")}), False),
        (Reads(set(), {"key": reading("b", history=True)}), True),
        (Reads(set(), {"key": reading("b", history=True), "other": reading("b")}), True),
    ],
    ids=["a page", "the history", "something shared", "something that rests on the history", "two shared things"],
)
def test_the_history_matters_to_pages_that_read_it_or_what_rests_on_it(reads: Reads, is_affected: bool) -> None:
    recorder = Recorder({"a": 0, "b": 1})
    recorder.add("a", reads)
    recorder.add("b", Reads({"a"}))
    made = recorder.dependencies()
    decoded = msgspec.msgpack.decode(msgspec.msgpack.encode(made), type=Dependencies)
    for dependencies in (made, decoded, made.without({1})):
        assert dependencies.affected_by(set(), history=True) == ({0} if is_affected else set())
        assert dependencies.affected_by(set()) == set()
    assert made.without({0}).affected_by(set(), history=True) == set()


def test_what_is_worked_out_once_rests_on_all_that_was_read_meanwhile() -> None:
    archive = make_archive({PATH: story(), OTHER_PATH: OTHER}, renames={"old.md": PATH})

    def inner() -> str:
        return str(archive.renames)

    def outer() -> str:
        archive.facts(OTHER_PATH)
        return archive.cached("inner", inner)

    with archive.recording() as around:
        archive.head(PATH)
        with archive.recording() as reads:
            archive.cached("outer", outer)
        archive.source(PATH)
    assert reads.pages == set()
    assert reads.shared["outer"].all_pages() == {OTHER_PATH}
    assert reads.shared["outer"].needs_history
    assert around == Reads({PATH})
    with archive.recording() as again:
        archive.cached("inner", inner)
    assert again == Reads(set(), {"inner": reading(history=True)})


def test_what_is_read_after_something_crashed_goes_to_the_one_who_records_it() -> None:
    archive = make_archive({PATH: story()})

    def crash() -> None:
        archive.facts("gone.md")
        raise ZeroDivisionError

    with archive.recording() as reads:
        with pytest.raises(ZeroDivisionError):
            archive.cached("crash", crash)
        archive.facts(PATH)
    assert reads == Reads({PATH})


@pytest.mark.parametrize(
    ("changed", "renewed"),
    [
        ((), 0),
        # Itself in both stages; pages that link to it, and its index, in one.
        ((OTHER_PATH,), 2 + 2),
        ((LONELY,), 2),
        ((PATH,), 2 + 1),
    ],
)
def test_only_what_a_change_can_matter_to_is_checked_again(
    archive: Path, changed: tuple[str, ...], renewed: int
) -> None:
    codes = "S001 L001 L006 I006"
    outcome = again(archive, codes, lint(archive, codes).results, *changed)
    assert outcome.results.renewed == renewed
    assert outcome.results.archive is not None


def test_a_title_that_changes_is_noticed_by_the_pages_that_quote_it(archive: Path) -> None:
    before = lint(archive, "L006 I006")
    assert before.findings == []
    write(archive, {OTHER_PATH: story(title="Retitled", date="2014-05-21", related=None)})
    outcome = again(archive, "L006 I006", before.results, OTHER_PATH)
    assert [(finding.path, finding.code) for finding in outcome.findings] == [(OTHER_INDEX, "I006"), (PATH, "L006")]
    write(archive, {OTHER_PATH: OTHER})
    assert again(archive, "L006 I006", outcome.results, OTHER_PATH).findings == []


def test_another_listing_has_everything_checked_again(archive: Path) -> None:
    before = lint(archive, "L001")
    (archive / OTHER_PATH).unlink()
    outcome = again(archive, "L001", before.results, OTHER_PATH)
    assert outcome.results.renewed == len(FILES) - 1
    assert [finding.path for finding in outcome.findings] == [PATH]


def test_what_git_knows_of_moved_pages_matters_to_those_alone_that_ask(archive: Path) -> None:
    write(archive, {PATH: story(related=["[Gone](/news/2014/05/21/gone.md) _Context: Harbour_"])})
    before = lint(archive, "L001").results
    before.history_changed = True
    assert lint(archive, "L001", known=before).results.renewed == 1


def test_where_a_rule_crashes_nothing_of_the_stage_is_handed_on(archive: Path) -> None:
    outcome = lint(archive, "X002", CrashingArchiveRule)
    assert {problem.kind for problem in outcome.problems} == {ProblemKind.CRASH}
    assert outcome.results.archive is None
    assert not outcome.results.pages
