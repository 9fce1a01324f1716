"""GitLab's Code Quality report: a JSON array of issues."""

from __future__ import annotations

from typing import BinaryIO

from archive_lint.model.finding import Severity
from archive_lint.report.fingerprint import Identities
from archive_lint.report.report import Report
from archive_lint.report.stream import write_json_array

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def write(report: Report, stream: BinaryIO) -> None:
    """Write one issue per finding; an empty array if there is none."""
    identities = Identities()
    issues = (
        {
            # GitLab does not show `check_name`.
            "description": f"{finding.code}: {finding.message}",
            "check_name": finding.code,
            # Issues with one fingerprint are shown as one, and a new fingerprint as a new issue.
            "fingerprint": identities.of(finding),
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": finding.path or ".", "lines": {"begin": finding.start.line}},
        }
        for finding in report.everything()
    )
    write_json_array(stream, issues)
