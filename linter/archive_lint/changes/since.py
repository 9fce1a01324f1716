"""The change to an archive: the tracked files that differ from an earlier commit, and their contents then.

The earlier commit is the merge base with a named one, as on the page of a pull request; the present side is the work
tree, limited to files that git tracks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from archive_lint.archive.targets import Targets
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.git.command import Git
from archive_lint.git.index_listing import Index
from archive_lint.git.revisions import Difference, contents, differences_since, open_git
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Kind, Layout
from archive_lint.model.listing import Listing
from archive_lint.model.page import PageFacts

_AT_ONCE = 500
"""The most earlier pages that are held in memory at once."""


class Changes(Struct, frozen=True, kw_only=True):
    """The changes to an archive. All paths are relative to its root."""

    changed: frozenset[str]
    """Existing files that differ from the earlier commit, including `added`."""
    added: frozenset[str] = frozenset()
    """Files that the earlier commit does not have, including renamed ones."""
    deleted: frozenset[str] = frozenset()
    """Files of the earlier commit that no longer exist, including renamed ones."""
    renamed: Mapping[str, str] = {}
    """Renamed files, old path to new."""
    retitled: frozenset[str] = frozenset()
    """Changed pages with another title than before."""
    delisted: frozenset[str] = frozenset()
    """Stories that an index no longer lists, and those of a day that got an index."""
    former: Mapping[str, str] = {}
    """Pages of the earlier commit that no longer exist, by the keys of their URLs, if the archive is a site."""
    lost_ids: Mapping[str, frozenset[str]] = {}
    """By changed page the ids that it lost, if fragments are checked."""
    cited: Mapping[str, frozenset[str]] = {}
    """The sources that changed pages cited before, as written."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no change."""
        return not (self.changed or self.deleted)

    def sources_added(self, page: PageFacts) -> frozenset[str]:
        """Return the sources of a page that it did not cite before, as written; none for an unchanged page."""
        if page.path not in self.changed:
            return frozenset()
        return _cited(page) - self.cited.get(page.path, frozenset())


def changes_since(root: str, revision: str, layout: Layout, listing: Listing, index: Index | None = None) -> Changes:
    """Return the changes to the archive at `root` since its merge base with a commit or branch.

    `index` is the listing of the archive, if there already is one. Raises `RevisionError`.
    """
    git = open_git(root)
    found = differences_since(git, revision, index)
    comparison = _Comparison(root, git, layout, listing)
    comparison.compare(found)
    return Changes(
        changed=frozenset(each.path for each in found if each.path),
        added=frozenset(each.path for each in found if each.path and each.path != each.earlier),
        deleted=frozenset(each.earlier for each in found if each.earlier and each.path != each.earlier),
        renamed={each.earlier: each.path for each in found if each.is_moved},
        retitled=frozenset(comparison.retitled),
        delisted=frozenset(comparison.delisted),
        former=comparison.former,
        lost_ids=comparison.lost_ids,
        cited=comparison.cited,
    )


class _Comparison:
    """Compares changed pages with their earlier contents."""

    def __init__(self, root: str, git: Git, layout: Layout, listing: Listing) -> None:
        self.root = root
        self.git = git
        self.layout = layout
        self.targets = Targets(layout, listing)
        self.retitled: set[str] = set()
        self.delisted: set[str] = set()
        self.former: dict[str, str] = {}
        self.lost_ids: dict[str, frozenset[str]] = {}
        self.cited: dict[str, frozenset[str]] = {}

    def compare(self, found: Sequence[Difference]) -> None:
        self._take_new_indexes([each.path for each in found if not each.earlier and self._is_index(each.path)])
        if self.layout.is_site:
            endings = self.targets.listing.endings
            self._take_former_urls(
                [each for each in found if each.earlier != each.path and each.earlier.endswith(endings)]
            )
        kept = [each for each in found if each.is_kept and each.path.endswith(self.targets.listing.endings)]
        for at in range(0, len(kept), _AT_ONCE):
            some = kept[at : at + _AT_ONCE]
            for each, source in zip(some, contents(self.git, [each.blob for each in some]), strict=True):
                if (before := self._said(each.earlier, source)) is not None:
                    self._compare(each.path, before)

    def _said(self, path: str, source: bytes) -> PageFacts | None:
        """Return the facts of an earlier version of a page; `None` for one that could not be checked either."""
        try:
            return parse(path, source, self.layout).facts
        except UnreadablePageError:
            return None

    def _take_former_urls(self, gone: Sequence[Difference]) -> None:
        """Keep the URLs of deleted pages: only their contents tell those that front matter names."""
        # Imported here: an archive whose links name files does not load the modules of sites.
        from archive_lint.site.addresses import url_keys
        from archive_lint.site.url_rules import NOTHING_SAID, address_in

        for at in range(0, len(gone), _AT_ONCE):
            some = gone[at : at + _AT_ONCE]
            for each, source in zip(some, contents(self.git, [each.blob for each in some]), strict=True):
                before = self._said(each.earlier, source)
                front = None if before is None else before.front
                said = NOTHING_SAID if front is None else address_in(front)
                for key in url_keys(self.layout, each.earlier, said):
                    self.former.setdefault(key, each.earlier)

    def _take_new_indexes(self, indexes: Sequence[str]) -> None:
        folders = {path.rpartition("/")[0] for path in indexes}
        if folders:
            beside = (path for path in self.targets.listing.pages if path.rpartition("/")[0] in folders)
            self.delisted.update(path for path in beside if self.layout.classify(path).kind is Kind.STORY)

    def _compare(self, path: str, before: PageFacts) -> None:
        self.cited[path] = _cited(before)
        try:
            now = parse(path, read_page(self.root, path), self.layout).facts
        except UnreadablePageError:
            return
        if _title(before) != _title(now):
            self.retitled.add(path)
        if before.ids and now.ids is not None and (lost := frozenset(before.ids).difference(now.ids)):
            self.lost_ids[path] = lost
        if self._is_index(path):
            self.delisted.update(self._listed(before) - self._listed(now))

    def _is_index(self, path: str) -> bool:
        return path.endswith("/" + self.layout.index) and self.layout.classify(path).kind is Kind.DAY_INDEX

    def _listed(self, index: PageFacts) -> set[str]:
        return {self.targets.resolve(index.path, entry.link.target).path for entry in index.index_entries}


def _title(page: PageFacts) -> str:
    return "" if page.title is None else page.title.text


def _cited(page: PageFacts) -> frozenset[str]:
    return frozenset(link.target for _, link in page.citations())
