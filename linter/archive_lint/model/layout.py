"""The layout of an archive: where its pages lie and what its sections are called."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from msgspec import Struct

from archive_lint.model.front_matter import FrontMatterKeys
from archive_lint.model.listing import ENDINGS
from archive_lint.model.patterns.path_pattern import FIELD, day_folder_of, path_regex
from archive_lint.model.site import Site

DEFAULT_STORY = "news/{year}/{month:02}/{day}/{slug}.md"
SourcePlace = Literal["section", "body"]
"""Place of the sources of a page: in a section of their own, or anywhere on the page."""
_DATE_FIELDS = ("year", "month", "day")
_ISO_WIDTHS = {"year": "4", "month": "2", "day": "2"}


class Kind(StrEnum):
    """The kind of a page, which follows from its path alone."""

    STORY = "story"
    DAY_INDEX = "day-index"
    SITE_INDEX = "site-index"
    OTHER = "other"


class PageIdentity(NamedTuple):
    """The kind, day and slug of a page, which follow from its path alone."""

    kind: Kind
    date: dt.date | None
    """The page's day; `None` if its path names no day, or a day that does not exist."""
    slug: str
    """The slug of a story; else empty."""


class SectionNames(Struct, frozen=True):
    """The names of one configured section."""

    key: str
    names: tuple[str, ...]
    required: tuple[str, ...] = ()
    """Kinds of pages that must have the section."""
    context_label: tuple[str, ...] = ()
    where: SourcePlace = "section"
    """For sources: with `body` there is no such section, and every external link of a page is a source."""


