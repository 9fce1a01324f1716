"""What is known of all pages together: which paths there are, what they say, and where a link leads.

Existence is a look-up in the listing of paths, never a `stat` for each link. What a page says is asked for only when
a rule needs it, so that one named page costs that page and the few it speaks of, not the whole archive.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from posixpath import normpath
from urllib.parse import unquote

from msgspec import Struct

from archive_lint.markdown import classify
from archive_lint.model.layout import Layout
from archive_lint.model.page import Kind, Link, PageFacts


class Outcome(StrEnum):
    """Where a link leads."""

    FOUND = "found"
    """A file of the archive, by its exact name."""
    FOLDER = "folder"
    """A folder of the archive."""
    MISSPELT = "misspelt"
    """A file of the archive if case, Unicode normalisation or a second percent-decoding are forgiven."""
    UNTRACKED = "untracked"
    """A file that lies there but that git does not track: for everyone else it is missing."""
    MISSING = "missing"
    OUTSIDE = "outside"
    """Above the archive's root, a `file:` URL, or a symbolic link out of it."""
    EXTERNAL = "external"
    """On the web, or another scheme."""
    SAME_PAGE = "same-page"
    """Only a fragment, or nothing."""


class PrefixUse(StrEnum):
    """How a site-absolute link uses the configured site prefix."""

    NONE = "none"
    """Not site-absolute, or no prefix is configured and none is used."""
    RIGHT = "right"
    MISSING = "missing"
    FOREIGN = "foreign"
    """Another first folder stands where the prefix should: the target exists behind it."""


class Resolution(Struct, frozen=True, gc=False):
    """Where a link of a page leads."""

    outcome: Outcome
    path: str = ""
    """In the archive: of the file found, or of what is missing; empty where it leads elsewhere."""
    prefix: PrefixUse = PrefixUse.NONE


class Listing(Struct, frozen=True, kw_only=True):
    """The files of an archive, as discovery saw them: paths relative to the root, `/` between folders."""

    pages: tuple[str, ...]
    """Markdown files to look at, sorted."""
    files: frozenset[str]
    """All regular files that count as targets of links."""
    untracked: frozenset[str] = frozenset()
    """Files in a git work tree that git does not track: pages to look at, no targets."""
    links_out: frozenset[str] = frozenset()
    """Symbolic links that lead out of the archive or nowhere."""
    aliases: Mapping[str, str] = {}
    """Symbolic links that lead to a file of the archive, with that file."""


_EXTERNAL = Resolution(Outcome.EXTERNAL)
_OUTSIDE = Resolution(Outcome.OUTSIDE)
_SAME_PAGE = Resolution(Outcome.SAME_PAGE)


