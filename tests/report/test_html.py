"""The page holds what was found and nothing that a browser would run or load."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from archive_lint.report.report import Report
from tests.report.cases import REPORTS
from tests.report.conftest import Render

TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "p", "table", "caption", "thead", "tbody", "tr", "th", "td",
    "form", "label", "input", "select", "option", "output", "div", "a", "script",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "scope", "hidden", "type", "size", "value", "id",
    "data-severity", "data-rule", "href",
}  # fmt: skip


class Browser(HTMLParser):
    """Keeps what a browser would build."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.links: set[str | None] = set()
        self.rows = 0
        self.cells: list[str] = []
        self.text: dict[str, str] = {}
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name == "href"}
        self.rows += tag == "tr" and "data-rule" in dict(attrs)
        if tag == "td":
            self.cells.append("")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag = self._open[-1] if self._open else ""
        self.text[tag] = self.text.get(tag, "") + data
        if "td" in self._open:
            self.cells[-1] += data

    def handle_comment(self, data: str) -> None:
        self.tags["comment"] += 1


def opened(render: Render, report: Report) -> tuple[str, Browser]:
    page = render("html", report).decode()
    browser = Browser()
    browser.feed(page)
    browser.close()
    return page, browser


@pytest.mark.parametrize("case", REPORTS)
def test_page_text_makes_no_markup(render: Render, case: str) -> None:
    _, browser = opened(render, REPORTS[case])
    assert set(browser.tags) <= TAGS
    assert browser.attributes <= ATTRIBUTES
    assert browser.links <= {"https://example.org/rules/dead-source"}
    assert browser.rows == len(REPORTS[case].everything())


@pytest.mark.parametrize("case", REPORTS)
def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(render: Render, case: str) -> None:
    page, browser = opened(render, REPORTS[case])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    directives = dict(directive.strip().split(" ", 1) for directive in policy[1].split(";"))
    assert directives["default-src"] == directives["base-uri"] == directives["form-action"] == "'none'"
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        if tag in browser.text:
            digest = b64encode(sha256(browser.text[tag].encode()).digest()).decode()
            assert directives[directive] == f"'sha256-{digest}'"


def test_each_finding_has_its_row(render: Render) -> None:
    _, browser = opened(render, REPORTS["mixed"])
    for finding in REPORTS["mixed"].findings:
        assert f"{finding.path}:{finding.start.line}:{finding.start.column}" in browser.cells
        assert any(cell.startswith(finding.message) for cell in browser.cells)


def test_a_rules_documentation_is_linked_only_where_a_browser_does_no_more_than_go_there(render: Render) -> None:
    import msgspec

    report = REPORTS["mixed"]
    rules = {code: msgspec.structs.replace(rule, url="javascript:alert(1)") for code, rule in report.rules.items()}
    _, browser = opened(render, msgspec.structs.replace(report, rules=rules))
    assert not browser.links