class Layout(Struct, frozen=True, kw_only=True, dict=True):
    """The conventions of an archive, as configured. Patterns are compiled when first used."""

    story: tuple[str, ...] = (DEFAULT_STORY,)
    """Patterns of the paths of stories; the first that matches decides what a path means."""
    endings: tuple[str, ...] = ENDINGS
    """The endings that `{ending}` stands for in a pattern, with the dot."""
    index: str = "index.md"
    twins: tuple[str, ...] = ("README.md",)
    site_prefix: str = ""
    previous_day: str = "existing"
    sections: tuple[SectionNames, ...] = ()
    """The sections in the order in which they should stand."""
    site: Site = Site()
    forms: tuple[str, ...] = ()
    """Forms in which links name files or site URLs: `{% post_url FILE %}`, `@/FILE`, `{{ site.url }}`."""
    front_matter: FrontMatterKeys = FrontMatterKeys()
    fragments: str = "off"
    """The slugger that makes the ids of headings, by name; `off` if ids are not checked."""

    @property
    def is_site(self) -> bool:
        """Whether links name the URLs of a site built from the archive, or have one of the configured forms."""
        return bool(self.site.rules or self.site.url or self.forms)

    @cached_property
    def story_patterns(self) -> Sequence[re.Pattern[str]]:
        """Expressions for the paths of stories, with any padding; one group per field of the pattern."""
        endings = [ending.removeprefix(".") for ending in self.endings]
        return [path_regex(pattern, endings) for pattern in self.story]

    @cached_property
    def day_folder_pattern(self) -> re.Pattern[str] | None:
        """The expression for a day's folder, with any padding and groups `year`, `month`, `day`.

        `None` without day folders.
        """
        return path_regex(self._day_folder) if self._day_folder else None

    @cached_property
    def _day_folder(self) -> str:
        """The pattern of a day's folder: of the first story pattern that has one."""
        return next(filter(None, map(day_folder_of, self.story)), "")

    @cached_property
    def _day_folder_template(self) -> str:
        """A `%` template of a day's folder: unlike `format`, it lets a configured pattern reach no attribute."""
        folder = self._day_folder.replace("%", "%%")
        return FIELD.sub(lambda field: f"%({field[1]})0{field[2] or '1'}d", folder)

    @cached_property
    def top_folder(self) -> str:
        """The folders above every story that are fixed: `news`. May be empty."""
        return posixpath.commonpath([pattern.split("{", 1)[0].rpartition("/")[0] for pattern in self.story])

    @cached_property
    def index_names(self) -> tuple[str, ...]:
        """The name of the index, then the names of its twins."""
        return (self.index, *self.twins)

    @cached_property
    def section_by_name(self) -> dict[str, SectionNames]:
        """Sections by name, normalised by `normal_name`."""
        return {normal_name(name): section for section in self.sections for name in section.names}

    @cached_property
    def section_by_key(self) -> dict[str, SectionNames]:
        """Sections by key."""
        return {section.key: section for section in self.sections}

    @cached_property
    def cites_in_body(self) -> bool:
        """Whether every external link of a page is a source."""
        source = self.section_by_key.get("source")
        return source is not None and source.where == "body"

    @cached_property
    def required_sections(self) -> dict[str, tuple[SectionNames, ...]]:
        """The sections that a page must have, by kind of page; without kinds that need none."""
        kinds = {kind for section in self.sections for kind in section.required}
        return {kind: tuple(section for section in self.sections if kind in section.required) for kind in kinds}

    @cached_property
    def section_ranks(self) -> dict[str | None, int]:
        """The position of each section in the order in which they should stand, by key."""
        return {section.key: rank for rank, section in enumerate(self.sections)}

    @cached_property
    def context_labels(self) -> tuple[str, ...]:
        """The context labels of all sections, longest first."""
        labels = {label for section in self.sections for label in section.context_label}
        return tuple(sorted(labels, key=lambda label: (-len(label), label)))

    def story_match(self, path: str) -> re.Match[str] | None:
        """Return the match of the first story pattern that matches `path`; `None` if none does."""
        for pattern in self.story_patterns:
            if found := pattern.match(path):
                return found
        return None

    def classify(self, path: str) -> PageIdentity:
        """Return the kind, day and slug of a page by its path.

        A day that does not exist (31 February) leaves the kind as it is.
        """
        folder, _, name = path.rpartition("/")
        if name in self.index_names:
            found = self._day_folder_match(folder)
            if found is not None:
                return PageIdentity(Kind.DAY_INDEX, existing_day(found), "")
            if not folder or not self._has_bundles:
                return PageIdentity(Kind.OTHER if folder else Kind.SITE_INDEX, None, "")
        for pattern, is_dated, has_slug in self._story_forms:
            story = pattern.match(path)
            if story is not None:
                day = existing_day(story) if is_dated else None
                return PageIdentity(Kind.STORY, day, story["slug"] if has_slug else "")
        return PageIdentity(Kind.OTHER, None, "")

    @cached_property
    def _story_forms(self) -> Sequence[tuple[re.Pattern[str], bool, bool]]:
        """The story patterns, each with whether it has a full day and a slug."""
        forms = [(pattern, pattern.groupindex.keys()) for pattern in self.story_patterns]
        return [(pattern, {*_DATE_FIELDS} <= fields, "slug" in fields) for pattern, fields in forms]

    @cached_property
    def _has_bundles(self) -> bool:
        """Whether a story may be a folder with an index in it: `{slug}/index.md`."""
        return any(_names_any(self.index_names, pattern.rpartition("/")[2]) for pattern in self.story)

    def stated_date(self, path: str) -> Sequence[str]:
        """Return the year, month and day in a page's path, as digits.

        Fewer than three if the path states only a year, or a year and a month; none if it states no date.
        """
        folder, _, name = path.rpartition("/")
        found = self._day_folder_match(folder) if name in self.index_names else None
        found = found or self.story_match(path)
        if found is None:
            return ()
        fields = found.groupdict()
        stated: list[str] = []
        for field in _DATE_FIELDS:
            if field not in fields:
                break
            stated.append(fields[field])
        return stated

    def is_in_day_folder(self, path: str) -> bool:
        """Return whether the page at `path` lies in a day's folder, even if such a day does not exist."""
        return self._day_folder_match(path.rpartition("/")[0]) is not None

    def day_of_folder(self, folder: str) -> dt.date | None:
        """Return the day of a day's folder; `None` for any other folder and for a day that does not exist."""
        found = self._day_folder_match(folder)
        return None if found is None else existing_day(found)

    def _day_folder_match(self, folder: str) -> re.Match[str] | None:
        return None if self.day_folder_pattern is None else self.day_folder_pattern.match(folder)

    def path_allows(self, path: str, days: Iterable[dt.date | None]) -> bool:
        """Return whether the path of a page agrees with one of `days`; a `None` among them is ignored."""
        stated = tuple(map(int, self.stated_date(path)))
        if len(stated) == len(_DATE_FIELDS) and _existing_day(*map(str, stated)) is None:
            return True
        known = [(day.year, day.month, day.day)[: len(stated)] for day in days if day is not None]
        return not stated or stated in known

    def path_date_text(self, path: str) -> str:
        """Return the date in a page's path, as `date_text` writes it; empty if it states none that exists.

        A year, or a year and a month, where the path says no more.
        """
        stated = self.stated_date(path)
        if len(stated) < len(_DATE_FIELDS):
            return "-".join(stated)
        day = _existing_day(*stated)
        return "" if day is None else self.date_text(day)

    def date_text(self, day: dt.date) -> str:
        """Return `day` as date headings write it: year, month and day, padded as in story paths and joined by `-`."""
        parts = {"year": day.year, "month": day.month, "day": day.day}
        return "-".join(f"{parts[field]:0{width or '1'}d}" for field, width in self._date_widths.items())

    @cached_property
    def _date_widths(self) -> dict[str, str]:
        """The `%` formats of year, month and day, in the order and padding of the first pattern that has all three."""
        for pattern in self.story:
            widths = {field: width for field, width in FIELD.findall(pattern) if field in _DATE_FIELDS}
            if len(widths) == len(_DATE_FIELDS):
                return widths
        return _ISO_WIDTHS

    def day_folder(self, day: dt.date) -> str:
        """Return the folder of a day's pages, without a final slash; empty without day folders."""
        return _day_folder(self._day_folder_template, day)

    def day_index(self, day: dt.date) -> str:
        """Return the path of a day's index."""
        return f"{self.day_folder(day)}/{self.index}"

    def site_path(self, path: str) -> str:
        """Return the link to a path of the archive: absolute on the site, with the site prefix."""
        return f"{self.site_prefix}/{path}"


@lru_cache(maxsize=256)
def normal_name(heading: str) -> str:
    """Return a section heading without surrounding space, final colon and case, for comparison."""
    return heading.strip().rstrip(":：").rstrip().casefold()


def existing_day(parts: re.Match[str]) -> dt.date | None:
    """Return the date of a match with groups `year`, `month` and `day`; `None` for a day that does not exist."""
    return _existing_day(*parts.group(*_DATE_FIELDS))


def _names_any(index_names: Sequence[str], pattern: str) -> bool:
    """Return whether the last part of a path pattern is an index name, with any ending: `index.{ending}`."""
    return any(pattern in (name, f"{posixpath.splitext(name)[0]}.{{ending}}") for name in index_names)


# Pages are checked in the order of their paths: one day is asked for many times in a row.
@lru_cache(maxsize=1024)
def _day_folder(template: str, day: dt.date) -> str:
    return template % {"year": day.year, "month": day.month, "day": day.day}


@lru_cache(maxsize=1024)
def _existing_day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
