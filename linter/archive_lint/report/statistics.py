"""The number of findings per rule: `--statistics`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import msgspec
from msgspec import Struct

from archive_lint.model.finding import Finding, Severity
from archive_lint.report.ansi import SEVERITY_COLOR, Paint
from archive_lint.report.escape import terminal
from archive_lint.report.report import Report
from archive_lint.report.view import View
from archive_lint.report.wording import closing_lines, summary_line

_HEADINGS = ("count", "severity", "safe fix", "unsafe fix", "rule")


class RuleCount(Struct, frozen=True, kw_only=True):
    """The findings of one rule, with one severity."""

    code: str
    name: str
    severity: Severity
    count: int
    fixable: int
    """Number of findings with a fix, safe or unsafe."""
    safe: int
    """Number of findings that `--fix` fixes."""
    unsafe: int
    """Number of findings that only `--unsafe-fixes` fixes."""


def rule_counts(report: Report) -> list[RuleCount]:
    """Return the counts of each rule, the one with most findings first."""
    found: dict[tuple[str, str, Severity], list[Finding]] = {}
    for finding in report.findings:
        found.setdefault((finding.code, finding.name, finding.severity), []).append(finding)
    rows = [_rule_count(*key, findings) for key, findings in found.items()]
    return sorted(rows, key=lambda row: (-row.count, row.code, -row.severity.rank))


def _rule_count(code: str, name: str, severity: Severity, findings: Sequence[Finding]) -> RuleCount:
    safe = sum(finding.fix is not None and finding.fix.safe for finding in findings)
    fixable = sum(finding.fix is not None for finding in findings)
    return RuleCount(
        code=code, name=name, severity=severity, count=len(findings),
        fixable=fixable, safe=safe, unsafe=fixable - safe,
    )  # fmt: skip


def write_statistics(report: Report, stream: BinaryIO, view: View, *, as_json: bool) -> None:
    """Write one line per rule, the one with most findings first, then the counts if the view has them."""
    rows = rule_counts(report)
    if as_json:
        stream.write(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")
        return
    lines = list(_table(rows, Paint(color=view.color))) if rows else []
    if view.has_closing:
        lines += [terminal(words) for words in (summary_line(report), *closing_lines(report))]
    stream.writelines(f"{line}\n".encode() for line in lines)


def _table(rows: Sequence[RuleCount], paint: Paint) -> Iterator[str]:
    """Yield the lines of a table: numbers to the right, words to the left; the last column has any width."""
    cells = [_HEADINGS, *map(_cells, rows)]
    count, severity, safe, unsafe, _ = (max(map(len, column)) for column in zip(*cells, strict=True))
    styles = ["bold", *(SEVERITY_COLOR[row.severity] for row in rows)]
    for row, style in zip(cells, styles, strict=True):
        word = paint(f"{row[1]:<{severity}}", style)
        yield f"{row[0]:>{count}}  {word}  {row[2]:>{safe}}  {row[3]:>{unsafe}}  {paint(row[4], 'bold')}"


def _cells(row: RuleCount) -> tuple[str, ...]:
    numbers = (f"{number:,}" if number else "-" for number in (row.safe, row.unsafe))
    return (f"{row.count:,}", row.severity.value, *numbers, terminal(f"{row.code} {row.name}"))
