"""Lines read without the Markdown parser: they must give what the parser gives, to the byte."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive_lint.config.settings import Settings
from archive_lint.markdown.builder import PageBuilder
from archive_lint.markdown.fast_path import read_lines
from archive_lint.markdown.parse import parse
from archive_lint.model.page import Page
from archive_lint.model.span import BYTE_ORDER_MARK
from archive_lint.rule.examples import OTHER_PATH, PATH, day_index, story
from tests.soak import rounds

LAYOUT = Settings().layout()
MARKS = st.sampled_from((b"", b"", b"", BYTE_ORDER_MARK))
PATHS = (PATH, "news/2014/05/23/index.md", "README.md", "about.md")


def by_parser(path: str, source: bytes) -> Page:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archive_lint.markdown.parse.read_lines", lambda *_: None)
        return parse(path, source, LAYOUT)


def is_same(source: bytes) -> bool:
    return all(parse(path, source, LAYOUT) == by_parser(path, source) for path in PATHS)


def blocks_left_to_parser(text: str) -> list[str] | None:
    """What of a page goes to the parser; `None` for all of it."""
    source = text.encode()
    left: list[str] = []

    def leave(_page: PageBuilder, start: int, end: int) -> None:
        left.append(source[start:end].decode())

    return None if read_lines(source, LAYOUT, leave) is None else left


PIECES = (
    *(
        "#",
        "##",
        "###",
        "####### ",
        "# ",
        "### ",
        "  # ",
        "\t",
        " ",
        "    ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "  \n",
        "\\\n",
    ),
    *(
        "1. ",
        "2. ",
        "12) ",
        "1.",
        "1.\t",
        "1.  ",
        "123456789. ",
        "1234567890. ",
        "- ",
        "+ ",
        "* ",
        "-",
        "=",
        "===",
        "---",
        "***",
    ),
    *("[a](b)", "[a](/b(c).md)", "[a](<b c>)", "[a](b 'c')", "[a]( b)", "[]()", "[a]()", "![a](b)", "[![a](b)](c)"),
    *(
        "[a [b] c](d)",
        "[a [b](c) d](e)",
        "[a](b) [IMG](c)",
        "[a](b)[c](d)",
        "[a] (b)",
        "[a][b]",
        "[b]: /c",
        "[^1]",
        "[^1]: a",
        "[ ] ",
        "<a@b.example>",
        "<a href='b'>",
        '<a href="b">',
        "</a>",
        '<img src="b" alt="a">',
        "+++",
        "Title: ",
        "|---|",
        "a|b",
        "[",
        "]",
        "](",
    ),
    *(
        "_Context: a, b_",
        " _Context: a_",
        "_",
        "__",
        "*",
        "**",
        "a_b",
        " _a (b)_",
        " _\u3000a_",
        " _a\u3000_",
        " _(a)_",
        "_ ",
    ),
    *(
        "`",
        "``",
        "```",
        "~~~",
        "<b>",
        "<!-- a -->",
        "<!--",
        "-->",
        "<http://a.example>",
        "<div>",
        "<",
        ">",
        "> ",
        "&",
        "&amp;",
    ),
    *(
        "&copy",
        "&#39;",
        ";",
        "\\",
        "\\[",
        "!",
        "|",
        ":",
        "(",
        ")",
        "a",
        "words of text",
        "é",
        "上下文",
        "\u3000",
        "\u00a0",
        "\ufeff",
    ),
    *(
        "\u2028",
        "\x0b",
        "\x0c",
        "\x1f",
        "\x7f",
        "0",
        "2014",
        "[2014-05-23](/news/2014/05/23/index.md)",
        "Source:",
        "Related:",
    ),
)

LINES = (
    *(
        "",
        "",
        " ",
        "# Title",
        "# Title ",
        "#  Title [a] (b)",
        "# Title #",
        "## [a](b)",
        "### Source:",
        "### Related:",
        "##### Topic",
    ),
    *(
        "### [2014-05-23](/news/2014/05/23/index.md)",
        "### [a [b] c](d) ",
        "### [a](b) c",
        "# a_b _c_",
        "#",
        "#a",
        "# &quot;a&quot;",
    ),
    *(
        "1. [a](b)",
        "2. [a](b) [IMG](c)",
        "3. [a](b) _Context: c, d_",
        "4. [a](b) [Cover Image](c) _e: f_  ",
        "5. [a b] c](d)",
    ),
    *(
        "1. [a](b) (Current version)",
        "2. [](b)",
        "7. a",
        "1. # a",
        "1. - [a](b)",
        "1) [a](b)",
        " 1. [a](b)",
        "1. [ a ](b)",
        "1. [^a](b) _(c)_",
    ),
    *(
        "1. [a [b] c](d) _Context: e_",
        "1. [a](b c)",
        "1. `[a](b)`",
        "1.",
        "a",
        "a [b](c)",
        "a `b",
        "c` d",
        "a <b",
        "c='d'> e",
        "2014 a",
    ),
    *(
        "_Context: a, b_",
        "---",
        "- - -",
        "===",
        "***",
        "* a",
        "    a",
        "\ta",
        "> a",
        "```",
        "<div>",
        "</div>",
        '<a href="b">a</a>',
        "<a",
        'a <img src="b">',
        "> # a",
        "- # [a](b)",
        "> 1. [a](b)",
        "1. [x] [a](b)",
        "1. [![a](b) c](d)",
        "### [![a](b)](c)",
        "### ![a](b)",
        "1. ![a](b)",
        "a | b",
        "|---|",
        "--|--",
        "| [a](b) | `c` |",
        "[^1]: [a](b)",
        "a [^1] <a@b.example>",
        "+++",
        "Title: a",
        "date: b",
        "<!-- a",
        "a -->",
        "[b]: /c",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=14), MARKS)
@example(["1. ", "[a](b)", " _(a)_"], b"")
@example(["1. ", "[^a](b)", " _(a)_"], b"")
@example(["# ", "a", "&", "amp;"], b"")
@settings(max_examples=rounds(250))
def test_any_text_gives_what_the_parser_gives(pieces: list[str], mark: bytes) -> None:
    assert is_same(mark + "".join(pieces).encode())


@given(
    st.lists(st.sampled_from(LINES), max_size=9),
    st.sampled_from(("\n", "\n", "\n", "\r\n", "\n\n")),
    st.booleans(),
    MARKS,
)
@settings(max_examples=rounds(250))
def test_lines_in_any_order_give_what_the_parser_gives(lines: list[str], ending: str, ends: bool, mark: bytes) -> None:
    assert is_same(mark + (ending.join(lines) + ending * ends).encode())


@given(st.sampled_from(LINES), st.sampled_from(PIECES), st.integers(0, 40), st.sampled_from(LINES))
@settings(max_examples=rounds(200))
def test_a_certain_line_with_something_put_into_it_gives_what_the_parser_gives(
    line: str, piece: str, at: int, following: str
) -> None:
    assert is_same(f"{line[:at]}{piece}{line[at:]}\n{following}\n".encode())


@pytest.mark.parametrize(
    ("line", "headings", "items", "left"),
    [
        pytest.param("### [2014-05-23](/news/2014/05/23/index.md)", 1, 0, [], id="linked heading"),
        pytest.param("# Storm closes bridge", 1, 0, [], id="heading"),
        pytest.param("#", 1, 0, [], id="heading without text"),
        pytest.param("1. [Storm](/a.md) [IMG](/b.jpg) _Context: rain_", 0, 1, [], id="entry"),
        pytest.param("1. [Storm](/a.md) _(rain)_", 0, 0, ["1. [Storm](/a.md) _(rain)_\n"], id="entry, odd emphasis"),
        pytest.param("Rain for days.", 0, 0, [], id="paragraph"),
        pytest.param("Rain [for](/a.md) days.", 0, 0, ["Rain [for](/a.md) days.\n"], id="paragraph with a bracket"),
        pytest.param("1. [Storm](a b.md)", 0, 0, ["1. [Storm](a b.md)\n"], id="odd entry"),
        pytest.param("# A `storm`", 0, 0, ["# A `storm`\n"], id="odd heading"),
        pytest.param("---", 0, 0, [], id="rule"),
        pytest.param("  ", 0, 0, [], id="blank"),
    ],
)
def test_a_line_of_each_shape_is_read_or_left_to_the_parser(
    line: str, headings: int, items: int, left: list[str]
) -> None:
    source = f"{line}\n\n".encode()
    blocks: list[str] = []
    page = read_lines(source, LAYOUT, lambda _, start, end: blocks.append(source[start:end].decode()))
    assert page is not None
    assert (len(page.headings), len(page.items), blocks) == (headings, items, left)
    assert is_same(source)
    assert is_same(BYTE_ORDER_MARK + source)


@pytest.mark.parametrize(
    "text",
    [
        story(topic="Bridges", summary="A summary; with (all) kinds - of & marks."),
        story(sources=["[Gazette](http://a.example/b_c?d=e&f=g) [IMG](/h.jpg)"]),
        story(
            changes=["[Old title](/old.md) _2014-05-22 10:00:00 (First version)_", "[New](/new.md) (Current version)"]
        ),
        story(title="Bridge [http:--a.example.html Gazette] reopens "),
        day_index(
            [("Bridge (old) reopens", PATH), ("Storm [1] closes it ", OTHER_PATH)], previous="/news/2014/05/22/index.md"
        ),
        "Text over\ntwo lines\n# Title\n\n---\n\nMore\n",
    ],
)
def test_a_page_of_certain_lines_needs_no_parser(text: str) -> None:
    assert blocks_left_to_parser(text) == []
    assert is_same(text.encode())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("# A `b` c\n\nd\n", ["# A `b` c\n"]),
        ("# A\n\nb [c](d)\ne\n\nf\n", ["b [c](d)\ne\n"]),
        ("1. [a](b c)\n2. [d](e)\n", ["1. [a](b c)\n"]),
        ("# A\nb <i>c</i>", ["b <i>c</i>"]),
    ],
)
def test_a_block_of_certain_bounds_goes_to_the_parser_alone(text: str, left: list[str]) -> None:
    assert blocks_left_to_parser(text) == left
    assert is_same(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "a\n2. [b](c)\n",
        "1. [a](b)\nc\n",
        "a\n===\n",
        "> a\n",
        "    a\n",
        "```\n# a\n```\n",
        "<div>\n# a\n</div>\n",
        "[a]: /b\n",
        "a\tb\n",
        "a\n1. [b](c)\n",
        "a\n1. b\n",
        "a\n---\n",
        "1. [a](b)\n---\n",
        "1. a\nb\n",
    ],
)
def test_a_page_with_a_doubtful_line_goes_to_the_parser(text: str) -> None:
    assert blocks_left_to_parser(text) is None
    assert is_same(text.encode())


def test_a_page_of_many_entries_that_need_the_parser_takes_one_pass() -> None:
    text = "### Related:\n\n" + "".join(f"{n}. [a [b](/c.md) _Context: d_\n" for n in range(1, 20_001))
    assert len(parse(PATH, text.encode(), LAYOUT).facts.sections[0].entries) == 20_000
