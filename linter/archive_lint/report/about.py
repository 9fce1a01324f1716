"""The facts about a run in the head of a report for people: for formats that may differ between runs."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

_SHORT = 10
"""Number of digits of a commit that tell it from all others of an archive."""


class About(Struct, frozen=True, kw_only=True):
    """The archive, time and program of a run. All fields may be empty, and their text comes from outside."""

    archive: str = ""
    """Name of the repository, `me/news`, or of its folder, with the folder of the archive in it."""
    commit: str = ""
    """The full commit; pages may have been edited since. Empty outside of git."""
    version: str = ""
    """Version of archive-lint."""
    date: datetime | None = None
    """When the report was made, in UTC."""
    command: str = ""
    """The command line, without the destinations of reports and without passwords."""

    @property
    def short_commit(self) -> str:
        """The first digits of the commit."""
        return self.commit[:_SHORT]
