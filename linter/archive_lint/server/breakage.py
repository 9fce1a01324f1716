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
        self._seen_open: set[str] = set()
        """Pages that were open when they were seen first: on disk they may say something else."""

    def is_news(self, path: str, found: Iterable[Finding], *, is_open: bool = False) -> bool:
        """Return whether the findings of a page have changed since last time, or since the archive was opened.

        `is_open` if they are of a text in the editor.
        """
        said = frozenset(map(_said, found))
        if path not in self._seen:
            self._seen.add(path)
            if is_open:
                self._seen_open.add(path)
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
            self._seen_open.discard(path)

    def is_as_before(self, path: str, found: Iterable[Finding], *, has_edits: bool) -> bool:
        """Return whether what is found on a page now is what was found there when the archive was opened.

        It is so for a page that nothing has broken. With `has_edits`, texts may have changed since it was checked last:
        then findings of other rules, or about other things, are new.
        """
        latest = self._latest.get(path, _NOTHING)
        if latest - self._at_rest.get(path, _NOTHING):
            return False
        return not has_edits or {said[:2] for said in latest} == {(each.code, each.subject) for each in found}

    def leave(self, path: str) -> None:
        """Take note that a page was closed."""
        if path in self._seen_open:
            self.forget([path])

    def broken(self, path: str, found: Iterable[Finding]) -> Sequence[Finding]:
        """Return what is found on a page and was not when the archive was opened; nothing if that is not known yet."""
        if path not in self._seen:
            return []
        before = self._at_rest.get(path, _NOTHING)
        return [finding for finding in found if _said(finding) not in before]

    def settle(self) -> None:
        """Take what is found from now on for what was found when the archive was opened: it is another one."""
        self._at_rest.clear()
        self._latest.clear()
        self._seen.clear()
        self._seen_open.clear()


def _said(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.subject, finding.message
