"""The digest of a listing: two listings with the same one have the same files, of the same kinds."""

from __future__ import annotations

from collections.abc import Iterable

from archive_lint.model.digest import blake2b
from archive_lint.model.listing import Listing


def listing_digest(listing: Listing) -> bytes:
    """Return 16 bytes for all that a listing says."""
    seen = blake2b(digest_size=16)
    aliases = (path for alias in sorted(listing.aliases.items()) for path in alias)
    parts: tuple[Iterable[str], ...] = (
        listing.pages,
        # Nearly all files are pages, which need not be written twice.
        sorted(listing.files.difference(listing.pages)),
        [path for path in listing.pages if path not in listing.files],
        sorted(listing.untracked),
        sorted(listing.absent),
        sorted(listing.elsewhere),
        sorted(listing.links_out),
        sorted(listing.dangling),
        aliases,
    )
    for paths in parts:
        # No path contains a NUL, and none is empty.
        seen.update("\0".join(paths).encode(errors="surrogateescape") + b"\0\0")
    return seen.digest()
