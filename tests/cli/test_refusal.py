"""A run that could not start: a reader who waits for a document gets one, with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from archive_lint.report.registry import FORMATS
from archive_lint.report.schema import findings_schema
from archive_lint.rule.errors import LoadError
from tests.cli.conftest import Run, Write
from tests.report.schemas import rdjson_line_validator, rdjson_validator, sarif_validator
from tests.repository import Repository

REASONS = {
    "revision": (["--changed-since", "nope"], "nope"),
    "configuration": (["--config", 'lint.selct=["L"]'], "selct"),
    "no such file of configuration": (["--config", "gone.toml"], "gone.toml"),
    "selector": (["--select", "L999"], "L999"),
    "baseline": (["--baseline", "gone.json"], "gone.json"),
    "conflict": (["--fix", "--unsafe-fixes", "--diff"], "--diff writes none"),
    "unknown option": (["--selct", "L"], "--selct"),
    "value": (["--jobs", "many"], "many"),
    "choice": (["--fail-on", "often"], "often"),
}
every_reason = pytest.mark.parametrize(("words", "said"), REASONS.values(), ids=REASONS)
FOR_PROGRAMS = [name for name, info in FORMATS.items() if not info.for_people and name != "badge"]


def texts(value: Any) -> str:
    """All text of a document."""
    return json.dumps(value, ensure_ascii=False)


def lines(written: str) -> list[Any]:
    return [json.loads(line) for line in written.splitlines()]


def failures(written: str) -> str:
    return texts([failure.get("message") for failure in ET.fromstring(written).iter("failure")])


READERS: dict[str, Callable[[str], str]] = {
    "json": lambda written: texts(json.loads(written)["problems"]),
    "json-lines": lambda written: texts(lines(written)),
    "github": lambda written: written.partition("::error ")[2].partition("::")[2],
    "gitlab": lambda written: texts(json.loads(written)[0]["description"]),
    "sarif": lambda written: texts(json.loads(written)["runs"][0]["invocations"][0]["toolExecutionNotifications"]),
    "junit": failures,
    "checkstyle": lambda written: texts([error.get("message") for error in ET.fromstring(written).iter("error")]),
    "rdjson": lambda written: texts(json.loads(written)["diagnostics"]),
    "rdjson-lines": lambda written: texts(lines(written)),
    "azure": lambda written: written.partition("##vso[task.logissue type=error;")[2],
    "markdown": lambda written: written.partition("The run could not start.")[2].replace("&#", ""),
    "html": lambda written: written.partition("<body>")[2],
}


def test_there_is_a_reader_of_each_format() -> None:
    assert sorted(READERS) == sorted(FOR_PROGRAMS)


@pytest.fixture
def here(archive: None, tmp_path: Path) -> Path:
    """An archive in a repository."""
    Repository(tmp_path).commit()
    return tmp_path


@every_reason
def test_each_format_is_a_document_that_says_why(run: Run, here: Path, words: list[str], said: str) -> None:
    for name, read in READERS.items():
        usual = [] if words[-1] == "--diff" else ["--output-format", name]
        done = run(*words, *usual, "-o", f"{name}:out/{name}", "-ofull:out/full")
        written = (here / "out" / name).read_text()
        assert done.code == 2
        assert said in done.err
        assert said in read(written).replace('\\"', '"'), (name, written)
        assert done.out == (written if usual else "")
        assert said in (here / "out/full").read_text()


@every_reason
def test_a_badge_has_no_room_for_reasons_and_says_incomplete(run: Run, here: Path, words: list[str], said: str) -> None:
    assert run(*words, "-o", "badge:out").code == 2
    badge = json.loads((here / "out").read_text())
    assert (badge["message"], badge["isError"]) == ("incomplete", True)


@pytest.mark.parametrize(
    ("name", "validator"),
    [
        ("sarif", sarif_validator()),
        ("rdjson", rdjson_validator()),
        ("rdjson-lines", rdjson_line_validator()),
    ],
    ids=["sarif", "rdjson", "rdjson-lines"],
)
def test_such_a_document_is_valid_by_its_schema(run: Run, here: Path, name: str, validator: Any) -> None:
    for words, _ in REASONS.values():
        run(*words, "-o", f"{name}:out")
        written = (here / "out").read_text()
        for document in lines(written) if name.endswith("lines") else [json.loads(written)]:
            validator.validate(document)


@every_reason
def test_such_json_is_valid_and_not_complete(run: Run, here: Path, words: list[str], said: str) -> None:
    run(*words, "-o", "json:out")
    document = json.loads((here / "out").read_text())
    jsonschema.Draft202012Validator(findings_schema()).validate(document)
    assert document["complete"] is False
    assert document["findings"] == []


@pytest.mark.parametrize("name", ["full", "concise"])
def test_people_are_told_on_standard_error_alone(run: Run, here: Path, name: str) -> None:
    done = run("--changed-since", "nope", "--output-format", name)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("nope") == 2


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["--diff"], ""),
        (["--timing"], ""),
        (["--statistics"], "[]\n"),
        (["--fix", "--stdin-filename", "news/a.md", "-"], ""),
    ],
)
def test_standard_output_for_something_else_gets_no_report(run: Run, here: Path, words: list[str], out: str) -> None:
    done = run("--select", "L999", "--output-format", "json", *words)
    assert (done.code, done.out) == (2, out)


@pytest.mark.parametrize("words", [["-o"], ["-o", "xml:out"], ["-o", "json"], ["-o", "json:."], ["--output-format"]])
def test_a_report_that_cannot_be_meant_is_passed_over(run: Run, here: Path, words: list[str]) -> None:
    before = sorted(here.rglob("*"))
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert sorted(here.rglob("*")) == before


def test_a_fault_of_a_configuration_stands_at_its_line(run: Run, here: Path, write: Write) -> None:
    write({"archive-lint.toml": "[lint]\n\nselct = ['L']\n"})
    done = run("--output-format", "github", "-o", "json:out.json", "-o", "sarif:out.sarif")
    assert done.out.startswith("::error file=archive-lint.toml,line=3,endLine=3,col=1,endColumn=1,title=configuration ")
    (problem,) = json.loads((here / "out.json").read_text())["problems"]
    assert (problem["kind"], problem["path"], problem["line"]) == ("configuration", "archive-lint.toml", 3)
    (run_,) = json.loads((here / "out.sarif").read_text())["runs"]
    (notification,) = run_["invocations"][0]["toolExecutionNotifications"]
    assert notification["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


def test_a_configuration_is_named_from_the_top_of_the_repository(
    run: Run, here: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"news/archive-lint.toml": "[lint]\nselct = ['L']\n"})
    monkeypatch.chdir(here / "news")
    assert run("--output-format", "github").out.startswith("::error file=news/archive-lint.toml,line=2,")


@pytest.mark.parametrize(
    ("error", "kind"),
    [(LoadError("package x cannot be loaded"), "rule-package"), (ZeroDivisionError("boom"), "internal-error")],
)
def test_whatever_ends_the_run_is_told(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, kind: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("archive_lint.cli.checking.prepare", fail)
    done = run("--output-format", "json")
    assert done.code == 2
    (problem,) = json.loads(done.out)["problems"]
    assert problem["kind"] == kind
    assert str(error) in problem["message"]
    assert str(error) in done.err


def test_one_report_that_cannot_be_written_costs_no_other(run: Run, here: Path, write: Write) -> None:
    write({"file": ""})
    done = run("--output-format", "json", "-o", "sarif:file/out", "-o", "gitlab:out")
    assert done.code == 2
    assert "file/out" in done.err
    assert json.loads(done.out)["summary"]["findings"] == len(json.loads((here / "out").read_text())) > 0


def test_no_second_document_follows_a_report(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("archive_lint.cli.cached_run.CachedRun.finish", fail)
    done = run("--output-format", "json")
    assert done.code == 2
    assert json.loads(done.out)["complete"] is True


def test_no_password_of_the_command_line_stands_in_a_report(run: Run, here: Path) -> None:
    done = run("--proxi", "http://me:s3cret@proxy", "--output-format", "json", "-o", "html:out")
    assert "s3cret" not in done.out + done.err + (here / "out").read_text()
