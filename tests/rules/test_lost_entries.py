"""Lines that look like entries but are not, and what is not reported about the list around them."""

from __future__ import annotations

import time

import pytest

from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.rule.examples import PATH, story
from archive_lint_rules.sections.empty_section import EmptySection
from archive_lint_rules.sections.lost_entries import lost_entries
from archive_lint_rules.sections.malformed_entry import MalformedEntry
from archive_lint_rules.sections.misnumbered_list import MisnumberedList
from tests.rules.test_sections_cases import HEAD, after_fix, findings

RELATED = "[Storm](/news/2014/05/21/storm.md)"
LOST = [
    pytest.param("2.{}", "2. {}", id="no space"),
    pytest.param("2){}", "2. {}", id="a parenthesis and no space"),
    pytest.param("2\uff0e{}", "2. {}", id="full-width full stop"),
    pytest.param("2\uff0e {}", "2. {}", id="full-width full stop and a space"),
    pytest.param("2\u3001{}", "2. {}", id="ideographic comma"),
    pytest.param("2\uff09{}", "2. {}", id="full-width parenthesis"),
    pytest.param("\uff12. {}", "2. {}", id="full-width digit"),
    pytest.param("2.\u00a0{}", "2. {}", id="no-break space"),
    pytest.param("2.\u3000{}", "2. {}", id="ideographic space"),
    pytest.param("    2. {}", "2. {}", id="four spaces"),
    pytest.param("   2. {}", "2. {}", id="three spaces"),
    pytest.param("\t2. {}", "2. {}", id="a tab"),
    pytest.param("\u30002. {}", "2. {}", id="an ideographic space before"),
    pytest.param("2.[a [b](/c.md)", None, id="what it would be is not certain"),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("line", "wanted"), LOST)
def test_a_line_that_is_not_an_entry_is_reported_where_it_stands_and_nothing_is_renumbered(
    line: str, wanted: str | None, newline: str
) -> None:
    page = story(related=[RELATED, "X", RELATED]).replace("2. X", line.format(RELATED)).replace("\n", newline)
    found = findings(MalformedEntry, page)
    begin = len(page[: page.index(line.format(RELATED))].encode())
    assert [page.encode()[begin : each.span.start].strip(b" \t\xe3\x80\x80") for each in found] == [b""]
    assert findings(MisnumberedList, page) == []
    if wanted is None:
        assert found[0].fix is None
        return
    fixed = after_fix(MalformedEntry, page)
    assert fixed == story(related=[RELATED] * 3).replace("\n", newline)
    assert findings(MalformedEntry, fixed) == []


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("   1. [a](/a.md)\n   2. [b](/b.md)\n", id="a list within an entry"),
        pytest.param("\n```\n2.[a](/a.md)\n```\n", id="code"),
        pytest.param("\n<!--\n2.[a](/a.md)\n-->\n", id="a comment"),
        pytest.param("See 2.[a](/a.md)\n", id="a number in a text"),
    ],
)
def test_what_only_looks_like_an_entry_is_let_alone(below: str) -> None:
    assert findings(MalformedEntry, story(related=[RELATED]).rstrip() + "\n" + below) == []


@pytest.mark.parametrize(
    "entry",
    [
        "[Gazette](https://gazette.example/2014/05/2",
        "[Gazette](/zh/news/2007/07/1",
        "[Gazette](",
        "[Gazette]",
        "[Gazette",
        "![Gazette](https://gazette.ex",
    ],
)
@pytest.mark.parametrize("below", ["", "2. [Storm](/s.md)\n"])
def test_a_link_that_the_page_or_the_line_ends_in_is_reported_and_not_closed(entry: str, below: str) -> None:
    (finding,) = findings(MalformedEntry, HEAD + f"### Source:\n\n1. {entry}\n{below}")
    assert finding.fix is None
    (finding,) = findings(MalformedEntry, HEAD + f"### Source:\n\n1. {entry}")
    assert finding.fix is None


