"""What rules make of front matter, and that no fix writes into it but where it is about a value there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from archive_lint.config.settings import Settings
from archive_lint.fix.edits import apply_edits
from archive_lint.markdown.parse import parse
from archive_lint.model.finding import Finding
from archive_lint.rule.base import Rule
from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, TITLE, Invalid, day_index, story
from archive_lint.rule.registry import load_registry
from archive_lint.testing import run_rule

INDEX = "news/2014/05/23/index.md"
LISTED = {INDEX: day_index([(TITLE, PATH)])}
RULES = {rule.code: rule for rule in load_registry().rules}


def found(
    code: str,
    page: str,
    path: str = PATH,
    others: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> list[Finding]:
    rule: type[Rule] = RULES[code]
    files = {name: text.encode() for name, text in {**(others or {}), path: page}.items()}
    return run_rule(rule(msgspec.convert({}, rule.Options)), path, files, settings or {})


def head(*lines: str, fence: str = "---") -> str:
    return "\n".join([fence, *lines, fence, ""])


@pytest.mark.parametrize(
    ("written", "fixed"),
    [
        ("date: 2014-05-24", "date: 2014-05-23"),
        ("date: 2014-5-24 # moved", "date: 2014-05-23 # moved"),
        ("date: 2014/05/24 10:00:00 +0100", "date: 2014/05/23 10:00:00 +0100"),
        ("date: '2014-05-24T10:00:00Z'", "date: '2014-05-23T10:00:00Z'"),
        ('date: "2014-05-24"', 'date: "2014-05-23"'),
        ("created:\n  2014-05-24", "created:\n  2014-05-23"),
        ("date: >\n  2014-05-24", "date: >\n  2014-05-23"),
        ('date: "2014\\x2d05-24"', None),
    ],
)
def test_a_date_that_path_and_heading_contradict_is_written_over_safely(written: str, fixed: str | None) -> None:
    page = head("title: x", written, "layout: y") + story()
    (finding,) = found("D002", page)
    assert page.encode()[: finding.span.start].count(b"\n") == written.count("\n") + 2
    if fixed is None:
        assert finding.fix is None
        return
    assert finding.fix is not None
    assert finding.fix.safe
    assert apply_edits(page.encode(), finding.fix.edits).decode() == page.replace(written, fixed)


@pytest.mark.parametrize(
    ("page", "others", "safe"),
    [
        pytest.param(head("date: 2014-05-24") + story(date=None), {}, None, id="the path alone"),
        pytest.param(head("date: 2014-05-24") + story(), {}, True, id="path and heading"),
        pytest.param(head("date: 2014-05-24") + story(date=None), LISTED, True, id="path and index"),
        pytest.param(head("date: 2014-05-24") + story(date="2014-05-24"), LISTED, False, id="heading sides with it"),
        pytest.param(head("date: 2014-05-24") + story(date=None), {INDEX: day_index([])}, None, id="not listed"),
    ],
)
def test_the_path_s_day_is_written_above_only_with_a_witness(
    page: str, others: Mapping[str, str], safe: bool | None
) -> None:
    finding = next(each for each in found("D002", page, others=others) if each.subject == "front matter")
    assert (None if finding.fix is None else finding.fix.safe) == safe


def test_a_heading_against_path_and_front_matter_is_outvoted() -> None:
    page = head("date: 2014-05-23") + story(date="2014-05-24", date_link="/news/2014/05/24/index.md")
    (finding,) = found("D002", page)
    assert finding.subject == "date heading"
    assert finding.fix is not None
    assert not finding.fix.safe  # its link says so too: two against two


@pytest.mark.parametrize(
    ("page", "path", "said"),
    [
        (head("date: 2017-02-29") + story(), PATH, ["front matter says 2017-02-29, a day that does not exist"]),
        (head("date = 2021-13-01", fence="+++"), PATH, ["front matter says 2021-13-01, a day that does not exist"]),
        (head("date: 2015-02-29"), "news/2015/02/29/a.md", ["path names the day 2015-02-29, which does not exist"]),
        (head("date: 2017-02-29"), "about.md", []),
        (head("date: Friday"), PATH, []),
        (head("date: [2017-02-29]"), PATH, []),
    ],
)
def test_a_day_that_does_not_exist_is_reported_once_and_by_one_rule(page: str, path: str, said: list[str]) -> None:
    assert [finding.message for finding in found("D004", page, path)] == said
    assert found("D002", page, path) == []


@pytest.mark.parametrize(
    "page",
    [
        head("title: T", "date: 2014-05-23") + "Text.\n",
        head("title: T") + "# T\n\n# A\n",
        head("title: T") + "Text.\n",
        head("title: T"),
        head("title = 'T'", fence="+++") + "## Part\n\n### 2014-05-22\n\n### 2014-05-21\n",
        "Title: T\nDate: 2014-05-23\n\nText.\n",
        head("date: 2014-05-23 10:00") + "# T\n",
    ],
)
@pytest.mark.parametrize("code", ["D001", "D002", "D004", "D005", "S008", "S009"])
def test_a_page_that_front_matter_titles_and_dates_is_quiet(code: str, page: str) -> None:
    assert found(code, page) == []


@pytest.mark.parametrize(
    "page", [head("layout: x") + "# T\n", head("title: ''") + "# T\n", head("draft: true") + "# T\n"]
)
def test_no_date_heading_is_put_into_a_page_with_front_matter(page: str) -> None:
    assert [finding.fix for finding in found("D001", page)] == [None]


def test_an_index_lists_the_title_above_with_the_text_below_it() -> None:
    page = head("title: 'Harbour [bridge] *reopens*'", "description: not this") + "The bridge is open.\n"
    others = {
        INDEX: day_index([(OTHER_TITLE, "news/2014/05/23/x.md")]).rstrip() + "\n\nA summary of the story.\n",
        "news/2014/05/23/x.md": story(title=OTHER_TITLE),
    }
    (finding,) = found("I001", page, others=others)
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert edit.text.startswith(f"### [Harbour [bridge] \\*reopens\\*](/{PATH})\n")
    assert edit.text.rstrip().endswith("\nThe bridge is open.")


def test_drafts_need_no_index_and_are_not_listed_by_the_one_that_is_made() -> None:
    draft, page = head("draft: true", "title: A") + story(), story(title="Bridge")
    older = "news/2014/05/22/index.md"
    others = {older: day_index([("Calm", "news/2014/05/22/calm.md")], date="2014-05-22")}
    files = {**others, "news/2014/05/23/a.md": draft}
    assert found("I004", draft, "news/2014/05/23/a.md", others) == []
    (finding,) = found("I004", page, "news/2014/05/23/bridge.md", files)
    assert finding.fix is not None
    assert "/news/2014/05/23/bridge.md" in finding.fix.edits[0].text
    assert "/news/2014/05/23/a.md" not in finding.fix.edits[0].text


def test_a_draft_repeats_no_story() -> None:
    others = {
        OTHER_PATH: head("published: false") + story(date="2014-05-21"),
        "news/2014/05/21/index.md": day_index([(TITLE, OTHER_PATH)], date="2014-05-21"),
        **LISTED,
    }
    assert found("T002", story(), others=others) == []


INVALID = [
    (rule, example)
    for rule in load_registry().rules
    for example in rule.invalid
    if isinstance(example.page, str) and not example.page.startswith(("---", "+++", "\ufeff"))
]


@pytest.mark.parametrize("above", [head("title: 'T'", "date: 2014-05-23"), head("layout: x"), "Title: T\nTags: a\n\n"])
@pytest.mark.parametrize(("rule", "example"), INVALID, ids=lambda value: getattr(value, "code", ""))
def test_no_fix_of_a_page_writes_above_its_markdown(rule: type[Rule], example: Invalid, above: str) -> None:
    page = above + example.page if isinstance(example.page, str) else ""
    options = msgspec.convert(example.settings.get("rules", {}).get(rule.code, {}), rule.Options)
    files = {**{name: text.encode() if isinstance(text, str) else text for name, text in example.others.items()}}
    files[example.path] = page.encode()
    findings = run_rule(
        rule(options), example.path, files, example.settings, example.verdict, example.archived, example.added
    )
    front = parse(example.path, page.encode(), msgspec.convert(dict(example.settings), Settings).layout()).facts.front
    assert front is not None
    values = [value.span for value in (front.date, front.title) if value is not None]
    for finding in findings:
        for edit in () if finding.fix is None else finding.fix.edits:
            is_elsewhere = edit.path not in ("", example.path) or edit.start >= front.end
            assert is_elsewhere or any(span.start <= edit.start <= edit.end <= span.end for span in values)
