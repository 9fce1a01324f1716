from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.corpus import EDITIONS, GENERATIONS, Plan, archive_pages, generate
from benchmarks.corpus.plan import LEAST_PAGES

Tree = dict[str, bytes]

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_URL = re.compile(r"https?://[^\s)]+")
_FIRST_VERSION = re.compile(r"^.* \(First version\)_$", re.MULTILINE)
"""An entry that names where a story lay before; there may be nothing any more."""
_GENERATED_FORMATS = (".html", ".json", ".xml")
_LETTERS = [(edition.name, letter) for edition in EDITIONS.values() for letter in edition.generations]


def pages_of(edition: str, generation: str | None = None, pages: int = 300, seed: int = 1) -> dict[str, str]:
    return dict(archive_pages(Plan(pages=pages, seed=seed, edition=edition, generation=generation)))


def stories_of(pages: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in pages.items() if path.startswith("news/") and not _is_index(path)}


def _is_index(path: str) -> bool:
    return path.endswith(("/index.md", "/README.md"))


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("pages", [LEAST_PAGES, 61, 62, 63, 64, 250, 1000])
def test_an_archive_has_exactly_the_pages_asked_for(edition: str, pages: int) -> None:
    assert len(pages_of(edition, pages=pages)) == pages


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_is_written_is_what_was_planned(edition: str, tmp_path: Path, read_tree: Callable[[Path], Tree]) -> None:
    generate(str(tmp_path), pages=200, seed=4, edition=edition)
    expected = {path: text.encode() for path, text in pages_of(edition, pages=200, seed=4).items()}
    assert read_tree(tmp_path) == expected


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_same_seed_gives_the_same_archive_and_another_seed_another(edition: str) -> None:
    assert pages_of(edition, seed=7) == pages_of(edition, seed=7)
    assert pages_of(edition, seed=7) != pages_of(edition, seed=8)


@pytest.mark.parametrize(("edition", "letter"), _LETTERS)
def test_every_host_is_reserved_for_examples(edition: str, letter: str) -> None:
    hosts = {urlsplit(url).hostname or "" for text in pages_of(edition, letter).values() for url in _URL.findall(text)}
    assert hosts
    assert [host for host in hosts if not host.endswith(".example")] == []


@pytest.mark.parametrize(("edition", "letter"), _LETTERS)
def test_every_internal_link_leads_to_a_page(edition: str, letter: str) -> None:
    pages = pages_of(edition, letter)
    prefix = EDITIONS[edition].site_prefix
    targets = {
        target
        for text in pages.values()
        for target in _LINK.findall(_FIRST_VERSION.sub("", text))
        if "://" not in target and not target.endswith(_GENERATED_FORMATS)
    }
    assert [target for target in targets if target.removeprefix(prefix).removeprefix("/") not in pages] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_twins_repeat_their_indexes_byte_for_byte(edition: str) -> None:
    pages = pages_of(edition)
    indexes = [path for path in pages if path.endswith("index.md")]
    assert indexes
    assert [path for path in indexes if pages[path] != pages[path.removesuffix("index.md") + "README.md"]] == []


@pytest.mark.parametrize(("edition", "letter"), _LETTERS)
def test_every_story_is_listed_once_by_the_index_of_its_day(edition: str, letter: str) -> None:
    pages = pages_of(edition, letter)
    stories = stories_of(pages)
    assert len(stories) > 100
    for path in stories.keys() - first_versions(pages):
        index = pages[path.rpartition("/")[0] + "/index.md"]
        assert index.count(f"/{path})") == 1


def first_versions(pages: dict[str, str]) -> set[str]:
    """Paths that some page names as where it lay before."""
    named = {
        target.lstrip("/")
        for text in pages.values()
        for entry in _FIRST_VERSION.findall(text)
        for target in _LINK.findall(entry)
    }
    return named & pages.keys()


@pytest.mark.parametrize("letter", ["D", "E"])
def test_first_versions_are_left_behind_unlisted_or_gone(letter: str) -> None:
    pages = pages_of("en", letter, pages=600)
    copies = first_versions(pages)
    assert copies
    assert sum(text.count("(First version)_") for text in pages.values()) > len(copies)
    for path in copies:
        assert f"/{path})" not in pages[path.rpartition("/")[0] + "/index.md"]
        assert "### Changes:" not in pages[path]
        assert pages[path].count("### Related:") == 1


@pytest.mark.parametrize(("edition", "letter"), _LETTERS)
def test_related_links_repeat_the_titles_of_their_targets(edition: str, letter: str) -> None:
    pages = pages_of(edition, letter)
    titles = {path: re.search(r"^# (.*)$", text, re.MULTILINE) for path, text in stories_of(pages).items()}
    prefix = EDITIONS[edition].site_prefix
    seen = 0
    for text in stories_of(pages).values():
        for title, target in re.findall(r"^\d+\. \[([^\]]*)\]\((/[^)]*)\) _\w+: .+_$", text, re.MULTILINE):
            found = titles[target.removeprefix(prefix).removeprefix("/")]
            assert found is not None
            assert found[1] == title
            seen += 1
    assert seen > 200


