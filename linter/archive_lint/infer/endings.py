"""Infers the endings of the names of pages."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence

from archive_lint.infer.guess import Guess
from archive_lint.model.listing import ENDINGS

READABLE_ENDINGS = (*ENDINGS, ".mdx", ".mkd", ".mdown")
"""Endings of files that are read as Markdown if there are many of them."""

_FEWEST = 3
_SHARE_OF_AN_ENDING = 0.02


def vote_on_endings(files: Sequence[str]) -> Guess | None:
    """Return the endings of pages, from the paths of all files with a readable ending; `None` for the usual ones."""
    counts = Counter(posixpath.splitext(path)[1] for path in files)
    least = max(_FEWEST, len(files) * _SHARE_OF_AN_ENDING)
    added = [ending for ending in READABLE_ENDINGS[len(ENDINGS) :] if counts[ending] >= least]
    if not added:
        return None
    used = ", ".join(f"{counts[ending]:,} {ending}" for ending in READABLE_ENDINGS if counts[ending])
    return Guess("endings", (*ENDINGS, *added), f"Files: {used}.")
