"""As markdown-it-anchor does, by its own default."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from archive_lint.markdown.sluggers.slugger import HeadingText

_SPACE = re.compile("[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
"""White space of JavaScript, which knows other characters as such than Python does."""
_KEPT = "-_.!~*'()"


class MarkdownItSlugger:
    """Keeps everything, percent-encoded, with `-` for white space; what repeats gets the next number that is free."""

    reads_bare_signs = False

    def __init__(self) -> None:
        self._used: set[str] = set()

    def reserve(self, ids: Iterable[str]) -> None:
        """Take over ids of attributes: no other heading gets them."""
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
        """Yield the id of the source: earlier versions take that."""
        yield _slug(heading.source)

    def note_ids(self, _name: str, number: int, /) -> Iterator[str]:
        """Yield those of markdown-it-footnote."""
        yield f"fn{number}"
        yield f"fnref{number}"


def _slug(text: str) -> str:
    whole = _SPACE.sub(" ", text.lower()).strip(" ")
    return quote(whole.replace(" ", "-").encode("utf-8", "replace"), safe=_KEPT)
