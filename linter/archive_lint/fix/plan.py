"""Decides which fixes of a run are applied together.

They must not touch the same bytes, and each is applied whole or not at all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from msgspec import Struct

from archive_lint.fix.edits import apply_edits
from archive_lint.model.finding import Edit, Finding


class Change(Struct, frozen=True):
    """A file's content before and after the fixes."""

    before: bytes | None
    """The old content; `None` for a file that does not exist yet."""
    after: bytes


class PassPlan(Struct, frozen=True):
    """One pass: the new contents of files, and the fixes that lead to them."""

    contents: dict[str, bytes]
    fixed: list[Finding]
    """The findings whose fixes are in the pass."""
    bundles: list[frozenset[str]]
    """Files that one fix changes together."""
    refused: dict[str, str]
    """Files that a fix would change and that must stay as they are, each with the reason."""


def plan_pass(
    findings: Iterable[Finding],
    *,
    content: Callable[[str], bytes | None],
    refusal: Callable[[str], str | None],
    is_wanted: Callable[[Finding], bool],
) -> PassPlan:
    """Choose fixes in the order of the findings; of two that overlap, the second waits for the next pass.

    Fixes that copy a file come last, and wait if that file is to be changed.

    `content` returns a file's bytes or `None` if it does not exist, `refusal` the reason why a file must not be
    changed, `is_wanted` whether a finding's fix may be applied at all.
    """
    taken: dict[str, _Taken] = {}
    chosen: set[tuple[Edit, ...]] = set()
    fixed: list[Finding] = []
    bundles: list[frozenset[str]] = []
    refused: dict[str, str] = {}
    for finding in sorted(findings, key=_copies):
        if finding.fix is None or not is_wanted(finding):
            continue
        if (copied := taken.get(finding.fix.copied_from)) is not None and copied.edits:
            continue
        edits = tuple(sorted(_with_paths(finding.fix.edits, finding.path)))
        if edits in chosen:
            fixed.append(finding)
            continue
        paths = frozenset(edit.path for edit in edits)
        reasons = {path: reason for path in paths if (reason := refusal(path)) is not None}
        refused.update(reasons)
        if reasons or not edits or not all(taken.setdefault(edit.path, _Taken()).is_free(edit) for edit in edits):
            continue
        for edit in edits:
            taken[edit.path].take(edit)
        chosen.add(edits)
        fixed.append(finding)
        if len(paths) > 1:
            bundles.append(paths)
    contents = {
        path: apply_edits(content(path) or b"", marks.edits) for path, marks in sorted(taken.items()) if marks.edits
    }
    return PassPlan(contents, fixed, bundles, refused)


def _copies(finding: Finding) -> bool:
    return finding.fix is not None and bool(finding.fix.copied_from)


def changed_files(finding: Finding) -> set[str]:
    """Return the paths of the files that a finding's fix changes; empty for a finding without a fix."""
    return {edit.path or finding.path for edit in finding.fix.edits} if finding.fix is not None else set()


def with_changed_files(findings: Iterable[Finding]) -> Iterator[tuple[Finding, set[str]]]:
    """Yield findings, each with what `changed_files` returns: many may share the edits of one fix."""
    files: set[str] = set()
    last: tuple[object, str] = (None, "")
    for finding in findings:
        edits = finding.fix and finding.fix.edits
        if edits is not last[0] or finding.path != last[1]:
            files = changed_files(finding)
            last = (edits, finding.path)
        yield finding, files


def groups(paths: Iterable[str], bundles: Iterable[frozenset[str]]) -> list[tuple[str, ...]]:
    """Return the files in groups that change together or not at all, joined by bundles directly or indirectly."""
    bundles = list(bundles)
    bundled = frozenset(chain.from_iterable(bundles))
    paths = list(paths)
    leader: dict[str, str] = {path: path for path in paths if path in bundled}

    def find(path: str) -> str:
        while leader[path] != path:
            leader[path] = leader[leader[path]]
            path = leader[path]
        return path

    for bundle in bundles:
        members = sorted(path for path in bundle if path in leader)
        for member in members[1:]:
            leader[find(member)] = find(members[0])
    joined: dict[str, list[str]] = {}
    for path in sorted(leader):
        joined.setdefault(find(path), []).append(path)
    return sorted([*(tuple(group) for group in joined.values()), *((path,) for path in paths if path not in bundled)])


def bundled_with(paths: Iterable[str], changes: Mapping[str, object], bundles: Iterable[frozenset[str]]) -> set[str]:
    """Return the files, with all that change together with them."""
    wanted = set(paths)
    return {path for group in groups(changes, bundles) if wanted & set(group) for path in group}


class _Taken:
    """The bytes of one file that the chosen edits change, in order."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self._starts: list[int] = []

    def is_free(self, edit: Edit) -> bool:
        at = bisect_left(self._starts, edit.start)
        if at < len(self.edits) and (self.edits[at].start < edit.end or self.edits[at].start == edit.start):
            return False
        return at == 0 or self.edits[at - 1].end <= edit.start

    def take(self, edit: Edit) -> None:
        at = bisect_left(self._starts, edit.start)
        self._starts.insert(at, edit.start)
        self.edits.insert(at, edit)


def _with_paths(edits: Iterable[Edit], page: str) -> Iterable[Edit]:
    return (edit if edit.path else Edit(page, edit.start, edit.end, edit.text) for edit in edits)
