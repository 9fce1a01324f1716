"""Links of a page with where they lead, resolved once for all rules."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct

from archive_lint.archive.targets import Resolution
from archive_lint.model.page import Entry, IndexEntry, Link


class LinkRole(Enum):
    """Where on a page a link stands."""

    DATE_HEADING = auto()
    PREVIOUS_DAY = auto()
    INDEX_ENTRY = auto()
    RELATED = auto()
    """The first link of an entry of the Related section."""
    CHANGES = auto()
    SOURCE = auto()
    ELSEWHERE = auto()


class PlacedLink(Struct, frozen=True, gc=False):
    """A link with its role and where it leads."""

    link: Link
    role: LinkRole
    resolution: Resolution


class RelatedLink(Struct, frozen=True, gc=False):
    """The link of an entry of the Related section and where it leads."""

    position: int
    """Of the entry among all of the section's, from 0."""
    entry: Entry
    link: Link
    resolution: Resolution


class PageLinks(Struct, frozen=True):
    """The links of a page that rules ask for, resolved once for all of them."""

    related: tuple[RelatedLink, ...]
    """Those of the Related section that CommonMark renders."""
    listed: tuple[tuple[IndexEntry, Resolution], ...]
    """Of an index: its entries."""
    problem_links: tuple[PlacedLink, ...]
    """Rendered links that do not lead to a file by its exact name with the right prefix, nor to the web."""


ROLES = {"related": LinkRole.RELATED, "changes": LinkRole.CHANGES, "source": LinkRole.SOURCE}
"""Roles of links by the key of the section they stand in."""
