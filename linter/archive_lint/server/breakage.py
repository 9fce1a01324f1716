"""Breakage of other pages by open texts: findings there that were not found when the archive was opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive_lint.model.finding import Finding

_Said = frozenset[tuple[str, str, str]]
"""Findings of a page: code, subject and message of each."""

_NOTHING: _Said = frozenset()


class Breakage:
    """Findings of the pages of an archive when it was opened, and the last ones."""

    def __init__(self) -> None:
        self._at_rest: dict[str, _Said] = {}
        self._latest: dict[str, _Said] = {}
        self._seen: set[str] = set()

    def is_news(self, path: str, found: Iterable[Finding]) -> bool:
        """Return whether the findings of a page have changed since last time, or since the archive was opened."""
        said = frozenset(map(_said, found))
        if path not in self._seen:
            self._seen.add(path)
            if said:
                self._at_rest[path] = self._latest[path] = said
            return False
        if said == self._latest.get(path, _NOTHING):
            return False
        self._latest[path] = said
        return True

    def forget(self, paths: Iterable[str]) -> None:
        """Take what is found next on pages for what was found when the archive was opened."""
        for path in paths:
            self._seen.discard(path)
            self._at_rest.pop(path, None)
            self._latest.pop(path, None)

    def broken(self, path: str, found: Iterable[Finding]) -> Sequence[Finding]:
        """Return what is found on a page and was not found when the archive was opened."""
        before = self._at_rest.get(path, _NOTHING)
        return [finding for finding in found if _said(finding) not in before]

    def settle(self) -> None:
        """Take what is found from now on for what was found when the archive was opened: it is another one."""
        self._at_rest.clear()
        self._latest.clear()
        self._seen.clear()


def _said(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.subject, finding.message
