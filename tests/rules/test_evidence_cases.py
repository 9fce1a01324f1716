"""What makes fixes of titles, indexes and links safe: witnesses that agree, disagree and are damaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from archive_lint.model.finding import Finding
from archive_lint.rule.base import ArchiveRule
from archive_lint.rule.examples import OTHER_TITLE, PATH, TITLE, day_index, story
from archive_lint_rules.dates.wrong_previous_day import WrongPreviousDay
from archive_lint_rules.indexes.dangling_index_entry import DanglingIndexEntry
from archive_lint_rules.indexes.stale_index_title import StaleIndexTitle
from archive_lint_rules.indexes.twin_differs import TwinDiffers
from archive_lint_rules.indexes.unlisted_page import UnlistedPage
from archive_lint_rules.related.broken_related_link import BrokenRelatedLink
from archive_lint_rules.related.stale_related_title import StaleRelatedTitle
from archive_lint_rules.text.damaged_title import DamagedTitle
from tests.in_memory import make_archive

DAY = "news/2014/05/23"
INDEX, TWIN = f"{DAY}/index.md", f"{DAY}/README.md"
FERRY = f"{DAY}/ferry-sinks.md"
GONE = f"{DAY}/market-hall-burns.md"
FAR = "news/2014/05/25/far.md"
LISTED = day_index([(TITLE, PATH)])
WITH_GONE = day_index([("Market hall burns", GONE), (TITLE, PATH)])


def check(
    rule: type[ArchiveRule],
    path: str,
    files: Mapping[str, str],
    *,
    added: frozenset[str] = frozenset(),
    deleted: frozenset[str] = frozenset(),
    renames: Mapping[str, str] | None = None,
    earlier_titles: Mapping[str, Sequence[str]] | None = None,
) -> list[Finding]:
    earlier = None if earlier_titles is None else earlier_titles.__getitem__
    archive = make_archive(files, added=added, deleted=deleted, renames=renames, earlier_titles=earlier)
    facts = archive.facts(path)
    assert facts is not None
    return list(rule().check(facts, archive))


def safety(findings: list[Finding]) -> list[bool | None]:
    """For each finding whether its fix is safe; `None` without a fix."""
    return [None if finding.fix is None else finding.fix.safe for finding in findings]


def linking(text: str, target: str = PATH) -> str:
    return story(date="2014-05-25", title="Far", related=[f"[{text}](/{target}) _Context: Harbour_"])


@pytest.mark.parametrize(
    ("title", "text", "listed", "safe"),
    [
        pytest.param(TITLE, "Harbour bridge reopens after repair", TITLE, [True], id="link alone is wrong"),
        pytest.param(TITLE, "Harbor bridge reopens after repairs", None, [True], id="file name and title agree"),
        pytest.param(TITLE, "Harbor bridge reopens after repairs", "Harbor bridge reopens after repairs", [False]),
        pytest.param("Harbour bridge opens after repairs", TITLE, TITLE, [False], id="a retitled page"),
        pytest.param("Harbour bridge opens after repairs", TITLE, None, [False], id="the file name is against it"),
        pytest.param("Harbour bridge", TITLE, TITLE, [], id="a cut title is not spread"),
        pytest.param("Harbour bridge reop\ufffdns after repairs", TITLE, TITLE, [], id="a lost character"),
        pytest.param("Click fix", TITLE, TITLE, [], id="other words"),
        pytest.param(TITLE, "Fish market burns", TITLE, [False], id="the link may lead to the wrong story"),
    ],
)
def test_a_title_is_copied_safely_only_where_more_places_state_it(
    title: str, text: str, listed: str | None, safe: list[bool]
) -> None:
    files = {PATH: story(title=title), FAR: linking(text), INDEX: day_index([(listed, PATH)] if listed else [])}
    assert safety(check(StaleRelatedTitle, FAR, files)) == safe


@pytest.mark.parametrize(
    ("title", "listed", "safe"),
    [
        (TITLE, "Harbor bridge reopens after repairs", [True]),
        ("Harbour bridge opens after repairs", TITLE, [False]),
        ("Harbour bridge", TITLE, []),
        ("Harbour bri", TITLE, []),
        ("Harb\ufffdur bridge reopens after repairs", TITLE, []),
    ],
)
def test_an_index_takes_a_title_that_the_file_name_confirms(title: str, listed: str, safe: list[bool]) -> None:
    files = {PATH: story(title=title), INDEX: day_index([(listed, PATH)])}
    assert safety(check(StaleIndexTitle, INDEX, files)) == safe


@pytest.mark.parametrize(
    ("title", "listed", "is_damaged"),
    [
        (TITLE, TITLE, False),
        ("Harbour bridge", TITLE, True),
        ("Harbour bridge", None, True),
        ("Harbour bridge", "Harbour bridge", False),
        ("H", TITLE, True),
        (TITLE + ", mayor says", TITLE, False),
        ("Bridge reopens", TITLE, False),
        ("Harbour bridge reopens after \ufffd", TITLE, True),
        ("404", TITLE, True),
        ("404", "404", False),
        ("桥梁重新开放", TITLE, True),
        ("桥梁重新开放", "桥梁重新开放", False),
    ],
)
def test_a_title_is_damaged_where_the_file_name_has_more_and_the_index_does_not_agree(
    title: str, listed: str | None, is_damaged: bool
) -> None:
    files = {PATH: story(title=title), INDEX: day_index([(listed, PATH)] if listed else [])}
    assert bool(check(DamagedTitle, PATH, files)) is is_damaged


@pytest.mark.parametrize(
    ("others", "deleted", "safe"),
    [
        pytest.param({}, (), [True], id="nothing like it is there"),
        pytest.param({}, (GONE,), [False], id="no commit deleted it"),
        pytest.param({FERRY: story(title="Ferry sinks")}, (), [False], id="a story of the day is not listed"),
        pytest.param({GONE.replace("/23/", "/9/"): story()}, (), [False], id="its name is there on another day"),
        pytest.param({FAR: story(title="Market hall burns!")}, (), [False], id="its title is there on a day near"),
    ],
)
def test_an_entry_goes_safely_only_where_its_page_is_gone_for_certain(
    others: Mapping[str, str], deleted: tuple[str, ...], safe: list[bool]
) -> None:
    files = {INDEX: WITH_GONE, PATH: story(), **others}
    assert safety(check(DanglingIndexEntry, INDEX, files, deleted=frozenset(deleted))) == safe


@pytest.mark.parametrize("text", ["The roof fell in.", "![Photo](/a.png)", "1. a list"])
def test_an_entry_with_text_below_it_does_not_go_safely(text: str) -> None:
    index = WITH_GONE.replace(f"(/{GONE})\n", f"(/{GONE})\n{text}\n")
    assert safety(check(DanglingIndexEntry, INDEX, {INDEX: index, PATH: story()})) == [False]


@pytest.mark.parametrize(
    ("twin", "dangling", "differs"),
    [
        pytest.param(WITH_GONE, [True], [], id="a dead entry alone: it is reported by itself"),
        pytest.param(day_index([]), [], [True], id="an entry less"),
        pytest.param(LISTED.replace("2014-05-23]", "2014-05-22]"), [], [True], id="another date"),
        pytest.param(LISTED.replace(TITLE, TITLE[:-3]), [], [True], id="a title that the page does not have"),
        pytest.param(LISTED + "\nThe mayor spoke.\n", [], [False], id="words of its own"),
        pytest.param(day_index([(TITLE, PATH), ("Ferry sinks", FERRY)]), [], [False], id="a story more"),
        pytest.param(WITH_GONE + "\nThe mayor spoke.\n", [False], [False], id="a dead entry and words"),
    ],
)
def test_a_twin_is_made_a_copy_safely_where_it_says_nothing_of_its_own(
    twin: str, dangling: list[bool], differs: list[bool]
) -> None:
    files = {INDEX: LISTED, TWIN: twin, PATH: story(), FERRY: story(title="Ferry sinks")}
    assert safety(check(TwinDiffers, TWIN, files)) == differs
    assert len(check(DanglingIndexEntry, TWIN, files)) == len(dangling)


@pytest.mark.parametrize(
    ("index", "twin", "safe"),
    [
        pytest.param(WITH_GONE, LISTED, False, id="the twin is without a dead entry"),
        pytest.param(WITH_GONE, day_index([]), False, id="the twin is without that entry and another"),
        pytest.param(
            WITH_GONE, LISTED.replace("2014-05-23]", "2014-05-22]"), False, id="the twin is without it, on another date"
        ),
        pytest.param(WITH_GONE, WITH_GONE.replace("2014-05-23]", "2014-05-22]"), True, id="both have it"),
        pytest.param(LISTED, day_index([]), True, id="the page is there"),
    ],
)
def test_a_dead_entry_is_not_copied_to_a_twin_that_is_without_it(index: str, twin: str, safe: bool) -> None:
    assert safety(check(TwinDiffers, TWIN, {INDEX: index, TWIN: twin, PATH: story()})) == [safe]


def entries(bridge: str, ferry: str, below: str = "", ferry_below: str = "") -> str:
    index = day_index([(bridge, PATH), (ferry, FERRY)])
    return index.replace(f"/{PATH})", f"/{PATH}){below}").replace(f"/{FERRY})", f"/{FERRY}){ferry_below}")


@pytest.mark.parametrize(
    ("index", "twin", "safe"),
    [
        pytest.param(entries("Harbor bridge reopens", "Ferry sinks"), entries(TITLE, "Ferry sinks"), False, id="title"),
        pytest.param(
            entries("Harbuor bridge reopens after repairs", "Ferry in the harbour sinks"),
            entries(TITLE, "Ferry in the harbour sinks"),
            False,
            id="title, whose word another story has",
        ),
        pytest.param(
            entries(TITLE, "Ferry sinks", "", "\nThe mayor spoke."),
            entries(TITLE, "Ferry sinks", "\nThe mayor spoke.", ""),
            False,
            id="words below another story",
        ),
        pytest.param(
            entries(TITLE, "Ferry sinks", "\nThe mayor spoke."),
            entries(TITLE, "Ferry sinks", "\nThe ferry spoke."),
            False,
            id="a word below, which another story's title has",
        ),
        pytest.param(
            entries(TITLE, "Ferry sinks"),
            entries("Harbuor bridge reopens", "Ferry sinks"),
            True,
            id="the index is right",
        ),
        pytest.param(
            entries(TITLE, "Ferry sinks", "\nThe mayor spoke."),
            entries(TITLE, "Ferry sinks", "\nMayor spoke"),
            True,
            id="less than the index",
        ),
    ],
)
def test_what_a_twin_says_of_a_story_must_stand_in_the_index_of_the_same_story(
    index: str, twin: str, safe: bool
) -> None:
    files = {INDEX: index, TWIN: twin, PATH: story(), FERRY: story(title="Ferry sinks")}
    assert safety(check(TwinDiffers, TWIN, files)) == [safe]


def test_a_twin_that_equals_its_index_is_fixed_with_it() -> None:
    (finding,) = check(DanglingIndexEntry, TWIN, {INDEX: WITH_GONE, TWIN: WITH_GONE, PATH: story()})
    assert finding.fix is not None
    assert {edit.path for edit in finding.fix.edits} == {INDEX}


@pytest.mark.parametrize(
    ("page", "index", "added", "safe"),
    [
        pytest.param(story(), day_index([]), (PATH,), [True], id="this change adds it"),
        pytest.param(story(), day_index([]), (), [False], id="it was there before"),
        pytest.param(story(), day_index([]), (PATH, INDEX), [False], id="the index is new as well"),
        pytest.param(story(date="2014-05-22"), day_index([]), (PATH,), [None], id="another day's heading"),
        pytest.param(story(), day_index([("Harbour bridge to reopen", FERRY)]), (PATH,), [None], id="a title like it"),
        pytest.param(story(title="Harbour"), day_index([]), (PATH,), [False], id="a damaged title"),
    ],
)
def test_only_a_story_that_this_change_adds_is_listed_safely(
    page: str, index: str, added: tuple[str, ...], safe: list[bool | None]
) -> None:
    files = {INDEX: index, PATH: page, FERRY: story(title=OTHER_TITLE)}
    files = files if FERRY in index else {INDEX: index, PATH: page}
    assert safety(check(UnlistedPage, PATH, files, added=frozenset(added))) == safe


@pytest.mark.parametrize(
    ("text", "renamed_to", "safe"),
    [
        pytest.param(TITLE, PATH, [True], id="git and the link's text agree"),
        pytest.param("Market hall burns", PATH, [False], id="git alone: a new page taken for the moved one"),
        pytest.param("Harbour bridge reopens after repairs, mayor says", PATH, [True], id="a version of the title"),
    ],
)
def test_a_rename_by_git_is_followed_safely_where_the_text_agrees(text: str, renamed_to: str, safe: list[bool]) -> None:
    files = {PATH: story(), FAR: linking(text, GONE)}
    assert safety(check(BrokenRelatedLink, FAR, files, renames={GONE: renamed_to})) == safe


@pytest.mark.parametrize(
    ("others", "safe"),
    [
        pytest.param({}, [True], id="nothing on that day"),
        pytest.param({"news/2014/05/22/a.md": story(date="2014-05-22")}, [None], id="stories without an index"),
        pytest.param({"news/2014/05/22/README.md": day_index([], date="2014-05-22")}, [None], id="a twin alone"),
    ],
)
def test_a_day_that_lost_its_index_is_not_gone_round(others: Mapping[str, str], safe: list[bool | None]) -> None:
    index = day_index([], previous="/news/2014/05/22/index.md")
    files = {INDEX: index, "news/2014/05/21/index.md": day_index([], date="2014-05-21"), **others}
    assert safety(check(WrongPreviousDay, INDEX, files)) == safe


CUT, LOST, OTHER_WORDS = "Harbour bridge", "Harbour bridge reop\ufffdns after repairs", "Click fix"
HAS_IT = f"; git has it as {TITLE!r}"


@pytest.mark.parametrize(
    ("title", "listed", "earlier", "end"),
    [
        pytest.param(CUT, TITLE, [TITLE], HAS_IT, id="cut: git has the whole"),
        pytest.param(CUT, None, [CUT, TITLE], HAS_IT, id="cut: git has the whole further back"),
        pytest.param(CUT, None, [TITLE + ", he says"], f"git has it as '{TITLE}, he says'", id="cut: git has more"),
        pytest.param(CUT, TITLE, [CUT], "-repairs'", id="cut: the index has the whole, whatever git says"),
        pytest.param(CUT, None, [CUT, CUT], None, id="never longer in git, and no index says otherwise"),
        pytest.param(CUT, None, ["Harbor bridge"], None, id="edited in git, never longer"),
        pytest.param(CUT, None, [LOST], "-repairs'", id="cut: what git has is damaged too"),
        pytest.param(CUT, None, ["Harbour brid\ufffde"], "-repairs'", id="cut: what git has is no better"),
        pytest.param(CUT, None, [], "-repairs'", id="cut: git knows nothing"),
        pytest.param(OTHER_WORDS, TITLE, [TITLE], HAS_IT, id="other words: git has the slug's"),
        pytest.param(OTHER_WORDS, TITLE, [OTHER_WORDS, TITLE], HAS_IT, id="other words: the slug's further back"),
        pytest.param(OTHER_WORDS, TITLE, [OTHER_WORDS], None, id="the title was never another one"),
        pytest.param(OTHER_WORDS, TITLE, ["Click fixes", "Click fix!"], None, id="the title was edited only"),
        pytest.param(OTHER_WORDS, TITLE, ["Fish market burns"], f"say {TITLE!r}", id="other words: git has others"),
        pytest.param(LOST, TITLE, [TITLE], HAS_IT, id="lost: git has the character"),
        pytest.param(LOST, LOST, ["Harbour bridge reopens"], "'Harbour bridge reopens'", id="lost: git has less"),
        pytest.param(LOST, LOST, [LOST], "is lost", id="lost: git never had it"),
        pytest.param(TITLE, TITLE, [OTHER_WORDS], None, id="retitled, file name and all"),
    ],
)  # fmt: skip
def test_git_tells_a_damaged_title_from_one_that_never_was_another(
    title: str, listed: str | None, earlier: list[str], end: str | None
) -> None:
    files = {PATH: story(title=title), INDEX: day_index([(listed, PATH)] if listed else [])}
    messages = [finding.message for finding in check(DamagedTitle, PATH, files, earlier_titles={PATH: earlier})]
    assert len(messages) == (0 if end is None else 1)
    assert all(message.endswith(end or "") for message in messages)


@pytest.mark.parametrize("title", [TITLE, TITLE + " and a storm", "Harbour bridge opens after repairs"])
def test_git_is_not_asked_what_a_sound_title_was(title: str) -> None:
    def ask(_: str) -> list[str]:
        raise AssertionError("asked")

    archive = make_archive({PATH: story(title=title), INDEX: day_index([(title, PATH)])}, earlier_titles=ask)
    facts = archive.facts(PATH)
    assert facts is not None
    assert list(DamagedTitle().check(facts, archive)) == []
