from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module
from inspect import signature
from io import BytesIO

import pytest

from archive_lint.model.finding import Edit, Finding, Fix, Severity
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report import formats
from archive_lint.report.formats import github
from archive_lint.report.registry import FORMATS, HumanFormat, MachineFormat, write_report
from archive_lint.report.report import Report, by_severity, make_report
from archive_lint.report.rule_info import rule_info
from archive_lint.report.view import View
from archive_lint_rules import rules


def a_finding(path: str, severity: Severity = Severity.ERROR, fix: Fix | None = None, code: str = "L001") -> Finding:
    return Finding(code=code, name="n", severity=severity, message="m", path=path, fix=fix)


def report_of(*findings: Finding, prefix: str = "") -> Report:
    return make_report(findings, [], prefix=prefix, read=lambda path: path.encode(errors="surrogateescape"))


@pytest.mark.parametrize(
    ("prefix", "path"),
    [
        ("", "news/a.md"),
        ("docs", "docs/news/a.md"),
        ("docs/", "docs/news/a.md"),
        ("/", "news/a.md"),
        ("a/b", "a/b/news/a.md"),
    ],
)
def test_paths_of_a_report_begin_at_the_repositorys_root(prefix: str, path: str) -> None:
    fix = Fix("f", (Edit("", 0, 0, ""), Edit("news/b.md", 0, 0, "")))
    problem = Problem(ProblemKind.CRASH, "news/a.md", "m")
    report = make_report([a_finding("news/a.md", fix=fix)], [problem], prefix=prefix, read=str.encode)
    (finding,) = report.findings
    assert finding.fix is not None
    assert [edit.path for edit in finding.fix.edits] == [path, path.replace("a.md", "b.md")]
    assert finding.path == report.problems[0].path == path
    assert report.read(path) == b"news/a.md"


def test_findings_are_in_the_order_of_every_report() -> None:
    report = report_of(a_finding("b"), a_finding("a", code="S001"), a_finding("a", code="L001"))
    assert [(finding.path, finding.code) for finding in report.findings] == [
        ("a", "L001"),
        ("a", "S001"),
        ("b", "L001"),
    ]


def test_the_worst_come_first_and_keep_their_order() -> None:
    found = [a_finding("a", Severity.INFO), a_finding("b"), a_finding("c", Severity.WARNING), a_finding("d")]
    assert [finding.path for finding in by_severity(found)] == ["b", "d", "c", "a"]


def test_a_name_that_is_not_utf8_can_be_written_and_read() -> None:
    report = report_of(a_finding("news/\udcff.md"))
    assert report.findings[0].path == "news/\ufffd.md"
    assert report.read("news/\ufffd.md") == b"news/\xff.md"


def test_the_counts_are_those_of_the_findings() -> None:
    fix = Fix("f", ())
    report = report_of(a_finding("a", fix=fix), a_finding("b", Severity.WARNING), a_finding("c", Severity.INFO, fix))
    summary = report.summary
    assert (summary.findings, summary.errors, summary.warnings, summary.infos, summary.fixable) == (3, 1, 1, 1, 2)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_what_a_report_says_of_a_rule_is_what_the_rule_says(rule: type) -> None:
    info = rule_info(rule, Severity.INFO)
    assert (info.code, info.name, info.severity) == (rule.code, rule.name, Severity.INFO)  # type: ignore[attr-defined]
    assert info.help().startswith("# ")


def test_no_format_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, archive_lint.report.registry as registry;"
        "assert not {info.module for info in registry.FORMATS.values()} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


@pytest.mark.parametrize("name", FORMATS)
def test_only_formats_for_people_take_colour(name: str) -> None:
    report = report_of(a_finding("a", code="L001"))
    plain, colored = BytesIO(), BytesIO()
    write_report(name, report, plain)
    write_report(name, report, colored, View(color=True))
    assert (plain.getvalue() != colored.getvalue()) is FORMATS[name].for_people


def test_each_module_of_the_formats_is_a_format_that_is_listed() -> None:
    modules = {f"{formats.__name__}.{module.name}" for module in pkgutil.iter_modules(formats.__path__)}
    assert {info.module for info in FORMATS.values()} == modules


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_writes_as_its_kind_does(name: str) -> None:
    # The registry casts what it imports, so that the type checker does not see a format that takes something else.
    declared = signature((HumanFormat if FORMATS[name].for_people else MachineFormat).write)
    _, *wanted = declared.parameters.values()
    written = signature(import_module(FORMATS[name].module).write)
    assert list(written.parameters.values()) == wanted
    assert written.return_annotation == declared.return_annotation


def test_a_format_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        write_report("xml", report_of(), BytesIO())


def test_commands_are_stopped_while_people_are_written_to() -> None:
    stream = BytesIO()
    with github.stop_commands(stream, "0123456789abcdef"):
        stream.write(b"::error::text of a page")
    assert stream.getvalue() == b"::stop-commands::0123456789abcdef\n::error::text of a page\n::0123456789abcdef::\n"


def test_commands_are_taken_again_when_writing_fails() -> None:
    stream = BytesIO()
    with pytest.raises(ZeroDivisionError), github.stop_commands(stream, "0123456789abcdef"):
        raise ZeroDivisionError
    assert stream.getvalue().endswith(b"\n::0123456789abcdef::\n")


@pytest.mark.parametrize("token", ["", "short", "0123456789abcde", "0123456789abcdef\n", "0123456789 abcdef"])
def test_a_token_that_could_be_guessed_or_misread_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="token"), github.stop_commands(BytesIO(), token):
        pass
