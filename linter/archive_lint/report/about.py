"""What the head of a report for people says of the run: for formats that may differ from one run to the next."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

_SHORT = 10
"""Digits of a commit that tell it from all others of an archive."""


class About(Struct, frozen=True, kw_only=True):
    """What was looked at, when and by what. All of it may be empty, and the text of it comes from outside."""

    archive: str = ""
    """The repository's name, `me/news`, or its folder's, with the folder of the archive in it."""
    commit: str = ""
    """In full; pages may have been edited since. Empty outside of git."""
    version: str = ""
    """Of archive-lint."""
    date: datetime | None = None
    """When the report was put together, in UTC."""
    command: str = ""
    """What ran, without where reports went and without passwords."""

    @property
    def short_commit(self) -> str:
        """The first digits of the commit."""
        return self.commit[:_SHORT]
