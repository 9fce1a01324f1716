"""Generated blogs: what they hold, and that each rule finds the defects put into them and nothing else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archive_lint.cli.commands import init
from archive_lint.config.settings import Settings
from archive_lint.rule.registry import load_registry
from archive_lint.rule.selection import SelectionLayer, choose
from benchmarks.corpus import Score, TooFewPagesError, score
from benchmarks.corpus.__main__ import main
from benchmarks.corpus.families import FAMILIES
from benchmarks.corpus.families.blog import LEAST_PAGES, Blog
from benchmarks.corpus.families.blog_defects import WITHOUT_POST_RECIPE
from benchmarks.corpus.families.blog_defects.links import BROKEN
from benchmarks.corpus.families.bundles import BundlesForm
from benchmarks.corpus.families.form import BlogForm
from benchmarks.corpus.families.posts import PostsForm
from benchmarks.corpus.families.writing import blog_files, write_blog
from benchmarks.corpus.linting import lint, reports
from tests.soak import FACTOR

Tree = dict[str, bytes]

FORMS: Mapping[str, BlogForm] = {"posts": PostsForm(), "bundles": BundlesForm()}
_PAGES, _DEFECTS = (3_000, 30) if FACTOR else (260, 2)
_OF_BLOGS = {"A001", "A002", "D002", "D004", "L005", "L008", "L009", "S008", "S009"} | {
    f"T00{at}" for at in range(1, 9)
}


def files_of(name: str, pages: int = 200, seed: int = 1) -> Tree:
    return dict(blog_files(Blog(FORMS[name], pages=pages, seed=seed)))


Scores = Mapping[str, Mapping[str, Score]]


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Scores]:
    """Return all rules' scores on a damaged archive of a family, by who wrote the configuration.

    `init` sees it before the damage.
    """

    @cache
    def scored(name: str) -> Scores:
        family, root = FAMILIES[name], str(tmp_path_factory.mktemp(name))
        written = family.write(root, pages=_PAGES, seed=31)
        assert init.run([root]) == 0
        configurations = {"by hand": written.settings, "init": inferred(Path(root))}
        assert [finding for settings in configurations.values() for finding in lint(root, settings).findings] == []
        injected = family.damage(root, written, defects=dict.fromkeys(family.codes, _DEFECTS), seed=32)
        return {who: score(reports(lint(root, settings)), injected) for who, settings in configurations.items()}

    return scored


def inferred(root: Path) -> Mapping[str, Any]:
    return tomllib.loads((root / "archive-lint.toml").read_text())


@pytest.mark.soak
@pytest.mark.parametrize("who", ["by hand", "init"])
@pytest.mark.parametrize("name", FORMS)
def test_a_rule_finds_all_its_defects_and_no_others(scores: Callable[[str], Scores], name: str, who: str) -> None:
    found = scores(name)[who]
    assert found.keys() == _OF_BLOGS
    assert {code: result.missed for code, result in found.items() if result.missed} == {}
    assert {code: result.false for code, result in found.items() if result.false} == {}
    assert {code for code, result in found.items() if result.wanted < _DEFECTS} == set()


@pytest.mark.parametrize("name", FORMS)
def test_init_writes_of_an_archive_what_was_known_of_it(name: str, tmp_path: Path) -> None:
    written = FAMILIES[name].write(str(tmp_path), pages=120, seed=5)
    assert init.run([str(tmp_path)]) == 0
    found = inferred(tmp_path)
    assert found["archive"]["story"] == written.settings["archive"]["story"]
    assert found["site"]["url"] == written.settings["site"]["url"]
    assert found["site"]["map"] == written.settings["site"]["map"]
    assert found["links"]["forms"] == written.settings["links"]["forms"]


@pytest.mark.parametrize("name", FORMS)
def test_every_rule_that_applies_has_a_recipe_or_a_reason_not_to(name: str) -> None:
    family = FAMILIES[name]
    lint_settings = msgspec.convert(dict(FORMS[name].settings), Settings).lint
    layer = SelectionLayer(origin="", select=lint_settings.select, ignore=lint_settings.ignore)
    chosen = {code for code, choice in choose(load_registry().rules, [layer]).items() if choice.enabled}
    assert set(family.codes) == _OF_BLOGS <= chosen
    assert chosen - _OF_BLOGS == WITHOUT_POST_RECIPE.keys()


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("pages", [LEAST_PAGES, 61, 300])
def test_an_archive_has_exactly_the_pages_asked_for(name: str, pages: int) -> None:
    assert sum(path.endswith(".md") for path in files_of(name, pages)) == pages


@pytest.mark.parametrize("name", FORMS)
def test_what_is_written_is_what_was_planned_and_the_same_for_the_same_seed(
    name: str, tmp_path: Path, read_tree: Callable[[Path], Tree]
) -> None:
    write_blog(str(tmp_path), form=FORMS[name], pages=150, seed=4)
    assert read_tree(tmp_path) == files_of(name, 150, 4) != files_of(name, 150, 5)


@pytest.mark.parametrize("name", FORMS)
def test_titles_paths_and_urls_are_unique(name: str) -> None:
    blog = Blog(FORMS[name], pages=3_000, seed=2)
    posts = [blog.post(number) for number in range(blog.stories)]
    assert len({post.title for post in posts}) == len({post.path for post in posts}) == len(posts)
    assert len({post.url for post in posts}) == len(posts)
    assert [post.date for post in posts] == sorted(post.date for post in posts)


@pytest.mark.parametrize("name", FORMS)
def test_linking_to_is_the_inverse_of_related(name: str) -> None:
    blog = Blog(FORMS[name], pages=150, seed=3)
    for number in range(blog.stories):
        naive = [other for other in range(blog.stories) if number in blog.related(other)]
        assert [post.number for post in blog.linking_to(number)] == naive


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("posts", [r"^redirect_from:$", r"^permalink: /special/", r"\{% post_url ", r"\]\(https://www\.harbour"]),
        ("posts", [r"\]\(/assets/images/", r"\]\(/\d{4}/\d\d/\d\d/", r'<a href="/\d{4}', r"\]\(/archive/\d+\.html\)"]),
        ("bundles", [r"^aliases = \[", r"^path = \"special/", r"\]\(@/posts/", r"\]\(/posts/", r"\]\(harbour\.jpg\)"]),
        ("bundles", [r"\]\(/images/", r"\]\(https://www\.harbour", r'<a href="/posts/', r"\]\(/special/"]),
    ],
)
def test_a_family_has_all_its_ways_of_writing(name: str, marks: list[str]) -> None:
    text = "".join(content.decode() for path, content in files_of(name).items() if path.endswith(".md"))
    assert [mark for mark in marks if not re.search(mark, text, re.MULTILINE)] == []


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("variant", BROKEN)
def test_every_variant_of_a_broken_link_is_found_where_it_was_put(
    name: str, variant: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("benchmarks.corpus.families.blog_defects.links.BROKEN", {variant: BROKEN[variant]})
    family = FAMILIES[name]
    written = family.write(str(tmp_path), pages=100, seed=8)
    injected = family.damage(str(tmp_path), written, defects={"L009": 3}, seed=8)
    found = score(reports(lint(str(tmp_path), written.settings)), injected)
    assert {code: (result.missed, result.false) for code, result in found.items()} == {"L009": ((), ())}


@pytest.mark.parametrize("name", FORMS)
def test_no_two_defects_share_a_page_and_originals_undo_them(
    name: str, tmp_path: Path, read_tree: Callable[[Path], Tree]
) -> None:
    family = FAMILIES[name]
    written = family.write(str(tmp_path), pages=300, seed=6)
    injected = family.damage(str(tmp_path), written, defects=dict.fromkeys(family.codes, 2), seed=6)
    changed = [path for defect in injected for path in defect.original]
    assert len(changed) == len(set(changed))
    for defect in injected:
        for path, content in defect.original.items():
            if content is None:
                (tmp_path / path).unlink()
            else:
                (tmp_path / path).write_bytes(content)
    assert read_tree(tmp_path) == files_of(name, 300, 6)


def test_more_defects_than_there_is_room_for_are_an_error(tmp_path: Path) -> None:
    family = FAMILIES["posts"]
    written = family.write(str(tmp_path), pages=60, seed=1)
    with pytest.raises(TooFewPagesError, match=r"no room for \d+ of 500 defects of S008 in 60 pages"):
        family.damage(str(tmp_path), written, defects={"S008": 500}, seed=1)


@pytest.mark.parametrize("pages", [LEAST_PAGES - 1, 10**9])
def test_sizes_that_make_no_archive_are_refused(pages: int) -> None:
    with pytest.raises(ValueError, match=f"not {pages:,}"):
        Blog(PostsForm(), pages=pages, seed=1)


def test_the_command_writes_an_archive_of_a_family(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--family", "bundles", "--pages", "300", "--inject", "1"]) == 0
    assert capsys.readouterr().out.startswith("300 pages, 297 stories, 199 days, 17 defects\n")
    assert (tmp_path / "content" / "about.md").exists()


def test_the_command_has_no_editions_of_other_families(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path), "--family", "posts", "--edition", "zh"])
    assert "of the first family" in capsys.readouterr().err
