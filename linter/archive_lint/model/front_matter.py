"""Front matter: the settings above a page's Markdown, as facts with their places in the bytes."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from msgspec import Struct

from archive_lint.model.span import Span


class FrontMatterKeys(Struct, frozen=True, kw_only=True):
    """Which keys mean what, as configured. Of several keys of one meaning the first that says something counts."""

    date: tuple[str, ...] = ("date", "created")
    title: tuple[str, ...] = ("title",)
    slug: tuple[str, ...] = ("slug", "id")
    url: tuple[str, ...] = ("permalink", "path", "url")
    aliases: tuple[str, ...] = ("redirect_from", "aliases")
    hidden: tuple[str, ...] = ("draft", "published=false")
    """`key` where it must be true, or `key=value`."""


class Fence(StrEnum):
    """How front matter is marked, and so in what language it is written."""

    YAML = "---"
    TOML = "+++"
    LINES = "lines"
    """`Key: value` lines down to the first empty one."""


class Quoting(StrEnum):
    """How a value is written."""

    PLAIN = "plain"
    SINGLE = "single"
    """Between `'`, in TOML between three of them too."""
    DOUBLE = "double"
    BLOCK = "block"
    """YAML's `|` and `>`: the lines below, each with its indentation."""
    UNREAD = "unread"
    """It is not a text, or is not written as its language demands: what it says is not known."""


class FrontValue(Struct, frozen=True, array_like=True, kw_only=True, gc=False):
    """What a key says."""

    text: str
    """As meant: escapes decoded, `~` and `null` empty. Empty too where it is not known."""
    start: int
    end: int
    """Exclusive. What is written without its quotation marks; of a block its lines without the first indentation."""
    quoting: Quoting = Quoting.PLAIN

    @property
    def span(self) -> Span:
        """What is written, without quotation marks."""
        return Span(self.start, self.end)


class FrontDate(FrontValue, frozen=True, array_like=True, kw_only=True, gc=False):
    """A date of front matter."""

    day: dt.date | None = None
    """As written, in the place's own time; `None` where no such day exists, or where no day can be read."""
    is_impossible: bool = False
    """Whether it names a day that does not exist."""
    utc_day: dt.date | None = None
    """The same moment's day in UTC, where a time and its offset are written; else `None`."""
    day_end: int = 0
    """Where the day ends that begins at `start`; 0 where it is not written there letter by letter."""

    @property
    def day_span(self) -> Span | None:
        """The day as written, without the time: where another one can be written. `None` where none can."""
        return Span(self.start, self.day_end) if self.day_end else None

    def may_be(self, day: dt.date) -> bool:
        """Whether it may mean that day: in the place's own time or in UTC."""
        return day in (self.day, self.utc_day)


class FrontMatter(Struct, frozen=True, array_like=True, kw_only=True, gc=False):
    """A page's front matter: what its configured keys say."""

    fence: Fence
    start: int
    """Where its first line begins."""
    end: int
    """Where the page's Markdown begins."""
    date: FrontDate | None = None
    title: FrontValue | None = None
    """May be empty, or unread."""
    slug: FrontValue | None = None
    url: FrontValue | None = None
    aliases: tuple[FrontValue, ...] = ()
    is_hidden: bool = False
    """Whether it says that the page is not published."""

    @property
    def has_address(self) -> bool:
        """Whether it names the page's slug or URL, so that the file's name says less."""
        return self.slug is not None or self.url is not None
