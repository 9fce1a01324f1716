"""The ids of Python-Markdown's table of contents, used by MkDocs and Pelican."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from archive_lint.markdown.sluggers.slugger import HeadingText

_UNFIT = re.compile(r"[^\w\s-]")
_GAP = re.compile(r"[-\s]+")
_NUMBERED = re.compile(r"^(.*)_([0-9]+)$")


class PythonMarkdownSlugger:
    """Keeps ASCII words, without accents, joined by `-`; repeated ids count on with `_`."""

    reads_bare_signs = True

    def __init__(self) -> None:
        self._used: set[str] = set()

    def reserve(self, ids: Iterable[str]) -> None:
        """Note the ids of attributes: no other heading gets them."""
        self._used.update(ids)

    def id_of(self, heading: HeadingText) -> str:
        """Return the id of the next heading."""
        slug = _slug(" ".join(heading.text.split()))
        if not slug or slug in self._used:
            numbered = _NUMBERED.match(slug)
            base, count = (numbered[1], int(numbered[2])) if numbered else (slug, 0)
            count += 1
            while f"{base}_{count}" in self._used:
                count += 1
            slug = f"{base}_{count}"
        self._used.add(slug)
        return slug

    def further_ids(self, heading: HeadingText) -> Iterator[str]:
        """Yield the id with letters of other scripts, as a site may keep them."""
        yield _GAP.sub("-", _UNFIT.sub("", " ".join(heading.text.split())).strip().lower())

    def note_ids(self, name: str, _number: int, /) -> Iterator[str]:
        """Yield the ids made of the name."""
        yield f"fn:{name}"
        yield f"fnref:{name}"
        yield f"fnref2:{name}"


def _slug(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _GAP.sub("-", _UNFIT.sub("", ascii_only).strip().lower())
