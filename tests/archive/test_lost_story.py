"""Which story may be one that is gone, where git does not tell."""

from __future__ import annotations

import pytest

from archive_lint.archive.index import Archive
from archive_lint.rule.examples import PATH, day_index, story
from tests.in_memory import make_archive

DAY = "news/2014/05/21"
LOST, NEW = f"{DAY}/storm-closes-the-harbour-bridge.md", f"{DAY}/gale-shuts-harbour-bridge.md"
LATER, MUCH_LATER = NEW.replace("/21/", "/24/"), NEW.replace("/21/", "/29/")
TITLE = "Storm closes the harbour bridge"
EDITED, OTHER_WORDS = "Gale shuts the harbour bridge", "Zoo welcomes two pandas"
FERRY, COUNCIL, MARKET = (f"news/2014/05/20/{name}.md" for name in ("ferry-sinks", "council-pays", "market-burns"))
COMPANY = [FERRY, COUNCIL, MARKET]
ALL = [*COMPANY, PATH]


def page(title: str, related: list[str]) -> str:
    return story(title=title, related=[f"[x](/{path})" for path in related])


def archive(new: dict[str, str], *, related: list[str] | None = None, listed_as: str | None = None) -> Archive:
    """An archive whose story at `PATH` has a link to the lost one beside those that kept it company."""
    return make_archive(
        {
            PATH: page("Harbour bridge reopens", [LOST, *(COMPANY if related is None else related)]),
            **{path: page(path[-9:-3], []) for path in COMPANY},
            f"{DAY}/index.md": day_index([] if listed_as is None else [(listed_as, LOST)]),
            **new,
        }
    )


def most_similar(there: Archive, text: str = TITLE, path: str = PATH) -> tuple[str, int] | None:
    facts = there.facts(path)
    assert facts is not None
    found = there.most_similar_story(LOST, text, facts)
    return None if found is None else (found.path, round(found.share * 100))


@pytest.mark.parametrize(
    ("new", "found"),
    [
        pytest.param({NEW: page(TITLE, ALL)}, (NEW, 100), id="the same title and company"),
        pytest.param({NEW: page(TITLE, [])}, (NEW, 100), id="the same title, no company to compare"),
        pytest.param({NEW: page(TITLE, [f"{DAY}/zoo.md"])}, (NEW, 65), id="the same title, other company"),
        pytest.param({LOST.replace("closes", "close"): page(OTHER_WORDS, [])}, (LOST.replace("closes", "close"), 99)),
        pytest.param({NEW: page(EDITED, ALL)}, (NEW, 87), id="another wording in the same company"),
        pytest.param({NEW: page(EDITED, [FERRY, MARKET, PATH])}, (NEW, 87), id="less company, the same"),
        pytest.param({NEW: page(EDITED, [PATH])}, (NEW, 87), id="it links back"),
        pytest.param({NEW: page(EDITED, [])}, None, id="another wording, no company"),
        pytest.param({NEW: page(EDITED, [f"{DAY}/zoo.md"])}, None, id="another wording, other company"),
        pytest.param({NEW: page(EDITED, [LOST, *ALL])}, None, id="it is related to the lost one itself"),
        pytest.param({f"{DAY}/zoo.md": page(OTHER_WORDS, ALL)}, None, id="other words in the same company"),
        pytest.param({LATER: page(EDITED, ALL)}, (LATER, 81), id="re-dated"),
        pytest.param({MUCH_LATER: page(EDITED, ALL)}, None, id="more than a week away"),
        pytest.param({NEW: page(EDITED, ALL), f"{DAY}/g.md": page(EDITED, ALL)}, None, id="two alike"),
        pytest.param({NEW: page(TITLE, ALL), f"{DAY}/g.md": page(TITLE, [])}, (NEW, 100), id="one title, one company"),
        pytest.param({NEW: page(EDITED, ALL), f"{DAY}/z.md": page(OTHER_WORDS, ALL)}, (NEW, 87), id="one of two"),
        pytest.param({}, None, id="none at all"),
    ],
)  # fmt: skip
def test_the_most_similar_story_is_like_it_in_name_or_in_name_and_company(
    new: dict[str, str], found: tuple[str, int] | None
) -> None:
    assert most_similar(archive(new)) == found


@pytest.mark.parametrize("title", [TITLE, EDITED])
def test_a_story_that_the_page_lists_besides_is_another_one(title: str) -> None:
    assert most_similar(archive({NEW: page(title, ALL)}, related=[*COMPANY, NEW])) is None


def test_a_page_without_other_related_links_says_nothing_of_company() -> None:
    assert most_similar(archive({NEW: page(TITLE, COMPANY)}, related=[])) == (NEW, 100)


@pytest.mark.parametrize("title", [TITLE, EDITED])
def test_a_page_is_not_the_one_that_it_links_to(title: str) -> None:
    there = archive({NEW: page(title, [LOST, *COMPANY])})
    assert most_similar(there, path=NEW) is None


@pytest.mark.parametrize(("text", "listed_as", "found"), [("it", TITLE, True), ("it", OTHER_WORDS, False)])
def test_what_its_day_s_index_calls_it_counts_too(text: str, listed_as: str, found: bool) -> None:
    there = archive({f"{DAY}/x.md": page(TITLE + " once more", ALL)}, listed_as=listed_as)
    assert bool(most_similar(there, text)) is found


@pytest.mark.parametrize("lost", ["about.md", "news/2014/02/31/storm.md", "news/storm.md"])
def test_without_a_day_nothing_is_near(lost: str) -> None:
    there = archive({NEW: page(TITLE, ALL)})
    facts = there.facts(PATH)
    assert facts is not None
    assert there.most_similar_story(lost, TITLE, facts) is None
