"""Findings under headings, and the worst of many."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from archive_lint.model.finding import Finding, Severity
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.grouping import cited_host, grouped
from archive_lint.report.registry import write_report
from archive_lint.report.report import Coverage, Report, make_report
from archive_lint.report.view import Grouping, View
from tests.report.cases import REPORTS

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - as in the table of rules


def found(path: str, code: str, severity: Severity, subject: str = "", **fields: Any) -> Finding:
    return Finding(code=code, name=f"n-{code}", severity=severity, message="m", path=path, subject=subject, **fields)


def report_of(*findings: Finding) -> Report:
    return make_report(findings, [], prefix="", read=lambda _: None, coverage=Coverage(pages=3))


REPORT = report_of(
    found("a.md", "U001", I, "http://b.example/1"),
    found("b.md", "L001", E),
    found("b.md", "U001", I, "http://a.example/1"),
    found("c.md", "U001", I, "http://b.example/2"),
    found("c.md", "S001", W),
    found("c.md", "S002", W),
)


def lines(report: Report, name: str = "concise", **view: Any) -> list[str]:
    stream = BytesIO()
    write_report(name, report, stream, View(**view))
    return stream.getvalue().decode().splitlines()


def headings(shown: list[str]) -> list[str]:
    return [line for line in shown if line.startswith("== ")]


@pytest.mark.parametrize(
    ("by", "wanted"),
    [
        pytest.param(
            Grouping.PAGE,
            ["== a.md: 1 info ==", "== b.md: 1 error, 1 info ==", "== c.md: 2 warnings, 1 info =="],
            id="pages in the order of every report",
        ),
        pytest.param(
            Grouping.RULE,
            ["== L001 n-L001: 1 error ==", "== S001 n-S001: 1 warning ==", "== S002 n-S002: 1 warning ==",
             "== U001 n-U001: 3 infos =="],
            id="rules, the worst first, then by number and code",
        ),
        pytest.param(
            Grouping.HOST,
            ["== b.example: 2 infos ==", "== a.example: 1 info ==", "== no host: 1 error, 2 warnings =="],
            id="hosts by number, what has none last",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["concise", "full"])
def test_headings_have_their_order_and_counts(name: str, by: Grouping, wanted: list[str]) -> None:
    assert headings(lines(REPORT, name, group_by=by)) == wanted


def test_lines_of_a_group_are_those_of_every_report_and_stay_in_their_order() -> None:
    assert lines(REPORT, group_by=Grouping.HOST)[:6] == [
        "== b.example: 2 infos ==",
        "a.md:1:1: U001 m",
        "c.md:1:1: U001 m",
        "",
        "== a.example: 1 info ==",
        "b.md:1:1: U001 m",
    ]


@pytest.mark.parametrize("by", Grouping)
def test_each_finding_stands_in_one_group(by: Grouping) -> None:
    members = [id(finding) for group in grouped(REPORT.findings, by) for finding in group.findings]
    assert sorted(members) == sorted(map(id, REPORT.findings))


@pytest.mark.parametrize("by", Grouping)
def test_groups_do_not_depend_on_the_order_of_the_findings(by: Grouping) -> None:
    backwards = report_of(*reversed(REPORT.findings))
    assert lines(backwards, group_by=by) == lines(REPORT, group_by=by)


@pytest.mark.parametrize(
    ("finding", "host"),
    [
        (found("a", "U001", E, "http://News.Example:80/x?y#z"), "news.example"),
        (found("a", "U001", E, "https://user:secret@news.example/"), ""),
        (found("a", "U001", E, "hxxp://news.example/"), ""),
        (found("a", "U001", E, "http://münchen.example/"), "xn--mnchen-3ya.example"),
        (found("a", "U001", E, "x", verdict={"url": "http://news.example/1"}), "news.example"),
        (found("a", "U001", E, "http://a.example/", verdict={"url": None}), "a.example"),
        (found("a", "L001", E, "/news/2014/05/23/a.md"), ""),
        (found("a", "L001", E), ""),
    ],
    ids=lambda value: value.subject if isinstance(value, Finding) else "",
)
def test_the_host_is_that_of_the_url_a_finding_is_about(finding: Finding, host: str) -> None:
    assert cited_host(finding) == host


@pytest.mark.parametrize(
    ("most", "shown"),
    [
        (1, ["b.md:1:1: L001 m"]),
        (3, ["b.md:1:1: L001 m", "c.md:1:1: S001 m", "c.md:1:1: S002 m"]),
        (4, ["a.md:1:1: U001 m", "b.md:1:1: L001 m", "c.md:1:1: S001 m", "c.md:1:1: S002 m"]),
    ],
)
def test_the_worst_are_shown_in_the_order_of_every_report(most: int, shown: list[str]) -> None:
    assert lines(REPORT, most=most)[:most] == shown


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (1, ["5 more are not shown: to see all, leave `--max-findings` out or add `--output full:FILE`."]),
        (5, ["1 more is not shown: to see all, leave `--max-findings` out or add `--output full:FILE`."]),
        (6, []),
        (600, []),
        (None, []),
    ],
)
@pytest.mark.parametrize("name", ["concise", "full"])
def test_what_is_not_shown_is_counted_and_told(name: str, most: int | None, said: list[str]) -> None:
    shown = lines(REPORT, name, most=most)
    closing = shown[shown.index("6 findings (1 error, 2 warnings, 3 infos) on 3 pages.") + 1 :]
    assert closing == said


def test_a_heading_counts_all_and_says_how_many_are_shown() -> None:
    shown = lines(REPORT, most=4, group_by=Grouping.RULE)
    assert headings(shown)[-1] == "== U001 n-U001: 3 infos (1 shown) =="
    assert headings(lines(REPORT, most=1, group_by=Grouping.RULE)) == ["== L001 n-L001: 1 error =="]


@pytest.mark.parametrize("by", [None, *Grouping])
def test_without_the_counts_findings_alone_are_shown(by: Grouping | None) -> None:
    shown = lines(REPORT, group_by=by, has_closing=False)
    assert sum(": " in line and not line.startswith("==") for line in shown) == 6
    assert not any("findings" in line or "shown" in line for line in shown)


def test_problems_stand_under_headings_too() -> None:
    report = make_report([], [Problem(ProblemKind.UNREADABLE, "", "m")], prefix="", read=lambda _: None)
    assert headings(lines(report, group_by=Grouping.PAGE)) == ["== archive-lint: 1 error =="]
    assert headings(lines(report, group_by=Grouping.HOST)) == ["== no host: 1 error =="]


@pytest.mark.parametrize("case", ["hostile", "odd-paths"])
@pytest.mark.parametrize("by", Grouping)
def test_headings_drive_no_terminal_and_give_no_command(by: Grouping, case: str) -> None:
    shown = lines(REPORTS[case], group_by=by)
    assert not any("\x1b" in line or "\u202e" in line or line.startswith("::") for line in shown)


def test_headings_are_bold_in_colour() -> None:
    assert lines(REPORT, group_by=Grouping.PAGE, color=True)[0] == "\x1b[1m== a.md: 1 info ==\x1b[0m"
