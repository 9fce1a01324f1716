"""An archive that is computed: any story follows from its number.

Only the days are kept, sixteen bytes each. That is what lets an archive of a million pages, in which each story links
to ten others, be written and damaged in a few megabytes.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from benchmarks.corpus.editions import EDITIONS, GENERATIONS, Edition, Generation
from benchmarks.corpus.vocabulary import Phrase

LEAST_PAGES = 60
"""Fewer would not fill the three days of the site's front page and the stories that link to each other."""

MOST_PAGES = 7_000_000
"""More would need titles than the vocabularies can make without repeating one."""

_MOST_DAYS = 7000
"""Nineteen years: an archive that is larger has more stories a day, not more days."""
_FRONT_PAGES = 2
_OPINION_PAGES = 4
_MASK = (1 << 64) - 1
_STEP = 15_485_863
"""A prime that divides no product of the vocabularies' sizes: its multiples number all titles before one repeats."""
_CACHED_STORIES = 8192
"""More than the stretch of stories that the links of one lead to, so that writing in order computes each about once."""
_STORIES_A_TOPIC = 12


class Story(NamedTuple):
    """One story: what its page, the day's index and the pages that link to it say of it."""

    number: int
    day: int
    """Position of its day in the plan."""
    slug: str
    path: str
    title: str
    """As written after `# `, spaces at either end included."""
    index_title: str
    """As the day's index writes it: another text in one generation alone."""
    topic: str
    terms: tuple[str, ...]
    """Terms of its context, sorted."""


def mix(number: int, salt: int) -> int:
    """Return a hash of two numbers, 64 bits (the finaliser of splitmix64): random choices that need no state."""
    value = (number * 0x9E3779B97F4A7C15 + salt * 0xD1B54A32D192ED03 + 0x2545F4914F6CDD1D) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