@pytest.mark.parametrize("numbers", ["1 2 2 2", "3 1", "7 7"])
def test_the_numbers_of_changes_are_left_to_their_generator(numbers: str) -> None:
    entries = "".join(f"{number}. [S] x](/s.md) _(Current version)_\n" for number in numbers.split())
    assert findings(MisnumberedList, HEAD + f"### Changes:\n\n{entries}") == []


@pytest.mark.parametrize(
    "entry", ["![S](/a.jpg)", "![](/a.jpg)", '<img src="/a.jpg" alt="S"> S', "[Cover Image](https://s.example/a.jpg)"]
)
def test_a_picture_may_repeat_the_number_before_it(entry: str) -> None:
    page = HEAD + f"### Source:\n\n1. [S](https://s.example/)\n2. [T](https://t.example/)\n2. {entry}\n"
    assert findings(MisnumberedList, page) == []


@pytest.mark.parametrize("entry", ["[![S](/a.jpg)](https://u.example/)", "[U](https://u.example/) ![S](/a.jpg)"])
def test_a_link_with_a_picture_counts_as_any_other(entry: str) -> None:
    page = HEAD + f"### Source:\n\n1. [S](https://s.example/)\n2. [T](https://t.example/)\n2. {entry}\n"
    assert len(findings(MisnumberedList, page)) == 1


@pytest.mark.parametrize(
    ("entry", "fixed"),
    [
        ("![S](https://s.example/)", "[S](https://s.example/)"),
        ("![S [x]](https://s.example/)", "[S [x]](https://s.example/)"),
        ("![S](https://s.example/) ![T](https://t.example/)", "[S](https://s.example/) ![T](https://t.example/)"),
        ('<img src="https://s.example/" alt="S"> S', None),
    ],
)
def test_a_picture_in_place_of_a_link_is_called_one(entry: str, fixed: str | None) -> None:
    page = HEAD + f"### Source:\n\n1. {entry}\n"
    (finding,) = findings(MalformedEntry, page)
    assert finding.message.endswith("is not a link: it is a picture")
    assert after_fix(MalformedEntry, page) == (None if fixed is None else page.replace(entry, fixed))


@pytest.mark.parametrize(
    "entry",
    [
        "![logo](/a.png) [S](https://s.example/)",
        "[![logo](/a.png)](https://s.example/)",
        '<a href="/s"><img src="/a"></a>',
    ],
)
def test_a_picture_beside_or_within_a_link_is_not_in_its_place(entry: str) -> None:
    assert findings(MalformedEntry, HEAD + f"### Source:\n\n1. {entry}\n") == []


def test_a_section_whose_only_entries_are_not_valid_is_not_called_empty_too() -> None:
    page = HEAD + "### Source:\n\n1.[S](https://s.example/)\n2.[T](https://t.example/)\n"
    assert findings(EmptySection, page) == []
    assert len(findings(MalformedEntry, page)) == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("before", "is_fixed"), [("A text.\n", False), ("A text.\n\n", True), ("A text.\n \t\n", True), ("\n\n", True)]
)
def test_a_line_becomes_an_entry_only_where_it_belongs_to_no_text(before: str, is_fixed: bool, newline: str) -> None:
    page = HEAD + f"### Source:\n\n{before}1.[S](https://s.example/)\n"
    (finding,) = findings(MalformedEntry, page.replace("\n", newline))
    assert (finding.fix is not None) is is_fixed


def test_very_many_lines_in_turns_with_quotations_take_no_more_than_their_time() -> None:
    part = "1.[S](https://s.example/)\n\n> a\n\n"
    page = parse(PATH, (HEAD + "### Source:\n\n" + part * (150_000 // len(part))).encode(), Layout())
    section = page.facts.sections[-1]
    start = time.process_time()
    lost_entries(page, section)
    assert time.process_time() - start < 1
