"""What a fix replaces is the destination as written and nothing else, in every container."""

from __future__ import annotations

from html import unescape
from itertools import product
from random import Random
from urllib.parse import unquote

import pytest

from archive_lint.markdown.destinations import as_destination, decoded
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.model.page import Link
from archive_lint.rule.examples import PATH
from tests.markdown.generated import document
from tests.soak import FACTOR, rounds

LAYOUT = Layout()
NEW = (
    "/n.md",
    "/a>b",
    "/a<b",
    "/a|b",
    "/a(b",
    "/a)b",
    'x"y',
    "a&amp;b",
    "a\\b",
    "a\\",
    "é",
    "/a?b=c&d=e#f",
    "x'y",
    "&#65;",
)


def links_of(source: bytes) -> list[Link]:
    return sorted(parse(PATH, source, LAYOUT).facts.all_links(), key=lambda link: (link.start, link.end))


def with_target(source: bytes, link: Link, target: str) -> bytes:
    return source[: link.target_start] + as_destination(target).encode() + source[link.target_end :]


def is_exact(source: bytes, link: Link) -> bool:
    """Whether the bytes of a link's target read as its target."""
    written = source[link.target_start : link.target_end]
    if source.startswith((b"<a ", b"<img"), link.start):
        return unescape(written.decode()).strip() == link.target
    target = link.target.removeprefix("mailto:") if source.startswith(b"<", link.start) else link.target
    # In a table's cell a backslash before a bar is the table's.
    return target in (decoded(written), decoded(written.replace(b"\\|", b"|")))


def is_rewritable(source: bytes, link: Link) -> bool:
    return link.rendered and link.target_start < link.target_end and not _is_address(source, link)


def _is_address(source: bytes, link: Link) -> bool:
    """An address in angle brackets is its own text: another target is another address."""
    return link.text_span == link.target_span


FORMS = (
    ("[t](X)", "X"),
    ("[t](<X>)", "X"),
    ("[t](X 'title')", "X"),
    ('[t](<X> "title")', "X"),
    ("[t](X (title))", "X"),
    ("[t]( X )", "X"),
    ("[t](\nX)", "X"),
    ("[t](\nX\n'title'\n)", "X"),
    ("[t](\n<X>)", "X"),
    ("[t\nu](\n X)", "X"),
    ("![t](X)", "X"),
    ("[![p](q)](X)", "X"),
    ("[![p](q)\nu](\nX)", "X"),
    ("[`](`](X)", "X"),
    ("[t <!-- ]( -->](X)", "X"),
    ('<a href="X">t</a>', "X"),
    ('<img src="X">', "X"),
)
CONTAINERS = {
    "paragraph": ("a ", ""),
    "quotation": ("> a ", "> "),
    "tight quotation": (">a ", ">"),
    "quotation in a quotation": ("> > a ", "> > "),
    "lazy quotation": ("> a ", ""),
    "item": ("- a ", "  "),
    "item in a quotation": ("> - a ", ">   "),
    "quotation in an item": ("1. > a ", "   > "),
    "note": ("b[^n]\n\n[^n]: a ", "    "),
    "entry": ("### Related:\n\n1. ", "   "),
    "heading": ("a ", "", "\n==="),
}
ENDINGS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}
WRITTEN_IN = [
    (form, container, ending)
    for nth, (form, container) in enumerate(product(FORMS, CONTAINERS))
    for ending in (ENDINGS if FACTOR else [list(ENDINGS)[nth % len(ENDINGS)]])
]
"""Forms, what holds them and how its lines end; a brief play takes the endings in turn."""
WRITTEN = ("/Storm.md", "a\\>b", "a&amp;b", "a\\(b", "é", "a(b)c")


@pytest.mark.soak
@pytest.mark.parametrize(
    ("form", "place", "container", "ending"),
    [(*form, container, ENDINGS[ending]) for form, container, ending in WRITTEN_IN],
    ids=[f"{form.replace(chr(10), '⏎')}-{container}-{ending}" for (form, _), container, ending in WRITTEN_IN],
)
def test_a_fix_of_any_form_of_link_leaves_all_around_it(form: str, place: str, container: str, ending: str) -> None:
    first, further, *last = CONTAINERS[container]
    for written in WRITTEN:
        page = f"{first}{form.replace(chr(10), chr(10) + further)}{''.join(last)}\n"
        before, after = (part.replace("\n", ending).encode() for part in page.split(place, 1))
        source = before + written.encode() + after
        (link,) = [link for link in links_of(source) if link.target_start == len(before)]
        assert source[link.target_start : link.target_end] == written.encode()
        for target in NEW:
            fixed = with_target(source, link, target)
            (again,) = [link for link in links_of(fixed) if link.target_start == len(before)]
            assert (unquote(again.target), fixed[again.target_end :]) == (target, after)


@pytest.mark.parametrize("target", NEW)
@pytest.mark.parametrize("cell", ["[t](X)", "[t](<X>)", "![t](X 'title')", '<a href="X">t</a>'])
def test_a_fix_in_a_table_ends_no_cell(cell: str, target: str) -> None:
    source = f"| a | b |\n|---|---|\n| {cell} | [c](d) |\n".encode()
    link, other = links_of(source)
    assert source[link.target_start : link.target_end] == b"X"
    assert [unquote(found.target) for found in links_of(with_target(source, link, target))] == [target, other.target]


@pytest.mark.parametrize(
    "text", ["[t][r]\n\n[r]: /a.md\n", "[r]\n\n[r]: </a.md> 't'\n", "> [r][]\n>\n> [r]:\n> /a.md\n"]
)
def test_the_target_of_a_reference_is_not_written_over_at_the_link(text: str) -> None:
    (link,) = links_of(text.encode())
    assert link.target == "/a.md"
    assert link.target_start == link.target_end == link.end


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_in_generated_documents_spans_are_exact_and_fixes_read_as_they_should(seed: int) -> None:
    random = Random(seed)
    for _ in range(rounds(1_250)):
        source = document(random).encode()
        links = links_of(source)
        for at, link in enumerate(links):
            if link.target_start == link.target_end or not link.rendered:
                continue
            assert is_exact(source, link), (source, link)
            if is_rewritable(source, link):
                target = random.choice(NEW)
                again = links_of(with_target(source, link, target))
                wanted = [target if other is link else other.target for other in links]
                assert [unquote(other.target) for other in again] == [unquote(other) for other in wanted], (
                    source,
                    link,
                    target,
                    at,
                )
