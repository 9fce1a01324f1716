"""The ids of kramdown: from the source or, for GitHub's Markdown as in Jekyll, from the rendered text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from archive_lint.markdown.sluggers.slugger import HeadingText
from archive_lint.markdown.sluggers.words import is_of_word

_BEFORE_LETTERS = re.compile(r"^[^a-zA-Z]+")
_UNFIT = re.compile(r"[^a-zA-Z0-9 -]")
_DASHES = re.compile(r"---?")
"""Hyphens that are set as a dash, which is not part of a word."""
_GAPS = str.maketrans(" \t", "--")


class KramdownSlugger:
    """Keeps ASCII letters, digits, `-` and spaces of the source, from the first letter on."""

    reads_bare_signs = True

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def reserve(self, ids: Iterable[str]) -> None:
        """Ignore the ids of attributes."""

    def id_of(self, heading: HeadingText) -> str:
        """Return the id of the next heading."""
        slug = _UNFIT.sub("", _BEFORE_LETTERS.sub("", heading.source)).replace(" ", "-").lower() or "section"
        if slug not in self._used:
            self._used[slug] = 0
            return slug
        self._used[slug] += 1
        return f"{slug}-{self._used[slug]}"

    def further_ids(self, heading: HeadingText) -> Iterator[str]:
        """Yield the id of the rendered text, as the option `auto_id_stripping` makes it."""
        yield KramdownSlugger().id_of(HeadingText(heading.text, heading.pieces))

    def note_ids(self, name: str, _number: int, /) -> Iterator[str]:
        """Yield the ids made of the name."""
        yield f"fn:{name}"
        yield f"fnref:{name}"


class KramdownGfmSlugger:
    """Keeps words, `-` and spaces of the rendered text, after dashes and quotation marks are set."""

    reads_bare_signs = False

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def reserve(self, ids: Iterable[str]) -> None:
        """Ignore the ids of attributes."""

    def id_of(self, heading: HeadingText) -> str:
        """Return the id of the next heading."""
        slug = _gfm_slug(heading)
        self._used[slug] += 1
        return slug if self._used[slug] == 1 else f"{slug}-{self._used[slug] - 1}"

    def further_ids(self, heading: HeadingText) -> Iterator[str]:
        """Yield the id with hyphens left as they are: a site may have switched off dashes."""
        yield _gfm_slug(HeadingText(heading.source, ((heading.text, True),)))

    def note_ids(self, name: str, number: int, /) -> Iterator[str]:
        """Yield the ids made of the name."""
        return KramdownSlugger().note_ids(name, number)


def _gfm_slug(heading: HeadingText) -> str:
    text = "".join([text if is_code else _DASHES.sub("", text) for text, is_code in heading.pieces])
    # One by one: Ruby does not know the other form of a final sigma.
    lowered = "".join([mark.lower() for mark in text])
    return "".join([mark for mark in lowered if mark in "- \t" or is_of_word(mark)]).translate(_GAPS)
