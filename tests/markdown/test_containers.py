"""Whose a heading, item or link is: the page's own, or that of a quotation, an item, a note or a picture."""

from __future__ import annotations

import pytest

from archive_lint.config.settings import Settings
from archive_lint.markdown.parse import parse
from archive_lint.model.page import Page
from archive_lint.rule.examples import PATH

LAYOUT = Settings().layout()


def page_of(text: str, path: str = PATH) -> Page:
    return parse(path, text.encode(), LAYOUT)


def targets(text: str) -> list[str]:
    return [link.target for link in sorted(page_of(text).facts.all_links(), key=lambda link: link.start)]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("> # A\n\n# B\n", ["B"]),
        ("> A\n> ===\n\n# B\n", ["B"]),
        ("- # A\n\n# B\n", ["B"]),
        ("1. x\n\n   ## A\n\n# B\n", ["B"]),
        ("1. x\n   A\n   ---\n\n# B\n", ["B"]),
        ("> - > ### A\n\n# B\n", ["B"]),
        ("- > # A\n\n# B\n", ["B"]),
        ("a[^1]\n\n[^1]: b\n\n    # A\n\n# B\n", ["B"]),
        ("a[^1]\n\n[^1]: # A\n\n# B\n", ["B"]),
        ("> a\n# B\n", ["B"]),
        ("- a\n# B\n", ["B"]),
    ],
)
def test_a_heading_in_a_quotation_an_item_or_a_note_is_not_one_of_the_page(text: str, headings: list[str]) -> None:
    page = page_of(text)
    assert [heading.text for heading in page.headings] == headings
    assert page.facts.title is not None
    assert page.facts.title.text == "B"


@pytest.mark.parametrize(
    "text",
    [
        "### Related:\n\n1. [a](/a.md) b\n   #### C\n2. [d](/d.md)\n",
        "### Related:\n\n1. [a](/a.md) b\n\n   C\n   ===\n2. [d](/d.md)\n",
        "### Related:\n\n1. [a](/a.md) b\n   > #### C\n2. [d](/d.md)\n",
        "### Related:\n\n1. [a](/a.md) b\n   - #### C\n2. [d](/d.md)\n",
        "### Related:\n\n1. [a](/a.md) b\n\n   | C |\n   |---|\n2. [d](/d.md)\n",
        "### Related:\n\n1. [a](/a.md) b\n\n   ```\n   C\n   ```\n2. [d](/d.md)\n",
    ],
)
def test_what_stands_in_an_entry_after_its_link_leaves_the_link(text: str) -> None:
    related = page_of(text).facts.related
    assert [entry.link and entry.link.target for entry in related] == ["/a.md", "/d.md"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("- [a](1)\n\n  # [b](2)\n\n  [c](3)\n", ["1", "2", "3"]),
        ("> [a](1)\n>\n> # [b](2)\n> 1. [c](3)\n", ["1", "2", "3"]),
        ("a[^x]\n\n[^x]: [b](1)\n\n    [c](2)\n\n    - [d](3)\n", ["1", "2", "3"]),
        ("a[^x]\n\n[^x]: One word\n[^y]: word\n", []),
        ("a[^x]\n\n[^x]: <https://a.example/>\n", ["https://a.example/"]),
        ("> a[^x]\n>\n> [^x]: [b](1)\n", ["1"]),
        ("| [a](1) | b |\n|---|---|\n| [c](2) | ![d](3) |\n", ["1", "2", "3"]),
        ("| a | b |\n|---|---|\n| [c | d](1) |\n", []),
        ("| a | b |\n|---|---|\n| ` | [c](1) ` |\n", ["1"]),
        ("- | a |\n  |---|\n  | [b](1) |\n", ["1"]),
        ("Write to <desk@a.example> or <DESK@a.example>.\n", ["mailto:desk@a.example", "mailto:DESK@a.example"]),
        ("<mailto:desk@a.example> [b](mailto:c@d.example)\n", ["mailto:desk@a.example", "mailto:c@d.example"]),
        ("## <desk@a.example>\n", ["mailto:desk@a.example"]),
        ("`[a](1)` <!-- [b](2) --> $[c](3)$ \\[d](4)\n", ["3"]),
        ("[[a]](1) [b][c] [c]\n\n[c]: 2\n", ["1", "2", "2"]),
        ("- [x] [a](1)\n\n[x]: 2\n", ["1"]),
    ],
)
def test_each_container_keeps_its_links(text: str, links: list[str]) -> None:
    assert targets(text) == links


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[![a](1) b](2)\n", [("2", "a b", False), ("1", "a", True)]),
        ("[b ![a](1)](2)\n", [("2", "b a", False), ("1", "a", True)]),
        ("[![a](1)![b](2)](3)\n", [("3", "ab", False), ("1", "a", True), ("2", "b", True)]),
        ("[![a][1]](2)\n\n[1]: /c\n", [("2", "a", False), ("/c", "a", True)]),
        ("![a [b](1) c](2)\n", [("2", "a b c", True)]),
        ("![a ![b](1)](2)\n", [("2", "a b", True)]),
        ("![![](1)](2)\n", [("2", "", True)]),
        ("![a <desk@b.example> <img src='1'>](2)\n", [("2", "a desk@b.example ", True)]),
        ("[![a [b](1)](2)](3)\n", [("2", "a b", True)]),
    ],
)
def test_a_picture_in_a_link_is_a_picture_and_what_is_in_a_picture_is_text(
    text: str, links: list[tuple[str, str, bool]]
) -> None:
    found = sorted(page_of(text).facts.all_links(), key=lambda link: link.start)
    assert [(link.target, link.text, link.picture) for link in found] == links
    assert found[0].holds_picture == (text.startswith("[") and len(links) > 1)


