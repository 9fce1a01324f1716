"""Which ids a page has, by how the site renders it, and of which pages nothing is known."""

from __future__ import annotations

import time

import pytest

from archive_lint.markdown.ids import ids_of
from archive_lint.markdown.parse import parse
from archive_lint.markdown.sluggers.named import SLUGGERS
from archive_lint.model.layout import Layout

_NOTES = "Rain.[^b] Wind.[^a]\n\n[^a]: One\n[^b]: Two\n"


@pytest.mark.parametrize(
    ("markdown", "slugger", "expected"),
    [
        ("# What is *known*?\n", "github", {"what-is-known"}),
        ("What is known\n===\n", "github", {"what-is-known"}),
        ("> ## Quoted\n\n- ### Listed\n", "github", {"quoted", "listed"}),
        ("###### Six ######\n", "github", {"six"}),
        ("# A\n\n# A\n\n# A-1\n", "github", {"a", "a-1", "a-1-1"}),
        ("# A\n\n# A\n", "python-markdown", {"a", "a_1"}),
        ("# A\n\n# A\n", "markdown-it", {"a", "a-1"}),
        ("# A\n\n# A\n", "kramdown", {"a", "a-1"}),
        ("# Café `x`\n", "kramdown", {"caf-x"}),
        ("# 2014\n", "kramdown", {"section"}),
        ("# Rules {#own}\n\n# Rules\n", "github", {"own", "rules"}),
        ("# Rules {#own .wide}\n", "python-markdown", {"own"}),
        ("# Rules {: #own }\n", "python-markdown", {"own"}),
        ("# Rules {: #own } #\n", "python-markdown", {"own"}),
        ("# Rules {/* own */}\n", "github", {"own"}),
        ('# Rules {: id="own"}\n', "kramdown", {"own"}),
        ("# Rules {.wide}\n", "github", {"rules"}),
        ("# A {#b}\n\n# B\n", "python-markdown", {"b", "b_1"}),
        ("Text\n{: #own .wide}\n", "kramdown", {"own"}),
        ("<div id=one><a name='two'></a>\n<p ID = \"a&amp;b\">\n</div>\n", "github", {"one", "two", "a&b"}),
        ('Text <span id="in">x</span>\n', "github", {"in"}),
        ('<h2 id="own">Rules</h2>\n', "github", {"own"}),
        ("`<a id='no'>`\n\n    # no\n\n```\n# no\n<a id=no>\n```\n", "github", set()),
        ("# :ship: Ferry\n", "github", {"ship-ferry", "-ferry", "ferry"}),
        ("Text\n", "github", set()),
        ("A [x](y.md){#own .wide} or *x*{ #other }\n", "python-markdown", {"own", "other"}),
        (_NOTES, "kramdown", {"fn:a", "fn:b", "fnref:a", "fnref:b"}),
        (_NOTES, "markdown-it", {"fn1", "fn2", "fnref1", "fnref2"}),
        (_NOTES, "python-markdown", {"fn:a", "fn:b", "fnref:a", "fnref:b", "fnref2:a", "fnref2:b"}),
    ],
)
def test_a_page_has_the_ids_that_its_renderer_makes(markdown: str, slugger: str, expected: set[str]) -> None:
    assert set(ids_of("a.md", markdown, slugger) or ()) == expected


def test_a_note_has_the_ids_of_github_and_of_hugo() -> None:
    ids = ids_of("a.md", _NOTES, "github") or ()
    assert {"user-content-fn-a", "user-content-fnref-b", "fn:1", "fnref:2"} <= set(ids)


@pytest.mark.parametrize(
    "heading",
    ['<a name="x"></a> Rules', "![Picture](a.png) Rules", "Rules <!-- note -->"],
    ids=["HTML", "picture", "note"],
)
@pytest.mark.parametrize("slugger", SLUGGERS)
def test_a_heading_with_more_than_text_has_the_ids_of_all_readings(heading: str, slugger: str) -> None:
    assert "rules" in {known.lower() for known in ids_of("a.md", f"# {heading}\n", slugger) or ()}


@pytest.mark.parametrize(
    "markdown",
    [
        "{{< include >}}",
        "{% include rules.md %}",
        "{::options auto_ids='false' /}",
        "{:toc}",
        "[TOC]",
        "[[_TOC_]]",
        "--8<-- 'rules.md'",
        "::: archive.rules",
        "!!! note\n    # Rules",
        "```{include} rules.md\n```",
        "<!-- @include: rules.md -->",
        "<script>make()</script>",
        "<Tabs>",
        "Text <Anchor /> text",
        "<my-rules></my-rules>",
        "<h2>Rules</h2>",
        "<div markdown='1'>\n## Fees\n</div>",
        "<div>\n## Fees\n</div>",
        '=== "Tab"\n\n    ## Fees',
        "import Rules from './rules.md'",
    ],
)
def test_nothing_is_known_where_ids_come_from_elsewhere(markdown: str) -> None:
    assert ids_of("a.md", f"# Rules\n\n{markdown}\n", "github") is None


@pytest.mark.parametrize(
    ("path", "head", "is_known"),
    [
        ("pages/rules.md", "", True),
        ("pages/rules.md", "layout: wide\n", False),
        ("pages/rules.md", "template = 'wide.html'\n", False),
        ("news/2014/05/23/rules.md", "layout: post\n", True),
        ("pages/_index.md", "", False),
    ],
)
def test_nothing_is_known_of_a_page_with_a_template_of_its_own(path: str, head: str, *, is_known: bool) -> None:
    source = f"---\ntitle: x\n{head}---\n# Rules\n".encode()
    assert (parse(path, source, Layout(fragments="github")).facts.ids is not None) is is_known


def test_nothing_is_known_of_a_page_without_text() -> None:
    assert ids_of("a.md", "\n", "github") is None


def test_nothing_is_known_of_expressions_in_jsx() -> None:
    assert ids_of("a.mdx", "Text {rules()}\n", "github") is None
    assert ids_of("a.md", "Text {rules()}\n", "github") == ()


@pytest.mark.parametrize(("slugger", "is_known"), [("kramdown", False), ("python-markdown", False), ("github", True)])
def test_nothing_is_known_where_a_heading_needs_no_space(slugger: str, *, is_known: bool) -> None:
    assert (ids_of("a.md", "#Rules\n", slugger) is not None) is is_known


def test_a_page_says_its_ids_only_where_fragments_are_looked_up() -> None:
    page = b"---\ntitle: Rules\n---\n# Fees\n"
    assert parse("a.md", page, Layout()).facts.ids is None
    assert parse("a.md", page, Layout(fragments="github")).facts.ids == ("fees",)
    assert parse("a.md", page + b"\xff", Layout(fragments="github")).facts.ids is None


@pytest.mark.parametrize(
    "piece",
    [
        "#" * 6 + " ",
        "# a\n\n",
        "# x_1 {#",
        "# " + " " * 50,
        "```",
        "<h1",
        "{: ",
        "<a id='",
        "> " * 3 + "# a\n",
        "{#a b={",
    ],
)
@pytest.mark.parametrize("slugger", SLUGGERS)
def test_hostile_text_takes_linear_time(piece: str, slugger: str) -> None:
    started = time.process_time()
    ids_of("a.md", piece * (40_000 // len(piece)), slugger)
    assert time.process_time() - started < 1
