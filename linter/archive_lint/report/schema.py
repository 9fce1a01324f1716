"""The shape of the JSON formats, declared once for writing and for its schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from archive_lint import DOCUMENTATION
from archive_lint.config.schema import DIALECT
from archive_lint.model.finding import Finding, Fix, Severity
from archive_lint.model.problem import ProblemKind
from archive_lint.model.span import Position
from archive_lint.report.report import Report
from archive_lint.report.source import Sources

VERSION = 1
"""Version of the shape. It changes when a program for today's shape would misread tomorrow's."""

SCHEMA_URL = f"{DOCUMENTATION}latest/findings.schema.json"
"""The URL of the latest release's schema."""

_Place = Annotated[int, Meta(ge=1)]
_Count = Annotated[int, Meta(ge=0)]


class PositionJson(Struct, frozen=True):
    """A place in a file: both counted from 1, columns in code points."""

    line: _Place
    column: _Place


class EditJson(Struct, frozen=True):
    """One replacement: the text from `start` up to `end` becomes `text`."""

    path: Annotated[str, Meta(description="Path relative to the repository's root. A missing file is created.")]
    start: PositionJson
    end: PositionJson
    text: str


class FixJson(Struct, frozen=True):
    """Edits that fix a finding: all of them or none."""

    safe: Annotated[bool, Meta(description="Cannot lose or invent content; `--fix` applies safe fixes only.")]
    message: Annotated[str, Meta(description="The fix as an instruction.")]
    edits: tuple[EditJson, ...]


class FindingJson(Struct, frozen=True):
    """One thing that a rule reports, and its place in a page."""

    code: Annotated[str, Meta(description="The rule's code.")]
    name: Annotated[str, Meta(description="The rule's name.")]
    severity: Severity
    path: Annotated[str, Meta(description="Path relative to the repository's root, with forward slashes.")]
    start: PositionJson
    end: Annotated[PositionJson, Meta(description="Exclusive: one past the last character.")]
    message: str
    help: str | None
    subject: Annotated[
        str, Meta(description="Subject, a URL or a title; with code and path, the identity of the finding.")
    ]
    fix: FixJson | None
    verdict: Annotated[dict[str, Any] | None, Meta(description="The verdict on the source, for findings about one.")]


class SummaryJson(Struct, frozen=True):
    """The counts of a run."""

    pages: Annotated[_Count, Meta(description="Pages checked.")]
    findings: _Count
    errors: _Count
    warnings: _Count
    infos: _Count
    fixable: Annotated[_Count, Meta(description="Findings that have a fix, safe or unsafe.")]
    baselined: Annotated[_Count, Meta(description="Findings not shown because the baseline contains them.")]
    suppressed: Annotated[_Count, Meta(description="Findings not shown because a comment in the page suppresses them.")]
    urls: Annotated[_Count, Meta(description="Distinct source URLs on the pages checked.")]


class ProblemJson(Struct, frozen=True):
    """A problem that kept the run from checking something."""

    kind: ProblemKind
    path: Annotated[str, Meta(description="Path relative to the repository's root; empty if it is not about a file.")]
    line: Annotated[_Count, Meta(description="Line in the file; 0 for the file as a whole.")]
    message: str


class ReportJson(Struct, frozen=True):
    """The findings of one run of archive-lint."""

    version: Annotated[int, Meta(description="Version of this format.", ge=VERSION, le=VERSION)]
    complete: Annotated[
        bool, Meta(description="False when the run was interrupted or could not start: there may be more to find.")
    ]
    summary: SummaryJson
    problems: list[ProblemJson]
    findings: list[FindingJson]


def report_json(report: Report) -> ReportJson:
    """Return a report in the shape that is written, without its findings."""
    return ReportJson(
        version=VERSION,
        complete=report.complete and report.has_started,
        summary=msgspec.convert(report.summary, SummaryJson, from_attributes=True),
        problems=[ProblemJson(each.kind, each.path, each.line, each.message) for each in report.problems],
        findings=[],
    )


def findings_json(report: Report, findings: Iterable[Finding]) -> Iterator[FindingJson]:
    """Yield the findings of a report in the shape that is written."""
    sources = Sources(report.read)
    return (_finding(finding, sources) for finding in findings)


def _finding(finding: Finding, sources: Sources) -> FindingJson:
    return FindingJson(
        code=finding.code,
        name=finding.name,
        severity=finding.severity,
        path=finding.path,
        start=_position(finding.start),
        end=_position(finding.end),
        message=finding.message,
        help=finding.help,
        subject=finding.subject,
        fix=None if finding.fix is None else _fix(finding.fix, sources),
        verdict=finding.verdict,
    )


def findings_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of format `json`; `#/$defs/FindingJson` is that of a line of `json-lines`."""
    schema = msgspec.json.schema(ReportJson)
    return {"$schema": DIALECT, "$id": SCHEMA_URL, "title": "Findings of archive-lint", **schema}


def _fix(fix: Fix, sources: Sources) -> FixJson:
    edits = []
    for edit in fix.edits:
        source = sources.get(edit.path)
        start = Position(1, 1) if source is None else source.position(edit.start)
        end = Position(1, 1) if source is None else source.position(edit.end)
        edits.append(EditJson(edit.path, _position(start), _position(end), edit.text))
    return FixJson(fix.safe, fix.message, tuple(edits))


def _position(place: Position) -> PositionJson:
    return PositionJson(place.line, place.column)
