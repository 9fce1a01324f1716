"""Front matter: the settings above a page's Markdown, as values with their byte offsets."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from msgspec import Struct

from archive_lint.model.span import Span


class FrontMatterKeys(Struct, frozen=True, kw_only=True):
    """The keys that are read, by meaning, as configured.

    Of several keys of one meaning the first with a value counts.
    """

    date: tuple[str, ...] = ("date", "created")
    title: tuple[str, ...] = ("title",)
    slug: tuple[str, ...] = ("slug", "id")
    url: tuple[str, ...] = ("permalink", "path", "url")
    aliases: tuple[str, ...] = ("redirect_from", "aliases")
    categories: tuple[str, ...] = ("categories", "category")
    hidden: tuple[str, ...] = ("draft", "published=false")
    """A `key` that hides the page when true, or `key=value`."""


class Fence(StrEnum):
    """The delimiters of front matter, which also decide its language."""

    YAML = "---"
    TOML = "+++"
    LINES = "lines"
    """`Key: value` lines up to the first empty line."""


class Quoting(StrEnum):
    """The notation of a value."""

    PLAIN = "plain"
    SINGLE = "single"
    """Between `'`, or in TOML between `'''`."""
    DOUBLE = "double"
    BLOCK = "block"
    """YAML's `|` and `>`: the lines that follow, each with its indentation."""
    UNREAD = "unread"
    """Not a text, or not valid in its language: the value is not known."""


class FrontValue(Struct, frozen=True, array_like=True, kw_only=True, gc=False):
    """The value of a key."""

    text: str
    """The value as meant: escapes decoded, `~` and `null` as empty text. Also empty if it is not known."""
    start: int
    end: int
    """End of the value, exclusive and without quotation marks; for a block, its lines without the first indentation."""
    quoting: Quoting = Quoting.PLAIN

    @property
    def span(self) -> Span:
        """The span of the value as written, without quotation marks."""
        return Span(self.start, self.end)


class FrontDate(FrontValue, frozen=True, array_like=True, kw_only=True, gc=False):
    """A date of front matter."""

    day: dt.date | None = None
    """The day as written, in local time; `None` if the day does not exist or cannot be read."""
    is_impossible: bool = False
    """Whether the value names a day that does not exist."""
    utc_day: dt.date | None = None
    """The day in UTC, if a time and its offset are written; else `None`."""
    day_end: int = 0
    """End of the day that begins at `start`; 0 if the day is not written there character by character."""

    @property
    def day_span(self) -> Span | None:
        """The span of the day without the time, where another day can be written; `None` if none can."""
        return Span(self.start, self.day_end) if self.day_end else None

    def may_be(self, day: dt.date) -> bool:
        """Return whether the date may mean `day`, in local time or in UTC."""
        return day in (self.day, self.utc_day)


class FrontMatter(Struct, frozen=True, array_like=True, kw_only=True, gc=False):
    """A page's front matter: the values of the configured keys."""

    fence: Fence
    start: int
    """Offset of its first line."""
    end: int
    """Offset at which the page's Markdown begins."""
    date: FrontDate | None = None
    title: FrontValue | None = None
    """The title; it may be empty, or unread."""
    slug: FrontValue | None = None
    url: FrontValue | None = None
    aliases: tuple[FrontValue, ...] = ()
    is_hidden: bool = False
    """Whether it says that the page is not published."""
    categories: tuple[str, ...] = ()
    """Its categories, as written."""

    @property
    def has_address(self) -> bool:
        """Whether it names the page's slug or URL, so that the file's name counts for less."""
        return self.slug is not None or self.url is not None
