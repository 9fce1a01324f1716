"""The links of a page with their targets, resolved once for all rules."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct

from archive_lint.archive.targets import Resolution
from archive_lint.model.page import Entry, IndexEntry, Link


class LinkRole(Enum):
    """The place of a link on its page."""

    DATE_HEADING = auto()
    PREVIOUS_DAY = auto()
    INDEX_ENTRY = auto()
    RELATED = auto()
    """The first link of an entry of the Related section."""
    CHANGES = auto()
    SOURCE = auto()
    ELSEWHERE = auto()


class PlacedLink(Struct, frozen=True, gc=False):
    """A link with its role and its target."""

    link: Link
    role: LinkRole
    resolution: Resolution


class RelatedLink(Struct, frozen=True, gc=False):
    """The link of a Related entry, with its target."""

    position: int
    """Index of the entry among all entries of the section, from 0."""
    entry: Entry
    link: Link
    resolution: Resolution


class PageLinks(Struct, frozen=True):
    """The links of a page that rules use, resolved once for all of them."""

    related: tuple[RelatedLink, ...]
    """The links of the Related section that CommonMark renders."""
    listed: tuple[tuple[IndexEntry, Resolution], ...]
    """The entries of an index."""
    problem_links: tuple[PlacedLink, ...]
    """Rendered links that lead neither to a file by its exact name with the right prefix, nor to the web."""


ROLES = {"related": LinkRole.RELATED, "changes": LinkRole.CHANGES, "source": LinkRole.SOURCE}
"""Roles of links by the key of their section."""
