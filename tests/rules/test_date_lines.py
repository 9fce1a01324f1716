"""Date lines that lost their marks, and day folders of another form."""

from __future__ import annotations

import pytest

from archive_lint.rule.examples import day_index, story
from archive_lint.rule.registry import load_registry
from archive_lint.testing import run_rule
from archive_lint_rules.dates.misformatted_day_folder import MisformattedDayFolder
from archive_lint_rules.dates.missing_date_heading import MissingDateHeading
from tests.rules.test_dates_cases import after_fix, findings

DATE = "[2014-05-23](/news/2014/05/23/index.md)"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("written", "fixed"),
    [
        pytest.param(DATE, f"### {DATE}", id="no marks"),
        pytest.param(f"###{DATE}", f"### {DATE}", id="no space"),
        pytest.param(f"## {DATE}", f"### {DATE}", id="level 2"),
        pytest.param(f"#### {DATE}", f"### {DATE}", id="level 4"),
        pytest.param(f"\uff03\uff03\uff03 {DATE}", f"### {DATE}", id="full-width marks"),
        pytest.param(f"**{DATE}**", f"### **{DATE}**", id="bold"),
        pytest.param("2014-05-23", "### 2014-05-23", id="a bare date"),
        pytest.param("2014/05/23", "### 2014/05/23", id="other separators"),
    ],
)
def test_a_date_line_that_lost_its_marks_becomes_the_heading(written: str, fixed: str, newline: str) -> None:
    page = story().replace(f"### {DATE}", written).replace("\n", newline)
    (finding,) = findings(MissingDateHeading, page)
    assert finding.span.start == 0
    assert after_fix(finding, page) == story().replace(f"### {DATE}", fixed).replace("\n", newline)


@pytest.mark.parametrize(
    "above",
    [
        pytest.param(f"Text above\n{DATE}\n\n", id="a paragraph goes on"),
        pytest.param(f"{DATE}\nText below\n\n", id="a paragraph begins"),
        pytest.param("## [2014-05-22](/news/2014/05/22/index.md)\n\n", id="another day"),
        pytest.param(f"```\n{DATE}\n```\n\n", id="code"),
    ],
)
def test_a_date_line_that_may_be_something_else_is_not_made_the_heading(above: str) -> None:
    (finding,) = findings(MissingDateHeading, above + story(date=None))
    assert finding.fix is None


def test_a_date_heading_of_another_day_and_another_level_is_named() -> None:
    (finding,) = findings(MissingDateHeading, "## [2014-05-22](x)\n# T\n")
    assert finding.help == "a heading '2014-05-22' of level 2 is there: a date heading has level 3, above the title"


FOLDER = "news/2014/05/02"
BENT = {
    f"{FOLDER}/index.md": day_index([("Bridge", "news/2014/05/2/bridge.md")], date="2014-05-2"),
    f"{FOLDER}/bridge.md": story(date="2014-05-2", title="Bridge", related=None),
    "news/2014/05/3/index.md": day_index([], date="2014-05-3", previous="/news/2014/05/2/index.md"),
    "news/2014/05/3/ferry.md": story(
        date="2014-05-3", related=["[Bridge](/news/2014/05/2/bridge.md)"], summary="[a](/news/2014/05/2/bridge.md)"
    ),
}


def test_a_day_folder_of_another_form_is_one_finding_and_links_into_it_are_let_alone() -> None:
    codes = ("D002", "D003", "D005", "D006", "D008", "I002", "L001", "L009")
    rules = [rule for rule in load_registry().rules if rule.code in codes]
    found = [
        (path, finding.code) for path in BENT for rule in rules for finding in run_rule(rule(), path, _bytes(BENT), {})
    ]
    assert found == [(f"{FOLDER}/index.md", "D008")]


def test_a_form_that_many_days_have_is_reported_once() -> None:
    files = {f"news/2014/05/0{day}/index.md": day_index([], date=f"2014-05-{day}") for day in range(1, 8)}
    found = [
        finding.message for path in files for finding in run_rule(MisformattedDayFolder(), path, _bytes(files), {})
    ]
    assert found == ["7 of 7 days have folders in another form than 'news/2014/05/1'"]


def _bytes(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}
