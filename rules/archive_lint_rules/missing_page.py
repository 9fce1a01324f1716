"""The message about a link to a page that does not exist."""

from __future__ import annotations

from archive_lint.api import Archive


def missing_message(target: str, path: str, archive: Archive) -> str:
    """Return the message about a link to a page, at `path`, that is missing or is just being deleted."""
    if archive.is_deletion_open(path):
        return f"{target!r} is deleted by the change at hand"
    return f"{target!r} does not exist"
