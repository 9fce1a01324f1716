"""The sentences of reports for people: the counts, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from archive_lint.model.finding import Finding, Severity
from archive_lint.report.report import Report, RuleInfo
from archive_lint.text import counted


def summary_line(report: Report) -> str:
    """Return the result of the run in one sentence."""
    summary = report.summary
    if not report.has_started:
        return "The run could not start."
    if not summary.pages and not summary.findings and _failed(report):
        return f"Nothing was checked: {counted(_failed(report), 'problem')}."
    on_pages = f"on {counted(summary.pages, 'page')}"
    if not summary.findings:
        return f"No findings {on_pages}."
    return f"{counted(summary.findings, 'finding')} ({counted_by_severity(report.findings)}) {on_pages}."


def counted_by_severity(findings: Iterable[Finding]) -> str:
    """Return the number of findings of each severity, the worst first: "1 error, 2 infos"."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(counted(counts[severity], severity.value) for severity in Severity if counts[severity])


def closing_lines(report: Report, mark: str = "") -> Iterator[str]:
    """Yield the other closing sentences. `mark` is the mark of findings with a safe fix above."""
    summary = report.summary
    safe = sum(finding.fix is not None and finding.fix.safe for finding in report.findings)
    unsafe = summary.fixable - safe
    if safe:
        also = f", {unsafe:,} more with `--unsafe-fixes`" if unsafe else ""
        yield f"{mark} {safe:,} fixable with `--fix`{also}.".lstrip()
    elif unsafe:
        yield f"{unsafe:,} fixable with `--fix --unsafe-fixes`."
    hidden = [
        f"{number:,} {where}"
        for number, where in ((summary.baselined, "in the baseline"), (summary.suppressed, "suppressed in pages"))
        if number
    ]
    if hidden:
        yield f"Not shown: {' and '.join(hidden)}."
    failed = _failed(report)
    if failed and report.has_started and summary.pages:
        yield f"{counted(failed, 'problem')} kept the run from looking at everything."
    yield from report.notes
    if not report.complete:
        yield "Interrupted: this report is partial."


def _failed(report: Report) -> int:
    """Return the number of problems that make the run fail."""
    return sum(finding.severity is Severity.ERROR for finding in report.everything()) - report.summary.errors


def by_rule(report: Report) -> list[tuple[RuleInfo, int]]:
    """Return the rules with findings and their number, the worst and most frequent first."""
    counts = Counter(finding.code for finding in report.findings)
    rules = {finding.code: report.rule(finding) for finding in report.findings}
    return sorted(
        ((rules[code], number) for code, number in counts.items()),
        key=lambda entry: (-entry[0].severity.rank, -entry[1], entry[0].code),
    )
