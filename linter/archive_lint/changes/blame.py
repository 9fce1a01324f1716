"""Decides which findings a change caused: the pages to check, changed or not, and the findings to show on them.

On a changed page that is all findings. On others it is the effects of the change from afar: it deleted, renamed or
retitled a page that they link to or reworded a heading that they name, took them out of their index, or put a day
between two others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import quote

from archive_lint.archive.index import Archive
from archive_lint.changes.since import Changes
from archive_lint.git.command import git_around
from archive_lint.git.errors import GitError
from archive_lint.model.finding import Finding
from archive_lint.model.fragment import fragment_of, leads_to_id
from archive_lint.model.layout import Kind, Layout
from archive_lint.model.listing import Listing
from archive_lint.model.page import Link, PageFacts
from archive_lint.model.patterns.lazy import lazy_pattern

_MOST_NAMES = 64
"""The most names that git searches for, each on every line of the archive; with more, every page is checked."""
_PLAIN = lazy_pattern(r"[^\W_-][^\W_]*(?:-+[^\W_]+)*")
"""Parts of a name that Markdown and URLs write as they are, or percent-encoded from end to end."""


class Blame:
    """Decides which findings a change caused."""

    def __init__(self, changes: Changes, layout: Layout, listing: Listing) -> None:
        self.changes = changes
        self._layout = layout
        self._listing = listing
        self._distant = changes.added | changes.deleted | changes.retitled
        """Changed files that can affect unchanged pages."""
        self._followers = frozenset(self._days_after(self._new_days()))
        self._touched_folders = {_folder(path) for path in changes.changed | changes.deleted}

    def pages_to_report(self, root: str) -> tuple[str, ...]:
        """Return the pages to check, sorted: those that changed, and those that the change may have broken."""
        pages = set(self._listing.pages)
        found = (self.changes.changed | self.changes.delisted | self._followers | set(self._companions())) & pages
        return tuple(sorted(found | (self._mentioning(root) & pages)))

    def is_to_blame(self, finding: Finding, page: PageFacts, archive: Archive) -> bool:
        """Return whether the change caused a finding on `page`, given in its present state."""
        changes = self.changes
        if page.path in changes.changed:
            return True
        if finding.subject in self._distant or (finding.subject == page.path and page.path in changes.delisted):
            return True
        if finding.subject in changes.changed:
            # A finding on a twin is about its index too, and the other way round.
            return _name(page.path) in self._layout.index_names
        if page.path in self._followers and page.previous_day is not None:
            link = page.previous_day.link
            if link is not None and _is_within(finding, link):
                return True
        return any(
            _is_within(finding, link) and self._is_affected(page, link, archive)
            for link in page.all_links()
            if not link.is_external or self._layout.site.url
        )

    def _is_affected(self, page: PageFacts, link: Link, archive: Archive) -> bool:
        """Return whether a link leads to a page that the change affects from afar, or to an id that it removed."""
        path = archive.resolve(page, link.target).path
        lost = self.changes.lost_ids.get(path, frozenset())
        return path in self._distant or (bool(lost) and leads_to_id(fragment_of(link.target), lost))

    def _companions(self) -> Iterator[str]:
        """Yield the indexes and twins of the days that changed; all pages of a day that lost its index."""
        for folder in self._touched_folders:
            for name in self._layout.index_names:
                yield f"{folder}/{name}" if folder else name
        lost = {_folder(path) for path in self.changes.deleted if _name(path) == self._layout.index}
        if lost:
            yield from (path for path in self._listing.pages if _folder(path) in lost)

    def _new_days(self) -> set[str]:
        """Return the folders of days that got an index."""
        return {_folder(path) for path in self.changes.added if self._is_index(path)}

    def _days_after(self, folders: set[str]) -> Iterator[str]:
        """Yield the next indexes after days that are new."""
        if not folders:
            return
        days = sorted(
            (day, path)
            for path in self._listing.pages
            if _name(path) == self._layout.index and (day := self._layout.classify(path).date) is not None
        )
        for (_, before), (_, path) in pairwise(days):
            if _folder(before) in folders:
                yield path

    def _is_index(self, path: str) -> bool:
        return _name(path) == self._layout.index and self._layout.classify(path).kind is Kind.DAY_INDEX

    def _mentioning(self, root: str) -> set[str]:
        """Return the pages that may link to a file that was deleted, renamed, retitled or lost an id, or more."""
        changes = self.changes
        affecting = changes.deleted | changes.retitled | changes.lost_ids.keys()
        names = {name for path in affecting for name in self._distinct_names(path)}
        if not names:
            return set()
        if len(names) > _MOST_NAMES or not all(names):
            return set(self._listing.pages)
        patterns = sorted({spelling for name in names for spelling in _spellings(name)})
        options = ("-l", "-z", "-i", "-a", "-F", "--no-color", "--no-recurse-submodules", "-f", "-")
        given = "".join(f"{pattern}\n" for pattern in patterns).encode(errors="surrogateescape")
        try:
            git = git_around(root)
            answer = (
                None
                if git is None
                else git.ask("grep", *options, *git.pathspecs_of(self._listing.endings), given=given)
            )
        except GitError:
            answer = None
        if git is None or answer is None or answer.code not in (0, 1):
            return set(self._listing.pages)
        return {path.removeprefix(git.prefix) for path in answer.output.decode(errors="surrogateescape").split("\0")}

    def _distinct_names(self, path: str) -> Iterator[str]:
        """Yield texts of which any link to a file contains one, in any encoding; none if that is uncertain."""
        urls = [url for url, gone in self.changes.former.items() if gone == path]
        if urls:
            for url in urls:
                yield max(_PLAIN.findall(_name(url).removesuffix(".html")), key=len, default="")
        folder, name = _folder(path), _name(path)
        if name in self._layout.index_names and folder:
            # A link to a folder is one to its index, and one from a folder beside it does not name the month.
            yield f"{_name(folder)}/{name}"
            yield "/".join(folder.rsplit("/", 2)[-2:])
        else:
            yield max(_PLAIN.findall(_stem(name, self._listing.endings)), key=len, default="")


def _spellings(name: str) -> Iterator[str]:
    for form in ("NFC", "NFD"):
        normal = unicodedata.normalize(form, name)
        yield normal
        yield quote(normal, errors="surrogateescape")


def _is_within(finding: Finding, link: Link) -> bool:
    """Return whether a finding is about a link.

    A finding with a larger span may be about the context after it, or a whole list.
    """
    return link.start <= finding.span.start and finding.span.end <= link.end


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _stem(name: str, endings: tuple[str, ...]) -> str:
    return next((name.removesuffix(ending) for ending in endings if name.endswith(ending)), name)
