"""Suppression comments: where they are seen, and what they cover."""

from __future__ import annotations

import pytest

from archive_lint.markdown.directives import Block, read_directives
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.model.page import Directive, DirectiveKind
from archive_lint.model.span import Span
from tests.soak import FACTOR


def directives_of(text: str) -> tuple[Directive, ...]:
    return parse("about.md", text.encode(), Layout()).facts.directives


def comment(body: str) -> str:
    return f"<!-- archive-lint: {body} -->"


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("<!-- archive-lint: ignore[T004] -->\n\n# Title\n\ntext\n", "# Title\n"),
        ("<!-- archive-lint: ignore[T004] -->\ntext\n", "text\n"),
        ("# Title <!-- archive-lint: ignore[T004] -->\n", "# Title <!-- archive-lint: ignore[T004] -->\n"),
        ("one\n<!-- archive-lint: ignore[T004] -->\ntwo\n", "two\n"),
        ("1. a <!-- archive-lint: ignore[T004] -->\n2. b\n", "1. a <!-- archive-lint: ignore[T004] -->\n"),
        ("<!-- archive-lint: ignore[T004] -->\n1. a\n2. b\n", "1. a\n"),
        ("<!-- archive-lint: ignore[A] -->\n<!-- archive-lint: ignore[B] -->\n\ntext\n", "text\n"),
        ("text\n\n<!-- archive-lint: ignore[T004] -->\n", ""),
    ],
)
def test_ignore_covers_its_block_or_else_the_next_one(text: str, covered: str) -> None:
    directive = directives_of(text)[0]
    assert directive.kind is DirectiveKind.IGNORE
    assert text[directive.covers_start : directive.covers_end] == covered


def test_disable_covers_what_follows_until_its_own_rule_is_enabled() -> None:
    text = "\n\n".join(
        [comment("disable[S001, T004] old page"), "one", comment("enable[T004]"), "two", comment("enable[S001]"), "end"]
    )
    first, second = directives_of(text)
    assert (first.selectors, second.selectors) == (("S001",), ("T004",))
    assert "two" in text[first.covers_start : first.covers_end]
    assert "end" not in text[first.covers_start : first.covers_end]
    assert "one" in text[second.covers_start : second.covers_end]
    assert "two" not in text[second.covers_start : second.covers_end]
    assert first.listed == second.listed == ("S001", "T004")
    assert first.reason == "old page"


def test_disable_without_enable_covers_the_rest_of_the_page() -> None:
    text = comment("disable[T004]") + "\n\none\n"
    assert directives_of(text)[0].covers_end == len(text)


def test_file_ignore_covers_the_page_from_wherever_it_stands() -> None:
    text = "one\n\n" + comment("file-ignore[T004,markup-debris]")
    (directive,) = directives_of(text)
    assert directive.kind is DirectiveKind.FILE_IGNORE
    assert directive.selectors == ("T004", "markup-debris")
    assert (directive.covers_start, directive.covers_end) == (0, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "`<!-- archive-lint: ignore[T004] -->`\n",
        "```\n<!-- archive-lint: ignore[T004] -->\n```\n",
        "    <!-- archive-lint: ignore[T004] -->\n",
        "- a\n\n      <!-- archive-lint: ignore[T004] -->\n",
        "\\<!-- archive-lint: ignore[T004] -->\n",
        "<!-- <!-- archive-lint: ignore[T004] -->\n",
        "<!-- see archive-lint: ignore[T004] -->\n",
        "<!-- archive-lint: ignore[T004]\n",
    ],
)
def test_what_is_not_a_comment_of_ours_is_text(text: str) -> None:
    assert directives_of(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "<!--archive-lint:ignore[T004]-->\n",
        "<!--\n  archive-lint: ignore [ T004 , ]\n  reason\n-->\n",
        "  <!-- archive-lint: ignore[T004] -->\n",
        "> <!-- archive-lint: ignore[T004] -->\n",
        "<div>\n<!-- archive-lint: ignore[T004] -->\n</div>\n",
        "\ufeff<!-- archive-lint: ignore[T004] -->\r\n",
    ],
)
def test_a_comment_may_be_written_in_many_ways(text: str) -> None:
    (directive,) = directives_of(text)
    assert directive.kind is DirectiveKind.IGNORE
    assert directive.selectors == ("T004",)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("ignore", "'ignore' names no rule: write ignore[CODE]"),
        ("disable[]", "'disable' names no rule: write disable[CODE]"),
        ("ignroe[T004]", "'ignroe[T004]' is not one of ignore, disable, enable and file-ignore"),
        ("", "'' is not one of ignore, disable, enable and file-ignore"),
        ("enable[T004]", "it ends nothing that was disabled"),
    ],
)
def test_a_comment_that_suppresses_nothing_says_why(body: str, reason: str) -> None:
    (directive,) = directives_of(f"<!-- archive-lint: {body} -->\n")
    assert directive.kind is DirectiveKind.MALFORMED
    assert directive.reason == reason


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("<!-- C -->\n\n# Title\n", "# Title\n"),
        ("a\n\n<!-- C -->\n\nb\n", "a\n\nb\n"),
        ("a\n\n<!-- C -->\nb\n", "a\n\nb\n"),
        ("a\n<!-- C -->\n\nb\n", "a\n\nb\n"),
        ("a\n<!-- C -->\nb\n", "a\n\nb\n"),
        ("a\r\n\r\n<!-- C -->\r\n\r\nb\r\n", "a\r\n\r\nb\r\n"),
        ("a\n\n<!-- C -->", "a\n\n"),
        ("a\n\n<!-- C -->\n", "a\n\n"),
        ("1. a <!-- C -->\n2. b\n", "1. a\n2. b\n"),
        ("a <!-- C --> b\n", "a  b\n"),
    ],
)
def test_a_comment_can_be_cut_without_a_trace(text: str, without: str) -> None:
    page = text.replace("<!-- C -->", comment("ignore[T004]")).encode()
    cut = parse("about.md", page, Layout()).facts.directives[0].cut
    assert (page[: cut.start] + page[cut.end :]).decode() == without


def test_the_innermost_block_is_covered() -> None:
    source = b"> one\n> " + comment("ignore[X]").encode() + b"\n"
    blocks = [Block(0, len(source)), Block(2, len(source)), Block(0, 5)]
    (directive,) = read_directives(source, body_start=0, html=[Span(8, len(source))], blocks=blocks)
    assert directive.covers_start == 2


def test_thousands_of_comments_take_no_more_than_their_time() -> None:
    count = 100_000 if FACTOR else 20_000
    one = comment("disable[T004]").encode() + b"\n"
    source = one * count + b"<!-- archive-lint: " * count
    blocks = [Block(at, at + 1) for at in range(0, len(source), 7)]
    assert len(read_directives(source, body_start=0, html=[Span(0, len(source))], blocks=blocks)) == count
