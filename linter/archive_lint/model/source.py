"""The citation of a URL on a page."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from archive_lint.model.page import Entry, Link


class Source(Struct, frozen=True):
    """One source of one page, as source rules see it."""

    path: str
    """Path of the page that cites it."""
    date: dt.date | None
    """Date of that page."""
    entry: Entry | None
    """Its entry in the Source section; `None` if every external link of a page is a source."""
    link: Link
    archived: str = ""
    """A verified archived copy from about the page's date, looked up for sources that are certainly lost."""

    @property
    def url(self) -> str:
        """The URL as cited."""
        return self.link.target
