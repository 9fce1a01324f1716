"""The links that another parser, markdown-it, finds in the same document; where the two differ is named below."""

from __future__ import annotations

import re
from collections.abc import Iterable
from random import Random
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.markdown.generated import document
from tests.markdown.test_spans import links_of
from tests.soak import rounds


def _peer() -> MarkdownIt:
    peer = MarkdownIt("commonmark").enable("table")
    # Targets as they are written: any scheme, nothing percent-encoded.
    vars(peer).update(validateLink=lambda _: True, normalizeLink=lambda url: url)
    return peer


PEER = _peer()


class Difference(NamedTuple):
    """A difference that is accepted, with the smallest document that shows it."""

    name: str
    where: re.Pattern[str] | None
    """In which generated documents it is; `None` for one that they are too simple to show."""
    document: str
    ours: list[str]
    theirs: list[str]


DIFFERENCES = (
    Difference(
        "a link in the text of a picture is a link to CommonMark, so that none may be around it",
        re.compile(r"\[[^\]]*!\["),
        "[![a [b](1)](2)](3)",
        ["2"],
        ["3", "2"],
    ),
    Difference(
        "a label holds no brackets: what stands before them is a reference of its own",
        re.compile(r"\[r\]\[(?!r?\])"),
        "[r][a [b] c](1)\n\n[r]: 2",
        ["2", "1"],
        ["1"],
    ),
    Difference(
        "a picture's reference may stand before a parenthesis that is not a target",
        re.compile(r"!\[r\]\("),
        "![r](\n\n[r]: 1",
        ["1"],
        [],
    ),
    Difference(
        "so may a link's, where a label stands in the parenthesis",
        re.compile(r"\[r\]\([^)]*\["),
        "[r](![a](1 )\n\n[r]: 2",
        ["2", "1"],
        ["1"],
    ),
    Difference(
        "the parser takes what is escaped for a label, so that what stands before it is not a reference of its own",
        re.compile(r"\[r\]\\\["),
        "[r]\\[a]\n\n[r]: 1",
        [],
        ["1"],
    ),
    Difference("the parser asks for no space between a target and a title", None, "[a](</b>'c')", ["/b"], []),
    Difference("the parser ends a table at no line that is indented", None, "| a |\n|---|\n    | [b](c) |", ["c"], []),
    Difference("notes are not CommonMark", None, "a[^1]\n\n[^1]: [b](1)\n\n    [c](2)", ["1", "2"], ["[b](1)"]),
    Difference("the box of a task is not CommonMark", None, "- [x] [a](1)\n\n[x]: 2", ["1"], ["2", "1"]),
    Difference("front matter is not CommonMark", None, "---\na: '[b](1)'\n---\n\n[c](2)", ["2"], ["1", "2"]),
)


def ours(text: str) -> list[str]:
    source = text.encode()
    return [link.target for link in links_of(source) if not source.startswith((b"<a ", b"<img"), link.start)]


def theirs(text: str) -> list[str]:
    return list(_targets(PEER.parse(text.removeprefix("\ufeff"))))


def _targets(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        if token.type == "inline":
            yield from _targets(token.children or ())
        elif token.type in {"link_open", "image"}:
            yield str(token.attrs["href" if token.type == "link_open" else "src"])


@pytest.mark.parametrize("difference", DIFFERENCES, ids=[difference.name for difference in DIFFERENCES])
def test_an_accepted_difference_is_still_one(difference: Difference) -> None:
    assert (ours(difference.document), theirs(difference.document)) == (difference.ours, difference.theirs)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_another_parser_finds_the_same_links_but_for_named_differences(seed: int) -> None:
    random = Random(seed)
    for _ in range(rounds(500)):
        text = document(random)
        if "[^" in text or any(known.where and known.where.search(text) for known in DIFFERENCES):
            continue
        assert ours(text) == theirs(text), text
