"""The page in a real browser: it fits, loads nothing, runs nothing of a page's text, and answers at once.

Skipped where no browser is found; `ARCHIVE_LINT_BROWSER` names one that has an unusual name.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from archive_lint.report.escape import html
from archive_lint.report.report import Report
from docs.browser import Browser, find_browser
from tests.report.cases import many
from tests.report.conftest import Render
from tests.report.html_cases import PAGES, rot, sweep
from tests.soak import FACTOR

pytestmark = pytest.mark.xdist_group("browser")

FINDINGS = 30_000 if FACTOR else 500
SIZES = {"desk": (1280, 800), "phone": (390, 844)}
SHOWN = "[...document.querySelectorAll('#findings .rows li')].map(row => row.innerText)"
"""The rows in view, each as it reads."""
ROWS = "document.querySelectorAll('#findings .rows li').length"
IN_VIEW = """(selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser of this machine; what needs one is skipped where there is none."""
    program = find_browser()
    if program is None:
        pytest.skip("no browser is found: name one in ARCHIVE_LINT_BROWSER")
    with Browser(program) as opened:
        yield opened


@pytest.fixture
def open_report(browser: Browser, tmp_path: Path, render: Render) -> Any:
    """Return what opens a report as a file of its own, and the browser it is opened in."""

    def opened(report: Report, fragment: str = "", size: str = "desk", *, dark: bool = False) -> Browser:
        page = tmp_path / "report.html"
        page.write_bytes(render("html", report))
        browser.look(*SIZES[size], dark=dark)
        browser.open(f"{page.as_uri()}{fragment}")
        return browser

    return opened


def named(events: Sequence[dict[str, Any]], *methods: str) -> list[dict[str, Any]]:
    """The events of these names that tell of something, each whole."""
    return [event for event in events if event["method"] in methods]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_the_first_screen_shows_figures_and_both_charts_and_nothing_sticks_out(
    open_report: Any, size: str, *, dark: bool
) -> None:
    shown = open_report(replace(sweep(200), rot=rot(7_000)), size=size, dark=dark)
    assert shown.run("document.documentElement.scrollWidth <= innerWidth")
    assert shown.run(f"{IN_VIEW}('.figures')")
    assert shown.run(f"{IN_VIEW}('svg.columns.count')")
    assert shown.run(f"{IN_VIEW}('ol.bars li:nth-child(3)')")


@pytest.mark.parametrize(
    ("case", "size"),
    [*((case, "desk") for case in PAGES), *((case, "phone") for case in ("hostile-rot", "odd-paths", "sweep"))],
)
def test_a_page_loads_nothing_breaks_no_policy_and_runs_nothing_of_what_it_shows(
    open_report: Any, case: str, size: str
) -> None:
    shown = open_report(PAGES[case], size=size)
    # Whatever the page's text would do on a click, a focus or a later turn of the loop, it has done by then.
    shown.run("document.querySelectorAll('summary, input[type=radio], button').forEach(each => each.click())")
    shown.run("new Promise(resolve => setTimeout(resolve, 0))")
    asked = {
        event["params"]["request"]["url"].partition("#")[0]
        for event in named(shown.events, "Network.requestWillBeSent")
    }
    assert asked == {shown.run("location.href").partition("#")[0]}
    assert named(
        shown.events,
        "Page.javascriptDialogOpening", "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded",
        "Audits.issueAdded", "Page.windowOpen", "Page.downloadWillBegin",
    ) == []  # fmt: skip
    assert shown.run("document.documentElement.scrollWidth <= innerWidth")


def test_what_the_policy_does_not_name_is_refused(open_report: Any) -> None:
    shown = open_report(PAGES["sweep"])
    shown.run("document.body.append(Object.assign(new Image(), {src: 'https://a.example/x.png'}))")
    shown.run("new Promise(resolve => setTimeout(resolve, 0))")
    refused = [event["params"]["issue"]["code"] for event in named(shown.events, "Audits.issueAdded")]
    assert refused == ["ContentSecurityPolicyIssue"]


@pytest.mark.parametrize("case", ["sweep", "mixed", "odd-paths"])
def test_each_link_leads_somewhere(open_report: Any, tmp_path: Path, case: str) -> None:
    report = PAGES[case]
    shown = open_report(replace(report, links=type(report.links)(), root_url="pages/"))
    links = shown.run("[...document.querySelectorAll('a')].map(link => link.getAttribute('href'))")
    ids = set(shown.run("[...document.querySelectorAll('[id]')].map(each => each.id)"))
    paths = {finding.path for finding in report.findings}
    for link in filter(None, links):
        if link.startswith("#"):
            assert unquote(link[1:]) in ids or "=" in link
        elif not link.startswith("https://"):
            assert unquote(link).removeprefix("pages/").removeprefix("./") in paths, link


@pytest.mark.parametrize("root_url", ["", "../a%20b/"])
@pytest.mark.parametrize("case", ["sweep", "odd-paths"])
def test_headings_show_the_paths_of_pages(open_report: Any, case: str, root_url: str) -> None:
    report = PAGES[case]
    shown = open_report(replace(report, links=type(report.links)(), root_url=root_url), "#size=250")
    headings = shown.run("[...document.querySelectorAll('h3')].map(each => each.firstChild.textContent)")
    assert set(headings) == {unescape(html(finding.path)) or "no page" for finding in report.findings}


def test_what_is_chosen_stands_in_the_address_and_comes_back(open_report: Any) -> None:
    report = PAGES["mixed"]
    shown = open_report(report, "#q=flood&group=rule&sort=line&order=down&size=25")
    texts = shown.run(SHOWN)
    assert texts
    assert all("flood" in text.lower() for text in texts)
    assert shown.run("[...document.querySelectorAll('select, input[type=search]')].map(each => each.value)") == [
        "flood", "", "", "rule", "line", "down", "25",
    ]  # fmt: skip
    shown.run("document.querySelector('[name=severity]').value = 'error'")
    shown.run("document.querySelector('form').dispatchEvent(new Event('input', {bubbles: true}))")
    shown.run("new Promise(resolve => setTimeout(resolve, 300))")
    assert "severity=error" in shown.run("location.hash")
    assert all("error" in text for text in shown.run(SHOWN))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("fragment", ["#severity=error", "#rule=U001", "#host=host3.example"])
def test_a_choice_in_the_address_leads_to_the_findings(open_report: Any, fragment: str, size: str) -> None:
    shown = open_report(replace(sweep(200), rot=rot(7_000)), fragment, size=size)
    shown.run("new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 0)))")
    assert shown.run(f"{IN_VIEW}('.controls .search')")
    shown.run("document.querySelector('.figures a').click()")
    shown.run("new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 0)))")
    assert shown.run(f"{IN_VIEW}('.controls .search')")


@pytest.mark.parametrize(
    ("fragment", "texts"),
    [
        ("#group=none&sort=line", ["line"]),
        ("#rule=U001", ["U001"]),
        ("#severity=warning", ["warning"]),
        ("#q=no%20such%20words%20here", []),
        ("#q=FLOOD&group=none", ["flood"]),
        ("#page=999", [""]),
        ("#size=7&group=<img>&sort=__proto__&constructor=1", [""]),
    ],
)
def test_an_address_is_a_choice_and_a_strange_one_does_no_harm(
    open_report: Any, fragment: str, texts: list[str]
) -> None:
    shown = open_report(PAGES["mixed"], fragment)
    rows = shown.run(SHOWN)
    assert bool(rows) == bool(texts)
    if texts and texts[0] and texts[0] != "line":
        assert all(texts[0].lower() in row.lower() for row in rows)
    assert named(shown.events, "Runtime.exceptionThrown") == []


def test_pages_of_findings_are_turned_by_keys(open_report: Any) -> None:
    shown = open_report(many(count=130, pages=10))
    assert shown.run("document.querySelector('.pager span').textContent") == "page 1 of 3"
    for key, page in (("n", 2), ("n", 3), ("n", 3), ("p", 2)):
        shown.run(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true}}))")
        assert shown.run("document.querySelector('.pager span').textContent") == f"page {page} of 3"
    assert shown.run(ROWS) == 50


def test_without_script_every_finding_can_be_read(open_report: Any, browser: Browser) -> None:
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        report = PAGES["sweep"]
        shown = open_report(report)
        # The page's own scripts are off; questions of the test are not.
        assert shown.run(ROWS) == report.summary.findings
        assert shown.run("document.querySelector('.rows li').checkVisibility()")
        assert shown.run("document.querySelector('form').hidden")
        shown_paths = shown.run(
            "[...document.querySelectorAll('h3 a')].map(link => getComputedStyle(link, '::before').content)"
        )
        assert f'"{report.root_url}{report.findings[0].path}"' in shown_paths
    finally:
        browser.ask("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.soak
def test_many_findings_are_ready_and_searched_at_once(
    open_report: Any, render: Render, browser: Browser, tmp_path: Path
) -> None:
    report = replace(many(count=FINDINGS, pages=FINDINGS // 10), rot=rot(7_000))
    plain = tmp_path / "plain.html"
    size = len(render("html", report))
    row = "<li>error U001 news/2014/05/1/story.md:3:4 source answers 404: http://a.example/path</li>\n"
    plain.write_text(f"<!DOCTYPE html><title>plain</title><ol>{row * (size // len(row))}</ol>")
    ready, compared = [], []
    for _ in range(3 if FACTOR else 1):
        browser.look(*SIZES["desk"])
        browser.open(plain.as_uri())
        compared.append(_ready(browser))
        ready.append(_ready(open_report(report)))
    if FACTOR:
        # A small page is ready so soon that the machine's other work decides.
        assert statistics.median(ready) <= 2 * statistics.median(compared), (ready, compared)
    searches = browser.run(
        """(async () => {
          const took = [], field = document.querySelector('[name=q]');
          for (const words of ['404', 'news 2014', 'nothing at all', 'u001', 'story']) {
            const began = performance.now();
            field.value = words;
            field.dispatchEvent(new Event('input', {bubbles: true}));
            await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 0)));
            took.push(performance.now() - began);
          }
          return took;
        })()"""
    )
    assert len(searches) == 5
    if FACTOR:
        # As above: beside other work a search takes as long as that lets it.
        assert statistics.median(searches) <= 200, json.dumps(searches)


def _ready(browser: Browser) -> float:
    """Milliseconds until the page answers: its load event is over."""
    return float(browser.run("performance.getEntriesByType('navigation')[0].loadEventEnd"))
