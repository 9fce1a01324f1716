"""SARIF 2.1.0 for GitHub code scanning: one run, within its limits, the worst findings first."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import msgspec

from archive_lint import HOMEPAGE, __version__
from archive_lint.model.finding import Finding, Severity
from archive_lint.model.problem import ProblemKind
from archive_lint.model.span import Position
from archive_lint.report import escape
from archive_lint.report.fingerprint import Identities, line_fingerprints
from archive_lint.report.report import Report, RuleInfo
from archive_lint.report.source import Sources
from archive_lint.text import counted, shortened

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_CATEGORY = "archive-lint/"
"""The slash at its end says that no number of a run follows: each upload replaces the one before."""

# Limits of GitHub's ingestion: it rejects a larger file. It keeps 5,000 results, and the worst come first here.
_MOST_RESULTS = 25_000
_MOST_COMPRESSED = 10_000_000
_MOST_OF_A_DESCRIPTION = 1024
_MOST_OF_A_NAME = 255
_MOST_OF_A_FIX = 2_000
"""The most code points of a fix, which may write a whole page."""

_OTHERS = 200_000
"""Bytes set aside in `_MOST_COMPRESSED` for all but results: the rules and their documentation, some 50 KB."""
_MOST_HASHED = 1_000_000
"""The most bytes of a page that is hashed.

