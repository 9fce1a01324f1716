"""The page holds what was found, and nothing that a browser would run or load."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest

from archive_lint.model.verdict import VerdictGroup
from archive_lint.report.escape import html
from archive_lint.report.html_page.environment import marked_up
from archive_lint.report.links import Links
from archive_lint.report.report import Report
from archive_lint.report.source import Sources
from tests.report.cases import HOSTILE, ODD_PATHS, REPORTS, many
from tests.report.conftest import Render
from tests.report.html_cases import PAGES, sweep
from tests.report.opened_page import OpenedPage

GOLDEN = Path(__file__).parent / "golden_html"
TAGS = {
    "html", "head", "meta", "title", "style", "script", "body", "header", "main", "section", "footer", "nav", "div",
    "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "dt", "dd", "a", "b", "small", "span", "code", "pre", "mark", "kbd",
    "figure", "figcaption", "details", "summary", "table", "thead", "tbody", "tr", "th", "td",
    "form", "fieldset", "legend", "label", "input", "select", "option", "button", "output",
    "svg", "defs", "pattern", "g", "rect", "circle", "line", "text",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "hidden", "type", "value", "selected",
    "checked", "open", "placeholder", "autocomplete", "spellcheck", "scope", "role", "tabindex", "aria-label",
    "aria-live", "aria-hidden", "data-h", "data-root", "data-rule",
    "width", "height", "x", "y", "x2", "y1", "y2", "cx", "cy", "r", "rx", "text-anchor", "patternunits",
    "patterntransform",
}  # fmt: skip


def opened(render: Render, report: Report) -> OpenedPage:
    return OpenedPage(render("html", report))


@pytest.mark.parametrize("case", PAGES)
def test_page_text_makes_no_markup(render: Render, case: str) -> None:
    page = opened(render, PAGES[case])
    assert set(page.tags) <= TAGS
    assert page.attributes <= ATTRIBUTES
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("case", PAGES)
def test_no_control_character_is_left_in_it(render: Render, case: str) -> None:
    control = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
    assert re.findall(control, render("html", PAGES[case]).decode()) == []


@pytest.mark.parametrize("case", PAGES)
def test_the_policy_allows_the_pages_own_style_and_scripts_and_nothing_else(render: Render, case: str) -> None:
    page = opened(render, PAGES[case])
    directives = dict(directive.strip().split(" ", 1) for directive in page.policy.split(";"))
    assert {name for name in directives if name.endswith("-src")} == {"default-src", "style-src", "script-src"}
    assert directives["default-src"] == directives["base-uri"] == directives["form-action"] == "'none'"
    assert "unsafe" not in page.policy
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        digests = {b64encode(sha256(text.encode()).digest()).decode() for text in page.texts.get(tag, [])}
        assert {f"'sha256-{digest}'" for digest in digests} <= set(directives[directive].split())
        assert re.fullmatch(r"('sha256-[\w+/=]{44}' ?)+", directives[directive])


@pytest.mark.parametrize("case", PAGES)
def test_the_counts_are_the_reports(render: Render, case: str) -> None:
    report = PAGES[case]
    page = opened(render, report)
    figures = {name: value.replace(",", "") for name, value in zip(page.texts["dt"], page.texts["dd"], strict=True)}
    summary = msgspec.structs.asdict(report.summary)
    for name in ("findings", "errors", "warnings", "infos", "fixable", "pages"):
        assert int(figures[name]) == summary[name]
    assert int(figures["source URLs"]) == report.summary.urls
    assert len(page.rows) == report.summary.findings
    assert Counter(row.severity for row in page.rows) == Counter(finding.severity.value for finding in report.findings)
    by_rule = Counter(finding.code for finding in report.findings)
    assert {name.removeprefix("rule=") for name in page.ids if name.startswith("rule=")} == set(by_rule)
    for code, number in by_rule.items():
        assert any(text.startswith(f"{number:,}") and f"{code} " in text for text in page.texts["li"])


def test_the_tables_hold_the_figures_of_the_rot(render: Render) -> None:
    report = PAGES["sweep"]
    assert report.rot is not None
    shown = " ".join(re.sub(r"<[^>]*>", " ", render("html", report).decode()).split())
    for rows in (report.rot.years, report.rot.hosts):
        groups = [group for group in VerdictGroup if any(row.counts.get(group) for row in rows)]
        for row in rows:
            counts = [f"{row.counts.get(group, 0):,}" for group in groups]
            assert " ".join((row.label, *counts, f"{row.total:,}")) in shown


def test_each_finding_has_its_row_with_place_message_and_excerpt(render: Render) -> None:
    page = opened(render, REPORTS["mixed"])
    for finding, row in zip(REPORTS["mixed"].findings, page.rows, strict=True):
        assert row.page == finding.path
        assert f"line {finding.start.line}:{finding.start.column}" in row.text
        assert finding.message in row.text
    assert "1. [新华社 🚩 报道](…)" in "".join(row.text for row in page.rows)


@pytest.mark.parametrize("case", PAGES)
def test_a_link_into_the_page_leads_to_an_element_of_it(render: Render, case: str) -> None:
    page = opened(render, PAGES[case])
    assert {unquote(link.removeprefix("#")) for link in page.links if link.startswith("#")} <= set(page.ids)


@pytest.mark.parametrize(
    ("path", "href"),
    [
        ("news/2014/05/23/with space.md", "../news/2014/05/23/with%20space.md"),
        ("news/2014/05/23/100%25#1.md", "../news/2014/05/23/100%2525%231.md"),
        ("news/2014/05/23/四川省,a:b;c].md", "../news/2014/05/23/四川省,a:b;c].md"),
        ("news/quote\"'<&>|`.md", "../news/quote%22'%3C&%3E%7C%60.md"),
        ("news/line\nbreak\x1b[0m.md", "../news/line%0Abreak%1B[0m.md"),
        ("back\\slash?.md", "../back%5Cslash%3F.md"),
        ("a\u202eb.md", "../a%E2%80%AEb.md"),
    ],
)
def test_a_page_that_no_forge_shows_is_linked_where_it_lies(render: Render, path: str, href: str) -> None:
    report = msgspec.structs.replace(sweep(1), root_url="../", read=lambda _: b"# Title\n")
    finding = msgspec.structs.replace(report.findings[0], path=path)
    page = opened(render, msgspec.structs.replace(report, findings=[finding]))
    assert page.rows[0].page_link == href


def test_a_path_is_written_once_where_its_link_ends_with_it(render: Render) -> None:
    report = msgspec.structs.replace(PAGES["odd-paths"], links=Links(), root_url="../a%20b/")
    rows = opened(render, report).rows
    paths = [unescape(html(finding.path)) for finding in report.findings]
    assert [row.page for row in rows] == paths
    assert [row.page_text for row in rows] == [
        "" if row.page_link == f"../a%20b/{path}" else path for row, path in zip(rows, paths, strict=True)
    ]
    assert {bool(row.page_text) for row in rows if row.page_link} == {True, False}


def test_a_path_that_begins_like_a_scheme_is_still_a_path(render: Render) -> None:
    report = msgspec.structs.replace(PAGES["odd-paths"], links=Links(), root_url="")
    assert "./::error::path.md" in {row.page_link for row in opened(render, report).rows}


@pytest.mark.parametrize("case", ["odd-paths", "linked"])
def test_a_name_that_is_not_utf_8_is_not_linked(render: Render, case: str) -> None:
    rows = opened(render, PAGES[case]).rows
    assert [bool(row.page_link or len(row.links) > 1) for row in rows] == ["\ufffd" not in row.page for row in rows]
    assert len(rows) == len(ODD_PATHS)


def test_a_page_that_is_not_there_is_not_linked(render: Render) -> None:
    row = next(row for row in opened(render, REPORTS["mixed"]).rows if "not-there.md" in row.page)
    assert (row.links, row.page_link) == (("#rule=S001",), "")


def test_where_a_forge_shows_the_lines_the_links_lead_there_and_read_well(render: Render) -> None:
    links = {row.links[-1] for row in opened(render, PAGES["linked"]).rows}
    assert "https://forge.example/me/news/blob/main/news/2014/05/23/四川省%2Ca%3Ab%3Bc%5D.md#L2" in links
    assert "https://forge.example/me/news/blob/main/news/2014/05/23/100%2525%231.md#L2" in links


def test_a_rules_documentation_is_linked_only_where_a_browser_does_no_more_than_go_there(render: Render) -> None:
    report = REPORTS["mixed"]
    assert "https://example.org/rules/dead-source" in opened(render, report).links
    rules = {code: msgspec.structs.replace(rule, url="javascript:alert(1)") for code, rule in report.rules.items()}
    page = opened(render, msgspec.structs.replace(report, rules=rules))
    assert not any("alert" in link for link in page.links)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("run `a <b>`", "run <code>a &lt;b&gt;</code>"),
        ("a lone ` stays", "a lone ` stays"),
        ("`` nothing", "`` nothing"),
        ("`<script>`", "<code>&lt;script&gt;</code>"),
    ],
)
def test_what_stands_between_backticks_is_code(text: str, shown: str) -> None:
    assert marked_up(text) == shown


def test_an_interrupted_report_says_so_first_and_tells_its_problems(render: Render) -> None:
    page = opened(render, REPORTS["interrupted"])
    assert page.texts["p"][0] == "Interrupted: this report is partial."
    assert any("rule T006 crashed here" in text for text in page.texts["li"])


def test_the_head_tells_archive_commit_date_version_and_command(render: Render) -> None:
    page = opened(render, PAGES["sweep"])
    assert page.texts["h1"] == ["harbour/news"]
    about = dict(zip(page.texts["dt"], page.texts["dd"], strict=True))
    assert about["commit"] == "0123456789"
    assert about["date"] == "2026-01-02 03:04 UTC"
    assert about["archive-lint"] == "1.2.3"
    assert about["command"] == "archive-lint --online"


def test_a_page_of_thousands_stays_light(render: Render) -> None:
    report = many(count=2_000, pages=200)
    bytes_each = len(render("html", report)) / len(report.findings)
    assert bytes_each < 600


def test_the_path_of_a_page_is_most_of_what_a_page_with_one_finding_takes(render: Render) -> None:
    few, more = (many(count=count, pages=count) for count in (100, 1_100))
    added = len(render("html", more)) - len(render("html", few))
    assert added / 1_000 < 330


def test_each_page_is_read_once(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[str] = Counter()
    report = many(count=100, pages=10)
    render("html", msgspec.structs.replace(report, read=lambda path: read.update([path]) or report.read(path)))
    assert set(read.values()) == {1}
    assert Sources(report.read).get("nowhere") is None


@pytest.mark.parametrize("case", ["sweep", "hostile-rot"])
def test_the_page_with_pictures_is_what_its_golden_file_holds(
    request: pytest.FixtureRequest, render: Render, case: str
) -> None:
    written = render("html", PAGES[case])
    golden = GOLDEN / f"{case}.html"
    if request.config.getoption("--update-golden", default=False):
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(written)
    assert written == golden.read_bytes()


def test_hostile_text_is_shown_as_it_reads(render: Render) -> None:
    page = opened(render, PAGES["hostile-rot"])
    assert any("<script>alert(1)</script>" in text for text in page.texts["th"])
    assert "<script>alert(1)</script>" in page.texts["h1"][0]
    assert "<script>alert(1)</script>" in HOSTILE
