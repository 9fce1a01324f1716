from __future__ import annotations

import json

import jsonschema
import pytest

from archive_lint.report.schema import findings_schema
from tests.report.cases import REPORTS
from tests.report.conftest import Render

SCHEMA = findings_schema()
FINDING = {"$ref": "#/$defs/FindingJson", "$defs": SCHEMA["$defs"]}


@pytest.mark.parametrize("case", REPORTS)
def test_a_report_is_valid_by_the_schema(render: Render, case: str) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(render("json", REPORTS[case])))


@pytest.mark.parametrize("case", REPORTS)
def test_a_line_is_valid_by_the_schema_and_says_what_the_document_says(render: Render, case: str) -> None:
    lines = [json.loads(line) for line in render("json-lines", REPORTS[case]).splitlines()]
    for line in lines:
        jsonschema.Draft202012Validator(FINDING).validate(line)
    document = json.loads(render("json", REPORTS[case]))
    problems, findings = lines[: len(document["problems"])], lines[len(document["problems"]) :]
    assert findings == document["findings"]
    assert [(each["code"], each["path"], each["message"]) for each in problems] == [
        (each["kind"], each["path"], each["message"]) for each in document["problems"]
    ]


def test_the_schema_is_a_schema_and_demands_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for declared in SCHEMA["$defs"].values():
        if "properties" in declared:
            assert declared["required"] == list(declared["properties"])


def test_a_report_has_this_shape(render: Render) -> None:
    document = json.loads(render("json", REPORTS["mixed"]))
    assert list(document) == ["version", "complete", "summary", "problems", "findings"]
    assert document["version"] == 1
    assert document["summary"] == {
        "pages": 3, "findings": 8, "errors": 4, "warnings": 2, "infos": 2, "fixable": 2, "baselined": 1200,
        "suppressed": 2, "urls": 2,
    }  # fmt: skip
    by_message = {finding["message"]: finding for finding in document["findings"]}
    assert by_message["source 2 answers 404"] == {
        "code": "U001",
        "name": "dead-source",
        "severity": "error",
        "path": "docs/archive/flood.md",
        "start": {"line": 5, "column": 10},
        "end": {"line": 5, "column": 336},
        "message": "source 2 answers 404",
        "help": None,
        "subject": "http://www.example.org/" + "path/" * 60 + "end",
        "fix": {
            "safe": False,
            "message": "replace it in both files",
            "edits": [
                {
                    "path": "docs/archive/flood.md",
                    "start": {"line": 1, "column": 1},
                    "end": {"line": 1, "column": 4},
                    "text": "## ",
                },
                {
                    "path": "docs/archive/other.md",
                    "start": {"line": 1, "column": 1},
                    "end": {"line": 1, "column": 1},
                    "text": "new",
                },
            ],
        },
        "verdict": None,
    }
    verdict = by_message["something is wrong with http://www.example.org/2014/flood?a=1&b=2"]["verdict"]
    assert verdict["hops"] == [{"status": 404}]


def test_an_edits_place_counts_code_points(render: Render) -> None:
    document = json.loads(render("json", REPORTS["mixed"]))
    (fix,) = [finding["fix"] for finding in document["findings"] if finding["fix"] and finding["fix"]["safe"]]
    (edit,) = fix["edits"]
    assert (edit["start"], edit["end"]) == ({"line": 7, "column": 1}, {"line": 8, "column": 1})


def test_a_run_that_was_interrupted_says_so(render: Render) -> None:
    assert json.loads(render("json", REPORTS["interrupted"]))["complete"] is False
