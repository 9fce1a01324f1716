"""Findings on a source that most pages share, in a footer or under each text: one of them speaks for all."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from archive_lint.model.finding import Finding, Severity

_SHARE_OF_PAGES = 1 / 3
"""The share of pages above which a link belongs to their frame.

The subject of a site that its texts cite most, such as a program, is on a sixth of them.
"""
_FEWEST_PAGES = 20
"""The fewest pages with such a finding: fewer can be read one by one, and a share of fewer says little."""
_ON_SOURCES = "U"
"""First letter of the codes of rules on sources."""

_Key = tuple[str, str, Severity]


def without_shared(findings: Sequence[Finding], pages: int) -> Sequence[Finding]:
    """Return the findings, in their order, without those about a source that repeat on most pages.

    `pages` is the number of pages checked. The finding on the first page stays, and says how many pages have it.
    """
    on: dict[_Key, set[str]] = {}
    for finding in findings:
        if finding.code.startswith(_ON_SOURCES):
            on.setdefault(_key(finding), set()).add(finding.path)
    least = max(_FEWEST_PAGES, int(pages * _SHARE_OF_PAGES) + 1)
    shared = {key: len(paths) for key, paths in on.items() if len(paths) >= least}
    return _first_of(findings, shared) if shared else findings


def _first_of(findings: Sequence[Finding], shared: dict[_Key, int]) -> list[Finding]:
    left: list[Finding] = []
    told: set[_Key] = set()
    for finding in findings:
        key = _key(finding)
        if key not in shared:
            left.append(finding)
        elif key not in told:
            told.add(key)
            left.append(replace(finding, message=f"{finding.message} (on {shared[key]:,} pages, of which this is one)"))
    return left


def _key(finding: Finding) -> _Key:
    return finding.code, finding.subject, finding.severity
