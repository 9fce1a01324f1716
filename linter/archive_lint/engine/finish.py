"""Completes the findings to report: their configured severity, and fixes mirrored in twins.

No password in a page or a rule's message goes further, neither into a report nor into a baseline.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from archive_lint.archive.index import Archive
from archive_lint.archive.twins import mirrored
from archive_lint.model.finding import Finding, Fix, Severity
from archive_lint.model.secret import hide_secrets

_MOST_SHARED_EDITS = 100_000
"""The most edits in fixes that findings share.

The findings of a list share the fix that renumbers it. Above this number only the first of them has it: a report that
repeats all edits with every finding would grow with the square of the list's length.
"""


class Finisher:
    """Completes the findings of one run, one by one, in their order."""

    def __init__(self, archive: Archive, severities: Mapping[str, Severity]) -> None:
        self._archive = archive
        self._severities = severities
        self._shared_edits: dict[int, int] = {}
        """Number of edits so far, by the identity of their fix."""

    def finish(self, finding: Finding) -> Finding:
        """Return the finding as it is reported."""
        severity = self._severities.get(finding.code, finding.severity)
        fix = finding.fix
        if fix is not None:
            shared = self._shared_edits[id(fix)] = self._shared_edits.get(id(fix), 0) + len(fix.edits)
            within = shared <= max(_MOST_SHARED_EDITS, len(fix.edits))
            fix = mirrored(fix, finding.path, self._archive) if within else None
            if fix is not None and any(self._is_damaged(edit.path) for edit in fix.edits):
                fix = None
        if fix is not None:
            fix = _without_secrets(fix)
        message, subject = hide_secrets(finding.message), hide_secrets(finding.subject)
        note = None if finding.help is None else hide_secrets(finding.help)
        if (
            severity is finding.severity
            and fix is finding.fix
            and (message, subject, note) == (finding.message, finding.subject, finding.help)
        ):
            return finding
        return msgspec.structs.replace(finding, severity=severity, fix=fix, message=message, subject=subject, help=note)

    def _is_damaged(self, path: str) -> bool:
        """Return whether a page must be left as it is because its text cannot be trusted."""
        head = self._archive.head(path) if path in self._archive else None
        return head is not None and head.damaged


def _without_secrets(fix: Fix) -> Fix:
    """Return a fix whose message contains no password. Its edits write the page's own text."""
    message = hide_secrets(fix.message)
    return fix if message == fix.message else Fix(message, fix.edits, fix.evidence, fix.copied_from)
