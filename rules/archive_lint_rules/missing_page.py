"""What is said of a link to a page that is not there."""

from __future__ import annotations

from archive_lint.api import Archive


def missing_message(target: str, path: str, archive: Archive) -> str:
    """Return what is said of a link's target whose page, at `path`, is missing; who deletes it right now is told so."""
    if archive.is_deletion_open(path):
        return f"{target!r} is deleted by the change at hand"
    return f"{target!r} does not exist"
