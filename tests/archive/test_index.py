"""The archive index: the links of a page, which days and stories there are, what took a missing page's place."""

from __future__ import annotations

import datetime as dt

import pytest

from archive_lint.archive.index import Archive
from archive_lint.archive.links import LinkRole
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Kind
from archive_lint.model.page import PageFacts
from archive_lint.rule.examples import day_index, story
from tests.in_memory import make_archive

DAY = "news/2014/05/23"
PAGE = f"{DAY}/bridge.md"
STORM = "news/2014/05/21/storm.md"


def page(archive: Archive, path: str = PAGE) -> PageFacts:
    return archive.facts(path) or parse(path, b"", archive.layout).facts


FILES = dict.fromkeys(
    (
        PAGE,
        STORM,
        f"{DAY}/index.md",
        f"{DAY}/photo.jpg",
        f"{DAY}/with space.md",
        f"{DAY}/z\u00fcrich.md",
        f"{DAY}/100%25.md",
        "index.md",
    ),
    "",
)


# The links of a page


def test_links_of_a_page_are_sorted_by_what_rules_ask_for() -> None:
    text = story(
        date_link=f"/{DAY}/index.md",
        summary="[far](https://gazette.example/) [gone](/gone.md)",
        sources=["[Gazette](https://gazette.example/) [IMG](photo.jpg)"],
        changes=["[Old](/old.md)"],
        related=[f"[Storm](/{STORM})", "no link", "[Calm](/calm.md)", "[bad](a b.md)"],
    )
    archive = make_archive({**FILES, PAGE: text})
    links = archive.links(page(archive))
    assert [(related.position, related.resolution.path) for related in links.related] == [(0, STORM), (2, "calm.md")]
    assert {(problem.role, problem.link.target) for problem in links.problem_links} == {
        (LinkRole.ELSEWHERE, "/gone.md"),
        (LinkRole.CHANGES, "/old.md"),
        (LinkRole.RELATED, "/calm.md"),
    }
    assert archive.links(page(archive)).related[0].resolution.path == STORM


def test_links_of_an_index_are_its_entries() -> None:
    archive = make_archive(
        {**FILES, f"{DAY}/index.md": day_index([("Bridge", PAGE), ("Calm", "calm.md")], previous="/p")}
    )
    links = archive.links(page(archive, f"{DAY}/index.md"))
    assert [resolution.path for _, resolution in links.listed] == [PAGE, "calm.md"]
    assert [problem.role for problem in links.problem_links] == [LinkRole.PREVIOUS_DAY, LinkRole.INDEX_ENTRY]


def test_links_are_those_of_the_page_asked_for_last() -> None:
    archive = make_archive({PAGE: "[x](/1.md)", STORM: "[x](/2.md)"})
    first, second = page(archive), page(archive, STORM)
    for facts, target in ((first, "1.md"), (second, "2.md"), (first, "1.md")):
        assert [problem.resolution.path for problem in archive.links(facts).problem_links] == [target]


# Days and names

DAYS = dict.fromkeys(
    (
        "news/2014/04/30/index.md",
        "news/2014/05/2/index.md",
        "news/2014/05/2/a.md",
        "news/2014/05/10/index.md",
        "news/2014/05/11/b.md",
        "news/2014/05/12/README.md",
        "news/2014/02/31/index.md",
        "news/2014/05/9/index.md",
    ),
    "",
)


@pytest.mark.parametrize(
    ("day", "previous"),
    [
        (dt.date(2014, 5, 10), dt.date(2014, 5, 2)),
        (dt.date(2014, 5, 2), dt.date(2014, 4, 30)),
        (dt.date(2014, 5, 3), dt.date(2014, 5, 2)),
        (dt.date(2014, 4, 30), None),
        (dt.date(2020, 1, 1), dt.date(2014, 5, 10)),
    ],
)
def test_the_previous_day_is_the_nearest_earlier_one_with_a_tracked_index(
    day: dt.date, previous: dt.date | None
) -> None:
    archive = make_archive(DAYS, untracked=frozenset({"news/2014/05/9/index.md"}))
    assert archive.previous_day(day) == previous


