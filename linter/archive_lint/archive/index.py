"""What is known of all pages together: which paths there are, what they say, and where a link leads.

What a page says is asked for only when a rule needs it, so that one named page costs that page and the few it speaks
of, not the whole archive.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from archive_lint.archive import lost_story
from archive_lint.archive.days import Days
from archive_lint.archive.dependencies import Basis, ReadLog, Recording
from archive_lint.archive.link_reading import make_addresses, make_targets
from archive_lint.archive.links import ROLES, LinkRole, PageLinks, PlacedLink, RelatedLink
from archive_lint.archive.lost_story import SimilarStory
from archive_lint.archive.succession import succession_of
from archive_lint.archive.targets import LinkOutcome, PrefixUse, Resolution
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

# Looked up once: a member of an enumeration costs more to get than to compare.
_FOUND, _EXTERNAL, _NO_PREFIX = LinkOutcome.FOUND, LinkOutcome.EXTERNAL, PrefixUse.NONE
_SAMPLE = 25
"""Pages that show an archive's convention: what all of them do is done by at least nine tenths of the archive."""
_FEWEST = 3
"""Pages that make a convention."""
_MOST_MADE = 4096
"""Things worked out once that are kept: the few that rules ask for of each day, for some years of days."""


class Archive:
    """The archive index.

    `facts` returns what a page says and `source` the bytes it says it in, or `None` for one that cannot be read; they
    are asked at most as often as rules ask; `head` returns the head of the facts alone where that is cheaper. `renames`
    is what git knows of pages that were moved: old path to new; `uncommitted` what the change at hand does; `former`
    the pages that it took away, by the keys of their URLs; `earlier_titles` what git knows a page was called.
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
        self.targets = make_targets(layout, listing, self._addresses, self._renames, former or {})
        self._linked: tuple[PageFacts, PageLinks] | None = None
        self._made: OrderedDict[Hashable, tuple[Any, Basis]] = OrderedDict()
        self._log = ReadLog()

    def prepare(self) -> None:
        """Work out what checks of most pages ask for: once, before this process is copied."""
        _ = self.listing.numbers, self._days
        if self.layout.is_site:
            self._addresses()

    def __contains__(self, path: str) -> bool:
        """Whether a file with exactly this path is in the archive and counts as a target."""
        return path in self.listing.files

    @property
    def pages(self) -> Sequence[str]:
        """The paths of all pages, sorted."""
        return self.listing.pages

    def recording(self) -> Recording:
        """Record what is read in a `with` block. A block around it does not see what this one records."""
        return Recording(self._log)

    def facts(self, path: str) -> PageFacts | None:
        """Return what a page says; `None` where there is no such page or it cannot be read."""
        self._log.reads.pages.add(path)
        return self._facts(path)

    def head(self, path: str) -> PageHead | None:
        """Return the head of what `facts` returns, for less: for rules that ask it of all pages that a page names."""
        self._log.reads.pages.add(path)
        return self._head(path)

    def source(self, path: str) -> bytes | None:
        """Return the bytes of a page, for a fix that copies from it; `None` where there is no such page."""
        self._log.reads.pages.add(path)
        return self._source(path)

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` returns, made once for this archive: for what a rule works out of many pages.

        Rules keep such things here and nowhere else: then what they rest on is known, and they are made again after one
        of those pages changed.
        """
        kept = self._made.pop(key, None)
        if kept is None:
            with self.recording() as reads:
                value = make()
            kept = value, reads.basis()
            if len(self._made) >= _MOST_MADE:
                self._made.popitem(last=False)
        # Put last: what was not asked for longest is let go first.
        self._made[key] = kept
        made: T = kept[0]
        self._log.reads.shared[key] = kept[1]
        return made

    def is_twin(self, path: str) -> bool:
        """Whether a page is the copy of an index that is there too. Rules look at the original, not at the copy.

        Elsewhere than in day folders and at the root, two such pages are two texts.
        """
        if not path.endswith(self.layout.twins) or path.rpartition("/")[2] not in self.layout.twins:
            return False
        return self.index_beside(path) in self.listing.files and self.kind(path) is not Kind.OTHER

    def kind(self, path: str) -> Kind:
        """The kind of a page, by its path."""
        return self.layout.classify(path).kind

    # Links

    def resolve(self, page: PageFacts, target: str) -> Resolution:
        """Where a link target on a page leads."""
        resolution = self.targets.resolve(page.path, target)
        if resolution.outcome is LinkOutcome.UNTRACKED and page.path in self.listing.untracked:
            # Two new pages that go into git together.
            return Resolution(LinkOutcome.FOUND, resolution.path, resolution.prefix)
        return resolution

    def page_at(self, page: PageFacts, target: str) -> str | None:
        """The path of the page that a link target leads to by its exact name, or `None`."""
        resolution = self.resolve(page, target)
        return resolution.path if resolution.outcome is LinkOutcome.FOUND else None

    def links(self, page: PageFacts) -> PageLinks:
        """The links of a page with where they lead; kept for the page that rules look at."""
        if self._linked is None or self._linked[0] is not page:
            self._linked = (page, self._resolve_links(page))
        return self._linked[1]

    def rewrite_target(self, page: PageFacts, link: Link, path: str) -> tuple[Span, str] | None:
        """Where to write what for a link to lead to `path`, as it is written now: in it, or in its definition."""
        place = target_place(link, None) or target_place(link, self.source(page.path))
        text = None if place is None else self.format_target(page, link.target, path)
        return None if place is None or text is None else (place, text)

    def format_target(self, page: PageFacts, like: str, path: str) -> str | None:
        """How a link on a page names `path`, in the manner of another target: `/` for site-absolute."""
        return self.targets.format_target(page.path, like, path)

    def _resolve_links(self, page: PageFacts) -> PageLinks:
        related: list[RelatedLink] = []
        problem_links: list[PlacedLink] = []

        path, targets = page.path, self.targets

        def resolve(link: Link, role: LinkRole) -> Resolution:
            resolution = targets.resolve(path, link.target)
            outcome = resolution.outcome
            # Nearly every link is one of these: what is left is looked at with care.
            if (outcome is _FOUND and resolution.prefix is _NO_PREFIX) or outcome is _EXTERNAL:
                return resolution
            resolution = self.resolve(page, link.target)
            outcome = resolution.outcome
            if outcome is LinkOutcome.FOUND:
                fine = resolution.prefix is PrefixUse.NONE or resolution.prefix is PrefixUse.RIGHT
            else:
                fine = outcome is LinkOutcome.SAME_PAGE or outcome is LinkOutcome.UNJUDGED
            if not fine and link.rendered:
                problem_links.append(PlacedLink(link, role, resolution))
            return resolution

        for heading, role in (
            (page.date_heading, LinkRole.DATE_HEADING),
            (page.previous_day, LinkRole.PREVIOUS_DAY),
        ):
            if heading is not None and heading.link is not None:
                resolve(heading.link, role)
        listed = [(entry, resolve(entry.link, LinkRole.INDEX_ENTRY)) for entry in page.index_entries]
        related_count = 0
        for section in page.sections:
            role = ROLES.get(section.key or "", LinkRole.ELSEWHERE)
            is_related = role is LinkRole.RELATED
            for entry in section.entries:
                link = entry.link
                if link is not None:
                    resolution = resolve(link, role)
                    if is_related and link.rendered:
                        related.append(RelatedLink(related_count, entry, link, resolution))
                if is_related:
                    related_count += 1
                if entry.further:
                    elsewhere = LinkRole.SOURCE if role is LinkRole.SOURCE else LinkRole.ELSEWHERE
                    for further in entry.further:
                        resolve(further, elsewhere)
        for link in page.links:
            resolve(link, LinkRole.ELSEWHERE)
        return PageLinks(tuple(related), tuple(listed), tuple(problem_links))

    def _addresses(self) -> Addresses:
        """Return the URLs of the site, which rest on what all pages say of theirs."""
        return self.cached("addresses", lambda: make_addresses(self.layout, self.listing, self.facts, self._source))

    @property
    def site_complaints(self) -> Sequence[str]:
        """What is wrong with the map of the site and its redirect files."""
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
        """The nearest earlier day that has an index."""
        return self._days.before(day)

    def days_near(self, day: dt.date, distance: int) -> Sequence[dt.date]:
        """Days with pages at most `distance` days away, the day itself included, in order."""
        return self._days.near(day, distance)

    def stories_of(self, day: dt.date) -> Sequence[str]:
        """Paths of the stories of a day, sorted."""
        return self._days.stories_of(day)

    def index_of(self, day: dt.date) -> str | None:
        """The path of a day's index where there is one, in whatever padding its folder has."""
        return self._days.index_of(day)

    def twins_of(self, index: str) -> Sequence[str]:
        """The paths at which an index's twins should lie, whether they do or not."""
        folder = index.rpartition("/")[0]
        return [f"{folder}/{twin}" if folder else twin for twin in self.layout.twins]

    # Names

    @cached_property
    def _stories_by_slug(self) -> dict[str, list[str]]:
        stories: dict[str, list[str]] = {}
        for path in (*self.listing.pages, *self.listing.absent):
            kind, _, slug = self.layout.classify(path)
            if kind is Kind.STORY and path not in self.listing.untracked:
                stories.setdefault(slug, []).append(path)
        return stories

    def stories_by_slug(self, slug: str) -> Sequence[str]:
        """Paths of the stories with exactly this slug, on whatever day."""
        return self._stories_by_slug.get(slug, [])

    def sample_stories(self, count: int) -> Sequence[PageFacts]:
        """At most `count` readable stories spread evenly over the archive: always the same ones for the same listing.

        For telling what the archive's generator does by design from what went wrong on one page.
        """
        return self._sample(Kind.STORY, count)

    def sample_indexes(self, count: int) -> Sequence[PageFacts]:
        """At most `count` readable day indexes spread evenly over the archive, as `sample_stories` does."""
        return self._sample(Kind.DAY_INDEX, count)

    def _sample(self, kind: Kind, count: int) -> Sequence[PageFacts]:
        return self.cached((kind, count), lambda: self._make_sample(kind, count))

    def _make_sample(self, kind: Kind, count: int) -> Sequence[PageFacts]:
        if kind is Kind.STORY:
            tracked = (path for path in self.listing.pages if path not in self.listing.untracked)
            paths = [path for path in tracked if self.kind(path) is kind]
        else:
            paths = sorted(path for day in self.days if (path := self.index_of(day)) is not None)
        sample = (self.facts(path) for path in paths[:: max(1, len(paths) // count)][:count])
        return [facts for facts in sample if facts is not None and not facts.damaged]

    def convention_example(self, kind: Kind, shows: Callable[[PageFacts], bool | None]) -> str | None:
        """Return a page that shows what the archive's generator does everywhere, or `None` where it does not.

        `shows` tells whether a page does it, and `None` where the page has nothing to judge by. What every judged page
        of a sample does is a convention: to be reported once, on the page this names, rather than on all.
        """
        pages = self._sample(kind, _SAMPLE)
        judged = [(page.path, shown) for page in pages if (shown := shows(page)) is not None]
        if len(judged) < _FEWEST or not all(shown for _, shown in judged):
            return None
        return judged[0][0]

    # Indexes

    def index_beside(self, path: str) -> str:
        """The path at which the index of a page's folder should lie, whether it does or not."""
        folder = path.rpartition("/")[0]
        return f"{folder}/{self.layout.index}" if folder else self.layout.index

    def listed_in(self, index: str) -> frozenset[str]:
        """The paths that an index lists; of a dangling entry, also the page that took the place of what it names."""
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
        """The page that certainly took the place of a missing one, or `None`: see `succession.py` for what says so."""
        succession = self.succession_of(path)
        return None if succession is None else succession[0]

    def succession_of(self, path: str) -> tuple[str, Ground] | None:
        """The same, with the place that says so."""
        return self.cached(("successor", path), lambda: succession_of(path, self))

    def closest_story(self, path: str, title: str) -> str | None:
        """The one story near the day of a missing one whose slug or title is clearly the best match, or `None`.

        A guess: `title` is what a link to the missing story calls it.
        """
        return lost_story.closest_story(path, title, self)

    def most_similar_story(self, path: str, title: str, page: PageFacts) -> SimilarStory | None:
        """The same for a link on a page, by the company that the missing story kept, too; with how much is alike.

        `None` also where that story is the page or one of its related stories.
        """
        return lost_story.most_similar_story(path, title, page, self)

    def has_story_like(self, path: str, title: str) -> bool:
        """Whether a story has the slug of a missing one, or one near its day a title much like its own."""
        return lost_story.has_story_like(path, title, self)

    @property
    def renames(self) -> Mapping[str, str]:
        """What git knows of pages that were moved: old path to new."""
        self._log.reads.history = True
        return self._renames

    def earlier_titles(self, path: str) -> Sequence[str]:
        """What git knows that a page was called, the newest first. For a few pages in doubt: git looks for each."""
        return self.cached(("earlier titles", path), lambda: self._ask_earlier_titles(path))

    def _ask_earlier_titles(self, path: str) -> Sequence[str]:
        self._log.reads.pages.add(path)
        self._log.reads.history = True
        return () if self._earlier_titles is None else self._earlier_titles(path)

    def is_added(self, path: str) -> bool:
        """Whether the change at hand adds a page, as git shows it."""
        self._log.reads.history = True
        return path in self.listing.untracked or path in self._uncommitted.added

    def is_deletion_open(self, path: str) -> bool:
        """Whether a missing page is one that git has and that no commit deleted."""
        self._log.reads.history = True
        return path in self._uncommitted.deleted

    def is_moved_whole(self, path: str) -> bool:
        """Whether git shows that a missing page was moved as it was."""
        self._log.reads.history = True
        return path in self._uncommitted.moved_whole