class Plan:
    """An archive of exactly `pages` Markdown files, the same for the same arguments.

    `generation` is a letter of `GENERATIONS`; `None` gives every day one of those of the edition.
    """

    def __init__(self, *, pages: int, seed: int, edition: str = "en", generation: str | None = None) -> None:
        if not LEAST_PAGES <= pages <= MOST_PAGES:
            raise ValueError(f"an archive has {LEAST_PAGES:,} to {MOST_PAGES:,} pages, not {pages:,}")
        self.edition: Edition = EDITIONS[edition]
        if generation is not None and generation not in self.edition.generations:
            raise ValueError(f"edition {edition} was never written by generation {generation}")
        self.pages = pages
        self.seed = seed
        self._generations = tuple(
            GENERATIONS[letter] for letter in (self.edition.generations if generation is None else (generation,))
        )
        self.has_opinion = bool(self.edition.separator)
        self.dates = array("l")
        """Proleptic ordinals of the days, ascending."""
        self.first_stories = array("l")
        """Number of the first story of each day, and after the last day the number of stories."""
        self._lay_out_days()
        self.topics = max(1, min(len(self.edition.words.topics), self.stories // _STORIES_A_TOPIC))
        self.story = lru_cache(maxsize=_CACHED_STORIES)(self._story)

    @property
    def settings(self) -> Mapping[str, Any]:
        """What archive-lint must be told about this archive, as in its configuration file."""
        return self.edition.settings

    @property
    def stories(self) -> int:
        """The number of stories; they are numbered from 0, oldest first."""
        return self.first_stories[-1]

    @property
    def days(self) -> int:
        """The number of days with stories."""
        return len(self.dates)

    def date(self, day: int) -> dt.date:
        """Return the date of a day by its position."""
        return dt.date.fromordinal(self.dates[day])

    def day_of(self, number: int) -> int:
        """Return the position of a story's day."""
        return bisect_right(self.first_stories, number) - 1

    def stories_of(self, day: int) -> range:
        """Return the numbers of a day's stories."""
        return range(self.first_stories[day], self.first_stories[day + 1])

    def generation(self, day: int) -> Generation:
        """Return which version of the generator wrote a day's pages."""
        return self._generation_on(self.dates[day])

    def has_earlier_copy(self, number: int) -> bool:
        """Return whether a story exists a second time, unlisted, under the name of its first version."""
        day = self.day_of(number)
        return number == self.first_stories[day] and day < self.days - 1 and self._keeps_a_copy(self.dates[day])

    def earlier_path(self, number: int) -> str:
        """Return the path of a story's first version, whose name was a letter shorter."""
        return f"{self.story(number).path.removesuffix('.md')[:-1].rstrip('-')}.md"

    def folder(self, day: int) -> str:
        """Path of a day's folder: month padded, day not."""
        date = self.date(day)
        return f"news/{date.year}/{date.month:02}/{date.day}"

    def index(self, day: int) -> str:
        """Path of a day's index."""
        return self.folder(day) + "/index.md"

    def twin(self, day: int) -> str:
        """Path of the copy of a day's index."""
        return self.folder(day) + "/README.md"

    def link(self, path: str) -> str:
        """Return how pages of this archive link to a path of it."""
        return f"{self.edition.site_prefix}/{path}"

    def related(self, number: int) -> Sequence[int]:
        """Return the stories that a story lists as related.

        As many of its topic as the generator allows, never itself.
        """
        most = self.generation(self.day_of(number)).most_related
        if mix(number, self.seed + 2) % 4 == 0:
            most = 1 + mix(number, self.seed + 3) % most
        found: list[int] = []
        for distance in range(self.topics, self.stories, self.topics):
            for other in (number + distance, number - distance):
                if 0 <= other < self.stories and len(found) < most:
                    found.append(other)
            if len(found) == most:
                break
        return sorted(found, reverse=True)

    def linking_to(self, number: int) -> Iterator[int]:
        """Yield the stories that list a story as related."""
        reach = self.topics * max(generation.most_related for generation in self._generations)
        first = max(number % self.topics, number - reach)
        for other in range(first, min(self.stories, number + reach + 1), self.topics):
            if other != number and number in self.related(other):
                yield other

    def pages_linking_to(self, number: int) -> list[str]:
        """Paths of the pages that list a story as related: stories, and earlier copies of them."""
        paths: list[str] = []
        for other in self.linking_to(number):
            paths.append(self.story(other).path)
            if self.has_earlier_copy(other):
                paths.append(self.earlier_path(other))
        return paths

    def _generation_on(self, date: int) -> Generation:
        return self._generations[mix(date, self.seed + 1) % len(self._generations)]

    def _keeps_a_copy(self, date: int) -> bool:
        return self._generation_on(date).changes and mix(date, self.seed + 12) % 3 == 0

    def _lay_out_days(self) -> None:
        edition = self.edition
        counts = edition.stories_a_day
        left = self.pages - _FRONT_PAGES - (_OPINION_PAGES if self.has_opinion else 0)
        usual = sum(counts) / len(counts)
        denser = max(1.0, (left / _MOST_DAYS - 2) / usual)
        date = dt.date(edition.first_year, 1, 1).toordinal()
        number = 0
        while left:
            if mix(date, self.seed + 4) % 100 >= edition.days_without:
                stories = max(1, round(counts[mix(date, self.seed + 5) % len(counts)] * denser))
                pages = stories + 2 + self._keeps_a_copy(date)
                if left - pages < 3:
                    # What is too little for another day joins this one, the last.
                    pages = left
                    stories = left - 2
                self.dates.append(date)
                self.first_stories.append(number)
                number += stories
                left -= pages
            date += 1
        self.first_stories.append(number)

    def _story(self, number: int) -> Story:
        words = self.edition.words
        day = self.day_of(number)
        generation = self.generation(day)
        rest, at = divmod(number * _STEP + self.seed, len(words.subjects))
        subject = words.subjects[at]
        rest, at = divmod(rest, len(words.predicates))
        predicate = words.predicates[at]
        rest, at = divmod(rest, len(words.circumstances))
        circumstance = words.circumstances[at]
        town = words.towns[rest % len(words.towns)]
        chance = mix(number, self.seed + 6)
        separator = self.edition.separator
        shown, raw = self._sentence(subject, predicate, circumstance, town, quotes=generation.wiki_quotes)
        if chance % 5 < 2:
            tail = words.tails[(chance >> 8) % len(words.tails)]
            shown += separator + tail.rstrip()
            raw += separator + tail.rstrip()
        topic = words.topics[number % self.topics]
        index_title = shown
        if generation.topic_in_title:
            index_title = f"{topic}. {shown}"
            shown = f"{topic}: {shown}"
            raw = f"{topic}: {raw}"
        # A title keeps the space after a list's bullet, and the one before a reference that stood at its end.
        before = " " if (chance >> 16) % 3 == 0 else ""
        after = " " if (chance >> 20) % 5 < 2 else ""
        slug = self.edition.slug(before + raw)
        country = words.countries[at % len(words.countries)]
        return Story(
            number=number,
            day=day,
            slug=slug,
            path=f"{self.folder(day)}/{slug}.md",
            title=f"{before}{shown}{after}",
            index_title=f"{before}{index_title}{after}",
            topic=topic,
            terms=tuple(sorted({topic, country, town.shown})),
        )

    def _sentence(self, *phrases: Phrase, quotes: bool) -> tuple[str, str]:
        subject, predicate, circumstance, town = phrases
        if self.edition.separator:
            name = f"''{town.shown} Star''" if quotes else f'"{town.shown} Star"'
            shown = f"{subject.shown} {predicate.shown} {circumstance.shown}, says the {name}."
            raw = f"{subject.raw} {predicate.raw} {circumstance.raw}, says the ''{town.raw} Star''."
            return shown, raw
        text = f"{circumstance.shown}，{subject.shown}{predicate.shown}。{town.shown}居民表示关注。"
        return text, text
