"""Front matter is not Markdown: nothing in it is a title, a heading or a link, and no offset moves."""

from __future__ import annotations

import pytest

from archive_lint.config.settings import Settings
from archive_lint.markdown.front_matter.bounds import body_start
from archive_lint.markdown.parse import parse
from archive_lint.model.page import Page
from archive_lint.model.span import BYTE_ORDER_MARK
from archive_lint.rule.examples import PATH

BODY = "# Title\n\n[a](b)\n"


def page_of(source: bytes) -> Page:
    return parse(PATH, source, Settings().layout())


@pytest.mark.parametrize("mark", [b"", BYTE_ORDER_MARK], ids=["", "byte order mark"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: x\n---\n",
        "---\n# a comment\nlayout: story\n---\n",
        "---\ntitle: '[x](y)'\ntags:\n- '[x](y)'\n---\n",
        "---\ntitle: x\n...\n",
        "---  \n\ntitle: x\n--- \n",
        "---\n---\n",
        "---\n\n---\n",
        '---\n"title": x\n---\n',
        "---\ntitle: >\n  ### Related:\n\n  more\n---\n",
        "---\ntítulo: x\n---\n",
        "+++\ntitle = '[x](y)'\n+++\n",
        "+++\n# a comment\n[params]\na = 1\n+++\n",
        "+++\n+++\n",
        "Title: x\nDate: 2014-05-23\n\n",
        "title: x\nsummary: y\n    ### Related:\n\n",
        "Slug: x\nStatus:\n\n",
    ],
)
def test_front_matter_is_cut_and_the_page_begins_after_it(head: str, ending: str, mark: bytes) -> None:
    above = mark + head.replace("\n", ending).encode()
    page = page_of(above + BODY.replace("\n", ending).encode())
    assert page.body_start == len(above)
    assert [heading.start for heading in page.headings] == [len(above)]
    assert [link.target for link in page.facts.all_links()] == ["b"]
    assert not page.is_prose(len(mark))
    assert page.is_prose(len(above))


@pytest.mark.parametrize(
    "head",
    [
        "---\n\n",
        "---\n# Part\n---\n",
        "---\n\nA sentence\n\n---\n",
        "----\ntitle: x\n----\n",
        " ---\ntitle: x\n ---\n",
        "\n---\ntitle: x\n---\n",
        "---\ntitle: x\n",
        "+++\nA sentence\n+++\n",
        "+++\ntitle = 1\n",
        "Title: x\n\n",
        "Note: this is\nText: of two lines\n\n",
        "Title: x\nDate: y\nand a sentence\n\n",
        "Author: [Jane](jane.md)\nDate: y\n\n",
        "https://a.example/\nDate: y\n\n",
    ],
)
def test_what_may_be_text_is_read_as_markdown(head: str) -> None:
    assert body_start(f"{head}{BODY}".encode()) == 0


def test_front_matter_of_any_length_takes_one_pass() -> None:
    for line in ("a: b\n", "# c\n", "\n", "x\n", "--\n", "    y\n"):
        body_start(b"---\n" + line.encode() * 200_000)
        body_start(b"Title: a\n" + line.encode() * 200_000)
