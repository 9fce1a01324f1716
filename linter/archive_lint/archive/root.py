"""Which folder the links of an archive's pages take for its root: site-absolute links lead to files from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from archive_lint.archive.index import Archive
from archive_lint.model.page import PageFacts

_FEWEST = 3
"""Links that say so before a root is taken for another: fewer may be slips."""
_SAMPLE = 25
"""Stories whose links are asked."""


class RootVotes(NamedTuple):
    """What site-absolute links say of the root."""

    folder: str
    """The folder that they start from, relative to what was taken for the root."""
    inside: int
    """Links that lead to a file from there."""
    here: int
    """Links that lead to a file from what was taken for the root."""


def vote_on_root(
    pages: Iterable[PageFacts], top_folder: str, is_there: Callable[[str], bool], prefix: str = ""
) -> RootVotes | None:
    """Return what links say of the root where most of them start from a folder below it, else `None`.

    `top_folder` is what all stories lie under: the root is one of the folders above it. `is_there` tells whether a path
    is that of a file, and `prefix` is what site-absolute links begin with.
    """
    candidates = list(_folders_above(top_folder))
    if not candidates:
        return None
    here = 0
    inside: Counter[str] = Counter()
    for page in pages:
        for link in page.all_links():
            path = _site_absolute(link.target, prefix)
            if not path:
                continue
            if is_there(path):
                here += 1
                continue
            inside.update(folder for folder in candidates if is_there(f"{folder}/{path}"))
    if not inside:
        return None
    folder, count = max(inside.items(), key=lambda item: (item[1], item[0]))
    return RootVotes(folder, count, here) if count >= _FEWEST and count > here else None


def misread_root(archive: Archive) -> RootVotes | None:
    """Return what links say of the root where that is not the root in use."""
    layout = archive.layout
    if "/" not in layout.top_folder:
        return None
    return vote_on_root(
        archive.sample_stories(_SAMPLE), layout.top_folder, lambda path: path in archive, layout.site_prefix
    )


def _folders_above(folder: str) -> Sequence[str]:
    """The folders that a folder lies in: of `a/b/news` these are `a` and `a/b`."""
    parts = folder.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _site_absolute(target: str, prefix: str) -> str:
    """The path that a site-absolute link names; empty for any other link."""
    if not target.startswith("/") or target.startswith("//"):
        return ""
    path = unquote(target.partition("#")[0].partition("?")[0])
    return path.removeprefix(f"{prefix}/").lstrip("/")
