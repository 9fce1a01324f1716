"""The ids of github-slugger, used by GitHub, Docusaurus, remark and, nearly, Hugo."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from archive_lint.markdown.sluggers.slugger import HeadingText
from archive_lint.markdown.sluggers.words import is_of_word

_SHORTCODE = re.compile(r":[a-z0-9_+-]+:")


class GithubSlugger:
    """Keeps words, `-` and spaces, which become `-`; repeated ids get the next free number."""

    reads_bare_signs = False

    def __init__(self) -> None:
        self._occurrences: dict[str, int] = {}

    def reserve(self, ids: Iterable[str]) -> None:
        """Ignore the ids of attributes."""

    def id_of(self, heading: HeadingText) -> str:
        """Return the id of the next heading."""
        occurrences = self._occurrences
        slug = result = _slug(heading.text)
        while result in occurrences:
            occurrences[slug] += 1
            result = f"{slug}-{occurrences[slug]}"
        occurrences[result] = 0
        return result

    def further_ids(self, heading: HeadingText) -> Iterator[str]:
        """Yield the id without names of emoji, without surrounding spaces, and of the source without marks (Hugo)."""
        text = heading.text
        for form in (text, _SHORTCODE.sub("", text), heading.source):
            slug = _slug(form.strip())
            yield slug
            yield _slug(form)
            yield "".join([mark for mark in slug if not unicodedata.category(mark).startswith("M")])

    def note_ids(self, name: str, number: int, /) -> Iterator[str]:
        """Yield the ids of remark and of Hugo."""
        for note in ("fn", "fnref"):
            yield f"user-content-{note}-{name.lower()}"
            yield f"{note}-{name.lower()}"
            yield f"{note}:{number}"


def _slug(text: str) -> str:
    kept = [mark for mark in text.lower() if mark == "-" or mark == " " or is_of_word(mark)]
    return "".join(kept).replace(" ", "-")
