"""How an archive is laid out: where its pages lie and what its sections are called."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from msgspec import Struct

from archive_lint.model.patterns.path_pattern import FIELD, path_regex


class Kind(StrEnum):
    """What a page is, by its path alone."""

    STORY = "story"
    DAY_INDEX = "day-index"
    SITE_INDEX = "site-index"
    OTHER = "other"


class PageIdentity(NamedTuple):
    """What a page is, by its path alone."""

    kind: Kind
    date: dt.date | None
    """Its day; `None` for a page of no day, and where the path names a day that does not exist."""
    slug: str
    """Of a story; else empty."""


class SectionNames(Struct, frozen=True):
    """One configured section."""

    key: str
    names: tuple[str, ...]
    required: tuple[str, ...] = ()
    """Kinds of pages that must have it."""
    context_label: tuple[str, ...] = ()


class Layout(Struct, frozen=True, kw_only=True, dict=True):
    """The archive's conventions, as configured. Patterns are compiled once, when first asked for."""

    story: str = "news/{year}/{month:02}/{day}/{slug}.md"
    index: str = "index.md"
    twins: tuple[str, ...] = ("README.md",)
    site_prefix: str = ""
    previous_day: str = "existing"
    sections: tuple[SectionNames, ...] = ()
    """In the order in which they should stand."""

    @cached_property
    def story_pattern(self) -> re.Pattern[str]:
        """Matches the path of a story with any padding; groups `year`, `month`, `day`, `slug`."""
        return path_regex(self.story)

    @cached_property
    def day_folder_pattern(self) -> re.Pattern[str]:
        """Matches a day's folder with any padding; groups `year`, `month`, `day`."""
        return path_regex(self.story.rpartition("/")[0])

    @cached_property
    def _day_folder_template(self) -> str:
        """A day's folder for `%`, which unlike `format` lets a configured pattern reach no attribute."""
        folder = self.story.rpartition("/")[0].replace("%", "%%")
        return FIELD.sub(lambda field: f"%({field[1]})0{field[2] or '1'}d", folder)

    @cached_property
    def top_folder(self) -> str:
        """The folders that every story is under, as far as they are fixed: `news`. May be empty."""
        return self.story.split("{", 1)[0].rpartition("/")[0]

    @cached_property
    def index_names(self) -> tuple[str, ...]:
        """The index's name, then its twins'."""
        return (self.index, *self.twins)

    @cached_property
    def section_by_name(self) -> dict[str, SectionNames]:
        """Sections by their names as `normal_name` gives them."""
        return {normal_name(name): section for section in self.sections for name in section.names}

    @cached_property
    def section_by_key(self) -> dict[str, SectionNames]:
        """Sections by key."""
        return {section.key: section for section in self.sections}

    @cached_property
    def required_sections(self) -> dict[str, tuple[SectionNames, ...]]:
        """By kinds of pages the sections that a page of the kind must have, where there are any."""
        kinds = {kind for section in self.sections for kind in section.required}
        return {kind: tuple(section for section in self.sections if kind in section.required) for kind in kinds}

    @cached_property
    def section_ranks(self) -> dict[str | None, int]:
        """The place of each section in the order in which they should stand, by key."""
        return {section.key: rank for rank, section in enumerate(self.sections)}

    @cached_property
    def context_labels(self) -> tuple[str, ...]:
        """Every section's labels of a context, longest first."""
        labels = {label for section in self.sections for label in section.context_label}
        return tuple(sorted(labels, key=lambda label: (-len(label), label)))

    def classify(self, path: str) -> PageIdentity:
        """What a page is, by its path alone. A day that does not exist (31 February) leaves the kind as it is."""
        folder, _, name = path.rpartition("/")
        if name in self.index_names:
            day = self.day_folder_pattern.match(folder)
            if day is not None:
                return PageIdentity(Kind.DAY_INDEX, existing_day(day), "")
            return PageIdentity(Kind.OTHER if folder else Kind.SITE_INDEX, None, "")
        story = self.story_pattern.match(path)
        if story is not None:
            return PageIdentity(Kind.STORY, existing_day(story), story["slug"])
        return PageIdentity(Kind.OTHER, None, "")

    def date_text(self, day: dt.date) -> str:
        """The day as date headings write it: year, month and day with the story path's padding, `-` between."""
        parts = {"year": day.year, "month": day.month, "day": day.day}
        return "-".join(
            f"{parts[field]:0{width or '1'}d}" for field, width in FIELD.findall(self.story) if field != "slug"
        )

    def day_folder(self, day: dt.date) -> str:
        """The folder of a day's pages, without a final slash."""
        return _day_folder(self._day_folder_template, day)

    def day_index(self, day: dt.date) -> str:
        """The path of a day's index."""
        return f"{self.day_folder(day)}/{self.index}"

    def site_path(self, path: str) -> str:
        """How a link names a path of the archive: absolute on the site, prefix first."""
        return f"{self.site_prefix}/{path}"


@lru_cache(maxsize=256)
def normal_name(heading: str) -> str:
    """A section heading without what does not matter: surrounding space, a final colon of either width, case."""
    return heading.strip().rstrip(":：").rstrip().casefold()


def existing_day(parts: re.Match[str]) -> dt.date | None:
    """Return the date of a match with groups `year`, `month` and `day`; `None` for a day that does not exist."""
    return _existing_day(parts["year"], parts["month"], parts["day"])


# Pages are looked at in the order of their paths, so that one day is asked for many times in a row.
@lru_cache(maxsize=1024)
def _day_folder(template: str, day: dt.date) -> str:
    return template % {"year": day.year, "month": day.month, "day": day.day}


@lru_cache(maxsize=1024)
def _existing_day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
