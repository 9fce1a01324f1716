"""JUnit XML, which CI systems show as test results: one suite per page, one test per finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from archive_lint.model.finding import Finding, Severity
from archive_lint.report.escape import xml
from archive_lint.report.report import Report
from archive_lint.report.stream import write_lines
from archive_lint.report.wording import summary_line

# `time` is part of the format; the time of a check says nothing about the archive.
_TIME = 'time="0"'


def write(report: Report, stream: BinaryIO) -> None:
    """Write errors and warnings as failures, infos as skipped tests; one passed test if there is nothing else."""
    write_lines(stream, _document(report))


def _document(report: Report) -> Iterator[str]:
    findings = sorted(report.everything(), key=lambda finding: finding.path)
    failures, _ = _counts(findings)
    totals = f'tests="{max(1, len(findings))}" failures="{failures}" errors="0"'
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="archive-lint" {totals} {_TIME}>'
    for path, found in groupby(findings, key=lambda finding: finding.path):
        yield from _suite(path, list(found))
    if not findings:
        # Some systems take a report without a test for a broken one.
        yield f'  <testsuite name="archive-lint" tests="1" failures="0" errors="0" skipped="0" {_TIME}>'
        yield f'    <testcase classname="archive-lint" name="{xml(summary_line(report))}" {_TIME}/>'
        yield "  </testsuite>"
    yield "</testsuites>"


def _suite(path: str, findings: list[Finding]) -> Iterator[str]:
    failures, skipped = _counts(findings)
    shown = xml(path or "archive-lint")
    yield (
        f'  <testsuite name="{shown}" tests="{len(findings)}" failures="{failures}" errors="0" '
        f'skipped="{skipped}" {_TIME}>'
    )
    names: Counter[str] = Counter()
    for finding in findings:
        place = f"{finding.start.line}:{finding.start.column}"
        name = f"{finding.code} {finding.name} {place}"
        names[name] += 1
        # GitLab drops a test with the class and name of another.
        again = f" ({names[name]})" if names[name] > 1 else ""
        yield f'    <testcase classname="{shown}" name="{xml(name + again)}" {_TIME}>'
        yield f"      {_result(finding, place)}"
        yield "    </testcase>"
    yield "  </testsuite>"


def _result(finding: Finding, place: str) -> str:
    message = xml(finding.message)
    if finding.severity is Severity.INFO:
        return f'<skipped message="{message}"/>'
    text = f"{finding.path}:{place}: {finding.message}"
    if finding.help:
        text += f"\n{finding.help}"
    return f'<failure message="{message}" type="{finding.severity.value}">{xml(text)}</failure>'


def _counts(findings: Iterable[Finding]) -> tuple[int, int]:
    """Return the numbers of failures and skipped tests."""
    severities = Counter(finding.severity for finding in findings)
    return severities[Severity.ERROR] + severities[Severity.WARNING], severities[Severity.INFO]
