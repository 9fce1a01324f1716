"""What the rules on related and internal links do with archives that would be too much for their documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from archive_lint.archive.index import Archive
from archive_lint.fix.edits import apply_edits
from archive_lint.model.finding import Finding
from archive_lint.rule.base import ArchiveRule
from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, day_index, story
from archive_lint_rules.related.broken_internal_link import BrokenInternalLink
from archive_lint_rules.related.broken_related_link import BrokenRelatedLink
from archive_lint_rules.related.duplicate_related_link import DuplicateRelatedLink
from archive_lint_rules.related.miscased_link import MiscasedLink
from archive_lint_rules.related.misprefixed_link import MisprefixedLink
from archive_lint_rules.related.missing_context import MissingContext
from archive_lint_rules.related.non_page_target import NonPageTarget
from archive_lint_rules.related.self_related_link import SelfRelatedLink
from archive_lint_rules.related.stale_related_title import StaleRelatedTitle
from tests.in_memory import make_archive
from tests.rules.families import rules_in

RULES = rules_in("related", ArchiveRule)
GONE = "news/2014/05/21/storm-closes-harbour-bridge.md"
SLUG = OTHER_PATH.rpartition("/")[2]


def findings(rule: type[ArchiveRule], archive: Archive, path: str = PATH) -> list[Finding]:
    facts = archive.facts(path)
    assert facts is not None
    return list(rule().check(facts, archive)) if facts.kind in rule.kinds else []


def check(
    rule: type[ArchiveRule], page: str, others: Mapping[str, str | bytes] | None = None, **settings: Any
) -> list[Finding]:
    return findings(rule, make_archive({**(others or {}), PATH: page}, **settings))


def after_fix(page: str, finding: Finding) -> str:
    assert finding.fix is not None
    return apply_edits(page.encode(), finding.fix.edits).decode()


HOSTILE = (
    "[a](<b c>)", "[a]()", "[a](a b)", "[a](", "![a](b)", "<https://a.example>", "[a][b]", "[a](%00)", "[a](..)",
    "[a](//)", "[a](/)", "[a](\\)", "[a](file:x)", "[](x.md)", "a", "", "[a](x.md)" * 3, "[a](" + "../" * 5000 + ")",
)  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_hostile_entries_bring_no_rule_down(rule: type[ArchiveRule]) -> None:
    page = story(related=[*HOSTILE, OTHER], summary=" ".join(HOSTILE))
    for finding in check(rule, page, {OTHER_PATH: story(title=OTHER_TITLE)}):
        assert finding.message
        if finding.fix is not None:
            assert after_fix(page, finding) != page


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_in_order_is_left_alone(rule: type[ArchiveRule]) -> None:
    others = {OTHER_PATH: story(title=OTHER_TITLE), "news/2014/05/23/index.md": day_index([])}
    assert check(rule, story(related=[OTHER]), others) == []


# Broken related links


@pytest.mark.parametrize(
    ("written", "fixed_to"),
    [
        (f"/news/2014/05/20/{SLUG}", f"/{OTHER_PATH}"),
        (f"/news/2014/05/20/{SLUG}#end", f"/{OTHER_PATH}#end"),
        (f"../20/{SLUG}", f"../21/{SLUG}"),
        (f"/{OTHER_PATH[:-3]}.html", f"/{OTHER_PATH}"),
        (f"<../20/{SLUG}>", f"<../21/{SLUG}>"),
    ],
)
def test_a_broken_link_is_fixed_in_its_own_manner(written: str, fixed_to: str) -> None:
    page = story(related=[f"[{OTHER_TITLE}]({written}) _Context: Harbour_"])
    (finding,) = check(BrokenRelatedLink, page, {OTHER_PATH: story(title=OTHER_TITLE)})
    assert finding.fix is not None
    assert finding.fix.safe
    assert after_fix(page, finding) == page.replace(f"({written})", f"({fixed_to})")


def test_a_page_that_git_moved_is_followed() -> None:
    page = story(related=[f"[Anything](/{GONE})"])
    archive = make_archive({PATH: page, OTHER_PATH: story()}, renames={GONE: OTHER_PATH})
    (finding,) = findings(BrokenRelatedLink, archive)
    assert after_fix(page, finding) == page.replace(GONE, OTHER_PATH)


def test_a_likely_page_is_named_and_not_taken_where_it_is_listed_already() -> None:
    page = story(related=[f"[{OTHER_TITLE}](/{GONE})"])
    (finding,) = check(BrokenRelatedLink, page, {OTHER_PATH: story(title=OTHER_TITLE)})
    assert finding.help == f"the likeliest page: /{OTHER_PATH}, 100 % alike"
    (finding,) = check(
        BrokenRelatedLink, story(related=[f"[{OTHER_TITLE}](/{GONE})", OTHER]), {OTHER_PATH: story(title=OTHER_TITLE)}
    )
    assert (finding.help, finding.fix) == (None, None)


def test_an_untracked_target_is_broken_for_everyone_else() -> None:
    archive = make_archive({PATH: story(), OTHER_PATH: story()}, untracked=frozenset({OTHER_PATH}))
    (finding,) = findings(BrokenRelatedLink, archive)
    assert (finding.message, finding.fix) == (f"'/{OTHER_PATH}' is not tracked by git", None)
    archive = make_archive({PATH: story(), OTHER_PATH: story()}, untracked=frozenset({OTHER_PATH, PATH}))
    assert findings(BrokenRelatedLink, archive) == []


@pytest.mark.parametrize("target", ["https://gazette.example/", "#end", "../../../../../x.md", "/news/2014/05/21/"])
def test_what_other_rules_report_is_not_broken(target: str) -> None:
    assert check(BrokenRelatedLink, story(related=[f"[x]({target})"]), {OTHER_PATH: ""}) == []


def test_two_broken_links_have_two_subjects() -> None:
    found = check(BrokenRelatedLink, story(related=["[a](/news/a.md)", "[b](/news/b.md)"]))
    assert [finding.subject for finding in found] == ["/news/a.md", "/news/b.md"]


# Duplicates


@pytest.mark.parametrize(
    ("first", "second", "safe"),
    [
        (OTHER, OTHER, True),
        (OTHER, f"[{OTHER_TITLE}](../21/{SLUG}) _Context: Harbour_", True),
        (OTHER, f"[{OTHER_TITLE}](/{OTHER_PATH})", True),
        (f"{OTHER[:-1]}, Storm_", OTHER, True),
        (OTHER, f"{OTHER[:-1]}, Storm_", False),
        (OTHER, OTHER.replace("Storm closes", "Ferry leaves"), False),
        (OTHER, f"{OTHER} [photo](x.jpg)", False),
    ],
)
def test_a_repeated_entry_goes_safely_only_if_it_adds_nothing(first: str, second: str, safe: bool) -> None:
    page = story(related=[first, second])
    (finding,) = check(DuplicateRelatedLink, page, {OTHER_PATH: story()})
    assert finding.fix is not None
    assert finding.fix.safe is safe
    assert after_fix(page, finding) == story(related=[first])


def test_a_missing_page_listed_twice_is_a_duplicate_too() -> None:
    assert len(check(DuplicateRelatedLink, story(related=[OTHER, OTHER]))) == 1


@pytest.mark.parametrize("target", ["https://gazette.example/", "#end", "/../x"])
def test_links_that_lead_nowhere_in_the_archive_are_no_duplicates(target: str) -> None:
    assert check(DuplicateRelatedLink, story(related=[f"[a]({target})", f"[b]({target}2)"])) == []


@pytest.mark.parametrize("bullet", ["-", "*"])
def test_bullets_and_other_line_endings_are_kept(bullet: str) -> None:
    page = f"# T\r\n\r\n### Related:\r\n\r\n{bullet} {OTHER}\r\n{bullet} {OTHER}\r\n"
    (finding,) = check(DuplicateRelatedLink, page, {OTHER_PATH: story()})
    assert after_fix(page, finding) == f"# T\r\n\r\n### Related:\r\n\r\n{bullet} {OTHER}\r\n"


# Prefixes


def test_a_prefix_is_demanded_of_each_link_that_is_not_the_archives_habit() -> None:
    others = {OTHER_PATH: story(related=None)} | {
        f"news/2014/05/{day}/a.md": story(related=[OTHER.replace("](/", "](/zh/")]) for day in range(10, 15)
    }
    page = story(related=[OTHER])
    (finding,) = check(MisprefixedLink, page, others, site_prefix="/zh")
    assert after_fix(page, finding) == page.replace(f"(/{OTHER_PATH})", f"(/zh/{OTHER_PATH})")


@pytest.mark.parametrize(("path", "count"), [("news/2014/05/10/a.md", 1), ("news/2014/05/11/a.md", 0), (PATH, 0)])
def test_a_habit_is_reported_on_one_page(path: str, count: int) -> None:
    files = {f"news/2014/05/{day}/a.md": story(related=[OTHER, OTHER]) for day in range(10, 15)}
    archive = make_archive({**files, OTHER_PATH: story(related=None), PATH: story()}, site_prefix="/zh")
    found = findings(MisprefixedLink, archive, path)
    assert [(finding.subject, finding.fix) for finding in found] == [("all related entries", None)] * count


# Titles


@pytest.mark.parametrize("title", [" Storm  closes the harbour bridge ", "Storm closes\u00a0the harbour bridge"])
def test_white_space_makes_no_title_stale(title: str) -> None:
    assert check(StaleRelatedTitle, story(related=[OTHER]), {OTHER_PATH: story(title=title)}) == []


@pytest.mark.parametrize(
    "title", ["Storm closes [the bridge", "Storm closes *the* bridge", "Storm closes <the> bridge"]
)
def test_a_stale_title_is_replaced_by_text_that_reads_as_the_title(title: str) -> None:
    page, others = story(related=[OTHER]), {OTHER_PATH: story(title=title)}
    (finding,) = check(StaleRelatedTitle, page, others)
    assert check(StaleRelatedTitle, after_fix(page, finding), others) == []


def test_a_link_inside_unbalanced_brackets_is_not_called_stale() -> None:
    page = story(related=[f"[Storm [Gazette](/{OTHER_PATH})"])
    assert check(StaleRelatedTitle, page, {OTHER_PATH: story(title=OTHER_TITLE)}) == []


def test_two_headlines_that_share_a_file_are_not_merged_safely() -> None:
    page = story(related=[OTHER, OTHER.replace("Storm", "Strom")])
    (finding,) = check(StaleRelatedTitle, page, {OTHER_PATH: story(title=OTHER_TITLE)})
    assert finding.fix is not None
    assert not finding.fix.safe


@pytest.mark.parametrize("content", ["", "no title\n", b"\xff# Title\n"])
def test_a_target_without_a_readable_title_makes_no_link_stale(content: str | bytes) -> None:
    assert check(StaleRelatedTitle, story(related=[OTHER]), {OTHER_PATH: content}) == []


# Other internal links


@pytest.mark.parametrize(
    "summary",
    [
        "[x](/news/2014/05/23/bridge.html)", "[x](2014/05/23/index.json)", "[x](#end)", "[x](https://gazette.example/)",
        "`[x](gone.md)`", "<!-- [x](gone.md) -->", "[x](<>)", "[x](mailto:a@gazette.example)",
    ],
)  # fmt: skip
def test_what_is_generated_or_no_internal_link_is_not_broken(summary: str) -> None:
    assert check(BrokenInternalLink, story(summary=summary)) == []


def test_places_with_rules_of_their_own_are_left_to_them() -> None:
    page = story(sources=["[IMG](photo.jpg)"], changes=["[Old](/old.md)"], related=["[x](/gone.md)"])
    assert check(BrokenInternalLink, page) == []


def test_links_of_an_unknown_section_and_after_an_entry_are_looked_at() -> None:
    page = story(related=[f"{OTHER} [map](map.md)"]) + "\n### Gallery\n\n- [photo](photo.jpg)\n"
    found = check(BrokenInternalLink, page, {OTHER_PATH: story()})
    assert {finding.subject for finding in found} == {"map.md", "photo.jpg"}


def test_a_miscased_image_is_spelt_as_its_file() -> None:
    page = story(summary="![x](Photo.JPG)")
    (finding,) = check(MiscasedLink, page, {"news/2014/05/23/photo.jpg": b""})
    assert after_fix(page, finding) == story(summary="![x](photo.jpg)")


@pytest.mark.parametrize("rule", [DuplicateRelatedLink, SelfRelatedLink], ids=lambda rule: rule.code)
def test_findings_of_one_target_keep_apart(rule: type[ArchiveRule]) -> None:
    found = check(rule, story(related=[f"[x](/{PATH})"] * 4 + [OTHER]))
    assert len({finding.subject for finding in found}) == len(found) > 2


@pytest.mark.parametrize(
    ("rule", "related", "found"),
    [
        (StaleRelatedTitle, ["[x](/gone.md)", OTHER, f"[x](/{OTHER_PATH})"], 1),
        (NonPageTarget, [OTHER, "[x](/gone.md)", "[x](/news/)", "[y](https://gazette.example/)"], 2),
        (DuplicateRelatedLink, ["[x](#end)", OTHER, OTHER], 1),
        (MissingContext, ["[x](/gone.md)", OTHER, "[y](/gone.md)"], 2),
        (MissingContext, ["[x](/gone.md)"], 1),
    ],
)
def test_an_entry_in_order_hides_none_after_it(rule: type[ArchiveRule], related: list[str], found: int) -> None:
    assert len(check(rule, story(related=related), {OTHER_PATH: story(title=OTHER_TITLE)})) == found


def test_every_broken_or_misprefixed_link_of_a_page_is_found() -> None:
    page = story(summary="[a](/a.html) [b](/b.md) [c](c.md)")
    assert [finding.subject for finding in check(BrokenInternalLink, page)] == ["/b.md", "c.md"]
    page = story(date_link="/news/2014/05/21/index.md", related=["[x](/gone.md)", OTHER])
    others = {OTHER_PATH: story(), "news/2014/05/21/index.md": ""}
    assert len(check(MisprefixedLink, page, others, site_prefix="/zh")) == 2


def test_a_reference_link_with_a_stale_title_is_left_to_people() -> None:
    page = story(related=["[Ferry][1]"]) + f"\n[1]: /{OTHER_PATH}\n"
    (finding,) = check(StaleRelatedTitle, page, {OTHER_PATH: story(title=OTHER_TITLE)})
    assert finding.fix is None


COMPANY = [f"[x](/news/2014/05/20/{name}.md)" for name in ("ferry-sinks", "council-pays")]
EDITED = story(date="2014-05-21", title="Gale shuts the harbour bridge", related=[*COMPANY, f"[x](/{PATH})"])


@pytest.mark.parametrize(
    ("link", "others", "renames", "said"),
    [
        (f"[{OTHER_TITLE}](/{GONE})", {OTHER_PATH: story(title=OTHER_TITLE)}, {}, "65 % alike"),
        (f"[{OTHER_TITLE}](/{GONE})", {OTHER_PATH: EDITED}, {}, "97 % alike"),
        (f"[{OTHER_TITLE}](/{GONE})", {"news/2014/05/21/gale.md": EDITED}, {}, "87 % alike"),
        (f"[the storm](/{GONE})", {OTHER_PATH: EDITED}, {GONE: OTHER_PATH}, OTHER_PATH),
        (f"[{OTHER_TITLE}](/{GONE})", {OTHER_PATH: story(title=OTHER_TITLE)}, {GONE: OTHER_PATH}, OTHER_PATH),
        (f"[it](../20/{SLUG})", {OTHER_PATH: EDITED}, {}, f"../21/{SLUG}"),
        (f"![the storm](/{GONE})", {}, {}, None),
        ("[the storm](/storm.pdf)", {OTHER_PATH: EDITED}, {}, None),
        ("[the storm](/news/2014/05/index.md)", {OTHER_PATH: EDITED}, {}, None),
        (f"[a market](/{GONE.replace('storm', 'zoo-or-market')})", {"news/2014/05/21/gale.md": EDITED}, {}, None),
    ],
)
def test_a_link_in_running_text_is_led_to_another_page_only_when_a_person_wants_it(
    link: str, others: Mapping[str, str], renames: Mapping[str, str], said: str | None
) -> None:
    page = story(summary=f"See {link}.", related=COMPANY)
    (finding,) = check(BrokenInternalLink, page, others, renames=renames)
    assert (finding.fix is None) is (said is None)
    if finding.fix is not None and said is not None:
        assert finding.fix.message.endswith(said)
        assert finding.help == finding.fix.message.replace("link to", "the likeliest page:")
        assert not finding.fix.safe
        assert check(BrokenInternalLink, after_fix(page, finding), others) == []
