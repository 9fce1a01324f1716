from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from archive_lint.rule.base import SourceRule
from archive_lint.rule.registry import load_registry
from benchmarks.corpus import RECIPES, Injected, Plan, TooFewPagesError, archive_pages, expected, generate, inject
from benchmarks.corpus.__main__ import main
from benchmarks.corpus.defects import WITHOUT_RECIPE
from tests.soak import FACTOR

Tree = dict[str, bytes]
ReadTree = Callable[[Path], Tree]

_PAGES, _EACH = (2_000, 4) if FACTOR else (1_000, 2)
_INDEX_DEFECTS = ["I001", "I005", "I006", "I007", "D006"]


def damage(root: Path, defects: dict[str, int], generation: str | None = None) -> tuple[Plan, list[Injected]]:
    plan = generate(str(root), pages=400, seed=5, generation=generation)
    return plan, inject(str(root), plan, defects=defects, seed=5)


def touched_pages(defect: Injected) -> set[str]:
    return {defect.path, *defect.original, *(path for _, path in defect.side_effects)}


def test_every_offline_rule_has_either_a_recipe_or_a_reason_not_to() -> None:
    offline = {rule.code for rule in load_registry().rules if not issubclass(rule, SourceRule)}
    assert RECIPES.keys() | WITHOUT_RECIPE.keys() == offline
    assert RECIPES.keys() & WITHOUT_RECIPE.keys() == set()
    assert all(WITHOUT_RECIPE.values())


Damaged = tuple[Tree, Tree, list[Injected]]


@pytest.fixture(scope="module")
def damaged_archive(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Damaged]:
    """Makes an archive of an edition with some defects of each kind: its files before and after."""

    @cache
    def damaged(edition: str) -> Damaged:
        root = tmp_path_factory.mktemp(edition)
        plan = generate(str(root), pages=_PAGES, seed=5, edition=edition)
        injected = inject(str(root), plan, defects=dict.fromkeys(RECIPES, _EACH), seed=5)
        clean = {path: text.encode() for path, text in archive_pages(plan)}
        after = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.md")}
        return clean, after, injected

    return damaged


@pytest.mark.soak
@pytest.mark.parametrize("edition", ["en", "zh"])
def test_only_files_that_a_defect_names_are_changed(damaged_archive: Callable[[str], Damaged], edition: str) -> None:
    clean, after, injected = damaged_archive(edition)
    changed = {path for path in clean.keys() | after.keys() if clean.get(path) != after.get(path)}
    assert changed == {path for defect in injected for path in defect.original}


@pytest.mark.soak
@pytest.mark.parametrize("edition", ["en", "zh"])
def test_a_defect_changes_every_file_it_names_and_knows_what_was_there(
    damaged_archive: Callable[[str], Damaged], edition: str
) -> None:
    clean, after, injected = damaged_archive(edition)
    assert Counter(defect.code for defect in injected) == dict.fromkeys(RECIPES, _EACH)
    for defect in injected:
        assert defect.original, defect.code
        for path, content in defect.original.items():
            assert content == clean.get(path), defect.code
            assert content != after.get(path), defect.code


@pytest.mark.soak
@pytest.mark.parametrize("edition", ["en", "zh"])
def test_a_line_that_a_defect_names_is_on_its_page(damaged_archive: Callable[[str], Damaged], edition: str) -> None:
    _, after, injected = damaged_archive(edition)
    for defect in injected:
        assert defect.path in after, defect.code
        if defect.line is not None:
            assert after[defect.path].decode().split("\n")[defect.line - 1].strip(), defect.code


@pytest.mark.parametrize("code", _INDEX_DEFECTS)
def test_a_damaged_index_takes_its_twin_along(code: str, tmp_path: Path, read_tree: ReadTree) -> None:
    damage(tmp_path, {code: 5})
    pages = read_tree(tmp_path)
    for path in pages:
        if path.endswith("/index.md"):
            assert pages[path.removesuffix("index.md") + "README.md"] == pages[path]


def test_a_differing_twin_is_its_own_fault_and_a_missing_one_its_indexs(tmp_path: Path, read_tree: ReadTree) -> None:
    _, injected = damage(tmp_path, {"I003": 12})
    pages = read_tree(tmp_path)
    names = {defect.path.rpartition("/")[2] for defect in injected}
    assert names == {"index.md", "README.md"}
    for defect in injected:
        folder, _, name = defect.path.rpartition("/")
        assert (f"{folder}/README.md" in pages) is (name == "README.md")


