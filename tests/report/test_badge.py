"""What shields.io asks of a badge, and what a badge says."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from archive_lint.model.finding import Severity
from archive_lint.report.report import Coverage, Report, make_report
from tests.report.cases import DEAD, REPORTS, finding
from tests.report.conftest import Render


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_a_badge_has_what_shields_asks_for(render: Render, report: Report) -> None:
    badge = json.loads(render("badge", report))
    assert badge.keys() == {"schemaVersion", "label", "message", "color", "isError"}
    assert badge["schemaVersion"] == 1
    assert badge["label"] == "archive-lint"
    assert badge["message"]
    assert badge["color"] in {"brightgreen", "blue", "yellow", "red", "lightgrey"}


@pytest.mark.parametrize(
    ("severities", "complete", "message", "color", "is_error"),
    [
        ([], True, "no findings", "brightgreen", False),
        ([Severity.INFO] * 3, True, "3 infos", "blue", False),
        ([Severity.WARNING, Severity.INFO], True, "1 warning", "yellow", False),
        ([Severity.INFO, Severity.WARNING, Severity.ERROR], True, "1 error", "red", True),
        ([Severity.ERROR] * 1234, True, "1,234 errors", "red", True),
        ([], False, "incomplete", "lightgrey", True),
    ],
)
def test_a_badge_tells_the_worst(
    render: Render, severities: list[Severity], complete: bool, message: str, color: str, is_error: bool
) -> None:
    found = [replace(finding(DEAD, {"a.md": b"x"}, "a.md", "x"), severity=severity) for severity in severities]
    report = make_report(found, (), prefix="", read=lambda path: None, coverage=Coverage(complete=complete))
    badge = json.loads(render("badge", report))
    assert (badge["message"], badge["color"], badge["isError"]) == (message, color, is_error)
