"""Annotations of GitHub Actions: workflow commands, one per line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from archive_lint.model.finding import Finding, Severity
from archive_lint.report.escape import workflow_data, workflow_property
from archive_lint.report.report import Report, by_severity, is_whole_page
from archive_lint.text import counted, shortened

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_MOST_OF_A_KIND = 10
"""The most annotations per step and command that GitHub keeps. It drops later ones silently."""
_MOST_OF_A_MESSAGE = 1000
"""The most code points of a message. An annotation is read beside a line of a diff."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,}\Z")


def write(report: Report, stream: BinaryIO) -> None:
    """Write as many annotations as are kept, the worst first, and one that counts the others."""
    findings = by_severity(report.everything())
    room = dict.fromkeys(Severity, _MOST_OF_A_KIND)
    counts = Counter(finding.severity for finding in findings)
    if not report.complete or any(counts[severity] > _MOST_OF_A_KIND for severity in Severity):
        room[Severity.INFO] -= 1
    left_out: Counter[Severity] = Counter()
    lines = []
    for finding in findings:
        if room[finding.severity]:
            room[finding.severity] -= 1
            lines.append(_annotation(finding, report.rule(finding).url))
        else:
            left_out[finding.severity] += 1
    lines += _closing(report, left_out)
    stream.write("".join(f"{line}\n" for line in lines).encode())


@contextmanager
def stop_commands(stream: BinaryIO, token: str) -> Iterator[None]:
    """Keep a runner of GitHub Actions from reading commands in the stream while the block runs.

    The token is for one use, and nobody may guess it: 16 or more random letters and digits, new each time.
    """
    if not _TOKEN.match(token):
        raise ValueError("a token has 16 or more letters, digits, hyphens and underscores")
    stream.write(f"::stop-commands::{token}\n".encode())
    try:
        yield
    finally:
        stream.write(f"\n::{token}::\n".encode())


def _annotation(finding: Finding, rule_url: str) -> str:
    properties = {"file": finding.path} if finding.path else {}
    if finding.path and not is_whole_page(finding):
        properties["line"] = str(finding.start.line)
        properties["endLine"] = str(max(finding.start.line, finding.end.line))
        if finding.end.line == finding.start.line:
            # For a place over several lines the runner drops both columns, and complains in its log.
            properties["col"] = str(finding.start.column)
            properties["endColumn"] = str(max(finding.start.column, finding.end.column))
    properties["title"] = f"{finding.code} {finding.name}"
    written = ",".join(f"{name}={workflow_property(value)}" for name, value in properties.items())
    message = "\n".join(
        shortened(text, _MOST_OF_A_MESSAGE) for text in (finding.message, finding.help, rule_url) if text
    )
    return f"::{_COMMANDS[finding.severity]} {written}::{workflow_data(message)}"


def _closing(report: Report, left_out: Counter[Severity]) -> Iterator[str]:
    sentences = []
    if left_out:
        numbers = [counted(left_out[severity], severity.value) for severity in Severity if left_out[severity]]
        where = report.elsewhere or "the output of `archive-lint --output-format full`"
        sentences.append(f"Not among these annotations: {', '.join(numbers)}. All findings are in {where}.")
    if not report.complete:
        sentences.append("The run was interrupted: there may be more to find.")
    if sentences:
        yield f"::notice title=archive-lint::{workflow_data(' '.join(sentences))}"
