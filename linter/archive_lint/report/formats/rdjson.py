"""reviewdog's diagnostic format: one JSON document."""

from __future__ import annotations

from typing import Any, BinaryIO

import msgspec

from archive_lint import HOMEPAGE
from archive_lint.model.finding import Finding, Severity
from archive_lint.model.span import Position
from archive_lint.report.report import Report, is_whole_page
from archive_lint.report.source import Sources, SourceText
from archive_lint.report.stream import write_json_array

SOURCE = {"name": "archive-lint", "url": HOMEPAGE}
_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def write(report: Report, stream: BinaryIO) -> None:
    """Write one diagnostic per finding."""
    sources = Sources(report.read)
    before = b'{"source":' + msgspec.json.encode(SOURCE) + b',"diagnostics":'
    write_json_array(stream, (diagnostic(finding, report, sources) for finding in report.everything()), before, b"}")


def diagnostic(finding: Finding, report: Report, sources: Sources) -> dict[str, Any]:
    """Return a finding as a diagnostic of reviewdog: columns are bytes, and `end` is exclusive."""
    source = sources.get(finding.path)
    location: dict[str, Any] = {"path": finding.path or "."}
    if not is_whole_page(finding):
        location["range"] = _range(finding.start, finding.end, source)
    code = {"value": finding.code}
    rule = report.rule(finding)
    if rule.url:
        code["url"] = rule.url
    shown: dict[str, Any] = {
        "message": finding.message if not finding.help else f"{finding.message}\n{finding.help}",
        "location": location,
        "severity": _SEVERITIES[finding.severity],
        "code": code,
    }
    # Each suggestion is accepted by itself: of several edits that belong together, one alone could be.
    if source is not None and finding.fix is not None and len(finding.fix.edits) == 1:
        edit = finding.fix.edits[0]
        if edit.path == finding.path:
            place = _range(source.position(edit.start), source.position(edit.end), source)
            shown["suggestions"] = [{"range": place, "text": edit.text}]
    return shown


def _range(start: Position, end: Position, source: SourceText | None) -> dict[str, Any]:
    return {"start": _position(start, source), "end": _position(end, source)}


def _position(place: Position, source: SourceText | None) -> dict[str, int]:
    if source is None:
        return {"line": place.line}
    return {"line": place.line, "column": source.byte_column(place)}