The action hashes results without a hash; the largest of 15,812 measured pages has 110 KB.
"""
_CHUNK = 500
"""Number of results that are compressed at once to measure them."""

_ENCODER = msgspec.json.Encoder()
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}


def write(report: Report, stream: BinaryIO) -> None:
    """Write the log. If not all findings fit, a notification in it counts the missing ones."""
    rules = {**report.rules, **{finding.code: report.rule(finding) for finding in report.findings}}
    indexes = {code: index for index, code in enumerate(sorted(rules))}
    results = _fitting(all_results := _results(report, indexes, has_fixes=True))
    if len(results) < len(all_results):
        # The help text of a finding says more than how to fix a different one.
        results = _fitting(_results(report, indexes, has_fixes=False))
    invocation = _invocation(report, left_out=len(report.findings) - len(results))
    driver = {
        "name": "archive-lint",
        "informationUri": HOMEPAGE,
        "semanticVersion": __version__,
        "rules": [_rule(rules[code]) for code in sorted(rules)],
    }
    run = {
        "tool": msgspec.Raw(_json({"driver": driver})),
        "automationDetails": {"id": _CATEGORY},
        "columnKind": "unicodeCodePoints",
        "invocations": [msgspec.Raw(_json(invocation))],
        "results": [msgspec.Raw(result) for result in results],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    stream.write(msgspec.json.encode(log) + b"\n")


def _results(report: Report, rule_indexes: Mapping[str, int], *, has_fixes: bool) -> list[bytes]:
    identities = Identities()
    named = [(finding, identities.of(finding)) for finding in report.findings]
    named.sort(key=lambda entry: -entry[0].severity.rank)
    named = named[:_MOST_RESULTS]
    places = _fingerprints(report, [finding for finding, _ in named])
    sources = Sources(report.read)
    results: list[bytes] = []
    for finding, identity in named:
        fingerprints = {"archiveLint/v1": identity}
        place = places.get((finding.path, finding.start.line))
        if place is not None:
            fingerprints["primaryLocationLineHash"] = place
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": rule_indexes[finding.code],
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.message or finding.name},
            "locations": [{"physicalLocation": _location(finding, sources)}],
            "partialFingerprints": fingerprints,
        }
        if has_fixes and (changes := _changes(finding, sources)):
            result["fixes"] = changes
        results.append(_json(result))
    return results


def _json(value: object) -> bytes:
    """Return JSON as it is written, to know the size of hostile text in it before."""
    return escape.json(_ENCODER.encode(value))


def _fingerprints(report: Report, findings: Iterable[Finding]) -> dict[tuple[str, int], str]:
    """Return the fingerprints by path and line. Each page is read and hashed once, in any order of findings."""
    lines: dict[str, set[int]] = {}
    for finding in findings:
        lines.setdefault(finding.path, set()).add(finding.start.line)
    found = {}
    for path, wanted in sorted(lines.items()):
        source = report.read(path)
        if source is not None and len(source) <= _MOST_HASHED:
            for line, fingerprint in line_fingerprints(source, wanted).items():
                found[path, line] = fingerprint
    return found


def _location(finding: Finding, sources: Sources) -> dict[str, Any]:
    end = finding.end.column
    if finding.end.line != finding.start.line:
        # A pull request shows a result only if the change touches all its lines.
        source = sources.get(finding.path)
        end = finding.start.column if source is None else len(source.line(finding.start.line)) + 1
    return {
        "artifactLocation": {"uri": escape.uri_path(finding.path)},
        "region": _region(finding.start, Position(finding.start.line, max(finding.start.column, end))),
    }


def _changes(finding: Finding, sources: Sources) -> list[dict[str, Any]]:
    """Return the fix of a finding; empty without one, or if it would fill the log or changes no existing text."""
    fix = finding.fix
    if fix is None or sum(len(edit.text) for edit in fix.edits) > _MOST_OF_A_FIX:
        return []
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        source = sources.get(edit.path)
        if source is None:
            return []
        region = _region(source.position(edit.start), source.position(edit.end))
        change = {"deletedRegion": region, "insertedContent": {"text": edit.text}}
        changes.setdefault(edit.path, []).append(change)
    if not changes:
        return []
    files = [
        {"artifactLocation": {"uri": escape.uri_path(path)}, "replacements": replacements}
        for path, replacements in changes.items()
    ]
    described = f"{fix.message or 'fix it'}{'' if fix.safe else ' (unsafe: may lose or invent content)'}"
    return [{"description": {"text": described}, "artifactChanges": files}]


def _region(start: Position, end: Position) -> dict[str, int]:
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _fitting(results: list[bytes]) -> list[bytes]:
    """Return as many of the first results as a compressed file has room for."""
    room = _MOST_COMPRESSED - _OTHERS
    if sum(map(len, results)) <= room:
        return results
    # The quickest level: results that fit with it fit with any other.
    compressor = zlib.compressobj(1)
    size = 0
    for start in range(0, len(results), _CHUNK):
        chunk = b",".join(results[start : start + _CHUNK])
        size += len(compressor.compress(chunk)) + len(compressor.flush(zlib.Z_SYNC_FLUSH))
        if size > room:
            return results[:start]
    return results


def _rule(rule: RuleInfo) -> dict[str, Any]:
    summary = shortened(rule.summary or rule.name, _MOST_OF_A_DESCRIPTION)
    documentation = rule.help() or summary
    described: dict[str, Any] = {
        "id": rule.code,
        "name": shortened(rule.name, _MOST_OF_A_NAME),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "help": {"text": documentation, "markdown": documentation},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"problem.severity": _PROBLEM_SEVERITIES[rule.severity]},
    }
    if rule.url:
        described["helpUri"] = rule.url
    return described


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    notifications: list[dict[str, Any]] = []
    for problem in report.problems:
        level = "note" if problem.kind is ProblemKind.SKIPPED else "error"
        notification: dict[str, Any] = {"level": level, "message": {"text": problem.message or problem.kind.value}}
        if problem.path:
            place: dict[str, Any] = {"artifactLocation": {"uri": escape.uri_path(problem.path)}}
            if problem.line:
                place["region"] = {"startLine": problem.line}
            notification["locations"] = [{"physicalLocation": place}]
        notifications.append(notification)
    if left_out:
        where = f" All are in {report.elsewhere}." if report.elsewhere else ""
        text = f"{counted(left_out, 'finding')} left out, the least severe: a SARIF file has limits.{where}"
        notifications.append({"level": "warning", "message": {"text": text}})
    if not report.complete:
        text = "The run was interrupted: there may be more to find."
        notifications.append({"level": "warning", "message": {"text": text}})
    failed = not report.complete or any(problem.kind is not ProblemKind.SKIPPED for problem in report.problems)
    return {"executionSuccessful": not failed, "toolExecutionNotifications": notifications}