@pytest.mark.parametrize(
    ("line", "link", "further"),
    [
        ("1. [![a](1)](2) _Context: c_", "2", []),
        ("1. [![a](1) b](2) [IMG](3)", "2", ["3"]),
        ("1. ![a](1)", None, ["1"]),
        ("1. ![a](1) [b](2)", "2", ["1"]),
        ("1. [b](2) ![a](1)", "2", ["1"]),
        ('1. <a href="2">b</a> [c](3)', "2", ["3"]),
        ('1. <a href="2"><img src="1"></a>', "2", []),
        ('1. a <img src="1">', None, ["1"]),
        ("1. [ ] [b](2)", "2", []),
        ("- [X] [b](2)", "2", []),
    ],
)
def test_an_entry_is_about_its_first_link_that_is_not_a_picture(
    line: str, link: str | None, further: list[str]
) -> None:
    (entry,) = page_of(f"### Related:\n\n{line}\n").facts.related
    assert (entry.link and entry.link.target, [other.target for other in entry.further]) == (link, further)


@pytest.mark.parametrize(
    ("heading", "link"),
    [
        ("### [![a](1) b](2)", "2"),
        ("### ![a](1) [b](2)", "2"),
        ("### ![a](1)", None),
        ('### <a href="2">b</a>', "2"),
        ('### <img src="1"> [b](2)', "2"),
    ],
)
def test_a_heading_leads_where_its_first_link_does_and_its_pictures_are_links_of_the_page(
    heading: str, link: str | None
) -> None:
    page = page_of(f"{heading}\n", "news/2014/05/23/index.md")
    assert page.headings[0].link == (page.facts.index_entries[0].link if link else None)
    assert [entry.link.target for entry in page.facts.index_entries] == ([link] if link else [])
    assert [other.target for other in page.facts.links] == (["1"] if "1" in heading else [])


@pytest.mark.parametrize("text", ["> 1. [a](/a.md)\n> 2. [b](/b.md)\n", "> - [a](/a.md)\n>\n> - [b](/b.md)\n"])
def test_a_list_in_a_quotation_has_no_entries_but_its_links_count(text: str) -> None:
    facts = page_of(f"### Related:\n\n{text}").facts
    assert facts.related == ()
    assert [link.target for link in facts.links] == ["/a.md", "/b.md"]


def test_an_address_of_mail_or_a_note_is_not_a_source() -> None:
    page = page_of(
        "### Source:\n\n1. [a](https://a.example/) <desk@a.example> [b](MAILTO:c@d.example)[^1]\n\n[^1]: c\n"
    )
    assert [link.target for link in page.cited] == ["https://a.example/"]
