"""Entries of an index that are not links, and indexes that lost a part."""

from __future__ import annotations

import pytest

from archive_lint.fix.edits import apply_edits
from archive_lint.rule.examples import PATH, day_index, story
from archive_lint.testing import run_rule
from archive_lint_rules.indexes.incomplete_index import IncompleteIndex
from archive_lint_rules.indexes.malformed_index_entry import MalformedIndexEntry
from archive_lint_rules.indexes.unlisted_page import UnlistedPage
from tests.rules.test_indexes_cases import HEAD, INDEX, check


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        ("### [Bridge] (/a.md)", "### [Bridge](/a.md)"),
        ("###[Bridge](/a.md)", "### [Bridge](/a.md)"),
        ("###\u00a0[Bridge](/a.md)", "### [Bridge](/a.md)"),
        ("\uff03\uff03\uff03 [Bridge](/a.md)", "### [Bridge](/a.md)"),
        ("#### [Bridge](/a.md)", "### [Bridge](/a.md)"),
        ("# [Bridge](/a.md)", "### [Bridge](/a.md)"),
        ("### [ Bridge [Gazette](/a.md)", "### [ Bridge \\[Gazette](/a.md)"),
        ("### [Bridge] Gazette](/a.md)", "### [Bridge\\] Gazette](/a.md)"),
        ("### [Bridge [a](/b.md) c](/a.md)", None),
        ("### [Bridge](/a.md", None),
        ("### [Bridge](/a", None),
    ],
)
def test_a_heading_meant_as_an_entry_is_made_one_where_it_can_be_read_in_one_way(
    entry: str, wanted: str | None
) -> None:
    page = f"{HEAD}{entry}\n\n## [Previous Day...](/news/2014/05/22/index.md)\n"
    (finding,) = run_rule(MalformedIndexEntry(), INDEX, {INDEX: page.encode()}, {})
    assert page.encode()[: finding.span.start].count(b"\n") == HEAD.count("\n")
    if wanted is None:
        assert finding.fix is None
    else:
        assert finding.fix is not None
        assert apply_edits(page.encode(), finding.fix.edits).decode() == page.replace(entry, wanted)


@pytest.mark.parametrize(
    "heading",
    [
        "### Also today",
        "##### [Storm](/s.md)",
        "### [Photo][1]",
        "### [![Photo](/p.png) Bridge](/a.md)",
        "### (see [b])",
    ],
)
def test_other_headings_of_an_index_are_let_alone(heading: str) -> None:
    page = f"{HEAD}{heading}\n\n[1]: /p.md\n"
    assert run_rule(MalformedIndexEntry(), INDEX, {INDEX: page.encode()}, {}) == []


def whole_indexes(count: int, **others: str) -> dict[str, str]:
    """A month of indexes with all parts, some of them replaced by what they lost."""
    files = {}
    for day in range(1, count + 1):
        previous = f"/news/2014/05/{day - 1}/index.md" if day > 1 else None
        files[f"news/2014/05/{day}/index.md"] = day_index([], date=f"2014-05-{day}", previous=previous)
    return files | {f"news/2014/05/{day.removeprefix('d')}/index.md": text for day, text in others.items()}


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("", "index is empty"),
        ("\n \n", "index is empty"),
        ("\ufeff", "index is empty"),
        ("## [Previous Day...](/news/2014/05/8/index.md)\n", "index has no date heading"),
        ("[2014-05-9](/news/2014/05/9/index.md)\n\n## [<](/news/2014/05/8/index.md)\n", "index has no date heading"),
        ("## [2014-05-9](/news/2014/05/9/index.md)\n", "index has no link to the day before"),
        ("### [Bridge](/a.md)\n", "index has no date heading and no link to the day before"),
    ],
)
def test_an_index_that_lost_a_part_is_reported_once(lost: str, said: str) -> None:
    files = whole_indexes(12, d9=lost)
    found = {path: [finding.message for finding in check(IncompleteIndex, path, files)] for path in files}
    assert {path: messages for path, messages in found.items() if messages} == {"news/2014/05/9/index.md": [said]}


def test_an_archive_whose_indexes_have_no_such_link_has_nothing_to_miss() -> None:
    files = {path: text.partition("## [Prev")[0] for path, text in whole_indexes(12).items()}
    assert not [path for path in files if check(IncompleteIndex, path, files)]


@pytest.mark.parametrize("index", ["", HEAD + f"### [Harbour bridge reopens] (/{PATH})\n", HEAD + f"###[x](/{PATH})\n"])
def test_a_story_whose_index_is_empty_or_whose_entry_is_not_a_link_is_not_reported_too(index: str) -> None:
    assert check(UnlistedPage, PATH, {INDEX: index, PATH: story()}) == []
