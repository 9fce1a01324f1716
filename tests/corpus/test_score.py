from __future__ import annotations

import pytest

from benchmarks.corpus import Injected, Report, markdown_table, score


def defect(code: str, path: str, line: int | None = None, *effects: tuple[str, str]) -> Injected:
    return Injected(code=code, path=path, line=line, side_effects=effects, original={})


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        ([("L001", "a.md", 3), ("L001", "b.md", 7)], 1.0, 1.0),
        ([("L001", "b.md", None), ("L001", "a.md", None)], 1.0, 1.0),
        ([("L001", "a.md", 3)], 1.0, 0.5),
        ([("L001", "a.md", 4), ("L001", "b.md", 7)], 0.5, 0.5),
        ([("L001", "a.md", 3), ("L001", "a.md", 3), ("L001", "b.md", 7), ("L001", "c.md", 1)], 0.5, 1.0),
        ([], 1.0, 0.0),
    ],
    ids=["all", "without lines", "one missed", "wrong line", "twice and elsewhere", "nothing"],
)
def test_findings_are_right_by_code_path_and_line(found: list[Report], precision: float, recall: float) -> None:
    result = score(found, [defect("L001", "a.md", 3), defect("L001", "b.md", 7)])["L001"]
    assert (result.precision, result.recall) == (precision, recall)


def test_side_effects_are_wanted_and_not_false() -> None:
    findings: list[Report] = [("I002", "index.md", 4), ("L001", "a.md", 12)]
    scores = score(findings, [defect("I002", "index.md", 4, ("L001", "a.md"))])
    assert [(code, one.precision, one.recall) for code, one in scores.items()] == [("I002", 1, 1), ("L001", 1, 1)]


def test_a_code_that_was_not_put_in_has_no_precision_left() -> None:
    result = score([("T001", "a.md", 1)], [])["T001"]
    assert result.precision == 0
    assert result.recall == 1
    assert result.false == (("T001", "a.md", 1),)


def test_two_defects_of_a_page_need_two_findings() -> None:
    result = score([("U005", "a.md", 8)], [defect("U005", "a.md", 8), defect("U005", "a.md", 9)])["U005"]
    assert result.missed == (("U005", "a.md", 9),)


def test_a_finding_with_a_line_takes_the_defect_of_that_line_first() -> None:
    injected = [defect("U005", "a.md"), defect("U005", "a.md", 9)]
    assert score([("U005", "a.md", 9), ("U005", "a.md", 2)], injected)["U005"].recall == 1


def test_the_table_has_a_line_a_rule() -> None:
    table = markdown_table(score([("L001", "a.md", 3)], [defect("L001", "a.md", 3), defect("S001", "b.md")]))
    assert table.splitlines()[2:] == [
        "| L001 | 1 | 1 | 1 | 1.0000 | 1.0000 |",
        "| S001 | 1 | 0 | 0 | 1.0000 | 0.0000 |",
    ]