def test_days_near_a_day_have_pages_of_any_kind() -> None:
    archive = make_archive(DAYS)
    assert [day.day for day in archive.days_near(dt.date(2014, 5, 10), 2)] == [9, 10, 11, 12]
    assert list(archive.days_near(dt.date(2014, 5, 20), 2)) == []


def test_a_day_knows_its_stories_and_its_index_in_any_padding() -> None:
    archive = make_archive({"news/2014/5/02/index.md": "", "news/2014/5/02/b.md": "", "news/2014/5/02/a.md": ""})
    day = dt.date(2014, 5, 2)
    assert archive.stories_of(day) == ["news/2014/5/02/a.md", "news/2014/5/02/b.md"]
    assert archive.index_of(day) == "news/2014/5/02/index.md"
    assert archive.index_of(dt.date(2014, 5, 3)) is None


def test_stories_are_found_by_their_slug_on_any_day() -> None:
    archive = make_archive({f"news/2014/05/{day}/storm.md": "" for day in (1, 2)} | {"opinion/storm.md": ""})
    assert list(archive.stories_by_slug("storm")) == ["news/2014/05/1/storm.md", "news/2014/05/2/storm.md"]
    assert list(archive.stories_by_slug("Storm")) == []


@pytest.mark.parametrize(
    ("path", "files", "is_twin"),
    [
        (f"{DAY}/README.md", [f"{DAY}/index.md"], True),
        (f"{DAY}/README.md", [], False),
        (f"{DAY}/index.md", [f"{DAY}/README.md"], False),
        ("README.md", ["index.md"], True),
        ("opinion/README.md", ["opinion/index.md"], False),
        (f"{DAY}/OLD-README.md", [f"{DAY}/index.md"], False),
    ],
)
def test_a_twin_is_the_copy_of_an_index_that_is_there(path: str, files: list[str], is_twin: bool) -> None:
    assert make_archive(dict.fromkeys([path, *files], "")).is_twin(path) is is_twin


def test_twins_and_indexes_have_their_places_whether_they_exist_or_not() -> None:
    archive = make_archive({PAGE: ""}, twins=["README.md", "home.md"])
    assert archive.twins_of(f"{DAY}/index.md") == [f"{DAY}/README.md", f"{DAY}/home.md"]
    assert archive.twins_of("index.md") == ["README.md", "home.md"]
    assert archive.index_beside(PAGE) == f"{DAY}/index.md"
    assert archive.index_beside("about.md") == "index.md"


def test_a_sample_is_spread_over_the_archive_and_leaves_damaged_pages_out() -> None:
    files: dict[str, str | bytes] = {f"news/2014/05/{day}/s.md": f"# {day}" for day in range(10, 30)}
    files["news/2014/05/10/s.md"] = b"\xff"
    sample = make_archive(files).sample_stories(4)
    assert [facts.path for facts in sample] == [f"news/2014/05/{day}/s.md" for day in (15, 20, 25)]
    assert make_archive({PAGE: ""}).sample_indexes(4) == []


@pytest.mark.parametrize(
    ("judged", "speaker"),
    [([True] * 3, 0), ([True] * 2, None), ([True, True, True, False], None), ([None, True, True, True], 1), ([], None)],
)
def test_a_habit_is_what_every_judged_page_of_a_sample_does(judged: list[bool | None], speaker: int | None) -> None:
    paths = [f"news/2014/05/{10 + number}/s.md" for number in range(len(judged))]
    archive = make_archive(dict.fromkeys(paths, ""))
    found = archive.convention_example(Kind.STORY, lambda facts: judged[paths.index(facts.path)])
    assert found == (None if speaker is None else paths[speaker])


def test_what_is_made_once_is_made_once() -> None:
    archive, made = make_archive({}), list[int]()
    assert [archive.cached("key", lambda: made.append(1)) for _ in range(3)] == [None] * 3
    assert made == [1]


# What took a missing page's place

GONE = "news/2014/05/21/storm-old.md"


