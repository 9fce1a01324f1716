"""The summary in Markdown: what it links to, and that all of it is what it looks like."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from archive_lint.model.finding import Finding, Fix, Severity
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.formats import markdown
from archive_lint.report.report import Report, make_report
from tests.report.cases import LINE_URL, REPORTS, many
from tests.report.conftest import Render

REPORTS_AND_MANY = {**REPORTS, "many": many(300, 20)}
every_report = pytest.mark.parametrize("report", REPORTS_AND_MANY.values(), ids=REPORTS_AND_MANY)


class Page(HTMLParser):
    """The rendered page: its elements, its links with what they say, and its text."""

    def __init__(self, written: bytes) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: dict[str, str] = {}
        self._href = ""
        self.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(written.decode()))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        if tag == "a":
            ((_, href),) = attributes
            self._href = href or ""

    def handle_data(self, data: str) -> None:
        if self._href:
            self.links[data] = self._href
            self._href = ""


@every_report
def test_a_summary_holds_nothing_but_tables_lists_links_and_what_can_be_folded(render: Render, report: Report) -> None:
    written = render("markdown", report)
    assert len(written) <= 1_000_000
    ours = {"h2", "h3", "p", "strong", "ul", "li", "a", "details", "summary"}
    page = Page(written)
    assert set(page.elements) <= ours | {"table", "thead", "tbody", "tr", "th", "td"}
    rules = len({finding.code for finding in report.findings})
    assert page.elements.count("details") == rules
    rows = page.elements.count("tr") - page.elements.count("table")
    assert rows == rules + len(report.findings) + len(report.problems)


@every_report
def test_each_link_leads_to_the_line_or_the_rule_that_it_names(render: Render, report: Report) -> None:
    page = Page(render("markdown", report))
    lines = {report.links.page(finding.path, finding.start.line) for finding in report.everything()}
    rules = {report.rule(finding).url for finding in report.findings}
    assert set(page.links.values()) == (lines | rules) - {""}


def test_a_link_says_where_it_leads(render: Render) -> None:
    links = Page(render("markdown", REPORTS["mixed"])).links
    line = LINE_URL.replace("{path}", "docs/archive/flood.md")
    assert links["docs/archive/flood.md:4:15"] == line.replace("{line}", "4")
    assert links["U001 dead-source"] == "https://example.org/rules/dead-source"


def report_of(number: int, **more: object) -> Report:
    findings = [
        Finding(
            code=f"X{place % 3:03}",
            name="x",
            severity=Severity.ERROR,
            message="m" * 200,
            path=f"{place}.md",
            **more,  # type: ignore[arg-type]
        )
        for place in range(number)
    ]
    return make_report(findings, [], prefix="", read=lambda _: None, elsewhere="all.sarif")


@pytest.mark.parametrize(("number", "opened"), [(1, b"<details open>"), (50, b"<details open>"), (51, b"<details>")])
def test_few_findings_are_shown_at_once(render: Render, number: int, opened: bytes) -> None:
    written = render("markdown", report_of(number))
    assert set(re.findall(rb"<details.*?>", written)) == {opened}


@pytest.mark.parametrize(("fix", "shown"), [(Fix("remove it", ()), "remove it (unsafe)"), (None, "")])
def test_a_fix_stands_in_the_row_of_its_finding(render: Render, fix: Fix | None, shown: str) -> None:
    assert f"| {shown} |\n" in render("markdown", report_of(1, fix=fix)).decode()


@pytest.mark.parametrize("most", [3_000, 5_000, 20_000])
def test_whatever_the_limit_each_rule_has_its_share(render: Render, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(markdown, "_MOST_BYTES", most)
    problems = [Problem(ProblemKind.CRASH, f"{number}.md", "crashed") for number in range(200)]
    findings = [each for each in report_of(90).findings if each.code != "X002"] + list(report_of(3).findings[2:])
    written = render("markdown", make_report(findings, problems, prefix="", read=lambda _: None))
    assert len(written) <= most
    rows = re.findall(r"^\| error \| .*", written.decode(), re.MULTILINE)
    assert f"**{len(findings) + len(problems) - len(rows)} more findings did not fit here.**" in written.decode()
    sections = re.split(r"^(?:###|<details)", written.decode(), flags=re.MULTILINE)[1:]
    assert len(sections) == 4
    if most > 3_000:
        assert all("| error | " in section for section in sections)


def test_nothing_is_said_of_a_limit_that_was_not_reached(render: Render) -> None:
    assert "did not fit" not in render("markdown", report_of(90)).decode()
