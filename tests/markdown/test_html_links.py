"""Links written in HTML: where CommonMark sees a tag, and nowhere else."""

from __future__ import annotations

import pytest

from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.rule.examples import PATH


def links(text: str) -> list[tuple[str, str, str, str]]:
    """Each link: its target, its text, all of it and its target as written."""
    source = text.encode()
    found = sorted(parse(PATH, source, Layout()).facts.all_links(), key=lambda link: link.start)
    return [
        (
            link.target,
            link.text,
            source[link.start : link.end].decode(),
            source[link.target_start : link.target_end].decode(),
        )
        for link in found
    ]


@pytest.mark.parametrize("around", ["a {} b\n", "{}\n", "- {}\n", "> {}\n", "<div>{}</div>\n", "> <p>\n> {}\n> </p>\n"])
@pytest.mark.parametrize(
    ("html", "target", "text", "written"),
    [
        ('<a href="x.md">T</a>', "x.md", "T", "x.md"),
        ('<a class="c" href="x.md" id=i>T <b>u</b></a>', "x.md", "T u", "x.md"),
        ('<A HREF="x.md">T</A>', "x.md", "T", "x.md"),
        ("<a href='x.md'>T</a>", "x.md", "T", ""),
        ("<a href=x.md>T</a>", "x.md", "T", ""),
        ('<a href = "x.md?a=1&amp;b">T</a>', "x.md?a=1&b", "T", "x.md?a=1&amp;b"),
        ('<a href="é.md">é</a >', "é.md", "é", "é.md"),
        ('<img src="x.png" alt="T &amp; u">', "x.png", "T & u", "x.png"),
        ('<img alt="src" src="x.png"/>', "x.png", "src", "x.png"),
        ("<img src=x.png />", "x.png", "", ""),
        ('<a data-href="no" href="x.md">T</a>', "x.md", "T", "x.md"),
        ('<a href="x.md" href="no">T</a>', "x.md", "T", "x.md"),
        ('<a title="a > b" href="x.md">T</a>', "x.md", "T", "x.md"),
    ],
)
def test_a_tag_that_links_is_a_link(html: str, target: str, text: str, written: str, around: str) -> None:
    assert links(around.format(html)) == [(target, text, html, written)]


@pytest.mark.parametrize(
    "text",
    [
        'a <!-- <a href="x">T</a> --> b\n',
        '<!-- <a href="x">T</a>\n\n<img src="y"> -->\n',
        '`<a href="x">T</a>`\n',
        '```\n<a href="x">T</a>\n```\n',
        '    <a href="x">T</a>\n',
        '\\<a href="x">T\n',
        '<div><!-- <a href="x">T</a> --></div>\n',
        "<div><script>a = '<a href=\"x\">'</script></div>\n",
        '<script>\n<a href="x">\n</script>\n',
        '<style>\n<img src="x">\n</style>\n',
        '<?php <a href="x"> ?>\n',
        '<div><![CDATA[<a href="x">]]></div>\n',
        '<a name="x">T</a>\n',
        '<a href="">T</a> <img src="">\n',
        '<abbr href="x">T</abbr> <imgs src="x">\n',
        '<a href="{{ site.url }}/x">T</a> <img src="{% link x %}">\n',
        '![<a href="x">T</a> <img src="y">]()\n',
        '<div><!-- <a href="x">\n</div>\n',
    ],
)
def test_what_is_not_a_tag_that_links_is_none(text: str) -> None:
    assert [link for link in links(text) if link[0]] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<a href="x"><img src="y" alt="p"></a>\n', [("x", "p"), ("y", "p")]),
        ('a <a href="x"><img src="y" alt="p"> q</a>\n', [("x", "p q"), ("y", "p")]),
        ('a <a href="x">![p](y)</a>\n', [("x", "p"), ("y", "p")]),
        ('[<img src="y" alt="p">](x)\n', [("x", "p"), ("y", "p")]),
        ('a <a href="x">T\n\nu</a>\n', [("x", "")]),
        ('a <a href="x">T <a href="y">u</a>\n', [("x", ""), ("y", "u")]),
        ('- a <a href="x">T\n  - b</a>\n', [("x", "")]),
        ('| <a href="x">T | u</a> |\n|---|---|\n', [("x", "")]),
        ('<div>\n<a href="x">T <a href="y">u</a> v\n', [("x", ""), ("y", "u")]),
    ],
)
def test_tags_end_where_the_next_begins_or_their_block_ends(text: str, found: list[tuple[str, str]]) -> None:
    assert [(target, words) for target, words, *_ in links(text)] == found


@pytest.mark.parametrize("piece", ["<a ", '<a href="', "<!--", "<script>", "<a href='x'>", "<![CDATA[", "<?", "</a"])
def test_hostile_html_takes_one_pass(piece: str) -> None:
    parse(PATH, f"<div>\n{piece * 40_000}\n".encode(), Layout())
    parse(PATH, f"a {piece * 2_000}\n".encode(), Layout())
