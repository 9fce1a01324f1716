"""Text of pages: what the examples of the rules have no room for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.fix.edits import apply_edits
from archive_lint.model.finding import Finding
from archive_lint.rule.base import PageRule, Rule
from archive_lint.rule.examples import OTHER, OTHER_PATH, PATH, TITLE, day_index, story
from archive_lint.testing import run_rule
from archive_lint_rules.text.duplicate_story import DuplicateStory
from archive_lint_rules.text.markup_debris import MarkupDebris
from archive_lint_rules.text.mojibake import Mojibake
from archive_lint_rules.text.slug_title_mismatch import SlugTitleMismatch
from archive_lint_rules.text.undecodable_page import UndecodablePage
from archive_lint_rules.text.undecoded_entity import UndecodedEntity
from tests.rules.families import rules_in

INDEX = "news/2014/05/23/index.md"
OTHER_INDEX = "news/2014/05/21/index.md"
PAGE_RULES = rules_in("text", PageRule)


def findings(
    rule: type[Rule], page: str | bytes, path: str = PATH, others: Mapping[str, str] | None = None
) -> list[Finding]:
    files = {name: text.encode() for name, text in (others or {}).items()}
    return run_rule(rule(), path, {**files, path: page.encode() if isinstance(page, str) else page}, {})


def after_fix(rule: type[Rule], page: str, path: str = PATH) -> str:
    edits = [edit for finding in findings(rule, page, path) if finding.fix is not None for edit in finding.fix.edits]
    return apply_edits(page.encode(), edits).decode()


# T001


@pytest.mark.parametrize(
    ("slug", "title"),
    [
        ("eminem-s-the-slim-shady-lp-is-released", " Eminem's 'The Slim Shady LP is released, following his 1997 EP"),
        ("u-s-r-b-13-5m-9-500", "U.S. R&B $13.5m 9,500"),
        ("abdullah-ocalan-is-arrested-in-kenya", "Abdullah calan is arrested in Kenya"),
        ("turkeyas-president-erdoaan-visits", "Turkey's president Erdogan visits"),
        ("the-worldas-second-largest-ship", "The world's second largest ship"),
        ("at-least-11-people-die-in-kabul", "War in Afghanistan: At least 11 people die in Kabul"),
        ("north-caucasus-insurgency-pone-policeman-dies", "North Caucasus insurgency:One policeman dies"),
        ("isro-s-pslv-c38-lifts-off-from-sriharikota-a", "ISRO's PSLV-C38 lifts off from Sriharikota, Andhra Pradesh"),
        ("low-couch-diplomatic-spat-http-www", "Low Couch diplomatic spat [https:--www.reuters.com-article]"),
        ("harbour-bridge-reopens-after-repairs-2", "Harbour bridge reopens after repairs"),
        ("七十周年-SARS-sinacomcn", " 七十周年（SARS）sina.com.cn 全文"),
        ("---", "..."),
        ("harbour", ""),
    ],
)
def test_a_slug_that_the_generator_makes_of_a_title_is_compatible(slug: str, title: str) -> None:
    page = story(title=title)
    assert findings(SlugTitleMismatch, page, f"news/2014/05/23/{slug}.md") == []


@pytest.mark.parametrize(
    ("slug", "title"),
    [
        ("storm-closes-the-port-of-london", "Harbour bridge reopens after repairs"),
        ("欧洲议会通过宪法条约", "八名中国工人在伊拉克被绑架"),
    ],
)
def test_a_slug_of_another_story_is_not_compatible(slug: str, title: str) -> None:
    assert len(findings(SlugTitleMismatch, story(title=title), f"news/2014/05/23/{slug}.md")) == 1


# T002


def near(title: str = TITLE, date: str = "2014-05-21", path: str = OTHER_PATH) -> dict[str, str]:
    return {
        path: story(date=date, title=title),
        INDEX: day_index([(TITLE, PATH)]),
        path.rpartition("/")[0] + "/index.md": day_index([(title, path)], date=date),
    }


def test_only_the_later_of_two_stories_is_reported() -> None:
    others = near()
    assert len(findings(DuplicateStory, story(), others=others)) == 1
    assert findings(DuplicateStory, others[OTHER_PATH], OTHER_PATH, {**others, PATH: story()}) == []


def test_two_stories_of_one_day_are_duplicates_too() -> None:
    path = "news/2014/05/23/another-slug.md"
    others = {path: story(), INDEX: day_index([(TITLE, PATH), (TITLE, path)])}
    assert [finding.subject for finding in findings(DuplicateStory, story(), others=others)] == [path]


@pytest.mark.parametrize(
    ("date", "path"),
    [("2014-05-15", "news/2014/05/15/bridge.md"), ("2013-05-23", "news/2013/05/23/bridge.md")],
)
def test_the_same_title_much_later_is_another_story(date: str, path: str) -> None:
    assert findings(DuplicateStory, story(), others=near(date=date, path=path)) == []


def test_a_title_without_a_letter_is_not_a_title_to_compare() -> None:
    page = story(title="...")
    others = {**near(title="???"), INDEX: day_index([("...", PATH)])}
    assert findings(DuplicateStory, page, others=others) == []


def test_a_copy_that_no_index_lists_is_left_alone() -> None:
    others = {**near(), OTHER_INDEX: day_index([], date="2014-05-21")}
    assert findings(DuplicateStory, story(), others=others) == []


# T003


@pytest.mark.parametrize("entity", ["&quot;", "&#34;", "&#034;", "&#x22;", "&amp;quot;", "&amp;#034;"])
def test_an_entity_becomes_its_character_wherever_it_stands(entity: str) -> None:
    page = story(title=f"{entity}Yes{entity}", summary=f"a{entity}", related=[OTHER.replace("Storm", f"{entity}Storm")])
    fixed = after_fix(UndecodedEntity, page)
    assert fixed == page.replace(entity, '"')
    assert not findings(UndecodedEntity, fixed)


@pytest.mark.parametrize(
    "text",
    [
        "&lt; &gt; &amp; &nbsp; &shy; &zwnj; &#42; &#95; &lsqb; &#35; &#x7c;",
        "AT&T; R&D; &unheardof; &; &#; &#x; & quot;",
        "`&quot;`",
        "<b title='&quot;'>",
        "[a](/b?&quot;=c)",
        '[a](/b "&quot;")',
        "&#0; &#1; &#x8; &#55296; &#1114112; &#9999999;",
    ],
)
def test_an_entity_that_must_be_one_is_left_alone(text: str) -> None:
    assert findings(UndecodedEntity, story(summary=text)) == []


def test_code_fences_are_left_alone() -> None:
    assert findings(UndecodedEntity, story(summary="```\n&quot;\n```")) == []


def test_an_entity_of_an_index_is_fixed_too() -> None:
    page = day_index([("Mayor&#039;s day", PATH)])
    assert after_fix(UndecodedEntity, page, INDEX) == page.replace("&#039;", "'")


def test_what_was_encoded_twice_and_must_be_an_entity_is_encoded_once() -> None:
    assert after_fix(UndecodedEntity, story(summary="&amp;lt;b")) == story(summary="&lt;b")


def test_one_finding_speaks_for_all_of_one_entity() -> None:
    (finding,) = findings(UndecodedEntity, story(summary="&quot;a&quot; &quot;b&quot;"))
    assert finding.message.endswith("(4 times)")
    assert finding.fix is not None
    assert len(finding.fix.edits) == 4


# T004


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Mirror''{{'}}s", "template"),
        ("opens {{", "template"),
        ("opens {{cite web|url=x|date=2014}}", "template"),
        ("[[File:a.jpg]]", "wiki link"),
        ("Spirit<nowiki/>s", "wiki tag"),
        ("由-{zh-tw:衣索比亞; zh-cn:埃塞俄比亚;}-首都", "language variant"),
        ("opens.[http://gazette.example/a]", "raw reference"),
        ("opens [https:--gazette.example-a cut", "raw reference"),
        ("全文。date=十一月 2017", "template parameter"),
        ("opens |accessdate=2014-05-23", "template parameter"),
    ],
)
def test_debris_is_named_for_what_it_was(text: str, what: str) -> None:
    assert what in [finding.subject for finding in findings(MarkupDebris, story(title=text))]


@pytest.mark.parametrize(
    "text",
    [
        "[http://gazette.example/](http://gazette.example/)",
        "see [https://gazette.example/a](https://gazette.example/a).",
        "[[1]](http://gazette.example/) and [a [b] c](http://gazette.example/)",
        "update=2014 and http://gazette.example/?a=b&date=2014",
        "-{ x }",
        "a {b} c",
        "    {{code}}",
        "<!-- archive-lint: ignore[S001] -->",
    ],
)
def test_markdown_is_not_debris(text: str) -> None:
    assert findings(MarkupDebris, story(summary=text)) == []


def test_titles_of_other_pages_are_not_looked_at() -> None:
    page = story(related=["[A {{es icon}} b](/news/2014/05/21/a.md)"])
    assert findings(MarkupDebris, page) == []
    assert findings(MarkupDebris, day_index([("A {{es icon}} b", PATH)]), INDEX) == []


def test_one_finding_speaks_for_all_debris_of_one_kind() -> None:
    (finding,) = findings(MarkupDebris, story(title="{{a}} {{b}}", sources=["[{{c}}](http://gazette.example/)"]))
    assert finding.message == "left-over of a template: '{{a}}' and 2 more"


# T005


@pytest.mark.parametrize(
    ("source", "offset"),
    [
        (b"# Bridge \xff\n", 9),
        (b"# Bridge \xc3", 9),
        (b"# \xed\xa0\x80\n", 2),
        (b"# a\0b\xff\n", 3),
        (b"\0", 0),
    ],
)
def test_the_first_damaged_byte_is_reported(source: bytes, offset: int) -> None:
    (finding,) = findings(UndecodablePage, source)
    assert finding.span.start == offset


def test_an_empty_page_is_not_damaged() -> None:
    assert findings(UndecodablePage, b"") == []


# T006


@pytest.mark.parametrize(
    ("text", "table"),
    [
        *((text, "latin-1") for text in ("’", "é", "à", "“x”", "Москва", "中国", "Ömer Çelik İnönü", "🌉", "50 °C")),
        *((text, "cp1252") for text in ("’", "é", "“x", "中国", "Ömer Çelik", "🌉", "£5", "50 °C", "…")),
    ],
)
def test_text_read_by_the_wrong_table_is_found(text: str, table: str) -> None:
    damaged = text.encode().decode(table)
    assert findings(Mojibake, story(summary=f"a {damaged} b"))


@pytest.mark.parametrize(
    "text",
    [
        "Été «À LA FRANÇAISE»\xa0! É\xa0»",
        "São João, AMANHÃ» e MANHÃ\xa0",
        "İstanbul'da Âşık Veysel â€",
        "Ðức Ñandú Øystein Åse Ärzte Öl Über",
        "中国，“上海”…—€™",
        "Привет, мир",
        "Âge d'or, âme, pâté",
        "5 € – “quoted”",
    ],
)
def test_text_of_many_languages_is_not_taken_for_damage(text: str) -> None:
    assert findings(Mojibake, story(title=text, summary=text)) == []


def test_damage_is_reported_once_however_often_it_stands_there() -> None:
    (finding,) = findings(Mojibake, story(summary="cafÃ© cafÃ© \N{REPLACEMENT CHARACTER}".replace("\ufffd", "")))
    assert finding.subject == "Ã©"


# All


@pytest.mark.parametrize("rule", PAGE_RULES)
@given(page=st.binary(max_size=80) | st.text(alphabet="#&amp;quot{}[]-dte=<nowki>Ã©â€™\n ", max_size=80))
def test_any_page_is_looked_at_without_an_error(rule: type[Rule], page: str | bytes) -> None:
    for finding in findings(rule, page):
        assert finding.message
        if isinstance(page, str) and finding.fix is not None:
            fixed = after_fix(rule, page)
            assert after_fix(rule, after_fix(rule, fixed)) == after_fix(rule, fixed)


@pytest.mark.parametrize("rule", PAGE_RULES)
@pytest.mark.parametrize(
    "part", ["&quot;", "&amp;", "{{", "-{", "[http://", "[[", "Ã©", "â€", "date=", "Ã", "(a) ", "`&quot;` ", "`Ã©` "]
)
def test_a_hostile_page_takes_no_more_than_its_time(rule: type[Rule], part: str) -> None:
    assert isinstance(findings(rule, story(title=part * 5_000, summary=part * 5_000)), list)
