"""Checkstyle XML, which many review tools and TeamCity read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO

from archive_lint.model.finding import Finding
from archive_lint.report.escape import xml
from archive_lint.report.report import Report
from archive_lint.report.stream import write_lines

_VERSION = "4.3"
"""The version of the format that readers expect."""


def write(report: Report, stream: BinaryIO) -> None:
    """Write one `file` per page with findings."""
    write_lines(stream, _document(report))


def _document(report: Report) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<checkstyle version="{_VERSION}">'
    findings = sorted(report.everything(), key=lambda finding: finding.path)
    for path, found in groupby(findings, key=lambda finding: finding.path):
        yield f'  <file name="{xml(path or ".")}">'
        for finding in found:
            yield f"    {_error(finding)}"
        yield "  </file>"
    yield "</checkstyle>"


def _error(finding: Finding) -> str:
    return (
        f'<error line="{finding.start.line}" column="{finding.start.column}" severity="{finding.severity.value}" '
        f'message="{xml(finding.message)}" source="archive-lint.{xml(finding.code)}"/>'
    )
