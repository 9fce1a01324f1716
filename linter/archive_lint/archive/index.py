"""The archive index: the paths of all pages, their facts, and the targets of their links.

A page's facts are read only when a rule needs them: checking one named page costs that page and the few that it refers
to, not the whole archive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from archive_lint.archive import lost_story
from archive_lint.archive.days import Days
from archive_lint.archive.dependencies import ReadLog, Recording
from archive_lint.archive.link_reading import make_addresses, make_targets
from archive_lint.archive.links import PageLinks, resolved_links
from archive_lint.archive.lost_story import SimilarStory
from archive_lint.archive.made_once import MadeOnce
from archive_lint.archive.succession import succession_of
from archive_lint.archive.targets import LinkOutcome, Resolution, Targets
from archive_lint.archive.uncommitted import NoChange, Uncommitted
from archive_lint.markdown.definitions import target_place
from archive_lint.model.evidence import Ground
from archive_lint.model.layout import Kind, Layout
from archive_lint.model.listing import Listing
from archive_lint.model.page import Link, PageFacts, PageHead
from archive_lint.model.span import Span

if TYPE_CHECKING:
    from archive_lint.site.addresses import Addresses

T = TypeVar("T")

_SAMPLE = 25
"""Number of sampled pages: a convention that all of them follow is followed by nine tenths of the archive."""
_FEWEST = 3
"""The fewest pages that show a convention."""
_LARGE = 100_000
"""Paths from which on what is made of all of them takes much memory in each process that makes it."""
_ADDRESSES = "addresses"


class Archive:
    """The archive index.

    `facts` returns the facts of a page and `source` its bytes, or `None` for one that cannot be read; both are called
    only when a rule asks; `head` returns the head of the facts if that is cheaper. `renames` are the pages that git
    knows to have moved, old path to new; `uncommitted` is the change at hand; `former` are the pages that it removed,
    by the keys of their URLs; `earlier_titles` returns titles of a page in git's history.
    """

    def __init__(
        self,
        layout: Layout,
        listing: Listing,
        facts: Callable[[str], PageFacts | None],
        source: Callable[[str], bytes | None],
        *,
        renames: Mapping[str, str] | None = None,
        uncommitted: Uncommitted | None = None,
        head: Callable[[str], PageHead | None] | None = None,
        former: Mapping[str, str] | None = None,
        earlier_titles: Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        self.layout = layout
        self.listing = listing
        self._facts = facts
        self._source = source
        self._head: Callable[[str], PageHead | None] = facts if head is None else head
        self._uncommitted: Uncommitted = NoChange() if uncommitted is None else uncommitted
        self._renames: Mapping[str, str] = {} if renames is None else renames
        self._earlier_titles = earlier_titles
        self._former: Mapping[str, str] = {} if former is None else former
        self.targets = self._make_targets()
        self._linked: tuple[PageFacts, PageLinks] | None = None
        self._log = ReadLog()
        self._made = MadeOnce(self._log)

    def _make_targets(self) -> Targets:
        return make_targets(self.layout, self.listing, self._addresses, self._renames, self._former)

    def prepare(self) -> None:
        """Compute the results that most checks need: once, before this process is forked."""
        self.prepare_paths()
        if self.layout.is_site:
            self._addresses()

    def prepare_paths(self) -> None:
        """Compute those that rest on the paths alone."""
        _ = self.listing.numbers, self._days
        if len(self.listing.paths) >= _LARGE:
            # In a smaller archive, copies of this process make it themselves, if a link needs it.
            self.targets.prepare()

    def preparing(self) -> Iterator[object]:
        """Yield after each part of what checks need of all paths: made before somebody waits for a check."""
        for prepare in (self.prepare, self.targets.prepare, lambda: self._stories_by_slug):
            yield prepare()

    def __contains__(self, path: str) -> bool:
        """Return whether the archive has a file with exactly this path that counts as a target."""
        return path in self.listing.files

    @property
    def pages(self) -> Sequence[str]:
        """The paths of all pages, sorted."""
        return self.listing.pages

    def recording(self) -> Recording:
        """Return a `with` block that records what is read in it. An outer block does not see what this one records."""
        return Recording(self._log)

    def facts(self, path: str) -> PageFacts | None:
        """Return the facts of the page at `path`; `None` if there is no such page or it cannot be read."""
        self._log.reads.pages.add(path)
        return self._facts(path)

    def head(self, path: str) -> PageHead | None:
        """Return the head of the facts of the page at `path`, which costs less: for rules that read many pages."""
        self._log.reads.pages.add(path)
        return self._head(path)

    def source(self, path: str) -> bytes | None:
        """Return the bytes of the page at `path`, for a fix that copies from it; `None` if there is no such page."""
        self._log.reads.pages.add(path)
        return self._source(path)

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the result of `make`, called once per archive and `key`: for what a rule computes from many pages.

        Rules must cache here and nowhere else: then it is recorded what the results rest on, and they are computed
        again after one of those pages changed.
        """
        return self._made.get(key, make)

    def forget(self, pages: AbstractSet[str], *, is_address_kept: bool) -> None:
        """Drop cached results that rest on changed pages, also the URLs of all pages unless `is_address_kept`."""
        self._linked = None
        if _ADDRESSES in self._made.forget(pages, but=_ADDRESSES if is_address_kept else None):
            self.targets = self._make_targets()

    def is_twin(self, path: str) -> bool:
        """Return whether the page at `path` copies an existing index, in a day folder or at the root: rules skip it."""
        if not path.endswith(self.layout.twins) or path.rpartition("/")[2] not in self.layout.twins:
            return False
        return self.index_beside(path) in self.listing.files and self.kind(path) is not Kind.OTHER

    def kind(self, path: str) -> Kind:
        """Return the kind of a page, by its path."""
        return self.layout.classify(path).kind

    # Links

    def resolve(self, page: PageFacts, target: str) -> Resolution:
        """Return where `target` leads as a link on `page`."""
        resolution = self.targets.resolve(page.path, target)
        if resolution.outcome is LinkOutcome.UNTRACKED and page.path in self.listing.untracked:
            # Two new pages that will be added to git together.
            return Resolution(LinkOutcome.FOUND, resolution.path, resolution.prefix)
        return resolution

    def page_at(self, page: PageFacts, target: str) -> str | None:
        """Return the path of the page that a link target leads to by its exact name, or `None`."""
        resolution = self.resolve(page, target)
        return resolution.path if resolution.outcome is LinkOutcome.FOUND else None

    def links(self, page: PageFacts) -> PageLinks:
        """Return the links of a page, resolved; cached for the page that rules are checking."""
        linked = self._linked
        if linked is None or linked[0] is not page:
            linked = self._linked = (page, resolved_links(page, self.targets, self.resolve))
        return linked[1]

    def rewrite_target(self, page: PageFacts, link: Link, path: str) -> tuple[Span, str] | None:
        """Return the span, in `link` on `page` or its definition, and the text to write there, to lead it to `path`."""
        place = target_place(link, None) or target_place(link, self.source(page.path))
        text = None if place is None else self.format_target(page, link.target, path)
        return None if place is None or text is None else (place, text)

    def format_target(self, page: PageFacts, like: str, path: str) -> str | None:
        """Return the target of a link on `page` to `path`, in the manner of `like`: `/` for site-absolute."""
        return self.targets.format_target(page.path, like, path)

    def _addresses(self) -> Addresses:
        """Return the URLs of the site, which depend on what all pages say of theirs."""
        return self.cached(_ADDRESSES, lambda: make_addresses(self.layout, self.listing, self.facts, self._source))

    @property
    def site_complaints(self) -> Sequence[str]:
        """The problems of the site's map and its redirect files."""
        return self._addresses().complaints

    # Days

    @cached_property
    def _days(self) -> Days:
        return Days(self.layout, self.listing)

    @property
    def days(self) -> Sequence[dt.date]:
        """Days that have an index, in order."""
        return self._days.with_index

    def previous_day(self, day: dt.date) -> dt.date | None:
        """Return the nearest earlier day that has an index."""
        return self._days.before(day)

    def days_near(self, day: dt.date, distance: int) -> Sequence[dt.date]:
        """Return the days with pages at most `distance` days away, the day itself included, in order."""
        return self._days.near(day, distance)

    def stories_of(self, day: dt.date) -> Sequence[str]:
        """Return the paths of the stories of a day, sorted."""
        return self._days.stories_of(day)

    def index_of(self, day: dt.date) -> str | None:
        """Return the path of a day's index if there is one, whatever the padding of its folder."""
        return self._days.index_of(day)

    def twins_of(self, index: str) -> Sequence[str]:
        """Return the paths at which an index's twins should lie, whether they exist or not."""
        folder = index.rpartition("/")[0]
        return [f"{folder}/{twin}" if folder else twin for twin in self.layout.twins]

    # Names

    @cached_property
    def _stories_by_slug(self) -> dict[str, list[str]]:
        stories: dict[str, list[str]] = {}
        for path in (*self.listing.tracked_pages, *self.listing.absent):
            kind, _, slug = self.layout.classify(path)
            if kind is Kind.STORY:
                stories.setdefault(slug, []).append(path)
        return stories

    def stories_by_slug(self, slug: str) -> Sequence[str]:
        """Return the paths of the stories with exactly this slug, on any day."""
        return self._stories_by_slug.get(slug, [])

    def sample_stories(self, count: int) -> Sequence[PageFacts]:
        """Return at most `count` readable stories, spread evenly over the archive; the same ones for the same listing.

        They show what the archive's generator does by design, as against a mistake on one page.
        """
        return self._sample(Kind.STORY, count)

    def sample_indexes(self, count: int) -> Sequence[PageFacts]:
        """Return at most `count` readable day indexes, spread evenly over the archive, as `sample_stories` does."""
        return self._sample(Kind.DAY_INDEX, count)

    def _sample(self, kind: Kind, count: int) -> Sequence[PageFacts]:
        return self.cached((kind, count), lambda: self._make_sample(kind, count))

    def _make_sample(self, kind: Kind, count: int) -> Sequence[PageFacts]:
        if kind is Kind.STORY:
            paths = sorted({path for each in self._stories_by_slug.values() for path in each} - self.listing.absent)
        else:
            paths = sorted(path for day in self.days if (path := self.index_of(day)) is not None)
        sample = (self.facts(path) for path in paths[:: max(1, len(paths) // count)][:count])
        return [facts for facts in sample if facts is not None and not facts.damaged]

    def convention_example(self, kind: Kind, shows: Callable[[PageFacts], bool | None]) -> str | None:
        """Return a page that shows a convention of the archive's generator, or `None` if there is no such convention.

        `shows` returns whether a page of this `kind` follows it, and `None` for a page that cannot tell. If every page
        of a sample that can tell follows it, it is a convention: to be reported once, on the returned page, rather than
        on all.
        """
        pages = self._sample(kind, _SAMPLE)
        judged = [(page.path, shown) for page in pages if (shown := shows(page)) is not None]
        if len(judged) < _FEWEST or not all(shown for _, shown in judged):
            return None
        return judged[0][0]

    # Indexes

    def index_beside(self, path: str) -> str:
        """Return the path at which the index of a page's folder should lie, whether it exists or not."""
        folder = path.rpartition("/")[0]
        return f"{folder}/{self.layout.index}" if folder else self.layout.index

    def listed_in(self, index: str) -> frozenset[str]:
        """Return the paths that an index lists, and the pages that replaced the targets of its dangling entries."""
        return self.cached(("listed", index), lambda: frozenset(self._listed_in(index)))

    def _listed_in(self, index: str) -> Iterator[str]:
        facts = self.facts(index)
        if facts is None:
            return
        for entry in facts.index_entries:
            resolution = self.resolve(facts, entry.link.target)
            yield resolution.path
            if (
                resolution.outcome is LinkOutcome.MISSING
                and (successor := self.successor_of(resolution.path)) is not None
            ):
                yield successor

    # Moved pages

    def successor_of(self, path: str) -> str | None:
        """Return the page that certainly replaced the missing `path`, or `None`; `succession.py` has the evidence."""
        succession = self.succession_of(path)
        return None if succession is None else succession[0]

    def succession_of(self, path: str) -> tuple[str, Ground] | None:
        """Return the page that certainly replaced the missing `path`, and the place that says so."""
        return self.cached(("successor", path), lambda: succession_of(path, self))

    def closest_story(self, path: str, title: str) -> str | None:
        """Return the one story near its day clearly most like the missing `path` or the link text `title`; a guess."""
        return lost_story.closest_story(path, title, self)

    def most_similar_story(self, path: str, title: str, page: PageFacts) -> SimilarStory | None:
        """Return the story most similar to the missing `path`, linked on `page` as `title`, with its similarity.

        `None` if none is clearly so, or if it is the page or one of its related stories, which are other stories.
        """
        return lost_story.most_similar_story(path, title, page, self)

    def has_story_like(self, path: str, title: str) -> bool:
        """Return whether a story has the slug of the missing `path`, or one near its day a very similar `title`."""
        return lost_story.has_story_like(path, title, self)

    @property
    def renames(self) -> Mapping[str, str]:
        """Pages that git knows to have moved: old path to new."""
        self._log.reads.history = True
        return self._renames

    def earlier_titles(self, path: str) -> Sequence[str]:
        """Return earlier titles of the page at `path`, newest first.

        It asks git for each page: only for a few in doubt.
        """
        return self.cached(("earlier titles", path), lambda: self._ask_earlier_titles(path))

    def _ask_earlier_titles(self, path: str) -> Sequence[str]:
        self._log.reads.pages.add(path)
        self._log.reads.history = True
        return () if self._earlier_titles is None else self._earlier_titles(path)

    def is_added(self, path: str) -> bool:
        """Return whether the change at hand adds the page at `path`, according to git."""
        self._log.reads.history = True
        return path in self.listing.untracked or path in self._uncommitted.added

    def is_deletion_open(self, path: str) -> bool:
        """Return whether the missing `path` is a page that git has and that no commit deleted."""
        self._log.reads.history = True
        return path in self._uncommitted.deleted

    def is_moved_whole(self, path: str) -> bool:
        """Return whether git shows that the missing `path` was moved without a change."""
        self._log.reads.history = True
        return path in self._uncommitted.moved_whole