@pytest.mark.parametrize(
    ("files", "renames", "successor"),
    [
        ({STORM: ""}, {}, None),
        ({STORM: ""}, {GONE: STORM}, STORM),
        ({STORM: ""}, {GONE: "a.md", "a.md": STORM}, STORM),
        ({STORM: ""}, {GONE: "a.md", "a.md": GONE}, None),
        ({STORM: ""}, {GONE: "also-gone.md"}, None),
        ({STORM: story(changes=[f"[Old](/{GONE})"])}, {}, STORM),
        (
            {STORM: story(changes=[f"[Old](/{GONE})"]), f"{STORM[:-3]}-2.md": story(changes=[f"[Old](/{GONE})"])},
            {},
            None,
        ),
        ({"news/2014/05/22/storm-old.md": ""}, {}, "news/2014/05/22/storm-old.md"),
        ({"news/2014/05/22/storm-old.md": "", "news/2014/05/20/storm-old.md": ""}, {}, None),
        ({"news/2014/5/21/storm-old.md": "", "news/2014/05/20/storm-old.md": ""}, {}, "news/2014/5/21/storm-old.md"),
        ({"news/2014/05/22/storm-old.md": "", STORM: ""}, {GONE: STORM}, STORM),
    ],
)
def test_a_successor_is_told_only_where_it_is_certain(
    files: dict[str, str], renames: dict[str, str], successor: str | None
) -> None:
    assert make_archive(files, renames=renames).successor_of(GONE) == successor


def test_another_form_of_a_page_is_its_successor() -> None:
    archive = make_archive({STORM: "", "opinion/README.md": ""})
    assert archive.successor_of(STORM.replace(".md", ".html")) == STORM
    assert archive.successor_of("opinion/index.md") == "opinion/README.md"
    assert archive.successor_of("opinion/other.md") is None


@pytest.mark.parametrize(
    ("missing", "title", "files", "closest"),
    [
        ("21/storm-closes-the-harbor", "", {"21/storm-closes-the-harbour": "# x"}, "21/storm-closes-the-harbour"),
        ("21/storm-closes-the-harbor", "", {"28/storm-closes-the-harbour": "# x"}, "28/storm-closes-the-harbour"),
        ("11/storm-closes-the-harbor", "", {"21/storm-closes-the-harbour": "# x"}, None),
        ("21/other", "Storm Closes  the harbour", {"22/a": "# Storm closes the harbour"}, "22/a"),
        ("21/storm-closes-the-harbor", "", {"21/ferry-sinks": "# Ferry sinks"}, None),
        (
            "21/storm-closes-the-harbor",
            "",
            {"21/storm-closes-the-harbour": "", "22/storm-closes-the-harbour": ""},
            None,
        ),
        ("21/x", "", {}, None),
        ("31/storm-closes", "", {"30/storm-closes-": ""}, "30/storm-closes-"),
    ],
)
def test_the_closest_story_is_clearly_the_likest_of_those_days(
    missing: str, title: str, files: dict[str, str], closest: str | None
) -> None:
    archive = make_archive({f"news/2014/05/{path}.md": text for path, text in files.items()})
    assert archive.closest_story(f"news/2014/05/{missing}.md", title) == (closest and f"news/2014/05/{closest}.md")


def test_nothing_is_close_to_a_day_that_does_not_exist() -> None:
    archive = make_archive({"news/2014/02/28/storm.md": ""})
    assert archive.closest_story("news/2014/02/31/storm.md", "Storm") is None
    assert archive.closest_story("about.md", "About") is None


def test_an_index_lists_also_what_took_the_place_of_a_dangling_entry() -> None:
    archive = make_archive(
        {f"{DAY}/index.md": day_index([("Old", f"{DAY}/old.md"), ("Storm", STORM)]), PAGE: "", STORM: ""},
        renames={f"{DAY}/old.md": PAGE},
    )
    assert archive.listed_in(f"{DAY}/index.md") == {f"{DAY}/old.md", PAGE, STORM}
    assert archive.listed_in("news/none/index.md") == frozenset()