class Archive:
    """The archive index.

    `facts` gives what a page says and `source` the bytes it says it in, or `None` for one that cannot be read; they are
    asked at most as often as rules ask.
    """

    def __init__(
        self,
        layout: Layout,
        listing: Listing,
        facts: Callable[[str], PageFacts | None],
        source: Callable[[str], bytes | None],
    ) -> None:
        self.layout = layout
        self.listing = listing
        self._facts = facts
        self._source = source
        self._resolved: dict[tuple[str, str], Resolution] = {}

    def __contains__(self, path: str) -> bool:
        """Whether a file with exactly this path is in the archive and counts as a target."""
        return path in self.listing.files

    @property
    def pages(self) -> Sequence[str]:
        """The paths of all pages, sorted."""
        return self.listing.pages

    def facts(self, path: str) -> PageFacts | None:
        """What a page says; `None` where there is no such page or it cannot be read."""
        return self._facts(path)

    def source(self, path: str) -> bytes | None:
        """The bytes of a page, for a fix that copies from it; `None` where there is no such page."""
        return self._source(path)

    def is_twin(self, path: str) -> bool:
        """Whether a page is the copy of an index that is there too. Rules look at the original, not at the copy."""
        folder, _, name = path.rpartition("/")
        index = f"{folder}/{self.layout.index}" if folder else self.layout.index
        return name in self.layout.twins and index in self.listing.files

    def kind(self, path: str) -> Kind:
        """The kind of a page, by its path."""
        return classify(path, self.layout)[0]

    def resolve(self, page: PageFacts, target: str) -> Resolution:
        """Where a link target on a page leads."""
        # Archives link site-absolute almost always: such a link leads to the same place from every page.
        key = ("" if target.startswith("/") else page.path.rpartition("/")[0], target)
        known = self._resolved.get(key)
        if known is None:
            known = self._resolved[key] = self._resolve(page, target)
        return known

    def resolve_link(self, page: PageFacts, link: Link) -> Resolution:
        """Where a link on a page leads."""
        return self.resolve(page, link.target)

    def page_at(self, page: PageFacts, target: str) -> str | None:
        """The path of the page that a link target leads to by its exact name, or `None`."""
        resolution = self.resolve(page, target)
        return resolution.path if resolution.outcome is Outcome.FOUND else None

    # Days

    @cached_property
    def _days(self) -> dict[dt.date, list[str]]:
        """Paths of stories and indexes of each day, in the order of the listing."""
        days: dict[dt.date, list[str]] = {}
        for path in self.listing.pages:
            if path in self.listing.untracked:
                continue
            _, day, _ = classify(path, self.layout)
            if day is not None:
                days.setdefault(day, []).append(path)
        return days

    @cached_property
    def days(self) -> Sequence[dt.date]:
        """Days that have an index, in order."""
        return sorted(
            day for day, paths in self._days.items() if any(path.endswith("/" + self.layout.index) for path in paths)
        )

    def previous_day(self, day: dt.date) -> dt.date | None:
        """The nearest earlier day that has an index."""
        at = bisect_left(self.days, day)
        return self.days[at - 1] if at else None

    def days_near(self, day: dt.date, distance: int) -> Iterable[dt.date]:
        """Days with pages at most `distance` days away, the day itself included."""
        days = self._all_days
        first = bisect_left(days, day - dt.timedelta(days=distance))
        return days[first : bisect_right(days, day + dt.timedelta(days=distance))]

    @cached_property
    def _all_days(self) -> Sequence[dt.date]:
        return sorted(self._days)

    def stories_of(self, day: dt.date) -> Sequence[str]:
        """Paths of the stories of a day, sorted."""
        return [path for path in self._days.get(day, ()) if self.kind(path) is Kind.STORY]

    def index_of(self, day: dt.date) -> str | None:
        """The path of a day's index where there is one, in whatever padding its folder has."""
        for path in self._days.get(day, ()):
            if path.endswith("/" + self.layout.index):
                return path
        return None

    def twins_of(self, index: str) -> Sequence[str]:
        """The paths at which an index's twins should lie, whether they do or not."""
        folder = index.rpartition("/")[0]
        return [f"{folder}/{twin}" if folder else twin for twin in self.layout.twins]

    # Names

    @cached_property
    def _stories_by_slug(self) -> dict[str, list[str]]:
        stories: dict[str, list[str]] = {}
        for path in self.listing.pages:
            kind, _, slug = classify(path, self.layout)
            if kind is Kind.STORY and path not in self.listing.untracked:
                stories.setdefault(slug, []).append(path)
        return stories

    def stories_by_slug(self, slug: str) -> Sequence[str]:
        """Paths of the stories with exactly this slug, on whatever day."""
        return self._stories_by_slug.get(slug, [])

    @cached_property
    def _by_loose_name(self) -> dict[str, str]:
        """Files by what is left of their path when case and normalisation are taken away; ambiguous ones left out."""
        loose: dict[str, str] = {}
        ambiguous: set[str] = set()
        for path in self.listing.files:
            name = _loose(path)
            if name in loose:
                ambiguous.add(name)
            loose[name] = path
        for name in ambiguous:
            del loose[name]
        return loose

    @cached_property
    def _folders(self) -> frozenset[str]:
        folders: set[str] = {""}
        for path in self.listing.files:
            folder = path.rpartition("/")[0]
            while folder not in folders:
                folders.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(folders)

    def sample_stories(self, count: int) -> Sequence[PageFacts]:
        """At most `count` readable stories spread evenly over the archive: always the same ones for the same listing.

        For telling what the archive's generator does by design from what went wrong on one page.
        """
        stories = [path for path in self.listing.pages if self.kind(path) is Kind.STORY]
        step = max(1, len(stories) // count)
        sample = (self.facts(path) for path in stories[::step][:count])
        return [facts for facts in sample if facts is not None and not facts.damaged]

    # Links

    def _resolve(self, page: PageFacts, target: str) -> Resolution:
        target = target.strip()
        if target.startswith("//"):
            return _EXTERNAL
        scheme = target.partition(":")[0]
        if scheme != target and len(scheme) > 1 and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum():
            return _OUTSIDE if scheme.casefold() == "file" else _EXTERNAL
        name = target.partition("#")[0].partition("?")[0]
        if not name:
            return _SAME_PAGE
        if name.startswith("/"):
            return self._resolve_absolute(name)
        folder = page.path.rpartition("/")[0]
        return self._look_up(f"{folder}/{name}" if folder else name, PrefixUse.NONE)

    def _resolve_absolute(self, name: str) -> Resolution:
        prefix = self.layout.site_prefix
        if not prefix:
            resolution = self._look_up(name[1:], PrefixUse.NONE)
            return resolution if resolution.outcome is not Outcome.MISSING else self._behind_prefix(name, resolution)
        if name == prefix or name.startswith(prefix + "/"):
            return self._look_up(name[len(prefix) + 1 :], PrefixUse.RIGHT)
        resolution = self._look_up(name[1:], PrefixUse.MISSING)
        return resolution if resolution.outcome is not Outcome.MISSING else self._behind_prefix(name, resolution)

    def _behind_prefix(self, name: str, otherwise: Resolution) -> Resolution:
        """The same link with its first folder taken for a prefix that is not this archive's."""
        first, slash, rest = name[1:].partition("/")
        top = self.layout.top_folder
        if not slash or first == top or (top and not rest.startswith(top + "/")):
            return otherwise
        resolution = self._look_up(rest, PrefixUse.FOREIGN)
        return resolution if resolution.outcome is not Outcome.MISSING else otherwise

    def _look_up(self, name: str, prefix: PrefixUse) -> Resolution:
        """A path relative to the root, as written: decoded once, as every reader of the link does."""
        files = self.listing.files
        if name in files and "%" not in name:
            return Resolution(Outcome.FOUND, name, prefix)
        path = normpath(unquote(name)).lstrip("/")
        if "\0" in path:
            return Resolution(Outcome.MISSING, path.replace("\0", ""), prefix)
        if path == ".." or path.startswith("../"):
            return _OUTSIDE
        path = "" if path == "." else path
        if path in files:
            return Resolution(Outcome.FOUND, path, prefix)
        if path in self.listing.aliases:
            return Resolution(Outcome.FOUND, self.listing.aliases[path], prefix)
        if path in self.listing.links_out:
            return _OUTSIDE
        if path in self._folders:
            return Resolution(Outcome.FOLDER, path, prefix)
        if path in self.listing.untracked:
            return Resolution(Outcome.UNTRACKED, path, prefix)
        for spelling in dict.fromkeys((path, unquote(path), name)):
            known = self._by_loose_name.get(_loose(spelling))
            if known is not None:
                return Resolution(Outcome.MISSPELT, known, prefix)
        return Resolution(Outcome.MISSING, path, prefix)


def _loose(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
