"""What the date rules do with pages that would be too much for their documentation."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.fix.edits import apply_edits
from archive_lint.model.finding import Finding
from archive_lint.rule.base import Rule
from archive_lint.rule.examples import PATH, TITLE, day_index, story
from archive_lint.testing import run_rule
from archive_lint_rules.dates.date_heading_mismatch import DateHeadingMismatch
from archive_lint_rules.dates.misformatted_date import MisformattedDate
from archive_lint_rules.dates.missing_date_heading import MissingDateHeading
from archive_lint_rules.dates.source_date_conflict import SourceDateConflict
from archive_lint_rules.dates.url_dates import dates_in, may_be_dated
from archive_lint_rules.dates.wrong_previous_day import WrongPreviousDay
from archive_lint_rules.web_archives import original_url
from tests.rules.families import rules_in

RULES = rules_in("dates", Rule)
INDEX = "news/2014/05/23/index.md"
ZH = {"archive": {"site-prefix": "/zh"}}
PADDED = {"archive": {"story": "news/{year}/{month:02}/{day:02}/{slug}.md"}}


def findings(
    rule: type[Rule],
    page: str,
    path: str = PATH,
    others: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> list[Finding]:
    files = {name: text.encode() for name, text in {**(others or {}), path: page}.items()}
    given = dict(settings or {})
    options = msgspec.convert(given.get("rules", {}).get(rule.code, {}), rule.Options)
    return run_rule(rule(options), path, files, given)


def after_fix(finding: Finding, page: str) -> str | None:
    return None if finding.fix is None else apply_edits(page.encode(), finding.fix.edits).decode()


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(story(), id="canonical"),
        pytest.param("\ufeff" + story(), id="byte order mark"),
        pytest.param(story().replace("\n", "\r\n"), id="CRLF"),
        pytest.param("\nFormats: [HTML](/a.html)  \n \n" + story(topic="Bridges"), id="formats and topic"),
        pytest.param(story().replace("### ", "  ### "), id="indented"),
        pytest.param(story(date="2014-05-23", date_link="README.md"), id="relative link to the copy"),
        pytest.param(story(date_link="/zh/news/2014/05/23/index.md"), id="with the site prefix"),
        pytest.param(story(date_link="/news/2014/05/23/index.md#top"), id="with a fragment"),
        pytest.param(story(date_link="/news/2014/05/23/%69ndex.md"), id="percent-encoded"),
        pytest.param(story(title="What happened on 2013-01-02"), id="a date in the title"),
    ],
)
@pytest.mark.parametrize("settings", [{}, ZH, PADDED], ids=["default", "prefix", "padded"])
def test_a_page_with_its_own_date_is_quiet_however_it_is_written(page: str, settings: Mapping[str, Any]) -> None:
    others = {INDEX: day_index([])}
    assert not [finding for rule in RULES for finding in findings(rule, page, others=others, settings=settings)]


@pytest.mark.parametrize("path", ["about.md", "index.md", "opinion/2017/04/4/a/README.md", "news/2014/05/23/deep/x.md"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_pages_outside_the_day_folders_have_no_date(rule: type[Rule], path: str) -> None:
    assert not findings(rule, "## [2099-13-41](/news/2099/13/41/index.md)\n\n### [2001-01-01](/x)\n\n# T\n", path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("# T\n", "### [2014-05-23](/news/2014/05/23/index.md)\n\n# T\n", id="title alone"),
        pytest.param("\ufeff# T", "\ufeff### [2014-05-23](/news/2014/05/23/index.md)\n\n# T", id="byte order mark"),
        pytest.param(
            "T\r\n===\r\n", "### [2014-05-23](/news/2014/05/23/index.md)\r\n\r\nT\r\n===\r\n", id="CRLF, underlined"
        ),
        pytest.param("text\n# T\n", "text\n### [2014-05-23](/news/2014/05/23/index.md)\n\n# T\n", id="text above"),
        pytest.param("# On 2014-05-22\n", "### [2014-05-23](/news/2014/05/23/index.md)\n\n# On 2014-05-22\n"),
        pytest.param("> # T\n", None, id="title in a quotation"),
        pytest.param("## [2014-05-22](x)\n# T\n", None, id="another date heading of another level"),
        pytest.param("# T\n\n### [2014-05-23](x)\n", None, id="date heading below the title"),
        pytest.param("### Source:\n\n# T\n", None, id="another heading above"),
        pytest.param("---\nlayout: post\n---\n# T\n", None, id="front matter"),
        pytest.param("<!-- archive-lint: ignore[S001] why -->\n# T\n", None, id="a comment above"),
        pytest.param("text\n", None, id="no title"),
        pytest.param("", None, id="empty file"),
    ],
)
def test_a_date_heading_is_inserted_only_where_none_can_be_meant(before: str, after: str | None) -> None:
    (finding,) = findings(MissingDateHeading, before)
    assert after_fix(finding, before) == after
    if after is not None:
        assert not findings(MissingDateHeading, after)


@pytest.mark.parametrize("path", ["news/2014/02/30/a.md", "news/2014/13/1/a.md", "news/0000/01/1/a.md"])
def test_a_page_of_an_impossible_day_is_reported_once(path: str) -> None:
    year, month, day = path.split("/")[1:4]
    page = story(date=f"{year}-{month}-{day}")
    assert [finding.code for rule in RULES for finding in findings(rule, page, path)] == ["D004"]


@pytest.mark.parametrize(
    ("heading", "link", "codes"),
    [
        ("2014-05-24", "/news/2014/05/23/index.md", {"D002": True}),
        ("2014-05-24", "/news/2014/05/24/index.md", {"D002": False, "D003": False}),
        ("2014-05-23", "/news/2014/05/24/index.md", {"D003": True}),
        ("2014-05-23", "/news/2014/05/23/other.md", {"D003": True}),
        ("2014-05-23", "https://gazette.example/", {"D003": True}),
        ("2014-05-23", "../24/index.md", {"D003": True}),
        ("2014-05-23", "#", {"D003": True}),
        ("2014/5/23", "/news/2014/05/23/index.md", {"D005": True}),
        ("2014年5月23日", "/news/2014/05/23/index.md", {"D005": True}),
        ("2014-05-23 (Friday)", "/news/2014/05/23/index.md", {"D005": None}),
        ("2014-05-24日0", "/news/2014/05/23/index.md", {"D002": True}),
        ("23 May", "/news/2014/05/23/index.md", {"D002": False}),
        ("2014-06-31", "/news/2014/05/23/index.md", {"D004": None}),
        ("2014-05-23", "/news/2014/06/31/index.md", {"D003": True, "D004": None}),
        ("2014-05-2", "/news/2014/05/23/index.md", {"D002": True}),
        ("*2014-05-24*", "/news/2014/05/23/index.md", {"D002": True}),
        ("2014&#45;05-24", "/news/2014/05/23/index.md", {"D002": None}),
    ],
)
def test_one_thing_wrong_is_one_finding_and_safe_where_two_of_three_agree(
    heading: str, link: str, codes: Mapping[str, bool | None]
) -> None:
    """`codes` gives for each finding whether its fix is safe, or `None` where it has none."""
    page = story(date=heading, date_link=link)
    others = {INDEX: day_index([(TITLE, PATH)]), "news/2014/05/24/index.md": day_index([], date="2014-05-24")}
    found = [finding for rule in RULES for finding in findings(rule, page, others=others)]
    assert {finding.code: finding.fix.safe if finding.fix else None for finding in found} == codes
    for finding in found:
        if finding.fix is not None:
            rule = next(rule for rule in RULES if rule.code == finding.code)
            assert not findings(rule, after_fix(finding, page) or "", others=others)


@pytest.mark.parametrize("rule", [DateHeadingMismatch, MisformattedDate], ids=lambda rule: rule.code)
def test_only_the_date_is_replaced(rule: type[Rule]) -> None:
    heading = "### [2014/05/{}](/news/2014/05/23/index.md) {{#top}}\r\n\r\n# T\r\n"
    page = heading.format("24" if rule is DateHeadingMismatch else "23")
    (finding,) = findings(rule, page)
    assert after_fix(finding, page) == "### [2014-05-23](/news/2014/05/23/index.md) {#top}\r\n\r\n# T\r\n"


def test_a_day_indexs_own_date_heading_is_judged_like_a_storys() -> None:
    page = day_index([], date="2014-05-24", previous="/news/2014/05/20/index.md")
    rules = [rule for rule in RULES if rule is not WrongPreviousDay]
    assert {finding.code for rule in rules for finding in findings(rule, page, INDEX)} == {"D002", "D003"}


DAYS = {f"news/2014/05/{day}/index.md": day_index([], date=f"2014-05-{day}") for day in (9, 10, 20)}


@pytest.mark.parametrize(
    ("mode", "target", "wanted"),
    [
        ("existing", "/news/2014/05/20/index.md", None),
        ("existing", "/news/2014/05/20/README.md", None),
        ("existing", "../20/index.md", None),
        ("existing", "/zh/news/2014/05/20/", None),
        ("existing", "/news/2014/05/10/index.md", "/news/2014/05/20/index.md"),
        ("existing", "/zh/news/2014/05/10/index.md", "/zh/news/2014/05/20/index.md"),
        ("existing", "index.md", "/zh/news/2014/05/20/index.md"),
        ("existing", "https://gazette.example/", "/zh/news/2014/05/20/index.md"),
        ("calendar", "/news/2014/05/20/index.md", ""),
        ("calendar", "/news/2014/05/22/index.md", ""),
    ],
)
def test_the_previous_day_is_the_configured_one(mode: str, target: str, wanted: str | None) -> None:
    """`wanted` is the link after the fix, empty where there is no fix, `None` where there is nothing to report."""
    page = day_index([], previous=target)
    settings = {"archive": {"site-prefix": "/zh", "previous-day": mode}}
    others = {**DAYS, "news/2014/05/20/README.md": DAYS["news/2014/05/20/index.md"]}
    found = findings(WrongPreviousDay, page, INDEX, others, settings)
    if wanted is None:
        assert not found
        return
    fixed = after_fix(found[0], page)
    assert fixed == (day_index([], previous=wanted) if wanted else None)
    if fixed is not None:
        assert not findings(WrongPreviousDay, fixed, INDEX, others, settings)


def test_days_are_ordered_by_number_and_not_by_text() -> None:
    page = day_index([], date="2014-05-10", previous="/news/2014/05/9/index.md")
    assert not findings(WrongPreviousDay, page, "news/2014/05/10/index.md", DAYS)


def test_the_first_day_ever_has_no_day_before() -> None:
    page = "## [0001-01-1](/news/0001/01/1/index.md)\n\n## [Previous](/news/0001/01/1/index.md)\n"
    settings = {"archive": {"previous-day": "calendar"}}
    assert len(findings(WrongPreviousDay, page, "news/0001/01/1/index.md", settings=settings)) == 1


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/2014/05/23/a.html", ["2014-05-23"]),
        ("/2014-05/23/content_12345678.htm", ["2014-05-23"]),
        ("/gj/2014/05-23/6203456.shtml", ["2014-05-23"]),
        ("/n/2014/0523/c1002-25055555.html", ["2014-05-23"]),
        ("/201405/23/a.shtml", ["2014-05-23"]),
        ("/a/20140523/000272.htm", ["2014-05-23"]),
        ("/xw/t20140523_1234567.html", ["2014-05-23"]),
        ("/world/2014/may/23/a", ["2014-05-23"]),
        ("/2014/5/3/", ["2014-05-03"]),
        ("/2014/05/23/20140524-a", ["2014-05-23", "2014-05-24"]),
        ("/news_2014_05/23/1234567_0.shtml", ["2014-05-23"]),
        ("/story-trump-20140523/1234567.html", ["2014-05-23"]),
        ("/news/world-asia-20131105", []),
        ("/2014/02/31/a", []),
        ("/2014/13/01/a", []),
        ("/1945/05/08/a", []),
        ("/id20140523123456", []),
        ("/120140523", []),
        ("/2014/05/234567.html", []),
        ("/2014/05/a", []),
        ("/a?date=2014-05-23", []),
        ("/a#2014-05-23", []),
        ("/7120939.stm", []),
        # A long s, which is one to readers that leave case out of account.
        ("/2014/\u017fep/12/a", []),
        ("/2014/Sep/12/a", ["2014-09-12"]),
    ],
)
def test_a_urls_date_is_what_publishers_write_as_one(path: str, wanted: list[str]) -> None:
    assert [day.isoformat() for day in dates_in(f"https://gazette.example{path}")] == wanted


ORIGINAL = "http://gazette.example/2014/05/23/a?b=c#d"
ENCODED = "http%3A%2F%2Fgazette.example%2F2014%2F05%2F23%2Fa%3Fb%3Dc%23d"


@pytest.mark.parametrize(
    "capture",
    [
        f"https://web.archive.org/web/20190102030405/{ORIGINAL}",
        f"https://web.archive.org/web/20190102030405id_/{ORIGINAL}",
        f"http://web.archive.org/web/2019*/{ORIGINAL}",
        "https://web.archive.org/web/20190102030405/http:/gazette.example/2014/05/23/a?b=c#d",
        "https://web.archive.org/web/20190102030405/gazette.example/2014/05/23/a?b=c#d",
        f"https://archive.is/20190102030405/{ORIGINAL}",
        f"https://archive.today/newest/{ORIGINAL}",
        f"https://wayback.archive-it.org/1234/20190102030405/{ORIGINAL}",
        f"https://webarchive.nationalarchives.gov.uk/20190102030405/{ORIGINAL}",
        f"https://web.archive.org/web/2019/https://archive.is/2018/{ORIGINAL}",
        f"https://www.webcitation.org/query?url={ENCODED}&date=2019-01-02",
        f"https://web.archive.org/web/2019/{ENCODED}",
    ],
)
def test_a_capture_is_unwrapped_to_what_it_shows(capture: str) -> None:
    assert original_url(capture) == ORIGINAL


@pytest.mark.parametrize(
    "url",
    [
        ORIGINAL,
        "https://archive.is/aBcDe",
        "https://www.webcitation.org/5xYz",
        "https://share.example/?u=http://gazette.example/a",
        "https://archive.org/details/20140523/a.b",
        "https://gazette.example/20140523/a.html",
        "not a URL",
        "",
        "https://",
    ],
)
def test_a_url_that_is_not_a_capture_stays_as_it_is(url: str) -> None:
    assert original_url(url) == url


@pytest.mark.parametrize(("day", "found"), [(19, True), (20, False), (23, False), (26, False), (27, True)])
def test_a_source_may_be_three_days_older_or_newer(day: int, found: bool) -> None:
    page = story(sources=[f"[Gazette](https://gazette.example/2014/05/{day}/a)"])
    assert bool(findings(SourceDateConflict, page)) is found


PIECES = (
    "http://",
    "//",
    "/",
    "web.archive.org/web/",
    "2014",
    "20140523",
    "05",
    "1",
    "-",
    ".",
    "?url=",
    "may",
    "Sept",
    "%2F",
)


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_every_url_that_a_date_is_found_in_may_be_dated(rest: str) -> None:
    url = f"https://gazette.example/{rest}"
    assert may_be_dated(url) or not list(dates_in(original_url(url)))


def test_of_several_dates_in_a_url_the_nearest_counts() -> None:
    page = story(sources=["[Gazette](https://gazette.example/2009-01-02/20140524/a)"])
    assert not findings(SourceDateConflict, page)


def test_pictures_of_a_source_are_no_sources() -> None:
    page = story(sources=["[Gazette](https://gazette.example/a) [IMG](https://gazette.example/2009/01/02/a.jpg)"])
    assert not findings(SourceDateConflict, page)


@given(
    st.dates(dt.date(1980, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["%Y/%m/%d", "%Y-%m/%d", "%Y%m%d", "%Y/%b/%d"]),
)
def test_every_day_is_found_in_every_form(day: dt.date, form: str) -> None:
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    written = day.strftime(form.replace("%b", months[day.month - 1]))
    assert list(dates_in(f"https://gazette.example/a/{written}/b.html")) == [day]


@given(st.text(st.sampled_from("0123456789-/.年月日 [](#a*"), max_size=24), st.booleans())
def test_date_headings_of_any_text_crash_nothing_and_fixes_silence_their_rule(text: str, linked: bool) -> None:
    page = f"### [{text}](/news/2014/05/23/index.md)\n\n# T\n" if linked else f"### {text}\n\n# T\n"
    others = {INDEX: day_index([])}
    for rule in RULES:
        for finding in findings(rule, page, others=others):
            fixed = after_fix(finding, page)
            if fixed is not None:
                assert rule.code not in {found.code for found in findings(rule, fixed, others=others)}


@pytest.mark.parametrize(
    "source",
    [
        "https://gazette.example/" + "2014-" * 50_000,
        "https://gazette.example/" + "20" * 100_000,
        "https://gazette.example/" + "a" * 100_000 + "/2014/05/23x" * 10_000,
        "https://gazette.example/" + "x2014/05/23" * 20_000,
        "https://web.archive.org/web/" + "/http://" * 50_000,
        "https://web.archive.org/web/" + "2014" * 50_000,
        "https://webcitation.org/query?" + "url=&" * 50_000,
        "https://" + "a." * 100_000 + "20",
    ],
    ids=lambda source: source[:40],
)
def test_hostile_urls_cost_no_more_than_their_length(source: str) -> None:
    began = time.process_time()
    findings(SourceDateConflict, story(sources=[f"[a]({source})"]))
    assert time.process_time() - began < 10, "anything quadratic takes minutes"
