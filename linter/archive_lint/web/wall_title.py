"""Titles: whether one is a wall's, or says nothing of the page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct

from archive_lint.web.page_name import words
from archive_lint.web.wall_addresses import Reason
from archive_lint.web.wall_words import TITLES

_BETWEEN = re.compile(r"\s*[|｜»«·•_]\s*|\s+[-–—:]+\s+|(?<=[^\x00-\u02ff])\s*[-–—:：]\s*")
"""The separators between the parts of a title. Scripts without blanks set none beside a dash."""

_AROUND = " \t.,…!。！:：–—-*️"
_PLEASE = re.compile(r"(?:please|bitte|veuillez|s.il vous pla[iî]t|por favor|per favore|пожалуйста),? ")


class WallTitle(Struct, frozen=True):
    """The part of a title that is a wall's, and what the wall wants."""

    reason: Reason
    text: str


def is_wall_title(title: str) -> WallTitle | None:
    """Return the part of a title that is a wall's, `None` if none is."""
    whole = title.lower().strip()
    for part in (whole, *_BETWEEN.split(whole)):
        bare = _PLEASE.sub("", part.strip(_AROUND), count=1)
        for reason, phrases in TITLES.items():
            if bare and phrases.is_one(bare):
                return WallTitle(reason, bare)
    return None


def says_nothing(title: str, url: str) -> bool:
    """Return whether a title is missing, a URL, or only the name of its site."""
    host = (urlsplit(url).hostname or "").lower()
    said = words(title)
    return not said or "://" in title or "".join(said) in host.replace(".", "").replace("-", "")
