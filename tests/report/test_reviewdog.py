"""What reviewdog demands of `rdjson` and `rdjson-lines`, and drops or misreads without a word where it is not met."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive_lint.report.report import Report, make_report
from tests.report.cases import DEAD, REPORTS, finding
from tests.report.conftest import Render
from tests.report.schemas import rdjson_line_validator, rdjson_validator
from tests.report.test_platforms import every_report, lines_of


@every_report
def test_rdjson_is_as_reviewdog_describes_it(render: Render, report: Report) -> None:
    rdjson_validator().validate(json.loads(render("rdjson", report)))


@every_report
def test_each_line_of_rdjson_lines_is_as_reviewdog_describes_it(render: Render, report: Report) -> None:
    validator = rdjson_line_validator()
    lines = lines_of(render("rdjson-lines", report))
    assert len(lines) == len(report.everything())
    for line in lines:
        validator.validate(json.loads(line))


DIAGNOSTIC: dict[str, Any] = {"message": "gone", "location": {"path": "a.md", "range": {"start": {"line": 1}}}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"message": ""},
        {"message": None},
        {"location": {"range": {"start": {"line": 1}}}},
        {"location": {"path": "a.md", "range": {"start": {"line": 0}}}},
        {"location": {"path": "a.md", "range": {"start": {"line": 1, "column": 0}}}},
        {"location": {"path": "a.md", "range": {"start": {"line": "1"}}}},
        {"location": {"path": "a.md", "range": {"start": {"line": 1, "col": 1}}}},
        {"location": {"path": "a.md", "range": {"end": {"line": 1}}}},
        {"severity": "error"},
        {"source": {"url": "https://a.example"}},
        {"code": "L001"},
        {"suggestions": [{"text": "x"}]},
        {"suggestions": {"range": {"start": {"line": 1}, "end": {"line": 1}}, "text": ""}},
        {"level": "ERROR"},
    ],
    ids=str,
)
def test_what_reviewdog_would_drop_or_misread_is_refused(wrong: dict[str, Any]) -> None:
    assert rdjson_line_validator().is_valid(DIAGNOSTIC)
    assert not rdjson_line_validator().is_valid({**DIAGNOSTIC, **wrong})


def test_rdjson_lines_say_what_rdjson_says(render: Render) -> None:
    document = json.loads(render("rdjson", REPORTS["mixed"]))
    lines = [json.loads(line) for line in render("rdjson-lines", REPORTS["mixed"]).splitlines()]
    assert lines == [{**diagnostic, "source": document["source"]} for diagnostic in document["diagnostics"]]


def test_rdjson_counts_columns_in_bytes(render: Render) -> None:
    diagnostics = json.loads(render("rdjson", REPORTS["mixed"]))["diagnostics"]
    columns = {
        (entry["location"]["path"], entry["message"]): [
            entry["location"]["range"][end]["column"] for end in ("start", "end")
        ]
        for entry in diagnostics
        if "range" in entry["location"]
    }
    # Behind the byte order mark, `# Caf`; then a letter of two bytes and a sign of two.
    assert columns["docs/archive/bom.md", "Ã© should read é"] == [3 + 6, 3 + 10]
    assert columns["docs/archive/bom.md", "behind bytes that are no UTF-8"] == [7, 8]
    assert columns["docs/archive/flood.md", "related link 1 points to this page"] == [
        4,
        4 + len("[Flood in 四川省]".encode()),
    ]


def test_rdjson_names_the_line_alone_where_the_bytes_of_the_page_are_unknown(render: Render) -> None:
    found = finding(DEAD, {"a.md": "é place".encode()}, "a.md", "place")
    report = make_report([found], [], prefix="", read=lambda _: None)
    (diagnostic,) = json.loads(render("rdjson", report))["diagnostics"]
    assert diagnostic["location"] == {"path": "a.md", "range": {"start": {"line": 1}, "end": {"line": 1}}}


def test_rdjson_suggests_only_what_may_be_accepted_by_itself(render: Render) -> None:
    diagnostics = json.loads(render("rdjson", REPORTS["mixed"]))["diagnostics"]
    suggestions = [entry["suggestions"] for entry in diagnostics if "suggestions" in entry]
    place = {"start": {"line": 7, "column": 1}, "end": {"line": 8, "column": 1}}
    assert suggestions == [[{"range": place, "text": ""}]]