@pytest.mark.parametrize("generation", ["A", "D"])
def test_deleting_a_story_is_noticed_on_all_pages_that_link_to_it(
    generation: str, tmp_path: Path, read_tree: ReadTree
) -> None:
    _, injected = damage(tmp_path, {"I002": 10}, generation)
    deleted = [defect for defect in injected if defect.side_effects]
    pages = read_tree(tmp_path)
    assert deleted
    for defect in deleted:
        (story,) = defect.original
        linking = {
            path
            for path, content in pages.items()
            if f"](/{story})".encode() in content and not path.endswith(("index.md", "README.md"))
        }
        assert set(defect.side_effects) == {("L001", path) for path in linking}


@pytest.mark.parametrize("generation", ["A", "D"])
def test_renaming_a_story_leaves_nothing_that_names_it(generation: str, tmp_path: Path, read_tree: ReadTree) -> None:
    _, injected = damage(tmp_path, {"T001": 10}, generation)
    pages = read_tree(tmp_path)
    for defect in injected:
        (old,) = (path for path in defect.original if path not in pages)
        assert [path for path, content in pages.items() if f"](/{old})".encode() in content] == []
        assert len([path for path, content in pages.items() if f"](/{defect.path})".encode() in content]) >= 3


def test_a_missing_index_leaves_the_next_days_link_hanging(tmp_path: Path) -> None:
    plan, injected = damage(tmp_path, {"I004": 4})
    days = {plan.folder(day): day for day in range(plan.days)}
    for defect in injected:
        day = days[defect.path.rpartition("/")[0]]
        assert set(defect.original) == {plan.index(day), plan.twin(day)}
        assert defect.side_effects == (("D006", plan.index(day + 1)),)


@pytest.mark.parametrize("edition", ["en", "zh"])
def test_no_two_defects_share_a_page(damaged_archive: Callable[[str], Damaged], edition: str) -> None:
    _, _, injected = damaged_archive(edition)
    for one, other in combinations(injected, 2):
        assert touched_pages(one).isdisjoint(touched_pages(other))


def test_the_same_seed_does_the_same_damage(tmp_path: Path, read_tree: ReadTree) -> None:
    defects = {"L001": 5, "I002": 3, "T002": 4}
    _, first = damage(tmp_path / "first", defects)
    _, second = damage(tmp_path / "second", defects)
    assert first == second
    assert read_tree(tmp_path / "first") == read_tree(tmp_path / "second")


def test_originals_undo_all_damage(tmp_path: Path, read_tree: ReadTree) -> None:
    plan = generate(str(tmp_path), pages=1500, seed=1)
    for defect in inject(str(tmp_path), plan, defects=dict.fromkeys(RECIPES, 2), seed=9):
        for path, content in defect.original.items():
            if content is None:
                (tmp_path / path).unlink()
            else:
                (tmp_path / path).write_bytes(content)
    assert read_tree(tmp_path) == {path: text.encode() for path, text in archive_pages(plan)}


def test_more_defects_than_there_is_room_for_are_an_error(tmp_path: Path) -> None:
    plan = generate(str(tmp_path), pages=100, seed=1)
    with pytest.raises(TooFewPagesError, match=r"no room for \d+ of 500 defects of S001 in 100 pages"):
        inject(str(tmp_path), plan, defects={"S001": 500}, seed=1)


def test_expected_findings_are_the_defects_and_their_side_effects() -> None:
    defect = Injected(code="I002", path="i.md", line=4, side_effects=(("L001", "a.md"), ("L001", "b.md")), original={})
    assert list(expected([defect])) == [("I002", "i.md", 4), ("L001", "a.md", None), ("L001", "b.md", None)]


def test_the_command_writes_an_archive_and_says_what_is_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], read_tree: ReadTree
) -> None:
    assert main([str(tmp_path), "--pages", "1500", "--seed", "3", "--inject", "1"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1,500 pages, ")
    assert f"{len(RECIPES)} defects" in said
    assert len(read_tree(tmp_path)) > 1480


def test_the_command_refuses_what_makes_no_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--pages", "3"]) == 2
    assert "not 3" in capsys.readouterr().err
