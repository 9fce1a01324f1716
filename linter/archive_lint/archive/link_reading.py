"""Chooses how links are resolved: as files, or as URLs of a site, whose modules only a site's archive loads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from archive_lint.archive.targets import Targets
from archive_lint.model.layout import Layout
from archive_lint.model.listing import Listing
from archive_lint.model.page import PageFacts

if TYPE_CHECKING:
    from archive_lint.site.addresses import Addresses


def make_targets(
    layout: Layout,
    listing: Listing,
    addresses: Callable[[], Addresses],
    renames: Mapping[str, str],
    former: Mapping[str, str],
) -> Targets:
    """Return the targets of an archive's links, which name files or URLs."""
    if not layout.is_site:
        return Targets(layout, listing)
    from archive_lint.archive.site_targets import SiteTargets

    return SiteTargets(layout, listing, addresses, renames, former)


def make_addresses(
    layout: Layout,
    listing: Listing,
    facts: Callable[[str], PageFacts | None],
    source: Callable[[str], bytes | None],
) -> Addresses:
    """Return the URLs of the site, from what all pages say of theirs and from its redirect files."""
    from archive_lint.archive.site_targets import site_addresses

    return site_addresses(layout, listing, facts, source)
