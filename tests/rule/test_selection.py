from __future__ import annotations

import pytest

from archive_lint.rule.registry import load_registry
from archive_lint.rule.selection import PathIgnores, SelectionLayer, choose

RULES = load_registry().rules
FILE = "archive-lint.toml"
LINE = "the command line"


def enabled(*layers: SelectionLayer) -> set[str]:
    return {code for code, choice in choose(RULES, layers).items() if choice.enabled}


def layer(origin: str = FILE, **chosen: tuple[str, ...]) -> SelectionLayer:
    return SelectionLayer(origin=origin, **chosen)


ALL = {rule.code for rule in RULES}
SECTIONS = {code for code in ALL if code.startswith("S")}


@pytest.mark.parametrize(
    ("layers", "wanted"),
    [
        pytest.param([], set(), id="nothing is selected by itself"),
        pytest.param([layer(select=("ALL",))], ALL, id="ALL"),
        pytest.param([layer(select=("S",))], SECTIONS, id="a prefix"),
        pytest.param([layer(select=("S001",))], {"S001"}, id="a code"),
        pytest.param([layer(select=("missing-section",))], {"S001"}, id="a name"),
        pytest.param([layer(select=("ALL",), ignore=("S",))], ALL - SECTIONS, id="ignore is more exact than ALL"),
        pytest.param([layer(select=("S001",), ignore=("S",))], {"S001"}, id="select is more exact than ignore"),
        pytest.param([layer(select=("S",), ignore=("S",))], set(), id="ignore wins where both are as exact"),
        pytest.param([layer(select=("L002",), extend_select=("S001",))], {"S001", "L002"}, id="extend-select adds"),
        pytest.param(
            [layer(select=("ALL",)), layer(LINE, select=("S001",))], {"S001"}, id="a later select starts afresh"
        ),
        pytest.param(
            [layer(ignore=("S001",), select=("ALL",)), layer(LINE, ignore=("L002",))],
            ALL - {"S001", "L002"},
            id="a later ignore changes",
        ),
        pytest.param(
            [layer(ignore=("S001",), select=("ALL",)), layer(LINE, extend_select=("S001",))],
            ALL,
            id="the command line brings back",
        ),
    ],
)
def test_rules_are_chosen_by(layers: list[SelectionLayer], wanted: set[str]) -> None:
    assert enabled(*layers) == wanted


def test_each_choice_says_what_decided_it() -> None:
    choices = choose(RULES, [layer(select=("ALL",)), layer(LINE, ignore=("S",))])
    assert choices["S001"].reason == "ignore S in the command line"
    assert choices["L002"].reason == "select ALL in archive-lint.toml"


@pytest.mark.parametrize(
    ("glob", "path", "ignored"),
    [
        ("opinion/**", "opinion/2014/index.md", True),
        ("opinion/**", "news/opinion/x.md", False),
        ("*.draft.md", "news/2014/05/23/a.draft.md", True),
        ("news/2014/", "news/2014/05/23/a.md", True),
        ("/index.md", "news/2014/05/23/index.md", False),
    ],
)
def test_per_file_ignores_match_as_in_gitignore(glob: str, path: str, ignored: bool) -> None:
    assert ("S001" in PathIgnores(RULES, {glob: ("S",)}).codes(path)) is ignored


def test_per_file_ignores_of_several_globs_add_up() -> None:
    ignores = PathIgnores(RULES, {"news/**": ("S001",), "*.md": ("L002",)})
    assert {"S001", "L002"} <= ignores.codes("news/2014/05/23/a.md")
