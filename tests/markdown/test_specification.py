"""The examples of the CommonMark specification: the links and headings that its own HTML has are those of the page.

They are data of a package (`npm install commonmark-spec`, see the Makefile); without it they are skipped. What GitHub
adds to CommonMark, and what the examples demand in short, stands in tables of our own.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.rule.examples import PATH

SPECIFICATION = Path(__file__).parents[2] / ".venv/npm/node_modules/commonmark-spec/spec.txt"
_FENCE = "`" * 32
_EXAMPLE = re.compile(rf"^{_FENCE} example\n(.*?)^\.\n(.*?)^{_FENCE}$|^## ([^\n]*)", re.DOTALL | re.MULTILINE)

Example = tuple[str, str]
"""Markdown and its HTML."""


def examples() -> dict[str, dict[int, Example]]:
    """Return the examples by the heading that they stand under and by their number."""
    by_section: dict[str, dict[int, Example]] = {}
    if not SPECIFICATION.exists():
        return by_section
    section, number = "", 0
    for found in _EXAMPLE.finditer(SPECIFICATION.read_text(encoding="utf-8").replace("→", "\t")):
        section = found[3] or section
        if not found[3]:
            number += 1
            by_section.setdefault(section, {})[number] = found[1], found[2]
    return by_section


EXAMPLES = examples()


class _Rendered(HTMLParser):
    """The links, pictures and headings of some HTML: headings that stand in no list and no quotation."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.headings: list[int] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        target = values.get({"a": "href", "img": "src"}.get(tag, ""))
        if target:
            self.targets.append(unquote(target))
        if tag in {"li", "blockquote"}:
            self._depth += 1
        elif re.fullmatch("h[1-6]", tag) and not self._depth:
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"li", "blockquote"}:
            self._depth -= 1


def rendered(html: str) -> tuple[list[str], list[int]]:
    reader = _Rendered()
    reader.feed(html)
    reader.close()
    return reader.targets, reader.headings


def read(text: str) -> tuple[list[str], list[int]]:
    page = parse(PATH, text.encode(), Layout())
    links = sorted(page.facts.all_links(), key=lambda link: link.start)
    return [unquote(link.target) for link in links if link.target], [heading.level for heading in page.headings]


@pytest.mark.skipif(not EXAMPLES, reason="npm's commonmark-spec is not installed")
def test_all_examples_of_the_specification_are_there() -> None:
    assert sum(map(len, EXAMPLES.values())) == 652


@pytest.mark.parametrize("section", EXAMPLES)
def test_an_example_of_the_specification_has_the_links_and_headings_of_its_html(section: str) -> None:
    for number, (text, html) in EXAMPLES[section].items():
        assert read(text) == rendered(html), f"example {number}"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        # Tables: cells end at a bar but for one after a backslash, rows may be short, what is too much is not shown.
        ("| [a](1) |\n|---|\n| [b](2) |\n", ["1", "2"]),
        ("[a](1) | b\n--- | ---\n[b](2)\n", ["1", "2"]),
        ("| a | b |\n|---|---|\n| [a](b\\|c) | `[d](e)` |\n", ["b|c"]),
        ("| a |\n|---|\n| b | [c](1) |\n", []),
        ("| a |\n|---|\n> [b](1)\n", ["1"]),
        ("| [a](1) |\n|---|---|\n", ["1"]),
        # Notes: a reference or definition is not a link, what stands in the note is.
        ("a[^1]\n\n[^1]: b\n", []),
        ("a[^long-name][^2]\n\n[^long-name]: [b](1)\n[^2]: <https://a.example>\n", ["1", "https://a.example"]),
        ("a[^1]\n\n[^1]:\n    [b](1)\n", ["1"]),
        ("[^1](2)\n\n[^1]: 3\n", ["2"]),
        ("[^1] [b][^1]\n", []),
        # Boxes of tasks.
        ("- [ ] [a](1)\n- [x] b\n\n[x]: 2\n", ["1"]),
        # Addresses that stand bare in text lead nowhere that an archive can break: they are text.
        ("https://a.example www.a.example desk@a.example\n", []),
        # Text struck through is text.
        ("~~[a](1)~~ ~[b](2)~\n", ["1", "2"]),
        # Tags that GitHub does not let through hold no links.
        ('<title><a href="1"></title>\n<script><a href="2"></script>\n', []),
    ],
)
def test_what_github_adds_to_commonmark_is_read_as_github_reads_it(text: str, links: list[str]) -> None:
    assert read(text)[0] == links
