"""Findings on a source that most pages share, in a footer or under each text: one of them speaks for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

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


class SharedSources:
    """Findings on sources, counted page by page."""

    def __init__(self) -> None:
        self._on: dict[_Key, set[str]] = {}
        """Pages with a finding."""
        self._of: dict[str, frozenset[_Key]] = {}
        """Findings by page."""

    def note(self, path: str, findings: Iterable[Finding]) -> None:
        """Take the findings of a page in place of those that it had."""
        now = frozenset(_key(finding) for finding in findings if finding.code.startswith(_ON_SOURCES))
        for key in self._of.get(path, frozenset()) - now:
            self._on[key].discard(path)
        for key in now:
            self._on.setdefault(key, set()).add(path)
        if now or path in self._of:
            self._of[path] = now

    def without_shared(self, findings: Sequence[Finding], pages: int) -> Sequence[Finding]:
        """Return the findings, in their order, without those about a source that repeat on most pages.

        `pages` is the number of pages checked. The finding on the first page stays, and says how many pages have it.
        """
        least = max(_FEWEST_PAGES, int(pages * _SHARE_OF_PAGES) + 1)
        on = {key: self._on.get(key, set()) for key in map(_key, findings)}
        shared = {key: (min(paths), len(paths)) for key, paths in on.items() if len(paths) >= least}
        return _first_of(findings, shared) if shared else findings


def without_shared(findings: Sequence[Finding], pages: int) -> Sequence[Finding]:
    """Return the findings of all pages, sorted, without those that `SharedSources.without_shared` leaves out."""
    shared = SharedSources()
    for path, found in groupby(findings, key=lambda finding: finding.path):
        shared.note(path, found)
    return shared.without_shared(findings, pages)


def _first_of(findings: Sequence[Finding], shared: Mapping[_Key, tuple[str, int]]) -> list[Finding]:
    left: list[Finding] = []
    told: set[_Key] = set()
    for finding in findings:
        key = _key(finding)
        if key not in shared:
            left.append(finding)
            continue
        first, count = shared[key]
        if finding.path == first and key not in told:
            told.add(key)
            left.append(replace(finding, message=f"{finding.message} (on {count:,} pages, of which this is one)"))
    return left


def _key(finding: Finding) -> _Key:
    return finding.code, finding.subject, finding.severity
