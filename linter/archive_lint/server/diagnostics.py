"""Diagnostics: what is found on open pages, and on others that they break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lsprotocol import types

from archive_lint.config.errors import ConfigFault
from archive_lint.model.digest import blake2b
from archive_lint.model.finding import Finding, Severity
from archive_lint.model.problem import Problem
from archive_lint.report.escape import terminal
from archive_lint.rule.documentation import documentation_url
from archive_lint.rule.registry import Registry
from archive_lint.server.positions import Positions
from archive_lint.server.workspace import OpenFolder

SOURCE = "archive-lint"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


def diagnostics_of(folder: OpenFolder, path: str, positions: Positions) -> list[types.Diagnostic]:
    """Return the diagnostics of a page of an archive."""
    registry = folder.opened.run.registry
    found = [as_diagnostic(finding, positions, registry) for finding in folder.shown(path)]
    return [*found, *map(_of_problem, folder.problems(path))]


def as_diagnostic(finding: Finding, positions: Positions, registry: Registry) -> types.Diagnostic:
    """Return a finding as an editor shows it."""
    rule = registry.find(finding.code)
    url = "" if rule is None else documentation_url(rule)
    message = terminal(finding.message)
    return types.Diagnostic(
        range=positions.range(finding.span),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(url) if url else None,
        source=SOURCE,
        message=f"{message}\n{terminal(finding.help)}" if finding.help else message,
    )


def of_faults(faults: Iterable[ConfigFault]) -> dict[str, list[types.Diagnostic]]:
    """Return what is wrong with configuration files, by the path that names each."""
    found: dict[str, list[types.Diagnostic]] = {}
    for fault in faults:
        line = (fault.line or 1) - 1
        hint = f" ({terminal(fault.hint)})" if fault.hint else ""
        found.setdefault(fault.file, []).append(
            types.Diagnostic(
                range=types.Range(types.Position(line, 0), types.Position(line + 1, 0)),
                severity=types.DiagnosticSeverity.Error,
                code="configuration",
                source=SOURCE,
                message=terminal(fault.message) + hint,
            )
        )
    return found


def result_id(found: Sequence[types.Diagnostic]) -> str:
    """Return what tells diagnostics from others, so that an editor that has them is not sent them again."""
    return blake2b(repr(found).encode(errors="replace"), digest_size=16).hexdigest()


def _of_problem(problem: Problem) -> types.Diagnostic:
    start = types.Position(0, 0)
    return types.Diagnostic(
        range=types.Range(start, start),
        severity=types.DiagnosticSeverity.Error,
        code=problem.kind.value,
        source=SOURCE,
        message=terminal(problem.message),
    )
