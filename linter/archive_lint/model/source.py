"""A citation of the web on a page."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from archive_lint.model.page import Entry, Link


class Source(Struct, frozen=True):
    """One source of one page: what a source rule looks at."""

    path: str
    """Of the page that cites it."""
    date: dt.date | None
    """Of that page."""
    entry: Entry | None
    """Of the Source section; `None` where every external link of a page is a source."""
    link: Link
    archived: str = ""
    """An archived copy from about the page's date, looked up for sources that are lost for certain; verified."""

    @property
    def url(self) -> str:
        """As cited."""
        return self.link.target
