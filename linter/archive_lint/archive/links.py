"""The links of a page with their targets, resolved once for all rules that use them."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from msgspec import Struct

from archive_lint.archive.targets import LinkOutcome, PrefixUse, Resolution, Targets
from archive_lint.model.page import Entry, IndexEntry, Link, PageFacts


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


_ROLES = {"related": LinkRole.RELATED, "changes": LinkRole.CHANGES, "source": LinkRole.SOURCE}
"""Roles of links by the key of their section."""
# Looked up once: a member of an enumeration costs more to get than to compare.
_FOUND, _EXTERNAL, _NO_PREFIX = LinkOutcome.FOUND, LinkOutcome.EXTERNAL, PrefixUse.NONE


def resolved_links(
    page: PageFacts, targets: Targets, resolve_closely: Callable[[PageFacts, str], Resolution]
) -> PageLinks:
    """Return the links of a page; `resolve_closely` is asked where the targets alone do not show that one is right."""
    related: list[RelatedLink] = []
    problem_links: list[PlacedLink] = []
    path, resolve_target = page.path, targets.resolve

    def resolve(link: Link, role: LinkRole) -> Resolution:
        resolution = resolve_target(path, link.target)
        outcome = resolution.outcome
        # Nearly every link is one of these; the rest needs more care.
        if (outcome is _FOUND and resolution.prefix is _NO_PREFIX) or outcome is _EXTERNAL:
            return resolution
        resolution = resolve_closely(page, link.target)
        outcome = resolution.outcome
        if outcome is LinkOutcome.FOUND:
            fine = resolution.prefix is PrefixUse.NONE or resolution.prefix is PrefixUse.RIGHT
        else:
            fine = outcome is LinkOutcome.SAME_PAGE or outcome is LinkOutcome.UNJUDGED
        if not fine and link.rendered:
            problem_links.append(PlacedLink(link, role, resolution))
        return resolution

    for heading, role in ((page.date_heading, LinkRole.DATE_HEADING), (page.previous_day, LinkRole.PREVIOUS_DAY)):
        if heading is not None and heading.link is not None:
            resolve(heading.link, role)
    listed = [(entry, resolve(entry.link, LinkRole.INDEX_ENTRY)) for entry in page.index_entries]
    related_count = 0
    for section in page.sections:
        role = _ROLES.get(section.key or "", LinkRole.ELSEWHERE)
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
