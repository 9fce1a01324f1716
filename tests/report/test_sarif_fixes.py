"""Fixes in SARIF: what a viewer that applies them writes, and which are left out."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest

from archive_lint import HOMEPAGE
from archive_lint.model.evidence import following
from archive_lint.model.finding import Edit, Finding, Fix, Severity
from archive_lint.report.formats import sarif
from archive_lint.report.report import Report, make_report
from tests.report.cases import REPORTS, many
from tests.report.conftest import Render

PAGE = "# Überschrift 🚩\n1. [四](a)\n2. [川](b)\n"


def a_report(*edits: Edit, **pages: str) -> Report:
    finding = Finding(
        code="L001", name="n", severity=Severity.ERROR, message="m", path="a.md", fix=Fix("do it", edits, following())
    )
    sources = {f"{name}.md": text.encode() for name, text in {"a": PAGE, **pages}.items()}
    return make_report([finding], [], prefix="", read=sources.get)


def fixes(render: Render, report: Report) -> list[dict[str, Any]]:
    (run,) = json.loads(render("sarif", report))["runs"]
    return [fix for result in run["results"] for fix in result.get("fixes", ())]


def applied(fix: dict[str, Any], text: str) -> str:
    """What a viewer makes of a page: places are lines and columns of the page as it was."""
    (change,) = fix["artifactChanges"]
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for each in reversed(change["replacements"]):
        region = each["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        text = text[:start] + each["insertedContent"]["text"] + text[end:]
    return text


@pytest.mark.parametrize(
    ("old", "new"),
    [("[四](a)", "[四](c)"), ("1. [四](a)\n", ""), ("🚩", ""), ("2. [川](b)\n", ""), (PAGE, "x"), ("", "new\n")],
)
def test_a_viewer_that_applies_a_fix_writes_what_the_fix_writes(render: Render, old: str, new: str) -> None:
    start = len(PAGE[: PAGE.index(old)].encode())
    (fix,) = fixes(render, a_report(Edit("", start, start + len(old.encode()), new)))
    assert fix["description"]["text"] == "do it"
    assert applied(fix, PAGE) == PAGE.replace(old, new, 1)


def test_edits_of_several_files_belong_together(render: Render) -> None:
    (fix,) = fixes(render, a_report(Edit("", 0, 1, "x"), Edit("b.md", 0, 1, "y"), Edit("", 3, 3, "z"), b=PAGE))
    assert [(each["artifactLocation"]["uri"], len(each["replacements"])) for each in fix["artifactChanges"]] == [
        ("a.md", 2),
        ("b.md", 1),
    ]


@pytest.mark.parametrize(
    "edits",
    [
        (),
        (Edit("gone.md", 0, 0, "new"),),
        (Edit("", 0, 1, "x"), Edit("gone.md", 0, 0, "")),
        (Edit("", 0, 1, "x" * 2_001),),
    ],
)
def test_a_fix_that_a_viewer_could_not_apply_is_left_out(render: Render, edits: tuple[Edit, ...]) -> None:
    report = a_report(*edits)
    assert fixes(render, report) == []
    assert b'"ruleId":"L001"' in render("sarif", report)


def test_fixes_never_take_the_place_of_findings(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    report = many(600, 100)
    everything = len(render("sarif", report))
    monkeypatch.setattr(sarif, "_OTHERS", 0)
    monkeypatch.setattr(sarif, "_MOST_COMPRESSED", 12_000)
    written = render("sarif", report)
    assert len(written) < everything
    assert b'"fixes"' not in written


@pytest.mark.parametrize("case", REPORTS)
def test_the_tool_says_where_it_is_at_home_and_rules_where_they_are_explained(render: Render, case: str) -> None:
    (run,) = json.loads(render("sarif", REPORTS[case]))["runs"]
    driver = run["tool"]["driver"]
    assert driver["informationUri"] == HOMEPAGE
    urls = {code: rule.url for code, rule in REPORTS[case].rules.items() if rule.url}
    assert {rule["id"]: rule["helpUri"] for rule in driver["rules"] if "helpUri" in rule} == urls
    assert all(unquote(url) == url for url in urls.values())
