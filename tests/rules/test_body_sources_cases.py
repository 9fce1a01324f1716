"""Rules on sources where every external link of a page is one."""

from __future__ import annotations

import pytest

from archive_lint.fix.edits import apply_edits
from archive_lint.model.finding import Finding
from archive_lint.model.verdict import Verdict, VerdictKind
from archive_lint.rule.base import Rule
from archive_lint.rule.examples import PATH, story
from archive_lint.rule.registry import load_registry
from archive_lint.testing import run_rule

SETTINGS = {"sections": {"source": {"where": "body"}}, "site": {"url": "https://news.example"}}
URL = "https://gazette.example/a"
TRACKED = f"{URL}?utm_source=x"
RULES = {rule.code: rule for rule in load_registry().rules}


def findings(
    code: str, page: str, *, path: str = PATH, verdict: Verdict | None = None, copy: str = ""
) -> list[Finding]:
    rule: Rule = RULES[code]()
    return run_rule(rule, path, {path: page.encode()}, SETTINGS, verdict, copy)


def fixed(code: str, page: str, verdict: Verdict | None = None, copy: str = "") -> str:
    source = page.encode()
    for finding in reversed(findings(code, page, verdict=verdict, copy=copy)):
        if finding.fix is not None:
            source = apply_edits(source, finding.fix.edits)
    return source.decode()


@pytest.mark.parametrize("path", [PATH, "news/2014/05/23/index.md", "index.md", "about.md"])
@pytest.mark.parametrize(
    ("code", "url"),
    [
        ("U005", "hxxp://gazette.example/a"),
        ("U006", "http://localhost:1313/"),
        ("U008", TRACKED),
        ("U010", "https://archive.is/AbC"),
    ],
)
def test_a_rule_on_sources_looks_at_the_text_of_every_page(code: str, url: str, path: str) -> None:
    assert [found.subject for found in findings(code, f"Rain.\n\nSee [it]({url}).\n", path=path)] == [url]


@pytest.mark.parametrize("link", ["[it]({})", "[it](<{}> 'Title')", '<a href="{}">it</a>'])
@pytest.mark.parametrize(
    ("blank", "fault"), [("\u00a0", "no scheme in the URL"), ("\u3000", "full-width character '\\u3000' in its host")]
)
def test_a_blank_that_makes_an_address_lead_nowhere_is_taken_off(link: str, blank: str, fault: str) -> None:
    page = f"See {link.format(blank + URL)}.\n"
    assert [found.message for found in findings("U005", page)] == [f"source {blank + URL!r}: {fault}"]
    assert fixed("U005", page) == f"See {link.format(URL)}.\n"


CONTAINERS = {
    "parentheses": "See [it]({}) and on.",
    "angle brackets": "See [it](<{}> 'Title').",
    "autolink": "See <{}>.",
    "picture": "![Bridge]({})",
    "heading": "# [A]({})",
    "entry": "- [A]({})",
    "section": "### Sources\n1. [A]({})",
    "quotation": "> See [A]({}).",
    "note": "Rain.[^1]\n\n[^1]: See [A]({}).",
    "cell": "| a | b |\n|---|---|\n| c | [A]({}) |",
    "inline attribute": 'See <a class="x" href="{}">it</a>.',
    "attribute of a block": '<div>\n<a href="{}">it</a>\n</div>',
    "attribute of a picture": 'Rain <img src="{}">',
}


@pytest.mark.parametrize("form", CONTAINERS.values(), ids=CONTAINERS)
@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("U005", "hxxp://gazette.example/a", "http://gazette.example/a"),
        ("U005", "ttps://gazette.example/a?b=c&amp;d=e", "https://gazette.example/a?b=c&d=e"),
        ("U008", f"{URL}?utm_source=x&amp;id=1#b", f"{URL}?id=1#b"),
        ("U008", TRACKED, URL),
    ],
)
def test_a_fix_writes_the_address_and_nothing_else(form: str, code: str, before: str, after: str) -> None:
    if form == CONTAINERS["autolink"]:
        # What stands there is the address as it is.
        before = before.replace("&amp;", "&")
    assert fixed(code, form.format(before)) == form.format(after)


@pytest.mark.parametrize(
    "page",
    [
        "See [it][1].\n\n[1]: {}\n",
        "See [it].\n\n[it]: <{}>\n",
        "<div>\n<a href={}>it</a>\n</div>\n",
        "<a href='{}'>it</a>\n",
    ],
)
@pytest.mark.parametrize("code", ["U005", "U008", "U001", "U003"])
def test_what_cannot_be_written_over_is_reported_and_left(code: str, page: str) -> None:
    url = "hxxp://gazette.example/a" if code == "U005" else f"{URL}?fbclid"
    kind = VerdictKind.DEAD if code == "U001" else VerdictKind.MOVED_PERMANENTLY
    verdict = Verdict(url=url, kind=kind, evidence="", confirmed=True, target=URL) if code in ("U001", "U003") else None
    page = page.format(url)
    found = findings(code, page, verdict=verdict, copy=URL)
    assert [(finding.fix, page.encode()[finding.span.start : finding.span.end] != b"") for finding in found] == [
        (None, True)
    ]


def test_the_archived_copy_of_a_lost_source_is_cited_where_the_source_was() -> None:
    lost = Verdict(url=URL, kind=VerdictKind.DEAD, evidence="it answered 404, twice", confirmed=True)
    copy = "https://web.archive.org/web/2014/https://gazette.example/a"
    assert fixed("U001", f"See [it]({URL}) here.\n", lost, copy) == f"See [it]({copy}) here.\n"


@pytest.mark.parametrize("code", ["U005", "U006", "U008", "U010"])
@pytest.mark.parametrize(
    "text",
    [
        "[a](https://news.example/b?utm_source=c)",
        "[a](mailto:press@localhost)",
        "---\nlink: http://localhost/?utm_source=a\n---\nRain.",
        "[a](http://localhost/{{ page.url }})",
    ],
)
def test_what_is_not_a_source_has_no_findings(code: str, text: str) -> None:
    assert findings(code, text + "\n") == []


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (f"See [ ]({URL}).", f"See [gazette.example]({URL})."),
        (f"![]({URL})", None),
        (f"[![]({URL})]({URL})", None),
        (f'<a href="{URL}"><i class="icon"></i></a>', None),
        (f"<{URL}>", None),
    ],
)
def test_only_a_link_of_markdown_needs_words(text: str, after: str | None) -> None:
    assert (len(findings("U009", text)), fixed("U009", text)) == (after is not None, after or text)


@pytest.mark.parametrize("code", ["S001", "S002", "S003", "S004", "S006", "S007", "D007", "U007"])
def test_rules_on_a_section_of_sources_say_nothing(code: str) -> None:
    dated = "[Gazette](https://gazette.example/2009/01/02/a)"
    page = story(sources=[dated, dated, "[Broken](a b)"]) + "\n### Sources\n"
    page = page.replace("### Related", "### Notes") if code == "S001" else page
    assert [found.subject for found in findings(code, page) if "ource" in found.message] == []
