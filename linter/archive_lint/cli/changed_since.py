"""`--changed-since`: from a commit or branch to the pages checked and the findings shown."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archive_lint.changes.blame import Blame
from archive_lint.changes.since import Changes, changes_since
from archive_lint.cli.console import UsageError
from archive_lint.cli.paths import NamedPages
from archive_lint.cli.project import Project
from archive_lint.git.index_listing import Index
from archive_lint.git.revisions import RevisionError
from archive_lint.model.page import PageFacts
from archive_lint.model.source import Source
from archive_lint.model.verdict import Verdict

if TYPE_CHECKING:
    from archive_lint.engine.source_stage import SourceCheck


def find_blame(revision: str | None, project: Project, named: NamedPages, index: Index | None) -> Blame | None:
    """Return the judge of the change since a revision; `None` if no revision is given. Raises `UsageError`.

    `index` is the listing of the archive, if there already is one.
    """
    if revision is None:
        return None
    revision = _range_start(revision)
    if named.overlay:
        raise UsageError("--changed-since compares files, and `-` reads a page from standard input: give one of them")
    try:
        changes = changes_since(project.root, revision, project.layout, named.listing, index)
    except RevisionError as error:
        raise UsageError(f"--changed-since {revision}: {error}") from error
    return Blame(changes, project.layout, named.listing)


def _range_start(revision: str) -> str:
    """Return the start of pre-commit's range, if `revision` is HEAD: a hook that compares with HEAD means all of it.

    pre-commit sets it for pushes, and for `--from-ref` and `--to-ref` (pre-commit.com, "during push").
    """
    start = os.environ.get("PRE_COMMIT_FROM_REF", "")
    return start if start and revision == "HEAD" else revision


def limit_pages(named: NamedPages, blame: Blame | None, root: str) -> NamedPages:
    """Return the named pages without those on which the change cannot have caused a finding."""
    if blame is None:
        return named
    pages = blame.pages_to_report(root)
    if named.reported is not None:
        chosen = frozenset(named.reported)
        pages = tuple(path for path in pages if path in chosen)
    return replace(named, reported=pages)


class ChangedSources:
    """A check of the sources of changed pages, in which only a source that the change adds can fail the run."""

    def __init__(self, check: SourceCheck, changes: Changes) -> None:
        self._check = check
        self._changes = changes
        self._added: set[tuple[str, str]] = set()

    def feed(self, pages: Iterable[PageFacts]) -> None:
        changed = [page for page in pages if page.path in self._changes.changed]
        self._added.update((page.path, url) for page in changed for url in self._changes.sources_added(page))
        self._check.feed(changed)

    def verdicts(self) -> Mapping[str, Verdict]:
        return self._check.verdicts()

    def archived(self, source: Source) -> str:
        return self._check.archived(source)

    def may_fail(self, source: Source, verdict: Verdict) -> bool:
        return (source.path, source.url) in self._added and self._check.may_fail(source, verdict)