@pytest.mark.parametrize(("edition", "letter"), _LETTERS)
def test_titles_and_paths_are_unique(edition: str, letter: str) -> None:
    plan = Plan(pages=3000, seed=2, edition=edition, generation=letter)
    stories = [plan.story(number) for number in range(plan.stories)]
    assert len({story.path for story in stories}) == len(stories)
    assert len({story.title.strip() for story in stories}) == len(stories)


@pytest.mark.parametrize(
    ("edition", "longest", "alphabet"), [("en", 140, r"[a-z0-9]+(-[a-z0-9]+)*"), ("zh", 60, r"\w+(-\w+)*")]
)
def test_slugs_follow_the_rule_of_their_edition(edition: str, longest: int, alphabet: str) -> None:
    plan = Plan(pages=1000, seed=2, edition=edition)
    slugs = [plan.story(number).slug for number in range(plan.stories)]
    assert max(map(len, slugs)) > longest - 5
    assert [slug for slug in slugs if len(slug) > longest or not re.fullmatch(alphabet, slug)] == []


def shape(text: str) -> str:
    """A page's lines by what they are, runs of list items drawn together."""
    marks = []
    for line in text.split("\n")[:-1]:
        if not line:
            marks.append("_")
        elif line.startswith("Formats:"):
            marks.append("F")
        elif line.startswith("### ["):
            marks.append("D")
        elif line.startswith("##### "):
            marks.append("T")
        elif line.startswith("# "):
            marks.append("#")
        elif line.startswith(("### Source", "### 信息来源")):
            marks.append("S")
        elif line.startswith(("### Related:", "### 有关:")):
            marks.append("R")
        elif line.startswith("### Changes:"):
            marks.append("C")
        elif line[0].isdigit():
            if marks[-1] != "n":
                marks.append("n")
        else:
            marks.append("text")
    return " ".join(marks)


@pytest.mark.parametrize(
    ("edition", "letter", "head", "tail"),
    [
        ("en", "A", "D _ # _", ""),
        ("en", "B", "D _ # _", ""),
        ("en", "C", "D _ # _", ""),
        ("en", "D", "_ F _ D _ # _", "C _ n _ "),
        ("en", "E", "_ F _ D _ T # _", "C _ n _ "),
        ("zh", "F", "D _ T # _", ""),
    ],
)
def test_stories_have_the_line_shapes_of_their_generation(edition: str, letter: str, head: str, tail: str) -> None:
    shapes = {shape(text) for text in stories_of(pages_of(edition, letter)).values()}
    bodies = [f"{head} _ _ _ S _ n _ ", f"{head} text _ _ S _ n _ "]
    expected = {f"{body}{changes}R _ n" for body in bodies for changes in {"", tail}}
    assert shapes == expected


@pytest.mark.parametrize(
    ("letter", "marks"),
    [
        ("A", ["### Source:", "_Context: ", "''"]),
        ("B", ["### Source:", "_Context: ", "''", " rail strike: "]),
        ("C", ["### Source:", "_Context: ", "''", "[Cover Image]("]),
        ("D", ["### Sources:", "### Changes:", "_(Current version)_", "[Cover Image](", ' "']),
        ("E", ["### Sources:", "### Changes:", "##### ", "[Cover Image]("]),
    ],
)
def test_english_generations_differ_in_their_marks(letter: str, marks: list[str]) -> None:
    text = "".join(stories_of(pages_of("en", letter, pages=1500)).values())
    assert [mark for mark in marks if mark not in text] == []


@pytest.mark.parametrize(("letter", "most"), [("A", 10), ("B", 10), ("C", 5), ("D", 5), ("E", 5)])
def test_stories_list_at_most_as_many_related_ones_as_their_generation_does(letter: str, most: int) -> None:
    plan = Plan(pages=500, seed=3, generation=letter)
    counts = [len(plan.related(number)) for number in range(plan.stories)]
    assert min(counts) >= 1
    assert max(counts) == most


@pytest.mark.parametrize("edition", EDITIONS)
def test_linking_to_is_the_inverse_of_related(edition: str) -> None:
    plan = Plan(pages=400, seed=3, edition=edition)
    for number in range(plan.stories):
        naive = [other for other in range(plan.stories) if number in plan.related(other)]
        assert sorted(plan.linking_to(number)) == naive


def test_a_plan_of_a_million_pages_is_small_and_any_story_of_it_at_hand() -> None:
    plan = Plan(pages=1_000_000, seed=1)
    kept = sum(part.itemsize * len(part) for part in (plan.dates, plan.first_stories))
    assert kept < 300 * plan.pages / 1000
    last = plan.story(plan.stories - 1)
    assert last.path.startswith(f"news/{plan.date(plan.days - 1).year}/")
    assert 980_000 < plan.stories + 2 * plan.days + 6 <= 1_000_000


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"pages": LEAST_PAGES - 1}, "59"),
        ({"pages": -1}, "-1"),
        ({"pages": 10**9}, "1,000,000,000"),
        ({"pages": 100, "edition": "zh", "generation": "A"}, "never written by generation A"),
    ],
)
def test_arguments_that_make_no_archive_are_refused(arguments: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Plan(seed=1, **arguments)  # type: ignore[arg-type]


def test_every_generation_belongs_to_an_edition() -> None:
    assert {letter for _, letter in _LETTERS} == set(GENERATIONS)
