"""The ids of markdown-it-anchor, with its default settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from archive_lint.markdown.sluggers.slugger import HeadingText

_SPACE = re.compile("[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
"""White space of JavaScript, which differs from that of Python."""
_KEPT = "-_.!~*'()"


class MarkdownItSlugger:
    """Keeps everything, percent-encoded, with `-` for white space; repeated ids get the next free number."""

    reads_bare_signs = False

    def __init__(self) -> None:
        self._used: set[str] = set()

    def reserve(self, ids: Iterable[str]) -> None:
        """Note the ids of attributes: no other heading gets them."""
        self._used.update(ids)

    def id_of(self, heading: HeadingText) -> str:
        """Return the id of the next heading."""
        slug = unique = _slug(heading.text)
        number = 1
        while unique in self._used:
            unique = f"{slug}-{number}"
            number += 1
        self._used.add(unique)
        return unique

    def further_ids(self, heading: HeadingText) -> Iterator[str]:
        """Yield the id of the source, as earlier versions make it."""
        yield _slug(heading.source)

    def note_ids(self, _name: str, number: int, /) -> Iterator[str]:
        """Yield the ids of markdown-it-footnote."""
        yield f"fn{number}"
        yield f"fnref{number}"


def _slug(text: str) -> str:
    whole = _SPACE.sub(" ", text.lower()).strip(" ")
    return quote(whole.replace(" ", "-").encode("utf-8", "replace"), safe=_KEPT)
