"""`--statistics`: a line per rule."""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from archive_lint.model.evidence import following
from archive_lint.model.finding import Finding, Fix, Severity
from archive_lint.report.report import Coverage, Report, make_report
from archive_lint.report.statistics import write_statistics
from archive_lint.report.view import View
from tests.report.cases import REPORTS

SAFE, UNSAFE = Fix("f", (), following()), Fix("f", ())


def statistics(report: Report, *, as_json: bool = False, color: bool = False, has_closing: bool = True) -> str:
    stream = BytesIO()
    write_statistics(report, stream, View(color=color, has_closing=has_closing), as_json=as_json)
    return stream.getvalue().decode()


def many(count: int, code: str, severity: Severity, fix: Fix | None) -> list[Finding]:
    return [Finding(code=code, name=f"name-{code}", severity=severity, message="m", fix=fix, path="a.md")] * count


REPORT = make_report(
    [
        *many(1_200, "L001", Severity.ERROR, None),
        *many(17, "L001", Severity.ERROR, SAFE),
        *many(3, "L001", Severity.ERROR, UNSAFE),
        *many(42, "U008", Severity.INFO, UNSAFE),
        *many(42, "S004", Severity.WARNING, SAFE),
    ],
    [],
    prefix="",
    read=lambda _: None,
    coverage=Coverage(pages=2),
)


def test_each_rule_has_its_severity_and_its_safe_and_unsafe_fixes() -> None:
    assert statistics(REPORT).splitlines() == [
        "count  severity  safe fix  unsafe fix  rule",
        "1,220  error           17           3  L001 name-L001",
        "   42  warning         42           -  S004 name-S004",
        "   42  info             -          42  U008 name-U008",
        "1,304 findings (1,220 errors, 42 warnings, 42 infos) on 2 pages.",
        "59 fixable with `--fix`, 45 more with `--unsafe-fixes`.",
    ]


def test_json_says_the_same() -> None:
    rows = json.loads(statistics(REPORT, as_json=True))
    assert rows[0] == {
        "code": "L001", "name": "name-L001", "severity": "error",
        "count": 1220, "fixable": 20, "safe": 17, "unsafe": 3,
    }  # fmt: skip
    assert [row["count"] for row in rows] == [1220, 42, 42]


def test_a_rule_of_two_severities_has_a_line_for_each() -> None:
    report = make_report(
        [*many(1, "X001", Severity.INFO, None), *many(1, "X001", Severity.ERROR, None)],
        [], prefix="", read=lambda _: None,
    )  # fmt: skip
    rows = json.loads(statistics(report, as_json=True))
    assert [(row["severity"], row["count"]) for row in rows] == [("error", 1), ("info", 1)]


def test_nothing_found_is_a_sentence() -> None:
    assert statistics(REPORTS["none"]) == "No findings on 15,812 pages.\n"


def test_without_the_counts_there_are_rules_alone() -> None:
    assert len(statistics(REPORT, has_closing=False).splitlines()) == 4
    assert statistics(REPORTS["none"], has_closing=False) == ""


@pytest.mark.parametrize(("word", "code"), [("error", "1;31"), ("warning", "1;33"), ("info", "1;36")])
def test_severities_are_coloured(word: str, code: str) -> None:
    assert f"\x1b[{code}m{word}" in statistics(REPORT, color=True)


def test_colour_changes_no_word() -> None:
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", statistics(REPORT, color=True)) == statistics(REPORT)


def test_nothing_drives_a_terminal() -> None:
    assert "\x1b" not in statistics(REPORTS["hostile"])
