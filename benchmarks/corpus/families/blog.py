"""An archive of dated posts that is computed: any post follows from its number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.corpus.plan import mix
from benchmarks.corpus.vocabulary import ENGLISH

if TYPE_CHECKING:
    from benchmarks.corpus.families.form import BlogForm

LEAST_PAGES = 60
MOST_PAGES = 300_000
"""More would need titles than the vocabulary can make without repeating one."""
_MOST_DAYS = 6_000
_FIRST_DAY = dt.date(2008, 1, 2)
_REACH = 40
"""The greatest distance of a link in posts."""
_STEP = 15_485_863
_CACHED_POSTS = 1_024
_NOT_A_SLUG = re.compile(r"[^a-z0-9]+")


class Post(NamedTuple):
    """One post: what its page and the pages that link to it say of it."""

    number: int
    date: dt.date
    slug: str
    title: str
    path: str
    url: str
    """Under which the site serves it: that of its path, or of its front matter."""
    permalink: str
    """URL that its front matter names; empty for most."""
    alias: str
    """A former URL that its front matter names; empty for most."""

    @property
    def is_plain(self) -> bool:
        """Whether its front matter names no URL."""
        return not (self.permalink or self.alias)


def slug_of(title: str) -> str:
    """Return the file name that the author's tool makes of a title."""
    return _NOT_A_SLUG.sub("-", title.lower()).strip("-")


class Blog:
    """An archive of exactly `pages` Markdown files in one form, the same for the same arguments."""

    def __init__(self, form: BlogForm, *, pages: int, seed: int) -> None:
        if not LEAST_PAGES <= pages <= MOST_PAGES:
            raise ValueError(f"an archive has {LEAST_PAGES:,} to {MOST_PAGES:,} pages, not {pages:,}")
        self.form = form
        self.pages = pages
        self.seed = seed
        self.stories = pages - sum(path.endswith(".md") for path in form.others())
        self.post = lru_cache(maxsize=_CACHED_POSTS)(self._post)

    @property
    def settings(self) -> Mapping[str, Any]:
        """What archive-lint must be told about this archive, as in its configuration file."""
        return self.form.settings

    @property
    def days(self) -> int:
        """The number of days with posts."""
        return min(_MOST_DAYS, self.stories * 2 // 3 + 1)

    def related(self, number: int) -> Sequence[int]:
        """Return the earlier posts that a post links to."""
        count = 2 + mix(number, self.seed + 2) % 4
        reach = min(number, _REACH)
        found = {number - 1 - mix(number, self.seed + 20 + position) % reach for position in range(count) if reach}
        return sorted(found)

    def linking_to(self, number: int) -> Iterator[Post]:
        """Yield the posts that link to a post."""
        for other in range(number + 1, min(self.stories, number + _REACH + 1)):
            if number in self.related(other):
                yield self.post(other)

    def _post(self, number: int) -> Post:
        rest, at = divmod(number * _STEP + self.seed, len(ENGLISH.subjects))
        subject = ENGLISH.subjects[at].shown
        rest, at = divmod(rest, len(ENGLISH.predicates))
        predicate = ENGLISH.predicates[at].shown
        circumstance = ENGLISH.circumstances[rest % len(ENGLISH.circumstances)].shown
        title = f"{subject} {predicate} {circumstance}"
        slug = slug_of(title)
        date = _FIRST_DAY + dt.timedelta(days=number * self.days // self.stories)
        special = mix(number, self.seed + 3) % 20
        permalink = f"/special/report-{number}/" if special == 0 else ""
        return Post(
            number=number,
            date=date,
            slug=slug,
            title=title,
            path=self.form.path(date, slug),
            url=permalink or self.form.url(date, slug),
            permalink=permalink,
            alias=f"/archive/{number}.html" if special in (1, 2) else "",
        )
