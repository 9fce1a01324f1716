"""What each platform demands of a report, and drops, rejects or misreads without a word where it is not met."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from junitparser import JUnitXml

from archive_lint.model.finding import Severity
from archive_lint.report.registry import FORMATS
from archive_lint.report.report import Report, make_report
from tests.report.cases import DEAD, REPORTS, finding, many
from tests.report.conftest import Render
from tests.report.schemas import sarif_validator

REPORTS_AND_MANY = {**REPORTS, "many": many(300, 20)}
every_report = pytest.mark.parametrize("report", REPORTS_AND_MANY.values(), ids=REPORTS_AND_MANY)
SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "notice": Severity.INFO}


def formats_but(name: str) -> list[str]:
    """The formats that must not write what is meant for the reader of this one."""
    return [other for other in FORMATS if other != name]


def lines_of(written: bytes) -> list[str]:
    """Lines as a runner reads them: ended by a line feed, with or without a carriage return."""
    text = written.decode()
    assert not text or text.endswith("\n")
    return text.splitlines()


# GitHub annotations


def command_of(line: str) -> tuple[str, dict[str, str], str]:
    matched = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
    assert matched, line
    properties = dict(part.split("=", 1) for part in matched[2].split(","))
    return matched[1], properties, matched[3]


@every_report
def test_github_takes_each_line_for_the_annotation_that_was_meant(render: Render, report: Report) -> None:
    for line in lines_of(render("github", report)):
        _, properties, message = command_of(line)
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert properties["title"]
        assert message


@every_report
def test_github_keeps_ten_annotations_of_a_kind_and_none_is_lost(render: Render, report: Report) -> None:
    commands = [command_of(line) for line in lines_of(render("github", report))]
    assert max(Counter(command for command, _, _ in commands).values(), default=0) <= 10
    shown = sum(properties["title"] != "archive-lint" for _, properties, _ in commands)
    all_of_them = report.everything()
    told = re.findall(r"([\d,]+) (?:error|warning|info)s?\b", commands[-1][2]) if len(all_of_them) > shown else []
    assert shown + sum(int(number.replace(",", "")) for number in told) == len(all_of_them)


def test_github_gets_the_worst_first_and_is_told_where_the_others_are(render: Render) -> None:
    commands = [command_of(line) for line in lines_of(render("github", REPORTS_AND_MANY["many"]))]
    assert [command for command, _, _ in commands] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert commands[-1][2] == (
        "Not among these annotations: 90 errors, 90 warnings, 91 infos. All findings are in all.sarif."
    )


@every_report
def test_github_gets_columns_only_where_it_does_not_drop_them(render: Render, report: Report) -> None:
    for line in lines_of(render("github", report)):
        _, properties, _ = command_of(line)
        if "col" in properties:
            assert properties["endLine"] == properties["line"]
            assert 1 <= int(properties["col"]) <= int(properties["endColumn"])
        else:
            assert "endColumn" not in properties
        if "line" in properties:
            assert 1 <= int(properties["line"]) <= int(properties["endLine"])


@pytest.mark.parametrize("name", formats_but("github"))
@every_report
def test_no_line_of_a_log_begins_like_a_github_command(render: Render, report: Report, name: str) -> None:
    assert not [line for line in lines_of(render(name, report)) if line.strip().startswith("::")]


@every_report
@pytest.mark.parametrize("name", formats_but("azure"))
def test_no_format_but_azures_holds_a_command_that_runners_find_anywhere(
    render: Render, report: Report, name: str
) -> None:
    assert not re.search(rb"##(\[|vso\[|teamcity\[)", render(name, report), re.IGNORECASE)


@every_report
@pytest.mark.parametrize("name", FORMATS)
def test_no_format_holds_what_drives_a_terminal(render: Render, report: Report, name: str) -> None:
    assert not re.search(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", render(name, report).decode()
    )


# GitHub code scanning


def sarif_of(render: Render, report: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render("sarif", report))
    return log


@every_report
def test_sarif_is_valid_by_the_official_schema(render: Render, report: Report) -> None:
    sarif_validator().validate(sarif_of(render, report))


@every_report
def test_sarif_is_one_run_that_replaces_the_one_before(render: Render, report: Report) -> None:
    log = sarif_of(render, report)
    assert log["version"] == "2.1.0"
    assert log["$schema"]
    (run,) = log["runs"]
    assert run["automationDetails"]["id"] == "archive-lint/"
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["name"] == "archive-lint"
    assert isinstance(run["results"], list)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is (report.complete and not report.problems)


@every_report
def test_sarif_describes_the_rule_of_each_result_within_the_limits(render: Render, report: Report) -> None:
    (run,) = sarif_of(render, report)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) <= 25_000
    for rule in rules:
        assert rule["id"]
        assert 1 <= len(rule["name"]) <= 255
        for described in ("shortDescription", "fullDescription"):
            assert 1 <= len(rule[described]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert "security-severity" not in rule["properties"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


@every_report
def test_sarif_results_have_a_message_and_one_place_on_one_line(render: Render, report: Report) -> None:
    (run,) = sarif_of(render, report)["runs"]
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in ("error", "warning", "note")
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert 1 <= region["startLine"] == region["endLine"]
        assert 1 <= region["startColumn"] <= region["endColumn"]


@every_report
def test_sarif_paths_are_uris_that_decode_to_paths_from_the_root(render: Render, report: Report) -> None:
    (run,) = sarif_of(render, report)["runs"]
    paths = {finding.path for finding in report.findings}
    for result in run["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~%-]+(/[A-Za-z0-9._~%-]+)*", uri)
        assert unquote(uri, errors="strict") in paths


@every_report
def test_sarif_results_have_identities_of_their_own(render: Render, report: Report) -> None:
    (run,) = sarif_of(render, report)["runs"]
    identities = [result["partialFingerprints"]["archiveLint/v1"] for result in run["results"]]
    assert len(set(identities)) == len(identities) == len(report.findings)


def test_sarif_has_the_line_fingerprint_of_each_page_that_can_be_read(render: Render) -> None:
    (run,) = sarif_of(render, REPORTS["mixed"])["runs"]
    for result in run["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        has = "primaryLocationLineHash" in result["partialFingerprints"]
        assert has is (uri != "docs/archive/not-there.md")


def test_sarif_leaves_the_fingerprints_of_enormous_pages_to_the_action(render: Render) -> None:
    pages = {"a.md": b"# Title\n" + b"x" * 1_000_000}
    report = make_report([finding(DEAD, pages, "a.md", "Title")], [], prefix="", read=pages.get)
    (result,) = sarif_of(render, report)["runs"][0]["results"]
    assert set(result["partialFingerprints"]) == {"archiveLint/v1"}


def test_sarif_places_are_possible_even_where_the_page_has_changed_meanwhile(render: Render) -> None:
    pages = {"a.md": b"long line with a place\nover two lines\n"}
    found = finding(DEAD, pages, "a.md", "place\nover")
    report = make_report([found], [], prefix="", read=lambda _: b"short\n")
    (result,) = sarif_of(render, report)["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 18, "endLine": 1, "endColumn": 18}


def test_sarif_tells_of_the_pages_that_were_not_checked(render: Render) -> None:
    (run,) = sarif_of(render, REPORTS["interrupted"])["runs"]
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert [(entry["level"], entry["message"]["text"]) for entry in notifications] == [
        ("error", "rule T006 crashed here: ValueError: x"),
        ("note", "is no page"),
        ("error", "the folder cannot be read"),
        ("warning", "The run was interrupted: there may be more to find."),
    ]


# GitLab


@every_report
def test_gitlab_gets_an_array_of_issues_with_all_it_needs(render: Render, report: Report) -> None:
    written = render("gitlab", report)
    assert not written.startswith(b"\xef\xbb\xbf")
    issues = json.loads(written)
    assert len(issues) == len(report.everything())
    for issue in issues:
        assert issue["description"].startswith(f"{issue['check_name']}: ")
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["path"]
        assert not issue["location"]["path"].startswith(("/", "./"))
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


# JUnit


@every_report
def test_junit_is_read_by_a_parser_and_its_counts_are_those_of_its_content(render: Render, report: Report) -> None:
    written = render("junit", report)
    parsed = JUnitXml.fromstring(written)
    root = ET.fromstring(written)
    found = report.everything()
    assert parsed.tests == len(root.findall(".//testcase")) == max(1, len(found))
    assert parsed.failures == len(root.findall(".//failure"))
    assert len(root.findall(".//skipped")) == sum(finding.severity is Severity.INFO for finding in found)
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(suite.findall(".//failure"))
        assert int(suite.get("skipped", "")) == len(suite.findall(".//skipped"))
        assert suite.get("errors") == "0"


@every_report
def test_junit_tests_have_a_class_and_a_name_that_no_other_has(render: Render, report: Report) -> None:
    tests = ET.fromstring(render("junit", report)).findall(".//testcase")
    names = [(test.get("classname"), test.get("name")) for test in tests]
    assert all(classname and name for classname, name in names)
    assert len(set(names)) == len(names)


# Checkstyle


@every_report
def test_checkstyle_errors_have_what_readers_decode(render: Render, report: Report) -> None:
    root = ET.fromstring(render("checkstyle", report))
    assert (root.tag, root.get("version")) == ("checkstyle", "4.3")
    errors = root.findall("file/error")
    assert len(errors) == len(report.everything())
    for error in errors:
        assert int(error.get("line", "")) >= 1
        assert int(error.get("column", "")) >= 1
        assert error.get("severity") in ("error", "warning", "info")
        assert re.fullmatch(r"archive-lint\.\w+", error.get("source", ""))
    assert len({file.get("name") for file in root}) == len(root)


# Azure Pipelines


@every_report
def test_azure_takes_each_line_for_the_issue_that_was_meant(render: Render, report: Report) -> None:
    lines = lines_of(render("azure", report))
    assert len(lines) == len(report.everything()) + (not report.complete)
    for line in lines:
        matched = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\](.+)", line)
        assert matched, line
        properties = dict(part.split("=", 1) for part in matched[1].split(";"))
        assert properties["type"] in ("error", "warning")
        assert set(properties) <= {"type", "sourcepath", "linenumber", "columnnumber", "code"}
        assert not re.search(r"##(\[|vso\[)", matched[2])
        assert not re.search(r"%(?!AZP25|0D|0A|5D|3B)", line)


def test_azure_gets_the_worst_first(render: Render) -> None:
    types = re.findall(rb"type=(\w+)", render("azure", REPORTS_AND_MANY["many"]))
    assert types == [b"error"] * 100 + [b"warning"] * 200
